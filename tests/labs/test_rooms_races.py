"""Two real connections at the same moment.

The first two and that of letting were seen to fail with the lock of the room taken away; a session and a booking are
kept apart by the database even then.
"""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from labs.actions import rooms as actions
from labs.actions import rooms_manage as manage
from labs.models import Booking, RoomRental, Session
from labs.rooms_rules import Open
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.labs.rooms_stage import book, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def stage(cast):
    return build(cast)


@pytest.fixture(autouse=True)
def slow_checks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server, so that without a lock both would pass."""

    def slowly(module, name):
        looked = getattr(module, name)

        def look(*args, **kwargs):
            found = looked(*args, **kwargs)
            threading.Event().wait(0.3)
            return found

        monkeypatch.setattr(module, name, look)

    slowly(actions, "look")
    slowly(actions, "_refuse_for_session")
    slowly(manage, "_refuse_booked")


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Refused)]


def test_of_two_who_want_the_same_hour_one_gets_it_and_the_other_hears_so(cast):
    answers = at_once(lambda: book(cast.anna, cast.zaal, "10", "11"), lambda: book(cast.bram, cast.zaal, "10:45", "12"))
    assert Booking.objects.count() == 1
    (refused,) = refusals(answers)
    assert isinstance(refused, actions.RoomTaken) and refused.occasions[0].clash == Booking.objects.get()


def test_the_same_form_sent_twice_at_once_is_one_booking(cast):
    nonce = uuid4()
    first, second = at_once(*[lambda: book(cast.anna, cast.zaal, weeks=4, nonce=nonce)] * 2)
    assert first == second and Booking.objects.count() == 4
    assert AuditEvent.objects.filter(verb="booking.made").count() == 4


def test_a_session_and_a_booking_at_once(cast):
    at = datetime(2026, 3, 17, 9, tzinfo=UTC)
    people = {"planned_by": cast.carla.user, "planned_at": NOW, "changed_at": NOW}
    docker = Session.objects.create(
        lab=cast.learning_lab, kind="training", title="Docker", room=cast.zaal,
        starts_at=at, ends_at=at.replace(hour=11), **people,
    )  # fmt: skip
    answers = at_once(
        lambda: actions.hold_for_session(docker, cast.carla, NOW), lambda: book(cast.anna, cast.zaal, "10", "11")
    )
    assert Booking.objects.live().count() == 1 and len(refusals(answers)) == 1


def test_a_room_is_let_or_booked_but_not_both(cast):
    def let():
        return manage.let(
            by=cast.carla, room=cast.zaal, organisation=cast.terpdok, first_month=date(2026, 4, 1),
            last_month=date(2026, 4, 1), price=Decimal(300), nonce=uuid4(), now=NOW,
        )  # fmt: skip

    answers = at_once(let, lambda: book(cast.bram, cast.zaal, day=date(2026, 4, 7)))
    assert Booking.objects.count() + RoomRental.objects.count() == 1 and len(refusals(answers)) == 1


def test_a_booking_is_cancelled_once(cast):
    (mine,) = book(cast.anna, cast.zaal)
    one, two = Booking.objects.select_related("room", "booked_by").get(), Booking.objects.get()
    answers = at_once(
        lambda: actions.cancel_booking(by=cast.carla, booking=one, now=NOW, reason="Lekkage"),
        lambda: actions.cancel_booking(by=cast.anna, booking=two, now=NOW),
    )
    assert len(refusals(answers)) == 1
    assert AuditEvent.objects.filter(verb="booking.cancelled", object_id=mine.pk).count() == 1


def test_who_waits_too_long_for_a_room_is_told_so(cast):
    held, tried = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            actions.hold_room(cast.zaal)
            held.set()
            tried.wait(20)

    def wait():
        held.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            return book(cast.anna, cast.zaal)
        finally:
            tried.set()

    _held, answer = at_once(hold, wait)
    assert isinstance(answer, Refused) and not Booking.objects.exists()


def test_two_who_set_the_hours_at_once_leave_one_week(cast):
    failed = []

    def set_hours(by, hours):
        manage.set_hours(by=by, room=cast.zaal, week=dict.fromkeys(range(7), hours), now=NOW)

    def second():
        try:
            set_hours(cast.mirjam, Open(120, 180))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        set_hours(cast.carla, Open(60, 120))
        other.start()
        other.join(timeout=0.5)
    other.join(timeout=10)
    assert not failed
    assert [(row.opens, row.closes) for row in cast.zaal.opening_hours.all()] == [(120, 180)] * 7
