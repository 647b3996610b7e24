"""All texts of a list of questions, in both languages, in the order in which they are asked."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Instrument, InstrumentLevel, InstrumentOutcome, InstrumentQuestion, InstrumentWording

WORDINGS = {
    "opening": _("Open question at every level"),
    "outcomes": _("Question above the outcomes"),
    "other": _("Another outcome"),
    "none": _("No outcomes"),
    "status": _("Question about how far it is"),
    "status.realised": _("Answer: realised"),
    "status.partly_realised": _("Answer: partly realised"),
    "status.expected": _("Answer: expected"),
    "nature": _("Question about what is new"),
    "nature.new": _("Answer: new"),
    "nature.strengthened": _("Answer: strengthened"),
    "explanation": _("Question for an explanation"),
    "remarks": _("Question for remarks"),
    "material_available": _("Question whether there is material"),
    "material_consent": _("Question whether it may be shared"),
    "email": _("Question for an address"),
}


@dataclass(frozen=True)
class Wording:
    """One text in both languages: whose it is (`kind` and row), which field, and what it is for."""

    kind: str
    row: int
    field: str
    section: str | Promise
    label: str | Promise
    nl: str
    en: str
    most: int
    is_needed: bool = True

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row}-{self.field}"


MODELS = {
    "list": Instrument,
    "wording": InstrumentWording,
    "level": InstrumentLevel,
    "outcome": InstrumentOutcome,
    "question": InstrumentQuestion,
}


def _text(kind: str, row, field: str, section, label, is_needed: bool = True) -> Wording:
    most = MODELS[kind]._meta.get_field(f"{field}_nl").max_length
    both = getattr(row, f"{field}_nl"), getattr(row, f"{field}_en")
    return Wording(kind, row.pk, field, section, label, *both, most, is_needed)


def texts_in(instrument: Instrument) -> list[Wording]:
    """Every text, in four queries."""
    texts = [_text("list", instrument, "name", _("The list"), _("Name of the list"))]
    wordings = {row.key: row for row in InstrumentWording.objects.filter(instrument=instrument)}
    everywhere = _("At every level, and at the end")
    known = [key for key in WORDINGS if key in wordings]
    texts += [_text("wording", wordings[key], "text", everywhere, WORDINGS[key]) for key in known]
    levels = InstrumentLevel.objects.filter(instrument=instrument).order_by("position")
    outcomes = InstrumentOutcome.objects.filter(level__instrument=instrument).order_by("position", "pk")
    by_level: dict[int, list[InstrumentOutcome]] = {}
    for outcome in outcomes:
        by_level.setdefault(outcome.level_id, []).append(outcome)
    for level in levels:
        section = level.name_nl
        texts.append(_text("level", level, "name", section, _("Name of the level")))
        texts.append(_text("level", level, "intro", section, _("Introduction"), is_needed=False))
        texts += [_text("outcome", row, "name", section, row.get_kind_display()) for row in by_level.get(level.pk, [])]
    own = InstrumentQuestion.objects.filter(instrument=instrument).order_by("position", "pk")
    return texts + [_text("question", row, "text", _("Own questions"), _("Open question")) for row in own]


def mark_of(texts: Iterable[Wording]) -> str:
    """Changes when any text does: what tells somebody who saves that another person did so meanwhile."""
    said = "\x00".join(f"{text.key}\x01{text.nl}\x01{text.en}" for text in texts)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
