"""Times of day as people type them, and the moments they are in Europe/Amsterdam, also where the clock changes.

A moment is always in UTC here: the difference of two moments then is how long something really lasts.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from lib.periods import AMSTERDAM

_TYPED = re.compile(r"^(\d{1,2})(?:[:.hu ]{1,2}(\d{2}))?(?: ?(?:u|h|uur))?$")
_TOGETHER = re.compile(r"^(\d{1,2})(\d{2})$")


def parse_time(text: str) -> time:
    """Read `9:00`, `9.30`, `9u30`, `0930` or `9`. Raises ValueError with `not_a_time`."""
    typed = " ".join(str(text).lower().split())
    found = _TYPED.match(typed) or _TOGETHER.match(typed)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise ValueError("not_a_time")
    return time(hour, minute)


def typed_time(clock: time | None) -> str:
    """A time as a form shows it, ready to be changed: `9:00`."""
    return "" if clock is None else f"{clock.hour}:{clock.minute:02}"


def moment_of(day: date, clock: time) -> datetime:
    """The moment of a time of day. One that the clock skips lies an hour later; of one that comes twice, the first."""
    return datetime.combine(day, clock, AMSTERDAM).astimezone(UTC)


def exists(day: date, clock: time) -> bool:
    """Whether the clock shows this time on that day: in the last night of March it skips an hour."""
    return clock_of(moment_of(day, clock)) == clock


def day_of(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def clock_of(moment: datetime) -> time:
    """The time of day of a moment, as the clock shows it."""
    return moment.astimezone(AMSTERDAM).time().replace(tzinfo=None, fold=0)


Beside = tuple[int, time]  # so many days after a day, at a time


def beside(moment: datetime | None, day: date) -> Beside | None:
    """Where a moment lies seen from a day, so that it can be laid beside another day."""
    return None if moment is None else ((day_of(moment) - day).days, clock_of(moment))


def laid(place: Beside | None, day: date) -> datetime | None:
    """The moment that lies so many days after `day`, at the same time of day."""
    return None if place is None else moment_of(day + timedelta(days=place[0]), place[1])
