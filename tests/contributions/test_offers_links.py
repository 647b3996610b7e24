"""The weekly mail about hours from sessions, and its link: for one person, one purpose, two weeks."""

import hashlib
import json
import logging
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from config.logs import formatter
from contributions import actions
from contributions.actions import reminders
from contributions.actions.offer_links import forget, make_link, open_link
from contributions.letters import letter_for
from contributions.models import HourEntry, HourOffer, MonthLock, OfferLink, ReminderChoice
from contributions.queries.reminders import due
from contributions.tasks import remind
from contributions.topics import Code
from partnership.mails import rendered
from partnership.models import AuditEvent, Membership, OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_member

from .offer_helpers import END, START, offered, was_there

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
PAGE = "/werkplaats/offers/"
NEXT_WEEK = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def mailed(cast, person=None) -> str:
    """The address in a mail."""
    return make_link(partnership=cast.werkplaats, person=(person or cast.anna).user, now=NOW)


def follow(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, PAGE)
    return client.get(PAGE)


# --- The mail ----------------------------------------------------------------------------------------------------
def codes(cast, person, now=NOW):
    return [topic["code"] for topic in due(cast.werkplaats, now).get(person.user_id, [])]


def send(cast, now=NOW):
    row, _new = reminders.prepare_round(partnership=cast.werkplaats, by=None, now=now)
    return reminders.send_round(by=cast.mirjam, row=row, version=row.version, now=now)


def test_unanswered_hours_are_a_subject_of_the_weekly_mail(cast):
    offer = offered(cast)
    topic = due(cast.werkplaats, NOW)[cast.anna.user_id][0]
    assert (topic["code"], topic["count"], topic["since"]) == (Code.OFFERS, 1, "2026-03-16")
    actions.submit_hours(membership=cast.anna, entry=offer.entry, now=NOW)
    assert codes(cast, cast.anna) == []


def test_who_cannot_answer_is_not_asked(cast):
    offered(cast, ends_at=START + timedelta(minutes=5))  # no draft
    assert codes(cast, cast.anna) == []
    doubtful = offered(cast)
    was_there(doubtful.session, False)
    assert codes(cast, cast.anna) == []
    was_there(doubtful.session, True)
    assert codes(cast, cast.anna) == [Code.OFFERS]
    ReminderChoice.objects.create(partnership=cast.werkplaats, user=cast.anna.user, off_at=NOW)
    assert codes(cast, cast.anna) == []
    ReminderChoice.objects.all().delete()
    MonthLock.objects.create(programme=cast.programme, month=date(2026, 3, 1), locked_at=NOW)
    assert codes(cast, cast.anna) == []


def test_one_mail_a_week_with_a_link_of_which_only_a_hash_is_kept(cast):
    offered(cast)
    assert send(cast) == 1
    mail, link = OutboxMail.objects.get(), OfferLink.objects.get()
    found = re.findall(rf"{re.escape(settings.SITE_URL)}/werkplaats/offers/([\w-]+)/", mail.text)
    assert len(set(found)) == 1 and len(found[0]) == 43
    assert link.token_hash == hashlib.sha256(found[0].encode()).hexdigest()
    assert found[0] in mail.html and found[0] not in json.dumps(list(AuditEvent.objects.values()), default=str)
    assert (link.person, link.expires_at) == (cast.anna.user, NOW + timedelta(days=14))
    with time_machine.travel(NOW, tick=False):
        remind()
    assert OfferLink.objects.count() == 1
    assert send(cast, NEXT_WEEK) == 1
    assert OfferLink.objects.count() == 2


def test_beside_other_subjects_the_link_has_its_own_place(cast):
    offered(cast)
    asked = due(cast.werkplaats, NOW)[cast.anna.user_id]
    both = [{"code": Code.SIGN, "number": "SOK-1", "organisation": "Terpdok", "since": "2026-03-01"}, *asked]
    letter = letter_for("Anna", cast.werkplaats, both, offers_path="/werkplaats/offers/x/")
    _subject, text, html = rendered(letter)
    assert letter.path == "/werkplaats/" and f"{settings.SITE_URL}/werkplaats/offers/x/" in text
    assert "/werkplaats/offers/x/" in html
    assert "/offers/x/" not in rendered(letter_for("Anna", cast.werkplaats, both))[1]


