"""Campaigns as they are listed: with how many people were invited and how many of them answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from partnership.models import Membership

from ..models import Campaign, Invitation
from .groups import Turnout


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in a list."""

    campaign: Campaign
    turnout: Turnout


def campaigns_for(by: Membership) -> QuerySet[Campaign]:
    """The campaigns that a member may see, newest first."""
    return Campaign.objects.visible_to(by).select_related("partnership", "instrument").newest_first()


def with_turnout(campaigns: Iterable[Campaign]) -> list[CampaignRow]:
    """Campaigns with their response, in one query for all of them."""
    found = list(campaigns)
    rows = Invitation.objects.filter(contact__campaign__in=found, contact__handed_to=None, sent_at__isnull=False)
    counts = rows.order_by().values_list("contact__campaign")
    counted = counts.annotate(invited=Count("*"), answered=Count("pk", filter=Q(has_answered=True)))
    turnouts = {pk: Turnout("", "", invited, answered) for pk, invited, answered in counted}
    nobody = Turnout("", "", 0, 0)
    return [CampaignRow(campaign, turnouts.get(campaign.pk, nobody)) for campaign in found]
