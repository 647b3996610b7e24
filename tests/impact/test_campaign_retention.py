"""What goes after a campaign closed, and what stays."""

from datetime import date, timedelta

import pytest

from impact.actions.campaign_retention import LINKS_KEPT, forget
from impact.actions.campaigns import close_what_is_over
from impact.models import Campaign, Contact, Invitation, InvitationLink
from impact.queries.groups import groups_of, response_of
from impact.tokens import hash_of
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "goes"), [("closed", True), ("open", False)])
def test_links_go_a_month_after_closing(cast, state, goes):
    campaign = make_campaign(cast.werkplaats, state=state)
    invitation = make_contact(campaign).invitation
    InvitationLink.objects.create(invitation=invitation, token_hash=hash_of("a"), made_at=NOW)
    assert forget(now=NOW + LINKS_KEPT) == 0
    later = NOW + LINKS_KEPT + timedelta(days=1)
    assert forget(now=later) == (1 if goes else 0)
    assert InvitationLink.objects.exists() is not goes
    assert forget(now=later) == 0


def test_names_and_addresses_go_after_two_years_and_counts_stay(cast):
    campaign = make_campaign(cast.werkplaats, state="closed")
    for _each in range(2):
        make_contact(campaign, tranche=make_group(campaign, "1", kind="tranche"))
    Invitation.objects.update(has_answered=True)
    before = response_of(campaign, groups_of(campaign))
    forget(now=NOW + timedelta(days=700))
    assert Contact.objects.exclude(name="").count() == 2
    assert forget(now=NOW + timedelta(days=735)) == 2
    assert set(Contact.objects.values_list("name", flat=True)) == {""}
    assert not Contact.objects.filter(email__contains="example").exists()
    assert response_of(campaign, groups_of(campaign)) == before
    assert forget(now=NOW + timedelta(days=735)) == 0


def test_what_is_over_closes_by_itself_and_once(cast):
    over = make_campaign(cast.werkplaats, closes_on=date(2026, 3, 31))
    goes_on = make_campaign(cast.werkplaats, closes_on=date(2026, 4, 1))
    draft = make_campaign(cast.werkplaats, state="draft")
    night = NOW.replace(month=4, day=1)
    assert close_what_is_over(now=NOW.replace(month=3, day=31)) == 0
    assert [close_what_is_over(now=night) for _each in range(2)] == [1, 0]
    states = dict(Campaign.objects.values_list("pk", "state"))
    assert states == {over.pk: "closed", goes_on.pk: "open", draft.pk: "draft"}
    assert AuditEvent.objects.get(verb="campaign.closed").object_id == over.pk
