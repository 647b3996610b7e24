"""A day of a room as a strip: what is open, taken and let, across in percent of the hours that are shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from .queries.rooms import RoomDay
from .rooms_rules import clock

EARLIEST, LATEST = 8 * 60, 18 * 60  # what is shown when nothing is open
HOUR = 60
LABELS = 6  # at most so many hours are written above the strips


@dataclass(frozen=True)
class Axis:
    """The hours that all strips of a page share."""

    first: int
    last: int

    def x(self, minutes: int) -> float:
        return round(100 * (min(max(minutes, self.first), self.last) - self.first) / (self.last - self.first), 3)

    def hours_within(self, start: int, end: int) -> list[float]:
        """Where the whole hours between two times lie."""
        return [self.x(minute) for minute in range(self.first, self.last, HOUR) if start < minute < end]

    @property
    def labels(self) -> list[dict]:
        step = -(-(self.last - self.first) // (HOUR * LABELS)) * HOUR
        return [{"x": self.x(minute), "text": clock(minute)} for minute in range(self.first, self.last, step)]


def axis_of(days: Iterable[RoomDay]) -> Axis:
    """From the first whole hour that anything is open or taken until the last."""
    edges = [each.hours.opens for each in days if not each.hours.is_closed]
    ends = [each.hours.closes for each in days if not each.hours.is_closed]
    for each in days:
        edges += [taken.start for taken in each.taken]
        ends += [taken.end for taken in each.taken]
    if not edges:
        return Axis(EARLIEST, LATEST)
    return Axis(min(edges) // HOUR * HOUR, -(-max(ends) // HOUR) * HOUR)


def strips_of(days: list[RoomDay], axis: Axis) -> list[dict]:
    """Each day with the pieces of its strip: `open`, and on top of that `taken` or `own`; or all of it `let`."""
    return [{"day": each, "pieces": list(_pieces(each, axis))} for each in days]


def _pieces(day: RoomDay, axis: Axis) -> Iterable[dict]:
    if not day.hours.is_closed and not day.out_of_use:
        yield _piece("let" if day.rental else "open", day.hours.opens, day.hours.closes, axis)
    for taken in day.taken:
        yield _piece("own" if taken.is_own else "taken", taken.start, taken.end, axis)


def _piece(tone: str, start: int, end: int, axis: Axis) -> dict:
    lines = axis.hours_within(start, end) if tone == "open" else []
    return {"tone": tone, "x": axis.x(start), "width": round(axis.x(end) - axis.x(start), 3), "lines": lines}
