"""Reports on a campaign, what was concluded over time, and what is public."""

from django.db.models import QuerySet

from partnership.models import Membership, Partnership

from ..models import Campaign, Conclusion, ImpactReport, PublicFigures

MOST_VERSIONS = 20


def report_rows(by: Membership, campaign: Campaign) -> QuerySet[ImpactReport]:
    """The newest first; without the snapshots, which are large."""
    rows = ImpactReport.objects.visible_to(by).filter(campaign=campaign).select_related("requested_by")
    return rows.defer("snapshot").order_by("-requested_at", "-pk")


def versions_of(campaign: Campaign, language: str) -> list[Conclusion]:
    """The last versions of the conclusions in a language."""
    rows = Conclusion.objects.filter(campaign=campaign, language=language).select_related("level", "saved_by")
    return list(rows.order_by("-saved_at", "-pk")[:MOST_VERSIONS])


def public_now(campaign: Campaign) -> PublicFigures | None:
    rows = PublicFigures.objects.out().filter(campaign=campaign).select_related("published_by")
    return rows.defer("snapshot").first()


def public_of(partnership: Partnership) -> QuerySet[PublicFigures]:
    """What a partnership tells everybody, the newest campaign first."""
    rows = PublicFigures.objects.out().filter(campaign__partnership=partnership).select_related("campaign")
    return rows.order_by("-campaign__opens_on", "-pk")
