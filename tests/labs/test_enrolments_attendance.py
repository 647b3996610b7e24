"""Who was there: noted by who runs the lab, from the start, changed as often as needed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from labs.actions.attendance import Present, take_attendance
from labs.models import Enrolment, Session, SessionGuest
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Membership
from tests.cast import NOW
from tests.labs.enrolment_helpers import DAY, HOUR, SEATED, enrol, make_session, make_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast):
    """It starts now; Anna and Sanne have a seat, Thea waits, Bram gives it."""
    row = make_session(cast, starts_at=NOW)
    for member in (cast.anna, cast.sanne, cast.thea):
        enrol(member, row, NOW - DAY)
    SessionGuest.objects.create(session=row, person=cast.bram.user, organisation=cast.wadbyte)
    return row


def row_of(session, member):
    return session.enrolments.get(person=member.user)


def save(by, session, present, now=NOW + HOUR, seen=None):
    return take_attendance(by=by, session=session, present=present, seen=seen, now=now)


def there(session):
    return dict(session.enrolments.filter(state=SEATED).values_list("person__name", "was_there"))


def test_everybody_is_noted_and_it_says_by_whom_and_when(cast, session):
    guest = session.guests.get()
    save(cast.carla, session, Present([row_of(session, cast.anna).pk], [guest.pk]))
    session.refresh_from_db()
    assert there(session) == {"Anna Terpdok": True, "Sanne Student": False}
    assert (session.attendance_taken_at, session.attendance_taken_by) == (NOW + HOUR, cast.carla.user)
    guest.refresh_from_db()
    assert guest.was_there is True
    assert AuditEvent.objects.get(verb="session.attendance_taken").data == {"people": 1}


def test_who_waited_and_came_gets_a_seat_by_it(cast, session):
    save(cast.carla, session, Present([row_of(session, cast.thea).pk]))
    assert there(session)["Thea Docent"] is True


def test_who_just_walked_in_is_added_once(cast, session):
    row = save(cast.carla, session, Present([], walk_ins=[cast.mo.pk, cast.anna.pk]))
    assert there(session) == {"Anna Terpdok": True, "Sanne Student": False, "Mo Terpdok": True}
    again = Present([row_of(session, cast.mo).pk])
    save(cast.carla, session, again, NOW + DAY, seen=row.attendance_taken_at)
    assert there(session) == {"Anna Terpdok": False, "Sanne Student": False, "Mo Terpdok": True}
    assert session.enrolments.count() == 4


def test_strangers_do_not_walk_in(cast, session):
    Membership.objects.filter(pk=cast.mo.pk).update(ended_at=NOW - HOUR)
    for member in (cast.ed, cast.aad, cast.mo):
        with pytest.raises(Refused):
            save(cast.carla, session, Present([], walk_ins=[member.pk]))
    assert Session.objects.get(pk=session.pk).attendance_taken_at is None


def test_ids_of_another_session_change_nothing(cast, session):
    other = make_session(cast, starts_at=NOW, title="Anders")
    stranger = enrol(cast.mo, other, NOW - DAY)
    guest = SessionGuest.objects.create(session=other, person=cast.joost.user, organisation=cast.hanze)
    save(cast.carla, session, Present([stranger.pk], [guest.pk]))
    stranger.refresh_from_db()
    guest.refresh_from_db()
    assert (stranger.was_there, guest.was_there) == (None, None)


def test_who_saves_after_somebody_else_looks_again(cast, session):
    save(cast.carla, session, Present([]))
    with pytest.raises(SomeoneWasFirst):
        save(cast.mirjam, session, Present([row_of(session, cast.anna).pk]))
    assert there(session)["Anna Terpdok"] is False


@pytest.mark.parametrize("who", ["anna", "thea", "bram", "joost", "sanne", "aad", "esra"])
def test_only_who_runs_the_lab_notes_it(cast, session, who):
    with pytest.raises(Refused):
        save(getattr(cast, who), session, Present([]))
    assert save(cast.carla, session, Present([])).attendance_taken_by_id == cast.carla.user_id


def test_not_before_the_start_and_not_when_cancelled(cast, session):
    with pytest.raises(Refused):
        save(cast.carla, session, Present([]), NOW - timedelta(seconds=1))
    cancelled = {"state": "cancelled", "cancelled_at": NOW, "cancelled_by": cast.carla.user, "cancel_reason": "Ziek"}
    Session.objects.filter(pk=session.pk).update(**cancelled)
    with pytest.raises(Refused):
        save(cast.carla, session, Present([]))


# --- The page --------------------------------------------------------------------------------------------------
@pytest.fixture
def running(cast):
    """A session that goes on at this moment, as the page sees it."""
    row = make_session(cast, starts_at=timezone.now() - HOUR, capacity=3)
    for member in (cast.anna, cast.sanne):
        enrol(member, row, row.starts_at - DAY)
    return row


def url(session):
    return reverse("session_attendance", args=["werkplaats", session.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("carla", 200),
        ("mirjam", 200),
        ("esra", 404),
        *((who, 403) for who in ("joost", "thea", "anna", "sanne", "aad")),
    ],
)
def test_who_gets_the_list(cast, log_in, running, who, status):
    assert log_in(getattr(cast, who)).get(url(running)).status_code == status
    for name in ("session_people",):
        page = log_in(getattr(cast, who)).get(reverse(name, args=["werkplaats", running.pk]))
        assert page.status_code == status
    for name in ("session_people_export", "session_person_add", "session_attendance"):
        answer = log_in(getattr(cast, who)).post(reverse(name, args=["werkplaats", running.pk]))
        assert answer.status_code == (status if status != 200 else answer.status_code)
        assert answer.status_code in ({200, 302} if status == 200 else {status})


def test_ticks_are_saved_and_shown_again(cast, log_in, running):
    client = log_in(cast.carla)
    client.post(url(running), {"there": [row_of(running, cast.sanne).pk], "seen": "", "save": "1"})
    assert there(running) == {"Anna Terpdok": False, "Sanne Student": True}
    page = client.get(url(running))
    seen = page.context["form"]["seen"].value()
    assert page.content.decode().count(" checked") == 1
    client.post(url(running), {"seen": seen, "everyone": "1"})
    assert set(there(running).values()) == {True}
    late = client.post(url(running), {"seen": seen, "there": [row_of(running, cast.anna).pk], "save": "1"})
    assert late.context["form"].non_field_errors()
    assert late.content.decode().count(" checked") == 1  # what was ticked stays


def test_searching_keeps_the_ticks_and_saves_nothing(cast, log_in, running):
    client, ticked = log_in(cast.carla), row_of(running, cast.sanne).pk
    page = client.post(url(running), {"there": [ticked], "seen": "", "find": "terp", "search": "1"})
    assert [row.user.name for row in page.context["found"]] == ["Mo Terpdok"]  # Anna is on the list
    assert page.content.decode().count(" checked") == 1
    assert there(running) == {"Anna Terpdok": None, "Sanne Student": None}
    nobody = client.post(url(running), {"find": "elders", "search": "1", "walk_ins": [cast.mo.pk]})
    assert (nobody.context["found"], len(nobody.context["walked_in"])) == ([], 1)
    client.post(url(running), {"walk_ins": [cast.mo.pk], "save": "1"})
    assert there(running)["Mo Terpdok"] is True


@pytest.mark.parametrize("typed", [{"there": "x"}, {"walk_ins": "-1"}, {"seen": "gisteren"}, {"guests": "9" * 30}])
def test_nonsense_is_refused_without_a_fault(cast, log_in, running, typed):
    page = log_in(cast.carla).post(url(running), typed | {"save": "1"})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Enrolment.objects.exclude(was_there=None).exists()


def test_before_the_start_the_page_says_when(cast, log_in):
    session = make_session(cast, starts_at=timezone.now() + DAY)
    page = log_in(cast.carla).get(url(session), headers={"Accept-Language": "en"}).content.decode()
    assert "once the session has started" in page
    assert '<input type="checkbox"' not in page


@pytest.mark.parametrize("name", ["session_attendance", "session_people"])
def test_the_lists_take_a_fixed_number_of_queries(cast, log_in, running, name, django_assert_max_num_queries):
    client, address = log_in(cast.carla), reverse(name, args=["werkplaats", running.pk])
    client.get(address)
    Session.objects.filter(pk=running.pk).update(capacity=40)
    for member in make_students(cast, 60):
        enrol(member, running, running.starts_at - DAY)
    with django_assert_max_num_queries(10):
        page = client.get(address)
    assert page.content.decode().count("Leerling") >= 60
