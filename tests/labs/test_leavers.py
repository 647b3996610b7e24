"""Who leaves the partnership gives seats, classes and learning paths back, and gets no mail any more."""

from datetime import timedelta
from uuid import uuid4

import pytest

from labs import tasks
from labs.actions import cancel_session, change_session
from labs.actions import enrolments as seats
from labs.actions.groups import make_group
from labs.actions.leavers import follow_memberships
from labs.actions.practice_meetings import move_meeting
from labs.actions.rooms import cancel_booking
from labs.models import Enrolment, PathStart, SessionGuest
from labs.queries.leavers import companies_left, groups_left, sessions_left, starts_left
from partnership.actions.memberships import appoint, end
from partnership.models import AuditEvent, Membership, OutboxMail, User
from tests.cast import NOW, make_member
from tests.labs.business_helpers import coached, company, matched, meeting, step
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
from tests.labs.learning_helpers import make_path, start, titled
from tests.labs.rooms_stage import book, build
from tests.labs.sessions import guest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def leave(member, now=NOW):
    Membership.objects.filter(pk=member.pk).update(ended_at=now)


def to(member):
    return OutboxMail.objects.filter(to=member.user.email)


# --- Seats -------------------------------------------------------------------------------------------------------
def test_the_seat_of_who_leaves_goes_to_the_first_who_waits(cast):
    session = make_session(cast)
    for member in (cast.sanne, cast.anna, cast.bram, cast.thea):
        enrol(member, session)
    OutboxMail.objects.all().delete()
    end(by=cast.mirjam, membership=cast.sanne, now=NOW)
    assert follow_memberships(now=NOW) == 1
    assert states(session) == {"Sanne": WITHDRAWN, "Anna": SEATED, "Bram": SEATED, "Thea": WAITING}
    assert list(OutboxMail.objects.values_list("to", "subject")) == [
        (cast.bram.user.email, "Je hebt toch een plek: Veilig programmeren")
    ]
    gone = AuditEvent.objects.get(verb="enrolment.withdrawn")
    assert (gone.actor, gone.partnership) == (None, cast.werkplaats)
    assert follow_memberships(now=NOW) == 0 and OutboxMail.objects.count() == 1


def test_the_task_does_it_every_minute(cast, settings):
    session = make_session(cast)
    enrol(cast.sanne, session)
    leave(cast.sanne)
    assert settings.CELERY_BEAT_SCHEDULE["follow-memberships"]["task"] == tasks.follow_memberships.name
    tasks.follow_memberships()
    assert states(session) == {"Sanne": WITHDRAWN}


def test_an_account_that_is_closed_and_an_end_that_comes_later_count_from_then(cast):
    session = make_session(cast)
    enrol(cast.sanne, session)
    enrol(cast.anna, session)
    leave(cast.sanne, NOW + DAY)
    assert follow_memberships(now=NOW) == 0
    User.objects.filter(pk=cast.anna.user_id).update(is_active=False)
    assert follow_memberships(now=NOW + 2 * DAY) == 1
    assert states(session) == {"Sanne": WITHDRAWN, "Anna": WITHDRAWN}


def test_who_gets_another_role_keeps_the_seat(cast):
    session = make_session(cast)
    enrol(cast.anna, session)
    appoint(by=cast.mirjam, membership=cast.anna, now=NOW)
    assert follow_memberships(now=NOW) == 0
    assert states(session) == {"Anna": SEATED}


def test_a_role_in_another_partnership_keeps_no_seat(cast):
    session = make_session(cast)
    enrol(cast.anna, session)
    elsewhere = make_member("Anna Terpdok", cast.kleibyte, "company_member")
    assert elsewhere.user == cast.anna.user
    leave(cast.anna)
    assert follow_memberships(now=NOW) == 1
    assert states(session) == {"Anna": WITHDRAWN}


def test_what_was_begun_or_cancelled_stays_as_it_was(cast):
    begun = make_session(cast, starts_at=NOW - HOUR)
    cancelled = make_session(cast)
    for session in (begun, cancelled):
        enrol(cast.sanne, session, NOW - DAY)
    cancel_session(by=cast.carla, session=cancelled, version=1, reason="Ziek", now=NOW)
    leave(cast.sanne)
    assert follow_memberships(now=NOW) == 0
    assert states(begun) == states(cancelled) == {"Sanne": SEATED}


def test_the_looking_asks_no_more_for_many(cast, django_assert_num_queries):
    for number in range(4):
        enrol(cast.sanne, make_session(cast, starts_at=NOW + (number + 1) * DAY))
    with django_assert_num_queries(3):
        assert (sessions_left(NOW), groups_left(NOW), starts_left(NOW)) == ([], [], [])


