"""What somebody filled in, in words and in the order of the questions: for checking, and as a copy."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..answer_rules import ADDRESS, CONSENT, MATERIAL, REMARKS, Step, StepKind, Values, name_of, ticked
from ..kinds import YesNo
from .instruments import Asked, AskedLevel


@dataclass(frozen=True)
class Said:
    """A question with what was answered: lines of text; none when it was left open."""

    question: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What was answered on one page, or about one level."""

    title: str
    step: Step
    said: tuple[Said, ...]


def said(asked: Asked, values: Values) -> tuple[Part, ...]:
    """Everything, also what was left open."""
    opening = tuple(Said(str(level.name), _lines(values, f"{level.key}.opening")) for level in asked.levels)
    levels = (
        Part(str(level.name), Step(StepKind.OUTCOMES, level), tuple(_level(level, asked, values)))
        for level in asked.levels
    )
    closing = tuple(_closing(asked, values))
    return (
        Part(str(asked.wordings["opening"]), Step(StepKind.OPENING), opening),
        *levels,
        Part(_("To finish"), Step(StepKind.CLOSING), closing),
    )


def _lines(values: Values, column: str) -> tuple[str, ...]:
    return (values[column],) if values.get(column) else ()


def _level(level: AskedLevel, asked: Asked, values: Values) -> Iterator[Said]:
    if values.get(f"{level.key}.none"):
        yield Said(str(asked.wordings["none"]), (_("Yes"),))
    for outcome in ticked(level, values):
        name = name_of(level, outcome)
        lines = _lines(values, f"{name}.text") if outcome.is_other else ()
        for part in ("status", "nature"):
            chosen = values.get(f"{name}.{part}")
            lines += (str(asked.wordings[f"{part}.{chosen}"]),) if chosen else ()
        yield Said(str(outcome.name), (*lines, *_lines(values, f"{name}.explanation")) or (_("Ticked"),))
    if not values.get(f"{level.key}.none") and not ticked(level, values):
        yield Said(str(asked.wordings["outcomes"]))


def _closing(asked: Asked, values: Values) -> Iterator[Said]:
    for question in asked.questions:
        yield Said(str(question.text), _lines(values, f"question.{question.key}"))
    yield Said(str(asked.wordings[REMARKS]), _lines(values, REMARKS))
    for column in (MATERIAL, CONSENT):
        if column == MATERIAL or values.get(MATERIAL) == YesNo.YES:
            chosen = values.get(column)
            yield Said(str(asked.wordings[column]), (capfirst(YesNo(chosen).label),) if chosen else ())
    if values.get(ADDRESS):
        yield Said(str(asked.wordings["email"]), (values[ADDRESS],))


def question_of(asked: Asked, column: str, text: str) -> tuple[str, str]:
    """A column as its question, and what was filled in there as words."""
    level_key, _dot, rest = column.partition(".")
    outcome_key, _dot, part = rest.partition(".")
    level = next((each for each in asked.levels if each.key == level_key), None)
    if level is None:
        question = next((str(each.text) for each in asked.questions if column == f"question.{each.key}"), None)
        chosen = capfirst(YesNo(text).label) if column in (MATERIAL, CONSENT) and text else text
        return question or str(asked.wordings[column]), chosen
    if rest == "opening":
        return f"{level.name}: {asked.wordings['opening']}", text
    outcome = next(str(each.name) for each in level.outcomes if each.key == outcome_key)
    if not part:
        return outcome, _("Ticked") if text else _("Not ticked")
    if part == "text":
        return outcome, text
    words = str(asked.wordings[f"{part}.{text}"]) if part in ("status", "nature") and text else text
    return f"{outcome}: {asked.wordings[part]}", words
