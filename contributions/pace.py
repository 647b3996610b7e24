"""Where a partner stands on a day, and where this pace leads: plain values in, verdicts out. No database, no Django.

Hours come in day by day, so they are expected day by day and have a pace. Goods come at once, a payment or a machine,
so they are expected on the last day of the time they were pledged for, and have none. Minutes, cents and days are whole
numbers and everything is compared without rounding; what is rounded, is rounded once and half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from lib.periods import Period

# Nobody is behind for less than this part of what was pledged: holidays and the rhythm of a school year are no delay.
TOLERANCE_PERCENT = 10
# Within so many days one good week still decides what the pace is; until then only the plan is shown.
DAYS_BEFORE_A_PACE = 30
MARKS = (25, 50, 75, 100)


class Schedule(StrEnum):
    """How what was brought in stands to what was pledged."""

    NO_PLEDGE = "no_pledge"
    DONE = "done"
    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"


def length(period: Period) -> int:
    return (period.last - period.first).days + 1


def days_gone(period: Period, day: date) -> int:
    """How many days of a period are over on the evening of `day`: none before it, all of them after it."""
    return min(max((day - period.first).days + 1, 0), length(period))


@dataclass(frozen=True)
class Course:
    """Something that was pledged, in minutes or cents: how much in all, by today, and brought in so far."""

    pledged: int = 0
    expected: int = 0
    brought_in: int = 0

    @property
    def lag(self) -> int:
        """How much less there is than was expected by today; never below zero, and nothing beyond what was pledged."""
        return max(0, self.expected - max(0, self.brought_in))

    @property
    def schedule(self) -> Schedule:
        """Behind only when the lag is more than the tolerance; done as soon as all that was pledged is there."""
        if self.pledged <= 0:
            return Schedule.NO_PLEDGE
        if self.brought_in >= self.pledged:
            return Schedule.DONE
        late = self.lag * 100 > self.pledged * TOLERANCE_PERCENT
        return Schedule.BEHIND if late else Schedule.ON_SCHEDULE


def together(*courses: Course) -> Schedule:
    """One word for several courses: behind when any is, done when all that were pledged are."""
    found = {course.schedule for course in courses} - {Schedule.NO_PLEDGE}
    if not found:
        return Schedule.NO_PLEDGE
    order = (Schedule.BEHIND, Schedule.ON_SCHEDULE, Schedule.DONE)
    return next(schedule for schedule in order if schedule in found)


def still_to_come(brought_in: int, *, period: Period, today: date) -> int | None:
    """What the rest of a period brings when the days to come are like those that are over.

    Brought in so far / days gone x days to come, half up; nothing when there is nothing yet or no day is left. None
    in the first weeks, when it is too early to tell, and before the period began.
    """
    gone, days = days_gone(period, today), length(period)
    if gone >= days:
        return 0
    if gone < DAYS_BEFORE_A_PACE:
        return None
    return (2 * max(0, brought_in) * (days - gone) + gone) // (2 * gone)


@dataclass(frozen=True)
class Mark:
    """A part of what was pledged, in percent, and the day whose work reached it; no day when it is not reached."""

    percent: int
    day: date | None

    @property
    def share(self) -> Fraction:
        return Fraction(self.percent, 100)


def marks(by_day: Iterable[tuple[date, int]], *, pledged: int) -> Sequence[Mark]:
    """When 25, 50, 75 and 100 % of what was pledged were reached, from what each day brought in.

    Days are those on which the work was done. A correction may take a mark away again: it counts from the first day
    after which the sum stayed at or above it. Without a pledge there is nothing to reach.
    """
    if pledged <= 0:
        return ()
    sums: dict[date, int] = {}
    for day, amount in by_day:
        sums[day] = sums.get(day, 0) + amount
    reached: dict[int, date | None] = dict.fromkeys(MARKS)
    total = 0
    for day in sorted(sums):
        total += sums[day]
        for percent in MARKS:
            if total * 100 < pledged * percent:
                reached[percent] = None
            elif reached[percent] is None:
                reached[percent] = day
    return tuple(Mark(percent, day) for percent, day in reached.items())