def test_what_management_looks_at_beforehand_holds_no_link(cast, log_in):
    offered(cast)
    row, _new = reminders.prepare_round(partnership=cast.werkplaats, by=None, now=NOW)
    page = log_in(cast.mirjam).get(f"/werkplaats/reminders/mail/{row.reminders.get().pk}/").content.decode()
    assert "hours/offers/" in page and not OfferLink.objects.exists()


# --- The page ----------------------------------------------------------------------------------------------------
def test_the_link_opens_a_page_with_buttons_and_changes_nothing(cast, client):
    offer = offered(cast)
    address = mailed(cast)
    events = AuditEvent.objects.count()
    arrived = client.get(address)
    assert arrived.headers["Referrer-Policy"] == "no-referrer"
    page = client.get(PAGE)
    for answer in (arrived, page):
        assert "no-store" in answer.headers["Cache-Control"] and answer.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"  # its form needs that
    text = page.content.decode()
    assert f'name="confirm" value="{offer.pk}"' in text and "Anna, are these hours right?" in text
    assert address.split("/")[-2] not in text
    assert HourEntry.objects.get().state == "draft" and AuditEvent.objects.count() == events


def test_a_button_answers_and_the_link_has_done_its_work(cast, client):
    day = timedelta(days=1)
    first, second = offered(cast), offered(cast, starts_at=START - day, ends_at=END - day)
    address = mailed(cast)
    follow(client, address)
    client.post(PAGE, {"confirm": first.pk})
    assert client.get(PAGE).status_code == 200
    done = client.post(PAGE, {"decline": second.pk, "reason": "Was vrij"}, follow=True)
    assert done.status_code == 200 and "Everything is answered" in done.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.reason) == ("confirmed", "declined", "Was vrij")
    submitted = AuditEvent.objects.get(verb="hours.submitted")
    assert (submitted.actor, submitted.acting_for) == (cast.anna.user, cast.terpdok)
    assert [event.data["offers"] for event in AuditEvent.objects.filter(verb="offer_link.used")] == [
        [first.pk],
        [second.pk],
    ]
    assert OfferLink.objects.get().ended_at == NOW
    assert Client().get(address, follow=True).status_code == 410


def test_a_form_from_elsewhere_does_nothing(cast):
    offer = offered(cast)
    strict = Client(enforce_csrf_checks=True)
    follow(strict, mailed(cast))
    assert strict.post(PAGE, {"confirm": offer.pk}).status_code == 403
    token = strict.cookies["csrftoken"].value
    assert strict.post(PAGE, {"confirm": offer.pk, "csrfmiddlewaretoken": token}).status_code == 302
    assert HourEntry.objects.get().state == "submitted"


def test_it_answers_only_what_the_mail_was_about(cast, client):
    offered(cast)
    address = mailed(cast)
    with time_machine.travel(NEXT_WEEK, tick=False):
        day = timedelta(days=3)
        later = offered(cast, starts_at=START + day, ends_at=END + day, now=NEXT_WEEK)
        theirs = offered(cast, cast.bram, now=NEXT_WEEK)
        follow(client, address)
        client.post(PAGE, {"selected": [later.pk, theirs.pk], "verb": "confirm", "reason": ""})
    assert set(HourEntry.objects.values_list("state", flat=True)) == {"draft"}


def test_it_opens_nothing_else(cast, client):
    offer = offered(cast)
    follow(client, mailed(cast))
    for page in ("", "hours/", "hours/offers/", f"hours/{offer.entry_id}/", f"hours/{offer.entry_id}/edit/"):
        answer = client.get(f"/werkplaats/{page}")
        assert answer.status_code == 302 and "/accounts/login/" in answer.url
    assert client.get("/elders/offers/").status_code == 410


