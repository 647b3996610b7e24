"""Who finds what of the impact survey: every refusal beside somebody who does find it."""

import pytest

from impact import permissions
from impact.models import Campaign, CampaignPartner, Contact, FreeText, Instrument, Invitation, Response
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_response

EVERYBODY = ("anna", "mo", "sanne", "thea", "carla", "joost", "mirjam", "aad", "beheer", "esra", "ed")


def finders(cast, manager, row):
    return {name for name in EVERYBODY if row in manager.visible_to(getattr(cast, name))}


def test_campaigns(cast):
    assert finders(cast, Campaign.objects, make_campaign(cast.werkplaats)) == {"carla", "joost", "mirjam", "beheer"}
    assert finders(cast, Campaign.objects, make_campaign(cast.werkplaats, state="draft")) == {"mirjam", "beheer"}


def test_a_partnership_that_takes_part_finds_the_campaign_once_it_is_open(cast):
    campaign, draft = make_campaign(cast.werkplaats), make_campaign(cast.werkplaats, state="draft")
    for each in (campaign, draft):
        CampaignPartner.objects.create(campaign=each, partnership=cast.elders)
    assert "esra" in finders(cast, Campaign.objects, campaign)
    assert "esra" not in finders(cast, Campaign.objects, draft)
    assert campaign not in Campaign.objects.held_by(cast.esra)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_contacts_and_answers_are_for_the_management_that_holds_the_campaign(cast, state):
    campaign = make_campaign(cast.werkplaats, state=state)
    CampaignPartner.objects.create(campaign=campaign, partnership=cast.elders)
    contact = make_contact(campaign)
    response = make_response(contact)
    text = FreeText.objects.create(response=response, kind="remarks", text="Ga zo door")
    holders = {"mirjam", "beheer"}
    assert finders(cast, Contact.objects, contact) == holders
    assert finders(cast, Invitation.objects, contact.invitation) == holders
    assert finders(cast, Response.objects, response) == holders
    assert finders(cast, FreeText.objects, text) == holders


def test_lists_of_questions(cast):
    campaign = make_campaign(cast.werkplaats)
    assert campaign.instrument in Instrument.objects.visible_to(cast.esra)
    own = Instrument.objects.create(partnership=cast.werkplaats, key="own", name_nl="E", name_en="O", made_at=NOW)
    assert own in Instrument.objects.visible_to(cast.mirjam)
    assert own not in Instrument.objects.visible_to(cast.esra)
    assert permissions.can_change_instrument(cast.mirjam, own)
    assert not permissions.can_change_instrument(cast.carla, own)
    assert not permissions.can_change_instrument(cast.mirjam, campaign.instrument)


def who_may(cast, predicate, *rest):
    return {name for name in EVERYBODY if predicate(getattr(cast, name), *rest)}


def test_rights(cast):
    campaign, draft = make_campaign(cast.werkplaats), make_campaign(cast.werkplaats, state="draft")
    holders = {"mirjam", "beheer"}
    assert who_may(cast, permissions.can_manage, campaign) == holders
    assert who_may(cast, permissions.can_edit, draft) == holders
    assert who_may(cast, permissions.can_edit, campaign) == set()
    assert who_may(cast, permissions.can_step, draft, "open") == holders
    assert who_may(cast, permissions.can_step, campaign, "open") == set()
    assert who_may(cast, permissions.can_step, campaign, "close") == holders
    assert who_may(cast, permissions.can_see_figures, campaign) == holders | {"carla", "joost", "esra"}
    assert who_may(cast, permissions.can_read_answers, campaign) == holders


def test_raw_answers_without_names_leave_after_closing_only(cast):
    make = {"partnership": cast.werkplaats, "anonymous": True}
    assert not permissions.can_download_answers(cast.mirjam, make_campaign(**make))
    assert permissions.can_download_answers(cast.mirjam, make_campaign(**make, state="closed"))
    assert permissions.can_download_answers(cast.mirjam, make_campaign(cast.werkplaats))
    assert not permissions.can_download_answers(cast.carla, make_campaign(**make, state="closed"))
