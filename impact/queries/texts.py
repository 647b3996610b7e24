"""What people wrote and others may read: after moderation, and with a group only when that may be shown (R99).

Texts are not filtered by group. A text is recognised wherever it stands, so a few filters would tell who wrote it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, QuerySet, Value, When

from ..disclosure import EVERYBODY, Gate, Group
from ..kinds import Sector
from ..models import Campaign, FreeText
from ..states import SHOWN

Subject = tuple[str, int | None]  # the kind of text, and the level, outcome or question it is about


@dataclass(frozen=True)
class ReadableText:
    """A text, what it is about (the level, outcome or question), and the sector of who wrote it, if that is told."""

    about: int | None
    sector: str | None
    text: str


def told_sectors(gate: Gate) -> list[str]:
    """The sectors that may stand beside a text."""
    return [sector for sector in Sector.values if gate.shows(Group.of(sector=[sector]))]


def readable(campaign: Campaign, gate: Gate, kind: str, about: int | None = None) -> QuerySet[FreeText]:
    """Texts of one kind, each with `told`: its sector, or empty; those without one stand last.

    Within a sector the order is that of keys that were drawn. The sector that is not told may not show in the order.
    """
    if not gate.shows(EVERYBODY):
        return FreeText.objects.none()
    told = told_sectors(gate)
    rows = FreeText.objects.filter(response__campaign=campaign, kind=kind, state=SHOWN)
    if about is not None:
        rows = rows.filter(**{PLACES[kind]: about})
    places = [When(response__sector=sector, then=Value(str(place))) for place, sector in enumerate(told)]
    names = [When(response__sector=sector, then=Value(sector)) for sector in told]
    return rows.annotate(
        told=Case(*names, default=Value(""), output_field=CharField()),
        place=Case(*places, default=Value(str(len(told))), output_field=CharField()),
    ).order_by("place", "pk")


PLACES = {"opening": "level", "question": "question", "explanation": "outcome", "other": "outcome"}


def readable_texts(campaign: Campaign, gate: Gate, kind: str, *, most: int = 500) -> list[ReadableText]:
    """Texts of one kind, per sector, those without a sector last; one query."""
    return as_plain(readable(campaign, gate, kind)[:most])


def as_plain(rows: QuerySet[FreeText] | Sequence[FreeText]) -> list[ReadableText]:
    return [
        ReadableText(row.level_id or row.outcome_id or row.question_id, row.told or None, row.readable) for row in rows
    ]


def count_readable(campaign: Campaign, gate: Gate) -> Counter[Subject]:
    """How many texts can be read about each subject; one query."""
    found: Counter[Subject] = Counter()
    if gate.shows(EVERYBODY):
        rows = FreeText.objects.filter(response__campaign=campaign, state=SHOWN).order_by()
        by = ("kind", "level", "outcome", "question")
        for kind, level, outcome, question, count in rows.values_list(*by).annotate(count=Count("*")):
            found[kind, level or outcome or question] += count
    return found