# --- No mail -----------------------------------------------------------------------------------------------------
def test_who_left_hears_of_no_change_and_no_cancelling(cast):
    session = make_session(cast, starts_at=NOW + DAY)
    SessionGuest.objects.create(session=session, person=cast.anna.user, organisation=cast.terpdok)
    enrol(cast.sanne, session)
    enrol(cast.thea, session)
    for member in (cast.sanne, cast.anna):
        leave(member)
    OutboxMail.objects.all().delete()
    values = {"starts_at": session.starts_at, "ends_at": session.ends_at, "place": "Elders"}
    guests = [guest(cast.anna)]
    change_session(by=cast.carla, session=session, version=1, values=values, guests=guests, now=NOW)
    cancel_session(by=cast.carla, session=session, version=2, reason="Ziek", now=NOW)
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {cast.thea.user.email}


@pytest.mark.parametrize("left", [True, False])
def test_who_left_hears_nothing_of_being_taken_off(cast, left):
    row = enrol(cast.sanne, make_session(cast))
    OutboxMail.objects.all().delete()
    if left:
        leave(cast.sanne)
    seats.withdraw(by=cast.carla, enrolment=row, now=NOW)
    assert to(cast.sanne).exists() is not left


@pytest.mark.parametrize("left", [True, False])
def test_who_left_hears_nothing_of_meetings_and_rooms(cast, left):
    row = meeting(cast, matched(cast), NOW + 3 * DAY)
    build(cast)
    booking = book(cast.thea, cast.zaal, "10", "11")[0]
    OutboxMail.objects.all().delete()
    if left:
        leave(cast.thea)
    times = {"starts_at": NOW + 4 * DAY, "ends_at": NOW + 4 * DAY + HOUR, "place": ""}
    move_meeting(by=cast.anna, meeting=row, version=1, now=NOW, **times)
    cancel_booking(by=cast.mirjam, booking=booking, reason="Lekkage", now=NOW)
    assert to(cast.thea).count() == (0 if left else 2)


def test_who_runs_the_lab_sees_that_a_guest_left(cast, log_in):
    session = make_session(cast)
    SessionGuest.objects.create(session=session, person=cast.anna.user, organisation=cast.terpdok)
    address = f"/werkplaats/calendar/{session.pk}/"
    words = "Left the partnership"

    def page(member):
        return log_in(member).get(address, headers={"Accept-Language": "en"}).content.decode()

    assert words not in page(cast.carla)
    leave(cast.anna)
    assert words in page(cast.carla) and words not in page(cast.sanne)


# --- Classes and learning paths ----------------------------------------------------------------------------------
def test_a_student_who_leaves_is_in_no_class_any_more(cast):
    first, second = make_students(cast, 2)
    group = make_group(by=cast.thea, name="ICT4A", students=[first, second], nonce=uuid4(), now=NOW)
    leave(first)
    assert follow_memberships(now=NOW) == 1
    assert [each.student for each in group.members.all()] == [second]
    group.refresh_from_db()
    assert group.ended_at is None
    assert follow_memberships(now=NOW) == 0


def test_a_class_ends_when_its_teacher_leaves_and_its_students_keep_their_seats(cast):
    students = make_students(cast, 1)
    group = make_group(by=cast.thea, name="ICT4A", students=students, nonce=uuid4(), now=NOW)
    session = make_session(cast)
    Enrolment.objects.filter(pk=enrol(students[0], session).pk).update(group=group)
    leave(cast.thea)
    assert follow_memberships(now=NOW + HOUR) == 1
    group.refresh_from_db()
    assert group.ended_at == NOW + HOUR
    assert states(session) == {"Leerling 00": SEATED}
    assert AuditEvent.objects.filter(verb="group.ended", actor=None).count() == 1
    assert follow_memberships(now=NOW) == 0


def test_a_learning_path_is_stopped_for_who_left(cast):
    path = make_path(cast, [titled(cast, "Een"), titled(cast, "Twee")])
    for member in (cast.sanne, cast.anna):
        start(path, member)
    leave(cast.sanne)
    assert follow_memberships(now=NOW + timedelta(days=1)) == 1
    stopped = dict(PathStart.objects.values_list("person__name", "stopped_at"))
    assert stopped == {"Sanne Student": NOW + DAY, "Anna Terpdok": None}
    assert follow_memberships(now=NOW + DAY) == 0


# --- Student companies -------------------------------------------------------------------------------------------
def test_who_leaves_is_in_no_student_company_any_more(cast):
    coach, untouched = coached(cast), company(cast, by=make_students(cast, 1)[0])
    row, over = coach.company, step(cast, company(cast), "stop", reason="Diploma")
    leave(cast.sanne)
    leave(cast.anna)
    assert companies_left(NOW) == [row.pk]
    assert follow_memberships(now=NOW) == 1
    assert row.members.get().left_on == row.coaches.get().until == NOW.date()
    assert over.members.get().left_on is untouched.members.get().left_on is None
    events = AuditEvent.objects.filter(verb__in=["student_company.member_left", "student_company.coach_left"])
    assert set(events.values_list("actor", "partnership")) == {(None, cast.werkplaats.pk)} and events.count() == 2
    assert follow_memberships(now=NOW) == 0
