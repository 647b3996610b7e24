"""What a campaign needs before it can open, in words, with where to see to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ..campaign_texts import lacking
from ..kinds import HARD_MINIMUM, Language, TextPurpose
from ..models import Campaign, CampaignText, Contact, ImpactReport, PublicFigures, Response
from .groups import in_the_box


@dataclass(frozen=True)
class Check:
    """One thing that is needed; `page` is the name of the address where it is seen to."""

    label: str | Promise
    is_done: bool
    page: str


def checks_of(campaign: Campaign, today: date) -> list[Check]:
    """Everything that is needed, done or not, in three queries."""
    rows = Contact.objects.filter(campaign=campaign)
    spoken = Q(language__in=campaign.languages)
    counts = rows.aggregate(
        asked=Count("pk", filter=Q(opted_out_at=None, bounced_at=None)), silent=Count("pk", filter=~spoken)
    )
    checks = [
        Check(_("The last day is today or later."), campaign.closes_on >= today, "campaign_edit"),
        Check(_("There are people to ask."), counts["asked"] > 0, "campaign_contacts"),
        Check(_("The campaign speaks the language of each of them."), not counts["silent"], "campaign_contacts"),
    ]
    return [*checks, *_texts(campaign)]


def _texts(campaign: Campaign) -> list[Check]:
    there = CampaignText.objects.filter(campaign=campaign).values_list("purpose", "language")
    missing = lacking(there, campaign.languages)
    said = _("There is an introduction, an invitation, a reminder and a word of thanks in each language.")
    if not missing:
        return [Check(said, True, "campaign_wording")]
    return [
        Check(
            _("Missing: %(text)s in %(language)s.")
            % {"text": TextPurpose(purpose).label, "language": Language(language).label},
            False,
            "campaign_wording",
        )
        for purpose, language in missing
    ]


def must_stay_over(campaign: Campaign) -> bool:
    """Whether what was sent anonymously left the box to the last answer.

    One more answer would then leave with fewer than five, and who compares before and after would read it.
    """
    if not campaign.anonymous or not Response.objects.filter(campaign=campaign).exists():
        return False
    return in_the_box(campaign).count() < HARD_MINIMUM


def is_reported(campaign: Campaign) -> bool:
    """Whether figures were frozen: one more answer would be the difference with those of later."""
    rows = (ImpactReport.objects.filter(campaign=campaign), PublicFigures.objects.filter(campaign=campaign))
    return any(some.exists() for some in rows)
