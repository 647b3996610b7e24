"""The pages of one campaign, in the order of their links. Each subject adds its own line."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.workflow import Decision
from partnership.models import Membership

from .models import Campaign
from .permissions import can_manage, can_read_answers, can_see_figures


class CampaignPage(NamedTuple):
    """A page by the name of its address, and who finds a link to it."""

    name: str
    label: str | Promise
    can_open: Callable[[Membership, Campaign], Decision]


PAGES = (
    CampaignPage("campaign", _("Overview"), can_see_figures),
    CampaignPage("campaign_wording", _("Texts"), can_manage),
    CampaignPage("campaign_contacts", _("Contacts"), can_manage),
    CampaignPage("campaign_invitations", _("Invitations"), can_manage),
    CampaignPage("campaign_texts", _("Written answers"), can_read_answers),
    CampaignPage("campaign_answers", _("Answers"), can_read_answers),
    CampaignPage("campaign_figures", _("Figures"), can_see_figures),
    CampaignPage("campaign_words", _("Own words"), can_see_figures),
    CampaignPage("campaign_compare", _("Comparison"), can_see_figures),
    CampaignPage("campaign_reports", pgettext_lazy("of a survey", "Reports"), can_see_figures),
)


def pages_for(by: Membership, campaign: Campaign, current: str = "") -> list[dict]:
    """The links for a member; `current` is the name of the page that is shown."""
    place = {"partnership": by.partnership.slug, "pk": campaign.pk}
    return [
        {"label": page.label, "url": reverse(page.name, kwargs=place), "current": page.name == current}
        for page in PAGES
        if page.can_open(by, campaign)
    ]
