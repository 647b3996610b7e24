"""Answering hours from sessions: with a click, several at once, by other pages; and what coordinators look at."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from contributions import actions
from contributions.actions import offers as answers
from contributions.actions.months import hand_in_month
from contributions.actions.offer_round import follow_sessions
from contributions.actions.week import Cell, save_week
from contributions.models import HourEntry, HourOffer
from contributions.queries.checks import Effort
from contributions.queries.offers import doubtful
from labs import actions as labs
from labs.models import SessionGuest
from lib.workflow import Refused
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, make_member

from .offer_helpers import END, START, held, offered, was_there

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
PAGE, HOME = "/werkplaats/hours/offers/", "/werkplaats/"


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def confirm(cast, offer, by=None):
    return answers.confirm_offer(membership=by or cast.anna, offer=offer, now=NOW)


def approved(cast, offer):
    entry = confirm(cast, offer)
    actions.approve_hours(membership=cast.carla, entry=entry, version=entry.version, now=NOW)
    return entry


def cancel(cast, offer):
    labs.cancel_session(by=cast.carla, session=offer.session, version=1, reason="Ziek", now=NOW)


def weekend(cast, *members):
    day = timedelta(days=2)  # a Saturday
    return offered(cast, *members, starts_at=START + day, ends_at=END + day)


def messages(response):
    return [str(message) for message in response.context["messages"]]


# --- Confirming and declining ------------------------------------------------------------------------------------
def test_confirming_submits_the_draft(cast):
    offer = offered(cast)
    entry = confirm(cast, offer)
    offer.refresh_from_db()
    assert (entry.state, offer.state, offer.entry, offer.answered_at) == ("submitted", "confirmed", entry, NOW)
    assert AuditEvent.objects.get(verb="hours.submitted").actor == cast.anna.user


def test_declining_throws_it_away_and_keeps_the_answer(cast):
    offer = offered(cast)
    answers.decline_offer(membership=cast.anna, offer=offer, reason=" Was privé ", now=NOW)
    offer.refresh_from_db()
    assert (offer.state, offer.entry, offer.reason) == ("declined", None, "Was privé")
    assert not HourEntry.objects.exists()
    assert {"hours.deleted", "offer.declined"} <= set(AuditEvent.objects.values_list("verb", flat=True))
    follow_sessions(now=NOW)
    assert not HourEntry.objects.exists()  # never again for this session


def test_an_offer_without_a_draft_can_only_be_put_away(cast):
    offer = offered(cast, ends_at=START + timedelta(minutes=5))
    with pytest.raises(Refused, match="0"):
        confirm(cast, offer)
    answers.decline_offer(membership=cast.anna, offer=offer, now=NOW)
    offer.refresh_from_db()
    assert offer.state == "declined"


@pytest.mark.parametrize("verb", ["confirm", "decline"])
@pytest.mark.parametrize("who", ["mo", "bram", "carla", "elsewhere"])
def test_nobody_answers_for_somebody_else(cast, verb, who):
    offer = offered(cast)
    by = make_member("Anna Terpdok", cast.wadbyte, Role.COMPANY_MEMBER) if who == "elsewhere" else getattr(cast, who)
    answered = answers.answer(membership=by, offers=[offer], verb=verb, now=NOW)
    assert len(answered.refused) == 1 and not answered.done
    assert HourEntry.objects.get().state == "draft"


def test_a_second_answer_is_refused(cast):
    offer = offered(cast)
    confirm(cast, offer)
    for verb in ("confirm", "decline"):
        assert answers.answer(membership=cast.anna, offers=[offer], verb=verb, now=NOW).refused
    assert HourEntry.objects.get().state == "submitted"


def test_what_needs_an_explanation_is_not_confirmed_with_a_click(cast):
    offer = weekend(cast)
    with pytest.raises(actions.EntryRefused):
        confirm(cast, offer)
    effort = replace(Effort.of(offer.entry), explanation="Open dag op zaterdag")
    actions.change_hours(membership=cast.anna, entry=offer.entry, effort=effort, version=1, now=NOW, submit=True)
    offer.refresh_from_db()
    assert offer.state == "confirmed"


@pytest.mark.parametrize("what", ["cancelled", "not there"])
def test_hours_of_a_session_that_was_not_given_are_not_confirmed(cast, what):
    offer = offered(cast)
    if what == "cancelled":
        cancel(cast, offer)
    else:
        was_there(offer.session, False)
    with pytest.raises(Refused):
        confirm(cast, offer)
    assert HourEntry.objects.get().state == "draft"


def own_hours(cast, entry):
    return actions.submit_hours(membership=cast.anna, entry=entry, now=NOW)


def own_week(cast, entry):
    cell = Cell("a", Effort.of(entry), entry.pk, entry.version)
    return save_week(
        membership=cast.anna, days=[entry.worked_on], cells=[cell], nonce=uuid4(), now=NOW, submit=True
    ).submitted


def own_month(cast, entry):
    month, later = entry.worked_on.replace(day=1), NOW + timedelta(days=16)  # a month is handed in when it is over
    return hand_in_month(membership=cast.anna, programme=cast.programme, month=month, statement=True, now=later)


@pytest.mark.parametrize("way", [own_hours, own_week, own_month])
@pytest.mark.parametrize("goes_on", [True, False])
def test_drafts_of_a_cancelled_session_are_submitted_on_no_page(cast, way, goes_on):
    offer = offered(cast)
    if goes_on:
        assert way(cast, offer.entry)
    else:
        cancel(cast, offer)
        with pytest.raises(Refused) as refusal:
            way(cast, offer.entry)
        assert "Veilig programmeren" in str(refusal.value.reason)
    assert HourEntry.objects.get().state == ("submitted" if goes_on else "draft")


def test_the_page_of_own_hours_says_why_a_draft_stays_a_draft(cast, log_in):
    offer = offered(cast)
    cancel(cast, offer)
    address = reverse("hours_submit", args=["werkplaats", offer.entry_id])
    page = log_in(cast.anna).post(address, {"version": 1}, follow=True)
    assert "The session was cancelled." in page.content.decode()
    assert HourEntry.objects.get().state == "draft"


def test_one_that_is_refused_stops_no_other(cast):
    bad, good = weekend(cast), offered(cast)
    answered = answers.answer(membership=cast.anna, offers=[bad, good], verb="confirm", now=NOW)
    assert answered.done == [good] and answered.refused[0][0] == bad


def test_the_week_and_the_month_answer_too(cast):
    offer = offered(cast)
    cell = actions.Cell("mo-1", None, entry_id=offer.entry_id, version=1)
    days = [date(2026, 3, 9) + timedelta(days=number) for number in range(7)]
    actions.save_week(membership=cast.anna, days=days, cells=[cell], nonce=uuid4(), now=NOW)
    offer.refresh_from_db()
    assert (offer.state, offer.entry) == ("declined", None)
    past = timedelta(days=14)
    earlier = offered(cast, starts_at=START - past, ends_at=END - past)
    HourEntry.objects.update(explanation="Later genoteerd")
    hand_in_month(membership=cast.anna, programme=cast.programme, month=date(2026, 2, 1), statement=True, now=NOW)
    earlier.refresh_from_db()
    assert earlier.state == "confirmed"


# --- The pages ---------------------------------------------------------------------------------------------------
def test_the_page_and_home_show_what_waits_and_confirm_with_one_click(cast, log_in):
    offer, client = offered(cast), log_in(cast.anna)
    for page in (PAGE, HOME):
        text = client.get(page).content.decode()
        assert "Veilig programmeren" in text and f'name="confirm" value="{offer.pk}"' in text
    answer = client.post(PAGE, {"confirm": offer.pk, "back": "home"})
    assert answer.url == HOME
    assert HourEntry.objects.get().state == "submitted"
    text = client.get(PAGE).content.decode()
    assert "Nothing waits for your answer" in text and "Answered before" in text


def test_several_at_once_declined_with_a_reason(cast, log_in):
    client = log_in(cast.anna)
    day = timedelta(days=1)
    both = [offered(cast), offered(cast, starts_at=START - day, ends_at=END - day)]
    client.post(PAGE, {"selected": [each.pk for each in both], "verb": "decline", "reason": "Dubbel"})
    assert set(HourOffer.objects.values_list("state", "reason")) == {("declined", "Dubbel")}


def test_the_page_says_what_has_to_be_explained_and_what_is_impossible(cast, log_in):
    client = log_in(cast.anna)
    weekend(cast)
    offered(cast, ends_at=START + timedelta(minutes=5))
    text = client.get(PAGE).content.decode()
    assert "on a weekend day" in text and "Explain and submit" in text
    assert "Hours must be more than 0" in text and 'name="confirm"' not in text
    answer = client.post(PAGE, {"confirm": HourOffer.objects.order_by("pk").first().pk}, follow=True)
    assert "Not done" in messages(answer)[0]


def test_nothing_ticked_and_no_button(cast, log_in):
    client = log_in(cast.anna)
    assert "Nothing is ticked" in messages(client.post(PAGE, {"verb": "confirm", "reason": ""}, follow=True))[0]
    assert client.post(PAGE, {"reason": "x"}).status_code == 400
    assert client.post(PAGE, {"verb": "confirm", "reason": "x" * 301}).status_code == 200


def test_somebody_elses_offer_is_not_there(cast, log_in):
    offer = offered(cast)
    client = log_in(cast.bram)
    assert "Veilig" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"confirm": offer.pk})
    assert HourEntry.objects.get().state == "draft"
    assert log_in(cast.sanne).get(PAGE).status_code == 403
    assert log_in(cast.ed).get(PAGE).status_code == 404


@pytest.mark.parametrize("page", [PAGE, HOME])
def test_the_pages_ask_as_much_for_many_as_for_one(cast, log_in, django_assert_max_num_queries, page):
    client = log_in(cast.anna)
    counts = []
    for number in (1, 4):
        for each in range(number):
            start = START - timedelta(days=number + each)
            offered(cast, starts_at=start, ends_at=start + timedelta(hours=1))
        client.get(page)
        with django_assert_max_num_queries(15 if page == HOME else 10) as caught:
            client.get(page)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_who_oversees_all_sees_how_many_wait_and_home_stays_quick(cast, log_in, django_assert_max_num_queries):
    offered(cast, cast.mirjam)
    offered(cast, cast.carla)
    for who, words in ((cast.mirjam, "of sessions that you gave"), (cast.carla, 'name="confirm"')):
        client = log_in(who)
        client.get(HOME)
        with django_assert_max_num_queries(15):
            assert words in client.get(HOME).content.decode()


# --- The page of the session -------------------------------------------------------------------------------------
def test_the_session_says_what_became_of_the_hours(cast, log_in):
    offer = offered(cast)
    page = reverse("session", args=["werkplaats", offer.session_id])
    assert "Answer your hours" in log_in(cast.anna).get(page).content.decode()
    text = log_in(cast.carla).get(page).content.decode()
    assert "Hours of the guests" in text and "Waits for an answer" in text and "Answer your hours" not in text
    assert "Hours of the guests" not in log_in(cast.bram).get(page).content.decode()
    approved(cast, offer)
    cancel(cast, offer)
    assert "The session was cancelled." in log_in(cast.carla).get(page).content.decode()


def test_the_public_sees_nothing_of_hours(cast, client):
    offer = offered(cast)
    page = reverse("session", args=["werkplaats", offer.session_id])
    assert "Hours of the guests" not in client.get(page).content.decode()


def test_a_session_without_an_activity_says_so_to_who_runs_it(cast, log_in):
    session = held(cast, activity=None)
    page = reverse("session", args=["werkplaats", session.pk])
    assert "Nobody is offered hours" in log_in(cast.carla).get(page).content.decode()
    assert "Nobody is offered hours" not in log_in(cast.anna).get(page).content.decode()


# --- Doubt -------------------------------------------------------------------------------------------------------
def test_the_approver_sees_the_session_and_who_was_there(cast, log_in):
    offer = offered(cast)
    entry = confirm(cast, offer)
    client, page = log_in(cast.carla), reverse("approval", args=["werkplaats", entry.pk])
    assert "Not noted" in client.get(page).content.decode()
    was_there(offer.session, True)
    assert "Yes, says the list" in client.get(page).content.decode()
    was_there(offer.session, False)
    text = client.get(page).content.decode()
    assert "No, says the list" in text and "This person was not there" in text
    assert "This person was not there" in client.get(reverse("approvals", args=["werkplaats"])).content.decode()
    own = log_in(cast.anna).get(reverse("hours_entry", args=["werkplaats", entry.pk])).content.decode()
    assert "This person was not there" in own and "Veilig programmeren" in own


@pytest.mark.parametrize("how", ["cancelled", "no guest", "not there", "not on the list"])
def test_approved_hours_of_what_was_not_given_are_counted_until_they_are_dealt_with(cast, log_in, how):
    offer = offered(cast)
    entry = approved(cast, offer)
    assert not doubtful(cast.carla, NOW).exists()
    if how == "cancelled":
        cancel(cast, offer)
    elif how == "no guest":
        SessionGuest.objects.all().delete()
    else:
        was_there(offer.session, False if how == "not there" else None)
    assert [each.pk for each in doubtful(cast.carla, NOW)] == [offer.pk]
    assert not doubtful(cast.joost, NOW).exists()  # of another lab
    client = log_in(cast.carla)
    assert "approvals/doubtful/" in client.get(HOME).content.decode()
    page = reverse("approvals_doubtful", args=["werkplaats"])
    assert "Anna Terpdok" in client.get(page).content.decode()
    settle = reverse("approval_settle", args=["werkplaats", entry.pk])
    assert client.post(settle, {"reason": ""}).status_code == 200
    assert "Leave these hours" in client.get(reverse("approval", args=["werkplaats", entry.pk])).content.decode()
    client.post(settle, {"reason": "De groep kwam toch"})
    offer.refresh_from_db()
    assert (offer.settled_reason, offer.settled_by) == ("De groep kwam toch", cast.carla.user)
    assert not doubtful(cast.carla, NOW).exists()
    assert "Nothing to look at again" in client.get(page).content.decode()
    assert HourEntry.objects.get().state == "approved"


def test_undoing_the_approval_deals_with_it_too(cast):
    offer = offered(cast)
    entry = approved(cast, offer)
    cancel(cast, offer)
    entry.refresh_from_db()
    actions.reopen_hours(membership=cast.carla, entry=entry, reason="Ging niet door", now=NOW)
    assert not doubtful(cast.carla, NOW).exists()


def test_a_correction_deals_with_it_too(cast):
    offer = offered(cast)
    entry = approved(cast, offer)
    cancel(cast, offer)
    cast.approved(corrects=entry, minutes=-180, kind=entry.kind, correction_reason="Ging niet door", amount=-219)
    assert not doubtful(cast.carla, NOW).exists()


def test_who_may_leave_hours_as_they_are(cast, log_in):
    offer = offered(cast)
    entry = approved(cast, offer)
    with pytest.raises(Refused):  # nothing is wrong
        answers.settle(membership=cast.carla, offer=offer, reason="Klopt", now=NOW)
    cancel(cast, offer)
    for who in (cast.joost, cast.anna, cast.mirjam):
        with pytest.raises(Refused):
            answers.settle(membership=who, offer=offer, reason="Klopt", now=NOW)
    with pytest.raises(Refused):
        answers.settle(membership=cast.carla, offer=offer, reason=" ", now=NOW)
    address = reverse("approval_settle", args=["werkplaats", entry.pk])
    assert log_in(cast.joost).post(address, {"reason": "Klopt"}).status_code == 404
    assert log_in(cast.anna).post(address, {"reason": "Klopt"}).status_code == 403
    answers.settle(membership=cast.carla, offer=offer, reason="Klopt", now=NOW)
    with pytest.raises(Refused):
        answers.settle(membership=cast.carla, offer=offer, reason="Klopt", now=NOW)
    assert AuditEvent.objects.filter(verb="offer.settled").count() == 1


def test_who_sees_an_offer(cast):
    offered(cast)
    seen = {
        name: HourOffer.objects.visible_to(getattr(cast, name)).exists()
        for name in ("anna", "mo", "carla", "mirjam", "bram", "joost", "sanne", "ed", "esra")
    }
    assert {name for name, sees in seen.items() if sees} == {"anna", "mo", "carla", "mirjam"}
