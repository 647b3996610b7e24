"""The pages about campaigns: who gets them, what stands there, and how many queries they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from impact.models import CampaignPartner
from tests.impact.stage import make_campaign, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
ENGLISH = {"Accept-Language": "en"}


def address(name, *args, slug="werkplaats"):
    return reverse(name, args=[slug, *args])


def page(client, name, *args, slug="werkplaats", status=200):
    response = client.get(address(name, *args, slug=slug), headers=ENGLISH)
    assert response.status_code == status
    return response.content.decode()


# --- Who -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("carla", 200), ("mirjam", 200), ("beheer", 200), ("thea", 403), ("anna", 403), ("sanne", 403), ("aad", 403)],
)
def test_campaigns_are_for_who_sees_impact(cast, log_in, name, status):
    campaign = make_campaign(cast.werkplaats)
    client = log_in(getattr(cast, name))
    assert client.get(address("impact")).status_code == status
    assert client.get(address("campaign", campaign.pk)).status_code == status


def test_a_campaign_of_another_partnership_is_found_only_when_taking_part(cast, log_in):
    campaign = make_campaign(cast.werkplaats)
    client = log_in(cast.esra)
    page(client, "campaign", campaign.pk, slug="elders", status=404)
    assert campaign.name not in page(client, "impact", slug="elders")
    CampaignPartner.objects.create(campaign=campaign, partnership=cast.elders)
    assert "Werkplaats Digitaal Vakmanschap" in page(client, "campaign", campaign.pk, slug="elders")
    assert campaign.name in page(client, "impact", slug="elders")


def test_a_draft_is_for_management(cast, log_in):
    draft = make_campaign(cast.werkplaats, state="draft")
    page(log_in(cast.carla), "campaign", draft.pk, status=404)
    page(log_in(cast.mirjam), "campaign", draft.pk)


# --- What ------------------------------------------------------------------------------------------------------
def test_the_response_counts_who_was_invited_and_not_who_handed_it_on(cast, log_in):
    campaign = make_campaign(cast.werkplaats)
    answered, handed, _waiting = (make_contact(campaign) for _each in range(3))
    answered.invitation.has_answered = True
    answered.invitation.save()
    handed.handed_to = make_contact(campaign)
    handed.save()
    text = page(log_in(cast.carla), "campaign", campaign.pk)
    assert "33%" in text
    assert "33%" in page(log_in(cast.carla), "impact")


def test_the_list_takes_the_same_queries_for_many_campaigns(cast, log_in):
    client = log_in(cast.mirjam)
    counts = []
    for _round in range(2):
        make_contact(make_campaign(cast.werkplaats))
        page(client, "impact")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, "impact")
        counts.append(len(queries))
        for _each in range(8):
            make_contact(make_campaign(cast.werkplaats))
    assert counts[0] == counts[1] <= 10
