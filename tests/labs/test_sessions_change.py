"""Changing a session or a series, calling off, and who hears about it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from labs import actions
from labs.actions.sessions import SessionRefused
from labs.models import Activity, Enrolment, Session, SessionGuest
from lib.times import clock_of, day_of
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.labs.sessions import enrol, facts, guest, planned, typed

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def march():
    """The clock stands at the moment the cast lives in."""
    with time_machine.travel(NOW, tick=False):
        yield


def change(cast, session, guests=(), by=None, **changes):
    values = {name: getattr(session, name) for name in facts(cast)} | changes
    following = values.pop("and_following", False)
    return actions.change_session(
        by=by or cast.carla,
        session=session,
        version=session.version,
        values=values,
        guests=guests,
        and_following=following,
        now=NOW,
    )


def addresses():
    return sorted(OutboxMail.objects.values_list("to", flat=True))


def everybody(cast, session):
    """Anna gives it, Sanne has a seat, Thea waits, Bram withdrew."""
    for who, state in ((cast.sanne, "seated"), (cast.thea, "waiting"), (cast.bram, "withdrawn")):
        enrol(session, who, state)


TOLD = ["anna.terpdok@example.org", "sanne.student@example.org", "thea.docent@example.org"]


# --- Changing one --------------------------------------------------------------------------------------------------
def test_who_takes_part_hears_once_that_it_moved(cast):
    session = planned(cast, [guest(cast.anna)])
    everybody(cast, session)
    moved = change(cast, session, [guest(cast.anna)], starts_at=session.starts_at + HOUR, place="Zaal 2")
    assert addresses() == TOLD
    assert (moved.sequence, moved.version) == (1, 2)
    mail = OutboxMail.objects.get(to=TOLD[1])
    assert "Gewijzigd: Veilig programmeren" in mail.subject
    assert "10:00 tot 12:00, Zaal 2" in mail.text and "9:00 tot 12:00, Zaal 1" in mail.text
    change(cast, moved, [guest(cast.anna)], place="Zaal 3")
    assert OutboxMail.objects.count() == 6
    assert AuditEvent.objects.filter(verb="session.changed").first().data["fields"] == ["place", "starts_at"]


@pytest.mark.parametrize("changes", [{"title": "Anders"}, {"capacity": 20}, {"audience": ["wo"]}, {"language": "en"}])
def test_what_nobody_relies_on_changes_quietly(cast, changes):
    session = planned(cast)
    everybody(cast, session)
    changed = change(cast, session, **changes)
    assert (changed.sequence, changed.version) == (0, 2)
    assert not OutboxMail.objects.exclude(key__endswith=":moved_up").exists()  # more seats move people up


def test_a_draft_moves_quietly_and_nothing_changed_is_nothing_written(cast):
    draft = planned(cast, [guest(cast.anna)], publish=False)
    moved = change(cast, draft, [guest(cast.anna)], place="Elders")
    assert (moved.place, moved.sequence) == ("Elders", 0)
    assert change(cast, moved, [guest(cast.anna)]).version == moved.version
    assert not OutboxMail.objects.exists()
    assert AuditEvent.objects.filter(verb="session.changed").count() == 1


def test_what_is_long_over_is_put_right_quietly(cast):
    then = datetime(2026, 3, 2, 9, tzinfo=UTC)
    session = planned(cast, [guest(cast.anna)], starts_at=then, ends_at=then + HOUR)
    moved = change(cast, session, [guest(cast.anna)], ends_at=then + 2 * HOUR)
    assert moved.sequence == 1 and not OutboxMail.objects.exists()


def test_guests_come_change_and_go(cast):
    session = planned(cast, [guest(cast.anna), guest(cast.bram)])
    kept = SessionGuest.objects.get(person=cast.anna.user)
    change(cast, session, [guest(cast.anna, "Jury", 0), guest(cast.mo)])
    rows = {row.person: row for row in session.guests.all()}
    assert rows.keys() == {cast.anna.user, cast.mo.user}
    assert (rows[cast.anna.user].pk, rows[cast.anna.user].part) == (kept.pk, "Jury")
    session.refresh_from_db()
    SessionGuest.objects.filter(person=cast.anna.user).update(was_there=True)
    with pytest.raises(actions.SessionRefused):
        change(cast, session, [guest(cast.mo)])
    assert session.guests.count() == 2


def test_who_has_a_seat_keeps_it(cast):
    session = planned(cast)
    for who in (cast.sanne, cast.thea, cast.anna):
        enrol(session, who)
    with pytest.raises(actions.SessionRefused) as refusal:
        change(cast, session, capacity=2)
    assert refusal.value.field == "capacity"
    assert change(cast, session, capacity=3).capacity == 3


def test_someone_else_was_first(cast, log_in):
    session = planned(cast)
    stale = Session.objects.get()
    change(cast, session, title="Eerst")
    with pytest.raises(SomeoneWasFirst):
        change(cast, stale, title="Daarna")
    url = reverse("session_edit", args=["werkplaats", session.pk])
    answer = log_in(cast.carla).post(url, typed(cast, version=1, title="Mijn titel"))
    assert answer.context["form"].non_field_errors() and "Mijn titel" in answer.content.decode()
    assert Session.objects.get().title == "Eerst"


def test_a_form_changes_what_it_shows_and_nothing_else(cast, log_in):
    session = planned(cast, [guest(cast.anna)], withdraw_until=datetime(2026, 5, 30, 21, 59, tzinfo=UTC))
    client, url = log_in(cast.carla), reverse("session_edit", args=["werkplaats", session.pk])
    page = client.get(url).context
    shown = {bound.html_name: bound.value() for bound in page["form"]}
    shown |= {bound.html_name: bound.value() for row in page["guests"] for bound in row}
    shown |= {"guests-TOTAL_FORMS": 3, "guests-INITIAL_FORMS": 1}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    assert client.post(url, sent).status_code == 302
    assert not AuditEvent.objects.filter(verb="session.changed").exists()
    assert client.post(url, sent | {"title": "Anders"}).status_code == 302
    assert AuditEvent.objects.get(verb="session.changed").data["fields"] == ["title"]


def test_a_cancelled_session_stays_as_it_is(cast, log_in):
    session = planned(cast)
    actions.cancel_session(by=cast.carla, session=session, version=1, reason="Ziek", now=NOW)
    session.refresh_from_db()
    with pytest.raises(Refused):
        change(cast, session, title="Toch")
    for name in ("session_edit", "session_cancel"):
        assert log_in(cast.carla).get(reverse(name, args=["werkplaats", session.pk])).status_code == 302


# --- This and the following ----------------------------------------------------------------------------------------
@pytest.fixture
def evenings(cast):
    """Six Mondays; the third is an hour later, the fourth on a Tuesday, the fifth has another title."""
    days = [date(2026, 10, 5) + timedelta(weeks=week) for week in range(6)]
    series = actions.plan_series(
        by=cast.carla,
        values=facts(cast),
        guests=[guest(cast.anna)],
        rhythm="weekly",
        days=days,
        nonce=uuid4(),
        publish=True,
        now=NOW,
    )
    rows = list(series.sessions.order_by("series_day"))
    later, tuesday, titled = rows[2], rows[3], rows[4]
    change(cast, later, [guest(cast.anna)], starts_at=later.starts_at + HOUR, ends_at=later.ends_at + HOUR)
    day = timedelta(days=1)
    change(cast, tuesday, [guest(cast.anna)], starts_at=tuesday.starts_at + day, ends_at=tuesday.ends_at + day)
    change(cast, titled, [guest(cast.anna)], title="Gastavond")
    OutboxMail.objects.all().delete()
    return series


def rows_of(series):
    return list(series.sessions.order_by("series_day"))


def test_later_sessions_follow_where_they_did_not_differ(cast, evenings):
    second = rows_of(evenings)[1]
    enrol(rows_of(evenings)[5], cast.sanne)
    start = second.starts_at + timedelta(days=2) + HOUR
    changed = {"starts_at": start, "ends_at": second.ends_at + timedelta(days=2) + HOUR, "title": "Nieuw"}
    change(cast, second, [guest(cast.anna)], and_following=True, **changed)
    rows = rows_of(evenings)
    assert [day_of(row.starts_at).isoformat() for row in rows] == [
        "2026-10-05",  # before it: as it was
        "2026-10-14",
        "2026-10-21",
        "2026-10-27",  # was put on a day of its own
        "2026-11-04",
        "2026-11-11",
    ]
    assert [clock_of(row.starts_at).hour for row in rows] == [9, 10, 10, 10, 10, 10]
    assert [row.title for row in rows][3:] == ["Nieuw", "Gastavond", "Nieuw"]
    assert [row.sequence for row in rows] == [0, 1, 2, 2, 1, 1]
    assert rows[4].series_day == date(2026, 11, 4)
    assert addresses() == ["anna.terpdok@example.org", "sanne.student@example.org"]  # once, about all of them
    assert OutboxMail.objects.get(to="anna.terpdok@example.org").text.count("Het wordt") == 5


def test_an_exception_in_time_keeps_its_time(cast, evenings):
    first = rows_of(evenings)[0]
    start = first.starts_at + 3 * HOUR
    change(cast, first, [guest(cast.anna)], and_following=True, starts_at=start, ends_at=first.ends_at + 3 * HOUR)
    assert [clock_of(row.starts_at) for row in rows_of(evenings)] == [
        time(12),
        time(12),
        time(10),
        time(12),
        time(12),
        time(12),
    ]


def test_guests_come_and_go_in_what_follows(cast, evenings):
    rows = rows_of(evenings)
    change(cast, rows[4], [guest(cast.anna), guest(cast.mo)])
    second = rows_of(evenings)[1]
    change(cast, second, [guest(cast.bram)], and_following=True)
    people = [set(row.guests.values_list("person", flat=True)) for row in rows_of(evenings)]
    anna, bram, mo = cast.anna.user_id, cast.bram.user_id, cast.mo.user_id
    assert people == [{anna}, {bram}, {bram}, {bram}, {bram, mo}, {bram}]
    assert not OutboxMail.objects.exclude(key__startswith="session-guest").exists()


def test_only_one_of_a_series_changes_when_asked_so(cast, evenings, log_in):
    third = rows_of(evenings)[2]
    url = reverse("session_edit", args=["werkplaats", third.pk])
    form = typed(cast, [cast.anna], version=third.version, day="19-10-2026", starts="13:00", ends="15:00")
    log_in(cast.carla).post(url, form | {"scope": "only"})
    assert [clock_of(row.starts_at).hour for row in rows_of(evenings)] == [9, 9, 13, 9, 9, 9]
    third.refresh_from_db()
    log_in(cast.carla).post(url, form | {"scope": "following", "version": third.version, "place": "Aula"})
    assert [row.place for row in rows_of(evenings)] == ["Zaal 1", "Zaal 1", "Aula", "Aula", "Aula", "Aula"]


# --- Calling off ---------------------------------------------------------------------------------------------------
def test_everybody_is_told_exactly_once(cast, log_in):
    session = planned(cast, [guest(cast.anna)])
    everybody(cast, session)
    enrol(session, cast.anna)  # gives it and takes part
    client, url = log_in(cast.carla), reverse("session_cancel", args=["werkplaats", session.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"version": 1, "reason": " "}).context["form"].errors.keys() == {"reason"}
    for _ in range(2):
        client.post(url, {"version": 1, "reason": "De docent is ziek."})
    session.refresh_from_db()
    assert (session.state, session.cancelled_by, session.sequence) == ("cancelled", cast.carla.user, 1)
    assert session.cancelled_at == NOW and session.changed_at == NOW
    assert addresses() == TOLD
    mail = OutboxMail.objects.get(to=TOLD[0])
    assert "ma 1 juni 2026" in mail.text and "De docent is ziek." in mail.text
    assert set(OutboxMail.objects.values_list("key", flat=True)) >= {
        f"session-cancelled:{session.pk}:{cast.sanne.user_id}"
    }
    assert session.enrolments.filter(state="seated").count() == 2  # who took part can still be seen
    assert AuditEvent.objects.filter(verb="session.cancelled").count() == 1


def test_cancelling_takes_the_following_along(cast, evenings):
    rows = rows_of(evenings)
    actions.cancel_session(by=cast.carla, session=rows[1], version=1, reason="Ziek", now=NOW)
    third = rows[2]
    third.refresh_from_db()
    done = actions.cancel_session(
        by=cast.carla, session=third, version=third.version, reason="Te weinig", and_following=True, now=NOW
    )
    assert done == 4
    assert [row.cancel_reason for row in rows_of(evenings)] == ["", "Ziek", *["Te weinig"] * 4]
    assert OutboxMail.objects.count() == 5


def test_of_what_is_over_it_is_said_that_it_did_not_take_place(cast, log_in):
    session = planned(cast, [guest(cast.anna)], starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR)
    enrol(session, cast.sanne)
    client, url = log_in(cast.carla), reverse("session_cancel", args=["werkplaats", session.pk])
    page = client.get(url, headers={"Accept-Language": "en"}).content.decode()
    assert "This session is over" in page and "nobody came" in page
    client.post(url, {"version": 1, "reason": "De docent kwam niet."})
    session.refresh_from_db()
    assert session.state == "cancelled"
    mail = OutboxMail.objects.get(to=cast.sanne.user.email)
    assert mail.subject == "Ging niet door: Veilig programmeren"
    assert "ging niet door" in mail.text and "gaat niet door" not in mail.text


def test_what_people_were_at_is_not_cancelled_afterwards(cast):
    session = planned(cast, starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR)
    row = enrol(session, cast.sanne)
    values = {"by": cast.carla, "session": session, "version": 1, "reason": "x", "now": NOW}
    Enrolment.objects.filter(pk=row.pk).update(was_there=True)
    with pytest.raises(Refused, match="1 persoon"):
        actions.cancel_session(**values)
    Enrolment.objects.filter(pk=row.pk).update(was_there=False)
    assert actions.cancel_session(**values) == 1


def test_a_draft_is_not_cancelled(cast):
    draft = planned(cast, publish=False)
    with pytest.raises(Refused):
        actions.cancel_session(by=cast.carla, session=draft, version=1, reason="x", now=NOW)


def test_nothing_is_told_when_it_does_not_come_to_it(cast):
    session = planned(cast, [guest(cast.anna)])
    with pytest.raises(IntegrityError, match="session_cancelled_with_reason"), transaction.atomic():
        actions.cancel_session(by=cast.carla, session=session, version=1, reason="", now=NOW)
    assert not OutboxMail.objects.exists() and not AuditEvent.objects.filter(verb="session.cancelled").exists()


def test_times_that_do_not_fit_are_refused_in_words(cast):
    session = planned(cast)
    with pytest.raises(Refused, match="passen niet"):
        change(cast, session, enrol_until=session.ends_at + HOUR)
    with pytest.raises(Refused, match="passen niet"):
        planned(cast, enrol_until=session.ends_at + HOUR)


def test_a_new_deadline_fits_a_later_session_that_starts_earlier(cast, evenings):
    first, *_rest, last = rows_of(evenings)
    change(cast, last, [guest(cast.anna)], starts_at=last.starts_at - 4 * HOUR, ends_at=last.ends_at - 4 * HOUR)
    change(cast, first, [guest(cast.anna)], and_following=True, enrol_until=first.starts_at)
    rows = rows_of(evenings)
    assert rows[1].enrol_until == rows[1].starts_at
    assert rows[-1].enrol_until == rows[-1].starts_at


def test_a_series_takes_no_activity_along_to_days_on_which_it_does_not_run(cast, evenings):
    cast.practice = Activity.objects.get(pk=cast.masterclasses.pk)
    cast.practice.pk, cast.practice.name, cast.practice.ends_on = None, "Praktijk", date(2026, 10, 20)
    cast.practice.save()
    first = rows_of(evenings)[0]
    with pytest.raises(SessionRefused) as refused:
        change(cast, first, [guest(cast.anna)], and_following=True, activity=cast.practice)
    assert refused.value.field == "activity"
    assert change(cast, first, [guest(cast.anna)], activity=cast.practice).activity == cast.practice


def test_who_waits_moves_up_when_a_session_that_began_is_put_off(cast):
    session = planned(cast, capacity=1, starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    waiting = enrol(session, cast.sanne, "waiting")
    change(cast, session, starts_at=NOW + 24 * HOUR, ends_at=NOW + 26 * HOUR)
    waiting.refresh_from_db()
    assert waiting.state == "seated"


def test_why_it_is_cancelled_is_for_members(cast, client, log_in):
    session = planned(cast)
    values = {"by": cast.carla, "session": session, "version": session.version, "now": NOW}
    actions.cancel_session(**values, reason="Anna is ziek")
    page = reverse("session", args=["werkplaats", session.pk])
    public = client.get(page)
    assert public.status_code == 200 and "Anna is ziek" not in public.content.decode()
    assert "Anna is ziek" in log_in(cast.sanne).get(page).content.decode()
