"""What people wrote and others may read: after moderation, and with a group only when that may be shown (R99).

Texts are not filtered by group. A text is recognised wherever it stands, so a few filters would tell who wrote it.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from ..disclosure import EVERYBODY, Gate, Group
from ..kinds import Sector
from ..models import Campaign, FreeText
from ..states import SHOWN


@dataclass(frozen=True)
class ReadableText:
    """A text, what it is about (the level, outcome or question), and the sector of who wrote it, if that is told."""

    about: int | None
    sector: str | None
    text: str


def readable_texts(campaign: Campaign, gate: Gate, kind: str, *, most: int = 500) -> list[ReadableText]:
    """Texts of one kind, per sector, those without a sector last; one query."""
    if not gate.shows(EVERYBODY):
        return []
    told = [sector for sector in Sector.values if gate.shows(Group.of(sector=[sector]))]
    found = [
        ReadableText(level or outcome or question, sector if sector in told else None, shown_as or text)
        for level, outcome, question, sector, text, shown_as in _shown(campaign, kind)
        .order_by("response__sector", "pk")
        .values_list("level", "outcome", "question", "response__sector", "text", "shown_as")[:most]
    ]
    return sorted(found, key=lambda item: told.index(item.sector) if item.sector else len(told))


def _shown(campaign: Campaign, kind: str) -> QuerySet[FreeText]:
    return FreeText.objects.filter(response__campaign=campaign, kind=kind, state=SHOWN)
