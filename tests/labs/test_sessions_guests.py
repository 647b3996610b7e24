"""Guests hear by mail that they were added to a session or taken away: once, and of what comes on the calendar only."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from labs import actions
from labs.models import SessionGuest
from labs.states import SessionState
from lib.workflow import SomeoneWasFirst
from partnership.models import Membership, OutboxMail
from tests.cast import NOW
from tests.labs.business_helpers import coached, coaching, matched, meeting
from tests.labs.sessions import enrol, facts, guest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
HOUR = timedelta(hours=1)


def plan(cast, *members, publish=True, by=None, nonce=None, **changes):
    guests = [guest(member) for member in members]
    values = facts(cast, **changes)
    return actions.plan_session(
        by=by or cast.carla, values=values, guests=guests, nonce=nonce or uuid4(), publish=publish, now=NOW
    )


def plan_weekly(cast, *members, publish=True):
    return actions.plan_series(
        by=cast.carla,
        values=facts(cast),
        guests=[guest(member) for member in members],
        rhythm="weekly",
        days=[date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)],
        nonce=uuid4(),
        publish=publish,
        now=NOW,
    )


def change(cast, session, *members, **changes):
    following = changes.pop("and_following", False)
    session.refresh_from_db()
    values = {name: getattr(session, name) for name in facts(cast)} | changes
    return actions.change_session(
        by=cast.carla,
        session=session,
        version=session.version,
        values=values,
        guests=[guest(member) for member in members],
        and_following=following,
        now=NOW,
    )


def mails(member, kind="session-guest:"):
    return OutboxMail.objects.filter(to=member.user.email, key__startswith=kind)


# --- Added -------------------------------------------------------------------------------------------------------
def test_a_guest_hears_when_and_where_and_how_it_gets_in_a_calendar(cast):
    session = plan(cast, cast.anna)
    mail = mails(cast.anna).get()
    assert mail.subject == "Je bent gast bij: Veilig programmeren"
    for words in ("ma 1 juni 2026", "9:00 tot 12:00, Zaal 1", "Docent"):
        assert words in mail.text
    for name, keys in (("session", [session.pk]), ("calendar_link", [])):
        assert reverse(name, args=["werkplaats", *keys]) in mail.text
    assert OutboxMail.objects.count() == 1


def test_the_form_sent_twice_and_a_change_of_something_else_give_no_second_mail(cast):
    nonce = uuid4()
    session = plan(cast, cast.anna, nonce=nonce)
    assert plan(cast, cast.anna, nonce=nonce) == session
    change(cast, session, cast.anna, title="Anders")
    assert OutboxMail.objects.count() == 1


def test_of_a_draft_a_guest_hears_when_it_is_published(cast):
    session = plan(cast, cast.anna, publish=False)
    change(cast, session, cast.anna, cast.bram)
    change(cast, session, cast.bram)
    assert not OutboxMail.objects.exists()
    session.refresh_from_db()
    actions.publish_session(by=cast.carla, session=session, version=session.version, now=NOW)
    assert [mail.to for mail in OutboxMail.objects.all()] == [cast.bram.user.email]
    with pytest.raises(SomeoneWasFirst):
        actions.publish_session(by=cast.carla, session=session, version=1, now=NOW)
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize("publish", [True, False])
def test_of_a_series_a_guest_hears_in_one_mail(cast, publish):
    series = plan_weekly(cast, cast.anna, publish=publish)
    if not publish:
        first = series.sessions.order_by("series_day").first()
        actions.publish_session(by=cast.carla, session=first, version=1, all_drafts=True, now=NOW)
    assert mails(cast.anna).get().text.count("9:00 tot 12:00, Zaal 1") == 3
    assert OutboxMail.objects.count() == 1


def test_who_is_added_while_it_moves_hears_the_new_time_and_nothing_else(cast):
    session = plan(cast, cast.anna)
    OutboxMail.objects.all().delete()
    enrol(session, cast.bram)  # took part already, and gives it now
    start = session.starts_at + HOUR
    change(cast, session, cast.anna, cast.bram, starts_at=start)
    assert "10:00 tot 12:00" in mails(cast.bram).get().text
    assert OutboxMail.objects.filter(to=cast.bram.user.email).count() == 1
    assert mails(cast.anna, "session-changed").count() == 1


def test_nobody_hears_of_what_is_over_of_oneself_or_after_leaving(cast):
    plan(cast, cast.anna, starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR)
    plan(cast, cast.mirjam, by=cast.mirjam)
    Membership.objects.filter(pk=cast.bram.pk).update(ended_at=NOW)
    plan(cast, cast.bram)
    assert not OutboxMail.objects.exists()


# --- Taken away --------------------------------------------------------------------------------------------------
def test_who_is_taken_away_hears_it_once_and_who_is_asked_again_too(cast):
    session = plan(cast, cast.anna, cast.bram)
    change(cast, session, cast.bram)
    change(cast, session, cast.bram, title="Anders")
    gone = mails(cast.anna, "session-guest-gone").get()
    assert "hoeft niet te komen" in gone.text and "ma 1 juni 2026" in gone.text
    assert not mails(cast.bram, "session-guest-gone").exists()
    change(cast, session, cast.anna, cast.bram)
    assert mails(cast.anna).count() == 2 and mails(cast.bram).count() == 1


def test_of_several_sessions_of_a_series_one_mail_tells_it(cast):
    series = plan_weekly(cast, cast.anna)
    change(cast, series.sessions.order_by("series_day")[1], cast.bram, and_following=True)
    assert mails(cast.anna, "session-guest-gone").get().text.count("tot 12:00") == 2
    assert mails(cast.bram).get().text.count("tot 12:00") == 2


def test_a_cancelled_session_tells_that_and_nothing_of_guests(cast):
    session = plan(cast, cast.anna)
    actions.cancel_session(by=cast.carla, session=session, version=1, reason="Ziek", now=NOW)
    assert mails(cast.anna).count() == 1 and mails(cast.anna, "session-cancelled").count() == 1
    assert OutboxMail.objects.count() == 2


# --- Sessions of a few people ------------------------------------------------------------------------------------
def test_a_coach_hears_what_another_planned_and_nothing_of_own_plans(cast):
    coach = coached(cast)
    coaching(cast, coach, by=cast.anna)
    assert not mails(cast.anna).exists()
    coaching(cast, coach, by=cast.joost)
    assert mails(cast.anna).count() == 1


def test_a_professional_in_practice_hears_once_of_a_meeting(cast):
    row = meeting(cast, matched(cast), NOW + timedelta(days=3))
    assert row.session.state == SessionState.PUBLISHED
    assert SessionGuest.objects.get(session=row.session).person == cast.anna.user
    assert not mails(cast.anna).exists() and mails(cast.anna, "practice-planned").count() == 1
