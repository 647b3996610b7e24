"""Signing up, stepping back, moving up: one test for every way it can end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from labs.actions import change_session
from labs.actions import enrolments as actions
from labs.models import Enrolment, Session
from lib.workflow import Refused
from partnership.models import AuditEvent, Membership, OutboxMail
from partnership.roles import Permission, Role
from tests.cast import NOW, make_member
from tests.labs.enrolment_helpers import (
    DAY,
    HOUR,
    SEATED,
    WAITING,
    WITHDRAWN,
    enrol,
    make_session,
    make_students,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast):
    return make_session(cast)


def subjects():
    return list(OutboxMail.objects.order_by("pk").values_list("to", "subject"))


def test_seats_go_out_in_order_and_the_rest_wait(cast, session):
    for member in (cast.sanne, cast.anna, cast.bram, cast.thea):
        enrol(member, session)
    assert states(session) == {"Sanne": SEATED, "Anna": SEATED, "Bram": WAITING, "Thea": WAITING}
    assert [subject.split(":")[0] for _to, subject in subjects()] == ["Je bent aangemeld"] * 2 + [
        "Je staat op de wachtlijst"
    ] * 2
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["enrolment.seated"] * 2 + ["enrolment.waiting"] * 2


def test_nobody_twice_and_the_same_form_does_nothing_after_withdrawing(cast, session):
    nonce = uuid4()
    first = actions.enrol(by=cast.anna, session=session, nonce=nonce, now=NOW)
    assert enrol(cast.anna, session) == first
    actions.withdraw(by=cast.anna, enrolment=first, now=NOW)
    assert actions.enrol(by=cast.anna, session=session, nonce=nonce, now=NOW) == first
    assert states(session) == {"Anna": WITHDRAWN}
    assert enrol(cast.anna, session) != first
    assert session.enrolments.filter(state=SEATED).count() == 1


def test_who_withdraws_makes_room_for_the_first_who_waits(cast, session):
    rows = [enrol(member, session) for member in (cast.sanne, cast.anna, cast.bram, cast.thea)]
    OutboxMail.objects.all().delete()
    moved = actions.withdraw(by=cast.sanne, enrolment=rows[0], now=NOW + HOUR)
    assert [row.pk for row in moved] == [rows[2].pk]
    assert states(session) == {"Sanne": WITHDRAWN, "Anna": SEATED, "Bram": SEATED, "Thea": WAITING}
    assert subjects() == [("bram.wadbyte@example.org", "Je hebt toch een plek: Veilig programmeren")]
    assert Enrolment.objects.get(pk=rows[2].pk).seated_at == NOW + HOUR
    assert AuditEvent.objects.filter(verb="enrolment.moved_up", object_id=rows[2].pk, actor=None).count() == 1


def test_who_comes_back_stands_at_the_end(cast, session):
    rows = [enrol(member, session) for member in (cast.sanne, cast.anna, cast.bram, cast.thea)]
    actions.withdraw(by=cast.bram, enrolment=rows[2], now=NOW)
    enrol(cast.bram, session)
    waiting = session.enrolments.filter(state=WAITING).order_by("pk").values_list("person__name", flat=True)
    assert list(waiting) == ["Thea Docent", "Bram Wadbyte"]


def test_who_waits_and_withdraws_moves_nobody(cast, session):
    rows = [enrol(member, session) for member in (cast.sanne, cast.anna, cast.bram)]
    assert actions.withdraw(by=cast.bram, enrolment=rows[2], now=NOW) == []
    assert actions.withdraw(by=cast.bram, enrolment=rows[2], now=NOW) == []
    assert AuditEvent.objects.filter(verb="enrolment.withdrawn").count() == 1


def test_more_seats_move_people_up_at_once(cast, session):
    for member in (cast.sanne, cast.anna, cast.bram, cast.thea, cast.mo):
        enrol(member, session)
    Session.objects.filter(pk=session.pk).update(capacity=4)
    assert len(actions.move_up(session, NOW)) == 2
    assert actions.move_up(session, NOW) == []
    assert states(session)["Mo"] == WAITING
    Session.objects.filter(pk=session.pk).update(capacity=None)
    actions.move_up(session, NOW)
    assert set(states(session).values()) == {SEATED}


def test_nobody_moves_up_once_it_has_started_or_is_cancelled(cast, session):
    rows = [enrol(member, session) for member in (cast.sanne, cast.anna, cast.bram)]
    actions.withdraw(by=cast.carla, enrolment=rows[0], now=session.starts_at)
    assert states(session)["Bram"] == WAITING
    cancelled = {"state": "cancelled", "cancelled_at": NOW, "cancelled_by": cast.carla.user, "cancel_reason": "Ziek"}
    Session.objects.filter(pk=session.pk).update(**cancelled)
    assert actions.move_up(session, NOW) == []


@pytest.mark.parametrize(
    ("values", "now"),
    [
        ({"state": "draft"}, NOW),
        ({"takes_enrolments": False}, NOW),
        ({"enrol_until": NOW}, NOW),
        ({}, NOW + 7 * DAY),
        ({}, NOW + 8 * DAY),
    ],
)
def test_closed_is_closed(cast, session, values, now):
    Session.objects.filter(pk=session.pk).update(**values)
    with pytest.raises(Refused):
        enrol(cast.anna, session, now)
    assert not Enrolment.objects.exists()
    Session.objects.filter(pk=session.pk).update(state="published", takes_enrolments=True, enrol_until=NOW + HOUR)
    assert enrol(cast.anna, session).state == SEATED


def test_a_cancelled_session_takes_nobody_and_lets_nobody_go(cast, session):
    row = enrol(cast.anna, session)
    cancelled = {"state": "cancelled", "cancelled_at": NOW, "cancelled_by": cast.carla.user, "cancel_reason": "Ziek"}
    Session.objects.filter(pk=session.pk).update(**cancelled)
    with pytest.raises(Refused):
        enrol(cast.bram, session)
    with pytest.raises(Refused):
        actions.withdraw(by=cast.anna, enrolment=row, now=NOW)


def test_after_the_date_only_who_runs_the_lab_takes_somebody_off(cast):
    session = make_session(cast, withdraw_until=NOW + DAY)
    row = enrol(cast.anna, session)
    for member in (cast.anna, cast.bram, cast.joost, cast.mo):
        with pytest.raises(Refused):
            actions.withdraw(by=member, enrolment=row, now=NOW + 2 * DAY)
    actions.withdraw(by=cast.carla, enrolment=row, now=NOW + 2 * DAY)
    assert states(session) == {"Anna": WITHDRAWN}
    assert OutboxMail.objects.filter(key=f"enrolment:{row.pk}:taken_off").count() == 1


def test_who_was_there_is_not_taken_off_any_more(cast, session):
    row = enrol(cast.anna, session)
    Enrolment.objects.filter(pk=row.pk).update(was_there=True)
    with pytest.raises(Refused):
        actions.withdraw(by=cast.carla, enrolment=row, now=NOW)


def test_people_of_elsewhere_stay_out(cast, session):
    with pytest.raises(Refused):
        enrol(cast.ed, session)
    with pytest.raises(Refused):
        actions.add_person(by=cast.carla, session=session, member=cast.ed, nonce=uuid4(), now=NOW)


def test_who_runs_the_lab_adds_somebody_after_the_date(cast):
    session = make_session(cast, enrol_until=NOW - HOUR, capacity=1)
    nonce = uuid4()
    for _ in range(2):
        actions.add_person(by=cast.carla, session=session, member=cast.anna, nonce=nonce, now=NOW)
    actions.add_person(by=cast.mirjam, session=session, member=cast.bram, nonce=uuid4(), now=NOW)
    assert states(session) == {"Anna": SEATED, "Bram": WAITING}
    for member in (cast.joost, cast.thea, cast.anna):
        with pytest.raises(Refused):
            actions.add_person(by=member, session=session, member=cast.sanne, nonce=uuid4(), now=NOW)


def test_an_auditor_or_who_left_is_not_added(cast, session):
    Membership.objects.filter(pk=cast.bram.pk).update(ended_at=NOW - HOUR)
    for member in (cast.aad, cast.bram):
        with pytest.raises(Refused):
            actions.add_person(by=cast.carla, session=session, member=member, nonce=uuid4(), now=NOW)


@pytest.mark.parametrize("role", Role.values)
def test_signing_up_takes_the_right_to_take_part(cast, session, role):
    member = make_member("Iemand", cast.noorderpoort, role, cast.programme if role == Role.AUDITOR else None)
    if member.can(Permission.TAKE_PART):
        assert enrol(member, session).state == SEATED
    else:
        with pytest.raises(Refused):
            enrol(member, session)


def test_a_list_that_is_full_again_stays_in_order(cast):
    session = make_session(cast, capacity=1)
    people = make_students(cast, 4)
    rows = [enrol(member, session) for member in people]
    for number in range(3):
        actions.withdraw(by=people[number], enrolment=rows[number], now=NOW)
        assert states(session)[people[number + 1].user.name] == SEATED


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": WITHDRAWN}, "enrolment_withdrawn_at"),
        ({"state": "maybe"}, "enrolment_state_known"),
        ({"seated_at": None}, "enrolment_seated_at"),
        ({"state": WAITING, "was_there": True}, "enrolment_there_with_a_seat"),
    ],
)
def test_the_database_refuses_by_name(cast, session, values, constraint):
    row = enrol(cast.anna, session)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(**values)


def test_the_database_knows_nobody_twice_and_keeps_what_was_withdrawn(cast, session):
    row = enrol(cast.anna, session)
    same = {"session": session, "person": cast.anna.user, "membership": cast.anna, "enrolled_at": NOW}
    with pytest.raises(IntegrityError, match="enrolment_once_per_session"), transaction.atomic():
        Enrolment.objects.create(**same, enrolled_by=cast.anna.user, state=WAITING)
    actions.withdraw(by=cast.anna, enrolment=row, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(state=SEATED, withdrawn_at=None)


def test_the_list_taken_along_is_noted(cast, session):
    actions.note_export(by=cast.carla, session=session, now=NOW)
    assert AuditEvent.objects.filter(verb="session.people_exported").count() == 1
    with pytest.raises(Refused):
        actions.note_export(by=cast.joost, session=session, now=NOW + timedelta(hours=1))


def test_who_changes_the_number_of_seats_moves_people_up(cast, session):
    for member in (cast.sanne, cast.anna, cast.bram):
        enrol(member, session)
    facts = {"starts_at": session.starts_at, "ends_at": session.ends_at, "capacity": 3}
    change_session(by=cast.carla, session=session, version=1, values=facts, guests=[], now=NOW)
    assert states(session)["Bram"] == SEATED
    assert OutboxMail.objects.filter(key__endswith=":moved_up").count() == 1


def test_who_left_the_partnership_gets_no_seat_and_holds_nobody_up(cast):
    session = make_session(cast, capacity=1)
    seat = enrol(cast.thea, session)
    enrol(cast.sanne, session)
    enrol(cast.anna, session)
    Membership.objects.filter(pk=cast.sanne.pk).update(ended_at=NOW)
    moved = actions.withdraw(by=cast.thea, enrolment=seat, now=NOW + HOUR)
    assert [row.person for row in moved] == [cast.anna.user]
    assert states(session) == {"Thea": WITHDRAWN, "Sanne": WITHDRAWN, "Anna": SEATED}
    assert not OutboxMail.objects.filter(to=cast.sanne.user.email, key__endswith="moved_up").exists()
    actions.withdraw(by=cast.anna, enrolment=session.enrolments.get(person=cast.anna.user), now=NOW + HOUR)
    assert enrol(cast.bram, session, NOW + HOUR).state == SEATED
