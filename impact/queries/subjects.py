"""What people could write about: each question that takes text, with how many texts others may read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..kinds import TextKind
from .instruments import Asked, AskedLevel
from .texts import Subject


@dataclass(frozen=True)
class Written:
    """One question that takes text; `level` is empty for what belongs to none."""

    key: str
    kind: str
    about: int | None
    level: str
    title: str
    count: int


def written(questions: Asked, counts: Counter[Subject]) -> list[Written]:
    """Every question that takes text, in the order in which they are asked."""
    found = [each for level in questions.levels for each in _of_level(level)]
    for question in questions.questions:
        found.append((f"question-{question.key}", TextKind.QUESTION, question.pk, "", str(question.text)))
    found.append(("remarks", TextKind.REMARKS, None, "", capfirst(_("remarks"))))
    return [Written(key, kind, about, level, title, counts[kind, about]) for key, kind, about, level, title in found]


def _of_level(level: AskedLevel) -> Iterator[tuple]:
    yield f"opening-{level.key}", TextKind.OPENING, level.pk, level.key, _("The most important impact, in own words")
    for outcome in level.named:
        name = str(outcome.name)
        if outcome.is_other:
            yield f"other-{level.key}", TextKind.OTHER, outcome.pk, level.key, _("Other outcomes, in own words")
        title = _("Explanations: %(outcome)s") % {"outcome": name}
        yield f"explanation-{level.key}-{outcome.key}", TextKind.EXPLANATION, outcome.pk, level.key, title
