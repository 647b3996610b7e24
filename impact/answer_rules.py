"""The rules of filling in a list of questions: which pages there are, what belongs to what, and what is not right yet.

What somebody fills in is a text per column, under the names that answers have as a file (`survey.columns`); a column
that is not there is empty. Plain values in and out: no database, no request.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from .kinds import OTHER, YesNo
from .queries.instruments import Asked, AskedLevel, AskedOutcome
from .survey.columns import TICKED

Values = Mapping[str, str]
MATERIAL, CONSENT, ADDRESS, REMARKS = "material_available", "material_consent", "email", "remarks"
ABOUT = ("status", "nature", "explanation")


class StepKind(StrEnum):
    OPENING = "opening"
    OUTCOMES = "outcomes"
    ABOUT = "about"
    CLOSING = "closing"
    MATERIAL = "material"
    ADDRESS = "address"


class Wrong(StrEnum):
    """What stands in the way of sending."""

    NOTHING = "nothing"  # nothing was filled in at all
    NONE_AND_OUTCOME = "none_and_outcome"
    OTHER_WITHOUT_TEXT = "other_without_text"
    LEFT_OVER = "left_over"  # it belongs to something that is not ticked
    ADDRESS = "address"


@dataclass(frozen=True)
class Step:
    """A page of the list of questions."""

    kind: StepKind
    level: AskedLevel | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.level.key}" if self.level else str(self.kind)


@dataclass(frozen=True)
class Problem:
    """What is not right yet, and on which page."""

    wrong: Wrong
    step: Step | None = None


def name_of(level: AskedLevel, outcome: AskedOutcome) -> str:
    return f"{level.key}.{outcome.key}"


def ticked(level: AskedLevel, values: Values) -> tuple[AskedOutcome, ...]:
    """The outcomes of a level that are named; `none` is not one of them."""
    return tuple(outcome for outcome in level.named if values.get(name_of(level, outcome)))


def shares(values: Values) -> bool:
    """Whether there is material, and it may be shared."""
    return values.get(MATERIAL) == YesNo.YES and values.get(CONSENT) == YesNo.YES


def steps_of(asked: Asked, values: Values) -> tuple[Step, ...]:
    """The pages in their order. What was ticked, and whether there is material, decides about some of them."""
    return tuple(_steps(asked, values))


def _steps(asked: Asked, values: Values) -> Iterator[Step]:
    yield Step(StepKind.OPENING)
    for level in asked.levels:
        yield Step(StepKind.OUTCOMES, level)
        if ticked(level, values):
            yield Step(StepKind.ABOUT, level)
    yield Step(StepKind.CLOSING)
    if values.get(MATERIAL) == YesNo.YES:
        yield Step(StepKind.MATERIAL)
    if shares(values):
        yield Step(StepKind.ADDRESS)


def columns_of(step: Step, asked: Asked, values: Values) -> tuple[str, ...]:
    """What is filled in on a page."""
    level = step.level
    if level is None:
        plain = {
            StepKind.OPENING: [f"{each.key}.opening" for each in asked.levels],
            StepKind.CLOSING: [*(f"question.{each.key}" for each in asked.questions), REMARKS, MATERIAL],
            StepKind.MATERIAL: [CONSENT],
            StepKind.ADDRESS: [ADDRESS],
        }
        return tuple(plain[step.kind])
    if step.kind == StepKind.OUTCOMES:
        return (*(name_of(level, outcome) for outcome in level.outcomes), f"{level.key}.{OTHER}.text")
    return tuple(f"{name_of(level, outcome)}.{part}" for outcome in ticked(level, values) for part in ABOUT)


# --- What belongs to what ----------------------------------------------------------------------------------------
def left_over(asked: Asked, values: Values) -> dict[str, str]:
    """What is filled in about something that is not ticked: column, and what it belongs to."""
    owners = {
        column: name_of(level, outcome)
        for level in asked.levels
        for outcome in level.named
        for column in _about(level, outcome)
    }
    found = {column: owner for column, owner in owners.items() if values.get(column) and not values.get(owner)}
    if values.get(MATERIAL) != YesNo.YES and values.get(CONSENT):
        found[CONSENT] = MATERIAL
    if values.get(ADDRESS) and not shares(values):
        found[ADDRESS] = CONSENT if values.get(MATERIAL) == YesNo.YES else MATERIAL
    return found


def _about(level: AskedLevel, outcome: AskedOutcome) -> list[str]:
    name = name_of(level, outcome)
    return [f"{name}.{part}" for part in (("text", *ABOUT) if outcome.is_other else ABOUT)]


def left_over_of(step: Step, asked: Asked, values: Values) -> dict[str, str]:
    """The part of it that a page decides about, by what is ticked there."""
    here = set(columns_of(step, asked, values))
    return {column: owner for column, owner in left_over(asked, values).items() if owner in here}


def without(values: Values, columns: Iterable[str]) -> dict[str, str]:
    gone = set(columns)
    return {column: text for column, text in values.items() if column not in gone}


def ticked_again(values: Values, found: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """What was left over gets back what it belongs to; `none` of that level makes way for it."""
    new = dict(values)
    for column, owner in found.items():
        new[owner] = YesNo.YES if owner in (MATERIAL, CONSENT) else TICKED
        if column == ADDRESS:
            new |= {MATERIAL: YesNo.YES, CONSENT: YesNo.YES}
    back = set(found.values())
    for level in asked.levels:
        if any(name_of(level, outcome) in back for outcome in level.named):
            new.pop(f"{level.key}.none", None)
    return new


# --- What is not right yet ---------------------------------------------------------------------------------------
def problems_of(asked: Asked, values: Values) -> list[Problem]:
    """Everything that stands in the way of sending."""
    if not any(values.values()):
        return [Problem(Wrong.NOTHING)]
    return list(_problems(asked, values))


def _problems(asked: Asked, values: Values) -> Iterator[Problem]:
    for step in steps_of(asked, values):
        if step.kind == StepKind.OUTCOMES:
            yield from (Problem(wrong, step) for wrong in wrong_with(step.level, values))
        if left_over_of(step, asked, values):
            yield Problem(Wrong.LEFT_OVER, step)
        if step.kind == StepKind.ADDRESS and not is_address(values.get(ADDRESS, "")):
            yield Problem(Wrong.ADDRESS, step)


def wrong_with(level: AskedLevel, values: Values) -> Iterator[Wrong]:
    """What contradicts itself in what is ticked at a level."""
    if values.get(f"{level.key}.none") and ticked(level, values):
        yield Wrong.NONE_AND_OUTCOME
    if values.get(f"{level.key}.{OTHER}") and not values.get(f"{level.key}.{OTHER}.text", "").strip():
        yield Wrong.OTHER_WITHOUT_TEXT


def is_address(text: str) -> bool:
    """An address to be reached at, or none."""
    if not text:
        return True
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


# --- Whether two look at the same --------------------------------------------------------------------------------
def seen(values: Values, columns: Iterable[str] | None = None) -> str:
    """A fingerprint of what was filled in, on a page or everywhere: with it a save says what it was made on."""
    kept = {name: text for name, text in values.items() if text and (columns is None or name in set(columns))}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:20]
