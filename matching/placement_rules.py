"""When a placement asks for feedback and for signatures; plain values in, plain values out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lib.periods import start_of

from .placement_states import Moment

SHORT = 42  # days; what is shorter is looked back on once, at the end
WEEK = timedelta(days=7)
LADDER = (72, 48, 24)  # hours before the first day, at which who has not signed is reminded
LAST_CALL = timedelta(days=2)  # before feedback is due
KEPT = 2  # years after a placement is over, before it has no names any more


@dataclass(frozen=True)
class Window:
    """When feedback of one moment can be given."""

    moment: str
    opens_on: date
    due_on: date

    def is_open(self, day: date) -> bool:
        return self.opens_on <= day <= self.due_on

    def is_over(self, day: date) -> bool:
        return day > self.due_on


def windows(first: date, last: date) -> list[Window]:
    """The moments of feedback of a placement from `first` to `last`."""
    end = Window(Moment.END.value, max(first, last - 2 * WEEK), last + 2 * WEEK)
    if (last - first).days < SHORT:
        return [end]
    middle = first + (last - first) / 2
    return [
        Window(Moment.START.value, first + WEEK, first + 3 * WEEK),
        Window(Moment.MIDDLE.value, middle - WEEK, middle + WEEK),
        end,
    ]


def rung(first: date, now: datetime) -> int | None:
    """Which reminder to sign is due: the smallest number of hours before the first day that has come, or None."""
    left = start_of(first) - now
    if left <= timedelta(0):
        return None
    reached = [hours for hours in LADDER if left <= timedelta(hours=hours)]
    return min(reached, default=None)


def weeks_of(first: date, last: date) -> int:
    """How many weeks a period counts, begun ones too."""
    return ((last - first).days + 7) // 7
