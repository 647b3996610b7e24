"""Hours that follow from sessions: who is offered what, and what becomes of it when the session changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from contributions import actions
from contributions.actions.offer_round import follow_sessions
from contributions.models import HourEntry, HourOffer, MonthLock, Proof
from contributions.queries.checks import Effort
from contributions.queries.offers import sessions_to_follow
from contributions.tasks import follow_sessions as task
from labs import actions as labs
from labs.models import SessionGuest
from partnership.models import AuditEvent, Membership, OutboxMail, Programme
from partnership.roles import Role
from tests.cast import NOW, make_member

from .offer_helpers import END, START, held, offered, was_there

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def follow(now=NOW) -> int:
    return follow_sessions(now=now)


def change(session, by, guests=None, **changes):
    session.refresh_from_db()
    names = ("kind", "title", "activity", "starts_at", "ends_at", "place")
    values = {name: getattr(session, name) for name in names} | changes
    invited = guests if guests is not None else guests_of(session)
    return labs.change_session(by=by, session=session, version=session.version, values=values, guests=invited, now=NOW)


def guests_of(session):
    rows = session.guests.order_by("pk")
    return [labs.Guest(each.person_id, each.organisation_id, each.part, each.preparation_minutes) for each in rows]


def cancel(session, by):
    session.refresh_from_db()
    labs.cancel_session(by=by, session=session, version=session.version, reason="Ziek", now=NOW)


# --- Offering ----------------------------------------------------------------------------------------------------
def test_who_gave_a_session_finds_a_draft_of_it(cast):
    offer = offered(cast)
    entry = offer.entry
    assert (offer.state, offer.organisation, offer.refusal) == ("offered", cast.terpdok, "")
    assert (entry.state, entry.person, entry.organisation) == ("draft", cast.anna.user, cast.terpdok)
    assert (entry.worked_on, entry.minutes, entry.kind) == (date(2026, 3, 12), 180, "guest_teaching")
    assert (entry.activity, entry.programme, entry.place) == (cast.masterclasses, cast.programme, "Zaal 1")
    assert entry.description == "Training: Veilig programmeren (Docent)"
    assert entry.entered_by is None and entry.entered_at == NOW
    made = AuditEvent.objects.get(verb="offer.made")
    assert (made.actor, made.partnership, made.data["entry"]) == (None, cast.werkplaats, entry.pk)
    assert AuditEvent.objects.get(verb="hours.offered").object_id == entry.pk


def test_once_for_each_session_and_person_however_often_it_is_looked_at(cast):
    held(cast, cast.anna, cast.bram)
    assert follow() == 2
    assert follow() == 0
    task()
    assert HourOffer.objects.count() == HourEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("there", "hours_after", "is_offered"),
    [
        ("not noted", 11, False),
        ("not noted", 12, True),
        (True, 0, True),
        (False, 48, False),
        (None, 48, False),
    ],
)
def test_the_list_of_who_was_there_decides_or_half_a_day(cast, there, hours_after, is_offered):
    session = held(cast)
    if there != "not noted":
        was_there(session, there)
    assert follow(END + timedelta(hours=hours_after)) == is_offered


@pytest.mark.parametrize("what", ["draft", "cancelled", "not over", "no activity", "long ago"])
def test_a_session_that_did_not_take_place_offers_nothing(cast, what):
    session = held(cast, publish=what != "draft", **({"activity": None} if what == "no activity" else {}))
    if what == "cancelled":
        cancel(session, cast.carla)
    moment = {"not over": START + timedelta(hours=1), "long ago": NOW + timedelta(days=200)}.get(what, NOW)
    assert follow(moment) == 0
    if what not in ("draft", "no activity", "long ago"):
        assert not HourOffer.objects.exists()


def test_only_who_may_log_hours_for_the_organisation_that_sent_them(cast):
    student = make_member("Stijn", cast.terpdok, Role.STUDENT)
    gone = make_member("Gerda", cast.terpdok, Role.COMPANY_MEMBER)
    Membership.objects.filter(pk=gone.pk).update(ended_at=NOW - timedelta(days=1))
    session = held(cast, student, gone, cast.thea)
    SessionGuest.objects.create(session=session, person=cast.bram.user, organisation=cast.terpdok)
    assert follow() == 1
    assert HourOffer.objects.get().person == cast.thea.user


def test_preparation_counts_as_the_programme_says(cast):
    Programme.objects.filter(pk=cast.programme.pk).update(counts_preparation=True)
    assert offered(cast).entry.minutes == 240
    Programme.objects.filter(pk=cast.programme.pk).update(preparation_per_hour=10)
    assert offered(cast, cast.bram).entry.minutes == 210


def test_over_midnight_counts_on_the_first_day(cast):
    start = datetime(2026, 3, 11, 22, 30, tzinfo=UTC)  # half past eleven in Amsterdam
    offer = offered(cast, starts_at=start, ends_at=start + timedelta(hours=2))
    assert (offer.entry.worked_on, offer.entry.minutes) == (date(2026, 3, 11), 120)


@pytest.mark.parametrize("why", ["more_than_24_hours", "month_locked", "after_leaving", "activity_period", "hours"])
def test_what_the_rules_refuse_gives_no_draft_but_says_why(cast, why):
    changes = {}
    if why == "more_than_24_hours":
        cast.entry(worked_on=START.date(), minutes=22 * 60)
    elif why == "month_locked":
        MonthLock.objects.create(programme=cast.programme, month=date(2026, 3, 1), locked_at=NOW)
    elif why == "after_leaving":
        cast.terpdok.participations.update(left_on=date(2026, 2, 1))
    elif why == "activity_period":
        cast.masterclasses.ends_on = date(2026, 2, 1)
        cast.masterclasses.save()
    else:
        changes = {"ends_at": START + timedelta(minutes=5)}
    offer = offered(cast, **changes)
    assert (offer.state, offer.entry, offer.refusal) == ("offered", None, why)
    assert follow() == 0  # looked at again, but nothing is new
    if why == "more_than_24_hours":
        HourEntry.objects.all().delete()
        assert follow() == 1
        offer.refresh_from_db()
        assert offer.entry.minutes == 180 and offer.refusal == ""


# --- When the session changes ------------------------------------------------------------------------------------
def test_a_session_that_moves_takes_an_unanswered_draft_along(cast):
    offer = offered(cast)
    day = timedelta(days=1)
    change(offer.session, cast.carla, starts_at=START - day, ends_at=END - day + timedelta(hours=1), title="Veiliger")
    assert follow() == 1
    entry = HourEntry.objects.get()
    assert (entry.pk, entry.worked_on, entry.minutes) == (offer.entry_id, date(2026, 3, 11), 240)
    assert entry.description == "Training: Veiliger (Docent)"
    assert follow() == 0
    assert AuditEvent.objects.get(verb="hours.followed").data["fields"] == ["description", "minutes", "worked_on"]


def test_what_the_person_changed_stays_but_for_the_day(cast):
    offer = offered(cast)
    own = replace(Effort.of(offer.entry), minutes=90, description="Gegeven met Bram")
    actions.change_hours(membership=cast.anna, entry=offer.entry, effort=own, version=1, now=NOW)
    day = timedelta(days=1)
    change(offer.session, cast.carla, starts_at=START - day, ends_at=END)
    follow()
    entry = HourEntry.objects.get()
    assert (entry.worked_on, entry.minutes, entry.description) == (date(2026, 3, 11), 90, "Gegeven met Bram")
    change(offer.session, cast.carla, starts_at=START, ends_at=END)
    follow()
    assert HourEntry.objects.get().minutes == 90  # the portal's own step does not make the draft its own again


def test_a_change_that_says_nothing_about_hours_leaves_them(cast):
    offer = offered(cast)
    change(offer.session, cast.carla, is_public=False)
    assert follow() == 0 and sessions_to_follow(NOW) == []
    assert HourEntry.objects.get().version == 1


def test_moved_to_where_no_hours_are_possible(cast):
    offer = offered(cast)
    MonthLock.objects.create(programme=cast.programme, month=date(2026, 2, 1), locked_at=NOW)
    back = timedelta(days=30)
    change(offer.session, cast.carla, starts_at=START - back, ends_at=END - back)
    assert follow() == 1
    offer.refresh_from_db()
    assert (offer.entry, offer.refusal, HourEntry.objects.count()) == (None, "month_locked", 0)


@pytest.mark.parametrize("how", ["cancelled", "no guest", "not there", "moved ahead"])
def test_a_draft_is_taken_back_when_there_was_nothing_to_give(cast, how):
    offer = offered(cast)
    if how == "cancelled":
        cancel(offer.session, cast.carla)
        assert OutboxMail.objects.filter(to=cast.anna.user.email).count() == 1
    elif how == "no guest":
        change(offer.session, cast.carla, guests=[])
    elif how == "not there":
        was_there(offer.session, False)
    else:
        ahead = timedelta(days=30)
        change(offer.session, cast.carla, starts_at=START + ahead, ends_at=END + ahead)
    assert follow() == 1
    offer.refresh_from_db()
    assert (offer.state, offer.entry, offer.answered_at) == ("taken_back", None, NOW)
    assert not HourEntry.objects.exists()
    assert AuditEvent.objects.filter(verb="offer.taken_back").count() == 1
    assert follow() == 0


def test_who_was_there_after_all_is_offered_the_hours_again(cast):
    offer = offered(cast)
    was_there(offer.session, False)
    follow()
    was_there(offer.session, True)
    assert follow() == 1
    offer.refresh_from_db()
    assert (offer.state, offer.entry.minutes, offer.answered_at) == ("offered", 180, None)


def test_another_organisation_gets_a_draft_of_its_own(cast):
    offer = offered(cast)
    make_member("Anna Terpdok", cast.wadbyte, Role.COMPANY_MEMBER)
    SessionGuest.objects.update(organisation=cast.wadbyte)
    assert follow() == 1
    offer.refresh_from_db()
    assert offer.organisation == offer.entry.organisation == cast.wadbyte
    assert HourEntry.objects.count() == 1


@pytest.mark.parametrize("state", ["submitted", "approved", "returned", "declined"])
def test_what_was_answered_is_left_alone(cast, state):
    offer = offered(cast)
    if state == "declined":
        actions.delete_draft(membership=cast.anna, entry=offer.entry, now=NOW)
    else:
        entry = actions.submit_hours(membership=cast.anna, entry=offer.entry, now=NOW)
        if state == "approved":
            actions.approve_hours(membership=cast.carla, entry=entry, version=entry.version, now=NOW)
        elif state == "returned":
            actions.return_hours(membership=cast.carla, entry=entry, version=entry.version, reason="Nee", now=NOW)
    before = list(HourEntry.objects.values())
    cancel(offer.session, cast.carla)
    assert follow() == 0
    offer.refresh_from_db()
    assert offer.state == ("declined" if state == "declined" else "confirmed")
    assert list(HourEntry.objects.values()) == before


def test_the_draft_of_who_left_is_taken_back_and_offered_again_to_who_comes_back(cast):
    offer, other = offered(cast), offered(cast, cast.bram)
    Membership.objects.filter(pk=cast.anna.pk).update(ended_at=NOW)
    assert follow() == 1 and follow() == 0
    offer.refresh_from_db()
    assert (offer.state, offer.entry) == ("taken_back", None)
    assert list(HourEntry.objects.all()) == [other.entry]
    Membership.objects.filter(pk=cast.anna.pk).update(ended_at=None)
    assert follow() == 1
    offer.refresh_from_db()
    assert offer.state == "offered" and offer.entry is not None


@pytest.mark.parametrize("why", ["locked", "proof"])
def test_a_draft_that_cannot_go_stays(cast, why):
    offer = offered(cast)
    if why == "locked":
        MonthLock.objects.create(programme=cast.programme, month=date(2026, 3, 1), locked_at=NOW)
    else:
        prove(cast, offer.entry)
    cancel(offer.session, cast.carla)
    assert follow() == 0
    offer.refresh_from_db()
    assert offer.state == "offered" and offer.entry is not None


def prove(cast, entry):
    Proof.objects.create(
        programme=cast.programme,
        organisation=cast.terpdok,
        entry=entry,
        name="bewijs.pdf",
        media_type="application/pdf",
        path="proofs/x.pdf",
        sha256="a" * 64,
        size=1,
        added_by=cast.anna.user,
        added_at=NOW,
    )


def test_the_hours_of_a_withdrawn_answer_wait_again_and_are_taken_back(cast):
    offer = offered(cast)
    entry = actions.submit_hours(membership=cast.anna, entry=offer.entry, now=NOW)
    actions.withdraw_hours(membership=cast.anna, entry=entry, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, offer.answered_at) == ("offered", None)
    cancel(offer.session, cast.carla)
    assert follow() == 1
    assert not HourEntry.objects.exists()


def test_the_looking_asks_no_more_for_many_sessions(cast, django_assert_num_queries):
    offered(cast)
    for number in range(3):
        start = START - timedelta(days=number + 1)
        held(cast, starts_at=start, ends_at=start + timedelta(hours=1))
    follow()
    with django_assert_num_queries(2):
        assert sessions_to_follow(NOW) == []


# --- The database ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"entry": None}, "hour_offer_has_its_draft"),
        ({"state": "declined", "answered_at": NOW}, "hour_offer_has_its_draft"),
        ({"state": "confirmed"}, "hour_offer_answered_at"),
        ({"reason": "Nee"}, "hour_offer_declined_with_reason"),
        ({"settled_at": NOW}, "hour_offer_settled_with_reason"),
    ],
)
def test_impossible_offers_are_refused(cast, values, name):
    offer = offered(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HourOffer.objects.filter(pk=offer.pk).update(**values)


def test_there_is_one_offer_for_a_session_and_a_person(cast):
    offer = offered(cast)
    with pytest.raises(IntegrityError, match="hour_offer_once"), transaction.atomic():
        HourOffer.objects.create(
            session=offer.session,
            person=cast.anna.user,
            organisation=cast.terpdok,
            refusal="hours",
            session_version=1,
            offered_at=NOW,
        )
