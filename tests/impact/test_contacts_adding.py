"""Whom a campaign asks: added once, put right, removed while nobody was invited, and never asked."""

import pytest
from django.utils.translation import override

from impact.actions import contact_edits as edits
from impact.actions.campaigns import close_campaign
from impact.actions.contact_adding import NewContact, add_contacts
from impact.models import BlockedAddress, CampaignGroup, Contact, Invitation
from impact.queries.contacts import STANDINGS, contacts_of, standing_of
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.impact.campaign_helpers import answers, draft, invited, opened, people, person, with_people

pytestmark = pytest.mark.django_db


def add(cast, row, contacts, by=None):
    return add_contacts(by=by or cast.mirjam, campaign=row, contacts=contacts, now=NOW)


def refusal(action, **given):
    with override("en"), pytest.raises(Refused) as refused:
        action(now=NOW, **given)
    return str(refused.value)


def facts(contact, **changes):
    values = {name: getattr(contact, name) for name in ("name", "email", "language", "sector")}
    values |= {kind: getattr(contact, kind).name if getattr(contact, kind) else "" for kind in ("workplace", "tranche")}
    return values | changes


# --- Adding ----------------------------------------------------------------------------------------------------
def test_people_are_added_once_with_keys_of_their_own(cast):
    row = draft(cast)
    assert add(cast, row, [*people(3), *people(3)]) == 3
    assert add(cast, row, people(5)) == 2
    own = NewContact(email="q@example.org", sector="wo", language="en", key="mine")
    assert add(cast, row, [own, NewContact(email="r@example.org", sector="wo", language="en", key="mine")]) == 1
    keys = list(Contact.objects.order_by("pk").values_list("key", flat=True))
    assert keys == ["c00001", "c00002", "c00003", "c00004", "c00005", "mine"]
    assert Invitation.objects.filter(sent_at=None).count() == 6


def test_who_is_blocked_is_not_added(cast):
    row = draft(cast)
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="p0@example.org", blocked_at=NOW)
    assert add(cast, row, people(2)) == 1


def test_groups_stand_in_the_order_of_their_numbers_whenever_they_come(cast):
    row = draft(cast)
    for number, tranche in enumerate(("2", "10", "1")):
        add(cast, row, people(1, number, tranche=tranche, workplace="Drenthe"))
    names = CampaignGroup.objects.filter(campaign=row, kind="tranche").in_order().values_list("name", flat=True)
    assert list(names) == ["1", "2", "10"]
    assert CampaignGroup.objects.filter(kind="workplace").count() == 1


def test_nobody_is_added_to_what_is_closed_or_by_who_does_not_manage(cast):
    row = opened(cast)
    for by in (cast.carla, cast.esra):
        with pytest.raises(Refused):
            add(cast, row, people(9), by=by)
    assert add(cast, row, people(4)) == 1
    row = close_campaign(by=cast.mirjam, campaign=row, version=row.version, now=NOW)
    with pytest.raises(Refused):
        add(cast, row, people(9))


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_people_at_once_add_them_once(cast):
    row = draft(cast)
    done = at_once(*[lambda: add(cast, row, people(50))] * 2)
    assert sorted(done) == [0, 50]


# --- Putting right ---------------------------------------------------------------------------------------------
def test_everything_can_be_put_right_until_somebody_answers(cast):
    row = with_people(cast)
    contact = person(row)
    new = facts(contact, name="Anders", email="anders@example.org", sector="hbo", workplace="Drenthe")
    contact = edits.change_contact(by=cast.mirjam, contact=contact, values=new, now=NOW)
    assert (contact.name, contact.email, contact.workplace.name) == ("Anders", "anders@example.org", "Drenthe")
    given = {"by": cast.mirjam, "contact": contact}
    assert "already" in refusal(edits.change_contact, values=facts(contact, email="p1@example.org"), **given)
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="blocked@example.org", blocked_at=NOW)
    assert "never asked" in refusal(edits.change_contact, values=facts(contact, email="blocked@example.org"), **given)
    answered = answers(row, 1)
    given = {"by": cast.mirjam, "contact": answered}
    assert "answered" in refusal(edits.change_contact, values=facts(answered, sector="wo"), **given)
    assert edits.change_contact(values=facts(answered, name="Nieuw"), now=NOW, **given).name == "Nieuw"


