"""How a milestone stands: pure values in, verdicts out."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .kinds import Outcome

SOON = timedelta(weeks=6)  # so long ahead a milestone asks for attention


class Pace(StrEnum):
    """Where a milestone is on its way."""

    REACHED = "reached"
    LATE = "late"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Standing:
    """A milestone on a day. `days` counts from the planned date: below zero is before it, above is late.

    Of what was reached they are counted up to the day it was; of anything else up to today.
    """

    outcome: Outcome | None
    pace: Pace
    days: int


def standing_of(planned_on: date, outcome: str | None, looked_on: date | None, today: date) -> Standing:
    """How a milestone stands on `today`, after what its latest report says (None: there is none)."""
    known = Outcome(outcome) if outcome else None
    if known == Outcome.YES:
        return Standing(known, Pace.REACHED, ((looked_on or planned_on) - planned_on).days)
    days = (today - planned_on).days
    if days > 0:
        return Standing(known, Pace.LATE, days)
    return Standing(known, Pace.SOON if planned_on - today <= SOON else Pace.LATER, days)