@pytest.mark.parametrize("change", ["expired", "password", "address", "membership", "account", "role", "ended", "none"])
def test_a_link_ends(cast, client, change):
    offer = offered(cast)
    address = mailed(cast)
    user, now = cast.anna.user, NOW
    if change == "expired":
        now = NOW + timedelta(days=14)
    elif change == "password":
        user.set_password("another long passphrase")
    elif change == "address":
        user.email = "anders@example.org"
    elif change == "membership":
        Membership.objects.filter(pk=cast.anna.pk).update(ended_at=NOW)
    elif change == "account":
        user.is_active = False
    elif change == "role":
        Membership.objects.filter(pk=cast.anna.pk).update(role=Role.STUDENT)
    elif change == "ended":
        OfferLink.objects.update(ended_at=NOW)
    user.save()
    with time_machine.travel(now, tick=False):
        follow_status = client.get(address, follow=True).status_code
        client.post(PAGE, {"confirm": offer.pk})
    assert follow_status == (200 if change == "none" else 410)
    assert HourEntry.objects.get().state == ("submitted" if change == "none" else "draft")


@pytest.mark.parametrize("token", ["x", "A" * 43, "0" * 64])
def test_nobody_guesses_a_link(cast, client, token):
    offered(cast)
    mailed(cast)
    for guess in (token, OfferLink.objects.get().token_hash):
        assert client.get(f"/werkplaats/offers/{guess}/", follow=True).status_code == 410


def test_a_link_of_one_partnership_is_none_of_another(cast, client):
    offered(cast)
    token = mailed(cast).split("/")[-2]
    assert client.get(f"/elders/offers/{token}/", follow=True).status_code == 410
    assert open_link(partnership=cast.elders, token_hash=OfferLink.objects.get().token_hash, now=NOW) is None


def test_who_tries_too_often_has_to_wait(cast, client):
    for _number in range(60):
        client.get("/werkplaats/offers/guess/")
    assert client.get("/werkplaats/offers/guess/").status_code == 429


def test_who_is_logged_in_does_it_in_the_portal(cast, log_in):
    offered(cast)
    address = mailed(cast)
    assert log_in(cast.anna).get(address, follow=True).redirect_chain[-1][0] == "/werkplaats/hours/offers/"
    answer = log_in(cast.bram).get(address, follow=True)
    assert answer.status_code == 403 and "Veilig" not in answer.content.decode()


def test_two_organisations_of_one_person(cast, client):
    twice = make_member("Anna Terpdok", cast.wadbyte, Role.COMPANY_MEMBER)
    day = timedelta(days=1)
    mine, other = offered(cast), offered(cast, twice, starts_at=START - day, ends_at=END - day)
    follow(client, mailed(cast))
    client.post(PAGE, {"selected": [mine.pk, other.pk], "verb": "confirm", "reason": ""})
    assert set(AuditEvent.objects.filter(verb="hours.submitted").values_list("acting_for", flat=True)) == {
        cast.terpdok.pk,
        cast.wadbyte.pk,
    }


def test_refusals_are_said_and_the_link_goes_on(cast, client):
    day = timedelta(days=2)
    offered(cast, starts_at=START + day, ends_at=END + day)  # a Saturday
    page = follow(client, mailed(cast))
    assert "(log in)" in page.content.decode()
    answer = client.post(PAGE, {"confirm": HourOffer.objects.get().pk}, follow=True)
    assert answer.status_code == 200 and "Not done" in answer.content.decode()
    assert client.post(PAGE, {"reason": "x"}).status_code == 400


def test_logs_hold_no_link(cast, client, caplog):
    offered(cast)
    address = mailed(cast)
    with caplog.at_level(logging.INFO):
        client.get(address, follow=True)
        client.post(address)  # 405, which is logged too
    lines = [formatter().format(record) for record in caplog.records]
    assert lines and address.split("/")[-2] not in json.dumps(lines)


def test_old_links_are_forgotten(cast):
    offered(cast)
    mailed(cast)
    assert forget(now=NOW + timedelta(days=44)) == 0
    assert forget(now=NOW + timedelta(days=45)) == 1


def test_a_link_expires_after_it_was_made(cast):
    offered(cast)
    mailed(cast)
    with pytest.raises(IntegrityError, match="offer_link_expires_later"), transaction.atomic():
        OfferLink.objects.update(expires_at=NOW)
