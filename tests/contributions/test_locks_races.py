"""Two at the same moment, with two real connections. Each was seen to fail with its lock taken away."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction

from contributions.actions import corrections, locks, months, withdraw_hours
from contributions.models import HourEntry, MonthLock, Timesheet, TimesheetStep
from lib.workflow import Refused
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
FEBRUARY, DAY = date(2026, 2, 1), date(2026, 2, 10)


def lock(cast):
    return locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=FEBRUARY, now=NOW)


def test_locking_waits_for_who_is_logging(cast):
    """A line that is being written when the month locks is in before the lock, or not at all."""
    inserted, finish, order = threading.Event(), threading.Event(), []

    def log():
        with transaction.atomic():
            cast.entry(worked_on=DAY)
            inserted.set()
            finish.wait(1)
            order.append("logged")

    def shut():
        inserted.wait(10)
        lock(cast)
        order.append("locked")

    answers = at_once(log, shut)
    assert not any(isinstance(answer, Exception) for answer in answers)
    assert order == ["logged", "locked"]


def test_logging_waits_for_who_is_locking(cast):
    locking, finish = threading.Event(), threading.Event()

    def shut():
        with transaction.atomic():
            MonthLock.objects.create(programme=cast.programme, month=FEBRUARY, locked_at=NOW)
            locking.set()
            finish.wait(1)

    def log():
        locking.wait(10)
        cast.entry(worked_on=DAY)

    answers = at_once(shut, log)
    assert "month_is_locked" in str(answers[1])
    assert not HourEntry.objects.exists()


def test_a_month_is_locked_once(cast):
    answers = at_once(lambda: lock(cast), lambda: lock(cast))
    assert MonthLock.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


@pytest.fixture
def sheet(cast):
    cast.submitted(worked_on=DAY)
    cast.approved(worked_on=DAY)
    values = {"membership": cast.anna, "programme": cast.programme, "month": FEBRUARY, "now": NOW}
    return months.hand_in_month(**values, statement=True)


def test_of_two_managers_one_confirms(cast, sheet):
    second = make_member("Ma Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    first, other = at_once(
        *(
            lambda by=by: months.confirm_months(membership=by, picks={sheet.pk: sheet.version}, now=NOW)
            for by in (cast.mo, second)
        )
    )
    assert {len(first.done), len(other.done)} == {0, 1}
    assert {len(first.left), len(other.left)} == {0, 1}
    assert TimesheetStep.objects.filter(verb="confirmed").count() == 1


def test_a_month_is_accepted_once(cast, sheet):
    months.confirm_months(membership=cast.mo, picks={sheet.pk: None}, now=NOW)
    answers = at_once(
        *[lambda: months.accept_months(membership=cast.carla, picks={sheet.pk: None}, now=NOW)] * 2,
    )
    assert sorted(len(answer.done) for answer in answers) == [0, 1]
    assert HourEntry.objects.filter(state="approved").count() == 2
    assert TimesheetStep.objects.filter(verb="accepted").count() == 1


def test_withdrawing_and_confirming_at_once_never_confirms_what_changed(cast, sheet):
    entry = sheet.hours.get(state="submitted")
    answers = at_once(
        lambda: withdraw_hours(membership=cast.anna, entry=entry, now=NOW),
        lambda: months.confirm_months(membership=cast.mo, picks={sheet.pk: sheet.version}, now=NOW),
    )
    assert not any(isinstance(answer, Exception) and not isinstance(answer, Refused) for answer in answers)
    sheet.refresh_from_db()
    if sheet.state != "draft":
        assert sheet.hours.count() == sheet.lines


def test_handing_in_twice_at_once_gives_one_month(cast):
    cast.submitted(worked_on=DAY)
    values = {"membership": cast.anna, "programme": cast.programme, "month": FEBRUARY, "now": NOW}
    answers = at_once(*[lambda: months.hand_in_month(**values, statement=True)] * 2)
    assert Timesheet.objects.count() == 1 and TimesheetStep.objects.filter(verb="submitted").count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


def test_one_correction_at_a_time(cast):
    entry = cast.approved(worked_on=DAY)
    lock(cast)
    right = corrections.Right(60, cast.masterclasses, "guest_teaching", entry.description)

    def correct(by):
        return corrections.correct_hours(
            membership=by, entry=entry, right=right, reason="Te veel", nonce=uuid4(), now=NOW
        )

    answers = at_once(lambda: correct(cast.anna), lambda: correct(cast.mo))
    assert HourEntry.objects.filter(corrects=entry).count() == 2
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


def test_the_same_correction_sent_twice_at_once(cast):
    entry, nonce = cast.approved(worked_on=DAY), uuid4()
    lock(cast)
    right = corrections.Right(0, cast.masterclasses, "guest_teaching", entry.description)
    values = {"membership": cast.anna, "entry": entry, "right": right, "reason": "Niet geweest", "nonce": nonce}
    answers = at_once(*[lambda: corrections.correct_hours(**values, now=NOW)] * 2)
    assert not any(isinstance(answer, Exception) for answer in answers)
    assert HourEntry.objects.filter(corrects=entry).count() == 1
