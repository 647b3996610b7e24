"""Rounds of mail: whom they reach, once, whatever happens in between."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from impact.actions import contact_edits, invitation_links, mailings
from impact.actions.campaigns import change_text, close_campaign
from impact.actions.contact_adding import add_contacts
from impact.actions.trial_mail import send_test
from impact.models import BlockedAddress, Campaign, Contact, Invitation, InvitationLink, Mailing
from impact.tasks import send_mailing
from impact.tokens import hash_of
from lib.workflow import Refused
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.impact.campaign_helpers import answers, ask, invited, opened, people, person, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
DAY = timedelta(days=1)


def mails(name="survey-invitation"):
    return OutboxMail.objects.filter(key__startswith=f"{name}:")


def refusal(action, **given):
    with override("en"), pytest.raises(Refused) as refused:
        action(**given)
    return str(refused.value)


# --- Inviting --------------------------------------------------------------------------------------------------
def test_everybody_gets_one_mail_with_a_link_of_their_own(cast):
    row = opened(cast)
    mailing = invited(cast, row)
    assert (mailing.state, mailing.total, mailing.done) == ("done", 3, 3)
    tokens = {mail.to: mail.text.split("/s/")[1].split("/")[0] for mail in mails()}
    assert len(set(tokens.values())) == 3
    for contact in Contact.objects.select_related("invitation"):
        assert contact.invitation.sent_at == NOW
        assert contact.invitation.links.get().token_hash == hash_of(tokens[contact.email])
    assert not any(token in str(list(InvitationLink.objects.values())) for token in tokens.values())


def test_mail_is_in_the_language_of_its_reader_with_the_places_filled_in(cast):
    row = opened(cast)
    Contact.objects.filter(pk=person(row, 1).pk).update(language="en", name="")
    invited(cast, row)
    dutch, english = mails().get(to="p0@example.org"), mails().get(to="p1@example.org")
    assert dutch.subject == "Wat betekent Werkplaats Digitaal Vakmanschap voor het onderwijs?"
    assert "Hallo Persoon 0," in dutch.text
    assert "31" in dutch.text
    assert "Hello p1@example.org," in english.text
    assert "{" not in dutch.text + english.text


def test_nobody_is_mailed_before_somebody_saw_the_mail(cast):
    row = opened(cast, tested=False)
    assert "test mail" in refusal(ask, cast=cast, row=row)
    assert send_test(by=cast.mirjam, campaign=row, purpose="invitation", now=NOW) == 2
    assert mails("survey-test").count() == 2
    assert {mail.to for mail in mails("survey-test")} == {cast.mirjam.user.email}
    about = {"by": cast.mirjam, "campaign": row, "purpose": "invitation", "now": NOW}
    change_text(language="en", subject="New", body="Other", **about)
    assert "test mail" in refusal(ask, cast=cast, row=row)
    send_test(**about)
    assert mails("survey-test").count() == 2  # clicked twice within a minute
    assert ask(cast, row)


def test_who_is_not_asked_gets_no_mail(cast):
    row = opened(cast, 7)
    Contact.objects.filter(pk=person(row, 0).pk).update(opted_out_at=NOW)
    Contact.objects.filter(pk=person(row, 1).pk).update(bounced_at=NOW)
    Contact.objects.filter(pk=person(row, 2).pk).update(handed_to=person(row, 3))
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="p4@example.org", blocked_at=NOW)
    BlockedAddress.objects.create(partnership=cast.elders, email="p5@example.org", blocked_at=NOW)
    Invitation.objects.filter(contact=person(row, 6)).update(revoked_at=NOW)
    invited(cast, row)
    assert {mail.to for mail in mails()} == {"p3@example.org", "p5@example.org"}


def test_mail_leaves_only_while_people_can_answer(cast):
    row = opened(cast)
    assert "not come yet" in refusal(ask, cast=cast, row=row, now=NOW - 20 * DAY)
    assert "passed" in refusal(ask, cast=cast, row=row, now=NOW + 20 * DAY)
    closed = close_campaign(by=cast.mirjam, campaign=row, version=row.version, now=NOW)
    assert "not open" in refusal(ask, cast=cast, row=closed)


def test_who_does_not_manage_sends_nothing(cast):
    row = opened(cast)
    for by in (cast.carla, cast.esra):
        given = {"by": by, "campaign": row, "kind": "invitation", "now": NOW}
        assert refusal(mailings.ask_for, **given)
        assert refusal(send_test, by=by, campaign=row, purpose="invitation", now=NOW)
    assert not Mailing.objects.exists()


def test_a_second_round_reaches_who_came_later(cast):
    row = opened(cast)
    invited(cast, row)
    assert "nobody" in refusal(ask, cast=cast, row=row)
    add_contacts(by=cast.mirjam, campaign=row, contacts=people(4), now=NOW)
    assert ask(cast, row).total == 1


# --- Stopping anywhere -----------------------------------------------------------------------------------------
class Killed(BaseException):
    """A worker that is gone between two steps."""


@pytest.mark.parametrize("killed_at", [1, 2, 3, 4])
def test_a_worker_that_dies_anywhere_mails_nobody_twice(cast, monkeypatch, killed_at):
    monkeypatch.setattr(mailings, "BATCH", 2)
    row = opened(cast, 7)
    mailing = ask(cast, row)
    posted, calls = mailings.post_many, []

    def dies(**given):
        calls.append(1)
        if len(calls) == killed_at:
            raise Killed
        return posted(**given)

    monkeypatch.setattr(mailings, "post_many", dies)
    first = mailings.claim_mailing(mailing_id=mailing.pk, now=NOW)
    with pytest.raises(Killed):
        mailings.send(mailing=first, clock=lambda: NOW)
    assert mails().count() == Invitation.objects.filter(sent_at=NOW).count() == 2 * (killed_at - 1)
    assert InvitationLink.objects.count() == mails().count()  # of the batch that died nothing stays
    later = NOW + timedelta(minutes=2)
    assert mailings.claim_mailing(mailing_id=mailing.pk, now=NOW) is None
    assert mailings.sweep_mailings(now=later) == [mailing.pk]
    work(mailing, now=later)
    assert (mailing.state, mailing.done, mailing.attempts) == ("done", 7, 2)
    assert mails().count() == mails().values("to").distinct().count() == InvitationLink.objects.count() == 7


def test_a_worker_that_was_given_up_on_sends_nothing_more(cast, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 2)
    row = opened(cast, 6)
    mailing = ask(cast, row)
    first = mailings.claim_mailing(mailing_id=mailing.pk, now=NOW)
    assert mailings.send_batch(mailing=first, now=NOW) == 2
    later = NOW + timedelta(minutes=2)
    second = mailings.claim_mailing(mailing_id=mailing.pk, now=later)
    assert mailings.send_batch(mailing=first, now=later) == 0
    assert mailings.send_batch(mailing=second, now=later) == 2
    mailings.send(mailing=first, clock=lambda: later)
    mailing.refresh_from_db()
    assert (mailing.state, mails().count()) == ("running", 4)
    mailings.send(mailing=second, clock=lambda: later)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.done, mails().count()) == ("done", 6, 6)


@pytest.mark.django_db(transaction=True)
def test_who_answers_at_that_very_moment_is_not_reminded(cast, monkeypatch):
    row = opened(cast, 2)
    invited(cast, row)
    later = NOW + 7 * DAY
    claimed = mailings.claim_mailing(mailing_id=ask(cast, row, "reminder", now=later).pk, now=later)
    answering = threading.Event()

    def answer():
        with transaction.atomic():
            Invitation.objects.filter(contact=person(row, 0)).update(has_answered=True)
            answering.set()
            threading.Event().wait(0.5)

    def remind_now():
        answering.wait(5)
        return mailings.send_batch(mailing=claimed, now=later)

    assert at_once(answer, remind_now)[1] == 1
    assert mails("survey-reminder").get().to == "p1@example.org"


@pytest.mark.django_db(transaction=True)
def test_what_others_hold_for_long_is_no_failure(cast):
    row = opened(cast, 2)
    mailing = ask(cast, row)
    claimed = mailings.claim_mailing(mailing_id=mailing.pk, now=NOW)
    held, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(Invitation.objects.select_for_update())
            held.set()
            over.wait(20)

    def send():
        held.wait(5)
        try:
            mailings.send(mailing=claimed, clock=lambda: NOW)
        finally:
            over.set()

    assert at_once(hold, send) == [None, None]
    mailing.refresh_from_db()
    assert (mailing.state, mailing.attempts, mails().count()) == ("queued", 0, 0)
    work(mailing)
    assert (mailing.state, mails().count()) == ("done", 2)


def test_a_mail_that_cannot_be_made_fails_the_round_and_it_goes_on_later(cast, monkeypatch):
    row = opened(cast)
    mailing = ask(cast, row)

    def broken(*args, **kwargs):
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(mailings, "letter_for", broken)
        for _attempt in range(3):
            send_mailing(mailing_id=mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.failure, mails().count()) == ("failed", "mail", 0)
    mailings.go_on(by=cast.mirjam, mailing=mailing, now=NOW)
    work(mailing)
    assert (mailing.state, mails().count()) == ("done", 3)


def test_a_worker_gives_a_long_round_back(cast, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 2)
    row = opened(cast, 5)
    mailing = ask(cast, row)
    claimed = mailings.claim_mailing(mailing_id=mailing.pk, now=NOW)
    moments = iter(NOW + n * timedelta(minutes=3) for n in range(99))
    mailings.send(mailing=claimed, clock=lambda: next(moments))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.attempts) == ("queued", 0)
    assert 0 < mailing.done < 5
    work(mailing)
    assert (mailing.state, mails().count()) == ("done", 5)


def test_a_round_that_is_stopped_sends_no_more(cast):
    row = opened(cast)
    mailing = ask(cast, row)
    claimed = mailings.claim_mailing(mailing_id=mailing.pk, now=NOW)
    mailings.stop_mailing(by=cast.mirjam, mailing=mailing, now=NOW)
    mailings.send(mailing=claimed, clock=lambda: NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.stopped_at, mails().count()) == ("done", NOW, 0)
    assert ask(cast, row).total == 3


def test_a_round_takes_the_same_queries_for_each_batch(cast, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 5)
    row = opened(cast, 20)
    claimed = mailings.claim_mailing(mailing_id=ask(cast, row).pk, now=NOW)
    mailings.send_batch(mailing=claimed, now=NOW)
    counts = []
    for size in (5, 10):
        monkeypatch.setattr(mailings, "BATCH", size)
        with CaptureQueriesContext(connection) as queries:
            assert mailings.send_batch(mailing=claimed, now=NOW) == size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_of_two_who_invite_at_once_one_does(cast):
    row = opened(cast)
    done = at_once(*[lambda: ask(cast, row)] * 2)
    assert sorted(type(each).__name__ for each in done) == ["Mailing", "Refused"]
    assert Mailing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_mail_nobody_twice(cast, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 2)
    row = opened(cast, 6)
    mailing = ask(cast, row)
    at_once(*[lambda: send_mailing(mailing_id=mailing.pk)] * 3)
    assert mails().count() == InvitationLink.objects.count() == 6
    assert Mailing.objects.get().done == 6


# --- Reminding -------------------------------------------------------------------------------------------------
def remind(cast, row, now):
    return work(ask(cast, row, "reminder", now=now), now=now)


def test_only_who_has_not_answered_is_reminded(cast):
    row = opened(cast)
    invited(cast, row)
    answers(row, 1)
    remind(cast, row, NOW + 7 * DAY)
    assert {mail.to for mail in mails("survey-reminder")} == {"p0@example.org", "p2@example.org"}
    assert person(row, 0).invitation.links.count() == 2  # both links work


def test_reminders_have_days_between_and_a_most(cast):
    row = opened(cast, 1, most_reminders=2, days_between=4)
    invited(cast, row)
    assert "nobody" in refusal(ask, cast=cast, row=row, kind="reminder", now=NOW + 3 * DAY)
    early = NOW + 4 * DAY - timedelta(hours=5)  # days of the calendar, whatever the time of day
    remind(cast, row, early)
    assert "nobody" in refusal(ask, cast=cast, row=row, kind="reminder", now=early + 3 * DAY)
    remind(cast, row, early + 4 * DAY)
    assert "nobody" in refusal(ask, cast=cast, row=row, kind="reminder", now=early + 8 * DAY)
    assert mails("survey-reminder").count() == 2
    assert person(row).invitation.reminders == 2


def test_nobody_is_reminded_before_being_invited(cast):
    row = opened(cast)
    assert "nobody" in refusal(ask, cast=cast, row=row, kind="reminder", now=NOW + 9 * DAY)


def test_a_campaign_reminds_by_itself_once_a_day(cast):
    row = opened(cast, 2, reminds_itself=True)
    invited(cast, row)
    assert mailings.remind_by_day(now=NOW + DAY) == 0
    later = NOW + 7 * DAY
    assert mailings.remind_by_day(now=later) == 1
    assert mailings.remind_by_day(now=later) == 0  # it is under way
    mailing = Mailing.objects.get(kind="reminder")
    work(mailing, now=later)
    assert (mailing.requested_by, mailing.done) == (None, 2)
    assert mailings.remind_by_day(now=later) == 0
    assert mailings.remind_by_day(now=NOW + 60 * DAY) == 0


def test_a_campaign_that_was_not_told_to_reminds_nobody_by_itself(cast):
    row = opened(cast, 2)
    invited(cast, row)
    assert mailings.remind_by_day(now=NOW + 7 * DAY) == 0
    Campaign.objects.filter(pk=row.pk).update(reminds_itself=True)
    row.texts.filter(purpose="reminder", language="nl").update(tested_at=None)
    assert mailings.remind_by_day(now=NOW + 7 * DAY) == 0


# --- Single links ----------------------------------------------------------------------------------------------
def test_a_new_link_takes_the_place_of_those_that_are_out(cast):
    row = opened(cast)
    invited(cast, row)
    contact = person(row)
    contact_edits.note_bounce(by=cast.mirjam, contact=contact, bounced=True, now=NOW)
    given = {"by": cast.mirjam, "contact": contact}
    assert "moment ago" in refusal(invitation_links.send_new_link, now=NOW, **given)
    later = NOW + timedelta(minutes=5)
    invitation_links.send_new_link(now=later, **given)
    contact.refresh_from_db()
    links = contact.invitation.links.order_by("pk")
    assert [link.revoked_at for link in links] == [later, None]
    assert contact.bounced_at is None
    assert mails("survey-link").get().to == contact.email
    assert "moment ago" in refusal(invitation_links.send_new_link, now=later, **given)


def test_a_withdrawn_link_brings_no_more_mail_until_a_new_one(cast):
    row = opened(cast)
    invited(cast, row)
    given = {"by": cast.mirjam, "contact": person(row), "now": NOW + DAY}
    for _twice in range(2):
        invitation_links.revoke_link(**given)
    contact = person(row)
    assert contact.invitation.revoked_at == NOW + DAY
    assert not contact.invitation.links.filter(revoked_at=None).exists()
    remind(cast, row, NOW + 8 * DAY)
    assert not mails("survey-reminder").filter(to=contact.email).exists()
    invitation_links.send_new_link(**given)
    assert person(row).invitation.revoked_at is None


def test_who_gets_no_new_link(cast):
    row = opened(cast, 5, anonymous=True)
    send = invitation_links.send_new_link
    given = {"by": cast.mirjam, "now": NOW + DAY}
    assert "not invited" in refusal(send, contact=person(row), **given)
    invited(cast, row)
    assert "anonymous" in refusal(send, contact=answers(row, 1), **given)
    Contact.objects.filter(pk=person(row, 2).pk).update(opted_out_at=NOW)
    assert "opted out" in refusal(send, contact=person(row, 2), **given)
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="p3@example.org", blocked_at=NOW)
    assert "never asked" in refusal(send, contact=person(row, 3), **given)
    for by in (cast.carla, cast.esra):
        assert refusal(send, contact=person(row), **given | {"by": by})
        assert refusal(invitation_links.revoke_link, contact=person(row), **given | {"by": by})
    assert send(contact=person(row), **given) is None