def test_another_address_ends_the_links_that_went_to_the_old_one(cast):
    row = opened(cast)
    invited(cast, row)
    contact = person(row)
    edits.change_contact(by=cast.mirjam, contact=contact, values=facts(contact, name="X"), now=NOW)
    assert contact.invitation.links.filter(revoked_at=None).exists()
    new = facts(contact, email="nieuw@example.org")
    edits.change_contact(by=cast.mirjam, contact=contact, values=new, now=NOW)
    assert not contact.invitation.links.filter(revoked_at=None).exists()


def test_who_was_invited_is_not_removed(cast):
    row = opened(cast, 2)
    invited(cast, row)
    add(cast, row, people(4))
    every = list(Contact.objects.values_list("pk", flat=True))
    for by in (cast.carla, cast.esra):
        with pytest.raises(Refused):
            edits.remove_contacts(by=by, campaign=row, contacts=every, now=NOW)
    assert edits.remove_contacts(by=cast.mirjam, campaign=row, contacts=every, now=NOW) == 2
    assert Contact.objects.filter(campaign=row).count() == 2
    other = with_people(cast, slug="other")
    assert edits.remove_contacts(by=cast.mirjam, campaign=row, contacts=[person(other).pk], now=NOW) == 0


def test_a_bounce_is_noted_and_taken_back(cast):
    contact = person(opened(cast))
    for bounced in (True, True, False):
        edits.note_bounce(by=cast.mirjam, contact=contact, bounced=bounced, now=NOW)
    verbs = AuditEvent.objects.filter(verb__startswith="contact.b").values_list("verb", flat=True)
    assert sorted(verbs) == ["contact.bounce_cleared", "contact.bounced"]


# --- Never asked -----------------------------------------------------------------------------------------------
def test_addresses_are_blocked_once_and_taken_off_by_who_put_them_on(cast):
    given = {"emails": ["a@example.org", "b@example.org"], "now": NOW}
    assert edits.block_addresses(by=cast.mirjam, **given) == 2
    assert edits.block_addresses(by=cast.mirjam, **given) == 0
    assert edits.block_addresses(by=cast.esra, **given) == 2
    with pytest.raises(Refused):
        edits.block_addresses(by=cast.carla, **given)
    row = BlockedAddress.objects.filter(partnership=cast.werkplaats).first()
    assert refusal(edits.unblock_address, by=cast.esra, address=row)
    edits.unblock_address(by=cast.mirjam, address=row, now=NOW)
    own = BlockedAddress.objects.create(partnership=cast.werkplaats, email="own@example.org", blocked_at=NOW)
    assert "asked for it" in refusal(edits.unblock_address, by=cast.mirjam, address=own)


# --- Where everybody stands ------------------------------------------------------------------------------------
def test_each_state_of_a_contact_is_found_by_its_filter(cast):
    row = opened(cast, 9)
    invited(cast, row)
    add(cast, row, people(10))
    answers(row, 0)
    now = {"opted_out_at": NOW}
    Contact.objects.filter(pk=person(row, 1).pk).update(handed_to=person(row, 8))
    Contact.objects.filter(pk=person(row, 2).pk).update(**now)
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="p3@example.org", blocked_at=NOW)
    Contact.objects.filter(pk=person(row, 4).pk).update(bounced_at=NOW)
    Invitation.objects.filter(contact=person(row, 5)).update(revoked_at=NOW)
    Invitation.objects.filter(contact=person(row, 6)).update(reminders=1, reminded_at=NOW)
    names = {standing.label: key for key, standing in STANDINGS.items()}
    every = contacts_of(row).order_by("pk")
    found = [names[standing_of(contact).label] for contact in every]
    assert found == [
        *("answered", "handed", "opted_out", "blocked", "bounced", "revoked", "reminded", "invited", "invited", "new")
    ]
    for key, standing in STANDINGS.items():
        chosen = {names[standing_of(contact).label] for contact in every.filter(standing.asks)}
        assert key in chosen
        assert chosen <= {key, "reminded"}
