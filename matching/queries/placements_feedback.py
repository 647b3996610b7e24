"""Feedback as somebody may see it: the own always, that of the other side once both gave it or it is due."""

from dataclasses import dataclass
from datetime import date

from partnership.models import Membership

from .. import placement_rights as rights
from ..models import Placement, PlacementFeedback
from ..placement_rules import Window, windows
from ..placement_states import STARTED, FeedbackSide, Moment

STUDENT, COMPANY = FeedbackSide.values


def windows_of(row: Placement) -> list[Window]:
    """When this placement asks for feedback; one that ended early asks for the last of it then."""
    return windows(row.starts_on, max(row.starts_on, row.last_day))


def window_of(row: Placement, moment: str) -> Window | None:
    return next((each for each in windows_of(row) if each.moment == moment), None)


def due_of(by: Membership, row: Placement, day: date) -> list[str]:
    """The moments at which this member can give feedback today, and nobody of the same side did."""
    side = rights.feedback_side(by, row)
    if not side or row.state not in STARTED or row.anonymised_at:
        return []
    given = {each.moment for each in row.feedback.all() if each.side == side}
    return [each.moment for each in windows_of(row) if each.is_open(day) and each.moment not in given]


@dataclass(frozen=True)
class Told:
    """One side at one moment: what was said as far as it can be seen, and whether anything was."""

    side: str
    label: str
    given: bool
    feedback: PlacementFeedback | None


@dataclass(frozen=True)
class MomentOfFeedback:
    """One moment, as somebody sees it."""

    window: Window
    label: str
    state: str  # to_come, open, over
    sides: list[Told]
    can_give: bool
    gave: bool


def moments_for(by: Membership, row: Placement, day: date) -> list[MomentOfFeedback]:
    """Every moment of a placement with what this member may read of it; no query when `feedback` was fetched."""
    side = rights.feedback_side(by, row)
    reads_all = rights.is_of_school(by, row) and not side
    given = {(each.moment, each.side): each for each in row.feedback.all()}
    found = []
    for window in windows_of(row):
        both = all((window.moment, each) in given for each in FeedbackSide.values)
        opened = both or window.is_over(day) or reads_all
        sides = [
            Told(each.value, each.label, (window.moment, each.value) in given, given.get((window.moment, each.value)))
            if opened or each.value == side
            else Told(each.value, each.label, (window.moment, each.value) in given, None)
            for each in FeedbackSide
        ]
        found.append(
            MomentOfFeedback(
                window=window,
                label=Moment(window.moment).label,
                state="open" if window.is_open(day) else "over" if window.is_over(day) else "to_come",
                sides=sides,
                can_give=bool(side) and window.is_open(day) and row.state in STARTED,
                gave=(window.moment, side) in given,
            )
        )
    return found


def shown_feedback(row: Placement, day: date) -> list[PlacementFeedback]:
    """What the company said that the student can read, and so can show, in order of time."""
    given = {(each.moment, each.side): each for each in row.feedback.all()}
    return [
        given[window.moment, COMPANY]
        for window in windows_of(row)
        if (window.moment, COMPANY) in given and (window.is_over(day) or (window.moment, STUDENT) in given)
    ]
