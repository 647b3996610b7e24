"""A list of questions as it is asked, in the language of who looks."""

from dataclasses import dataclass

from django.utils.translation import get_language

from ..kinds import OutcomeKind
from ..models import InstrumentOutcome, InstrumentQuestion, InstrumentWording


@dataclass(frozen=True)
class InBoth:
    """A text in Dutch and English."""

    nl: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "nl").startswith("en") else self.nl


@dataclass(frozen=True)
class AskedOutcome:
    pk: int
    key: str
    kind: str
    name: InBoth

    @property
    def is_none(self) -> bool:
        return self.kind == OutcomeKind.NONE

    @property
    def is_other(self) -> bool:
        return self.kind == OutcomeKind.OTHER


@dataclass(frozen=True)
class AskedLevel:
    """A level with its outcomes in their order; `other` and `none` come last."""

    pk: int
    key: str
    name: InBoth
    intro: InBoth
    outcomes: tuple[AskedOutcome, ...]

    @property
    def named(self) -> tuple[AskedOutcome, ...]:
        """What can be ticked beside one another: all but `none`."""
        return tuple(outcome for outcome in self.outcomes if not outcome.is_none)


@dataclass(frozen=True)
class AskedQuestion:
    pk: int
    key: str
    text: InBoth


@dataclass(frozen=True)
class Asked:
    """Everything that is asked."""

    levels: tuple[AskedLevel, ...]
    questions: tuple[AskedQuestion, ...]
    wordings: dict[str, InBoth]


def asked(instrument_id: int) -> Asked:
    """What a list of questions asks, in three queries."""
    questions = InstrumentQuestion.objects.filter(instrument=instrument_id).order_by("position", "pk")
    wordings = InstrumentWording.objects.filter(instrument=instrument_id).order_by("pk")
    return Asked(
        levels=asked_levels(instrument_id),
        questions=tuple(AskedQuestion(item.pk, item.key, InBoth(item.text_nl, item.text_en)) for item in questions),
        wordings={item.key: InBoth(item.text_nl, item.text_en) for item in wordings},
    )


def asked_levels(instrument_id: int) -> tuple[AskedLevel, ...]:
    """Only the levels and their outcomes, in one query."""
    rows = InstrumentOutcome.objects.filter(level__instrument=instrument_id).select_related("level")
    found: dict = {}
    for row in rows.order_by("level__position", "position", "pk"):
        found.setdefault(row.level_id, (row.level, []))[1].append(
            AskedOutcome(row.pk, row.key, row.kind, InBoth(row.name_nl, row.name_en))
        )
    return tuple(
        AskedLevel(
            level.pk,
            level.key,
            InBoth(level.name_nl, level.name_en),
            InBoth(level.intro_nl, level.intro_en),
            tuple(outcomes),
        )
        for level, outcomes in found.values()
    )
