"""What a respondent decides about being asked: not any more, or a colleague instead."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from impact.actions.contacts import MOST_HANDED, hand_over, opt_in, opt_out
from impact.models import BlockedAddress, Contact, Draft, InvitationLink
from impact.tokens import hash_of
from lib.workflow import Refused
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.impact.stage import make_campaign, make_contact, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cast):
    campaign = make_campaign(cast.werkplaats)
    return make_contact(campaign, sector="hbo", name="Wim", workplace=make_group(campaign, "Drenthe"))


def hand(contact, email="els@example.org", **values):
    return hand_over(**{"contact": contact, "email": email, "name": "Els", "now": NOW} | values)


def refuse(contact, **values):
    with override("en"), pytest.raises(Refused) as refusal:
        hand(contact, **values)
    return str(refusal.value)


def test_opting_out_is_kept_and_can_be_taken_back(contact):
    for _twice in range(2):
        opt_out(contact=contact, now=NOW)
    contact.refresh_from_db()
    assert contact.opted_out_at == NOW
    assert not BlockedAddress.objects.exists()
    assert contact not in Contact.objects.to_invite()
    opt_in(contact=contact, now=NOW)
    assert contact in Contact.objects.to_invite()
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["contact.opted_out", "contact.opted_in"]


def test_never_again_is_for_the_whole_partnership(cast, contact):
    for _twice in range(2):
        opt_out(contact=contact, forever=True, now=NOW)
    assert BlockedAddress.objects.get().email == contact.email
    opt_in(contact=contact, now=NOW)
    assert not BlockedAddress.objects.exists()
    blocked = {"partnership": cast.werkplaats, "email": contact.email, "blocked_at": NOW}
    BlockedAddress.objects.create(**blocked, blocked_by=cast.mirjam.user)
    opt_in(contact=contact, now=NOW)
    assert BlockedAddress.objects.exists()


def test_a_colleague_gets_a_link_of_his_own_and_the_old_one_ends(contact):
    old = InvitationLink.objects.create(invitation=contact.invitation, token_hash=hash_of("old"), made_at=NOW)
    Draft.objects.create(invitation=contact.invitation, saved_at=NOW)
    colleague = hand(contact, email=" Els@Example.org ")
    contact.refresh_from_db()
    old.refresh_from_db()
    assert contact.handed_to == colleague
    assert old.revoked_at == NOW
    assert not Draft.objects.exists()
    assert (colleague.email, colleague.sector, colleague.workplace) == ("els@example.org", "hbo", contact.workplace)
    mail = OutboxMail.objects.get()
    assert mail.to == "els@example.org"
    token = mail.text.split("/s/")[1].split("/")[0]
    assert colleague.invitation.links.get().token_hash == hash_of(token)
    assert "Els" not in mail.text
    assert "Wim" in mail.text


def test_what_cannot_be_handed_over(cast, contact):
    campaign = contact.campaign
    known = refuse(contact, email=make_contact(campaign).email)
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="els@example.org", blocked_at=NOW)
    assert refuse(contact) == known
    assert hand(contact, email="ina@example.org")
    assert "already" in refuse(contact, email="jan@example.org")
    answered, out = make_contact(campaign), make_contact(campaign, opted_out_at=NOW)
    answered.invitation.has_answered = True
    answered.invitation.save()
    assert "answered" in refuse(answered)
    assert "not to be asked" in refuse(out)
    assert "no answers" in refuse(make_contact(campaign), now=NOW + timedelta(days=60))


def test_an_invitation_does_not_go_from_hand_to_hand_for_ever(contact):
    for number in range(MOST_HANDED):
        contact = hand(contact, email=f"els-{number}@example.org")
    assert "often enough" in refuse(contact, email="last@example.org")


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_are_named_at_once_is_asked(contact):
    done = at_once(lambda: hand(contact), lambda: hand(contact, email="ina@example.org"))
    assert sorted(type(each).__name__ for each in done) == ["Contact", "Refused"]
    assert OutboxMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_colleague_named_by_two_at_once_is_asked_once(contact):
    other = make_contact(contact.campaign)
    done = at_once(lambda: hand(contact), lambda: hand(other))
    assert sorted(type(each).__name__ for each in done) == ["Contact", "Refused"]
    assert Contact.objects.filter(email="els@example.org").count() == 1
