"""Days and periods. A line has a date, not a moment, so nothing here knows of clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """From the first day up to and including the last. Raises ValueError when it ends before it starts."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("ends_before_start")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlap(self, other: "Period") -> "Period | None":
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None


def today(now: datetime | None = None) -> date:
    """The date in Europe/Amsterdam at `now` (an aware moment), or at this moment."""
    return (now or datetime.now(UTC)).astimezone(AMSTERDAM).date()


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - ONE_DAY)


def month_of(day: date) -> date:
    """The first day of the month that `day` lies in."""
    return day.replace(day=1)


def month_period(month: date) -> Period:
    """The whole month that begins on `month`."""
    return Period(month, add_months(month, 1) - ONE_DAY)


def start_of(day: date) -> datetime:
    """The moment at which a day begins in Europe/Amsterdam."""
    return datetime.combine(day, time.min, AMSTERDAM)


def programme_years(first: date, last: date) -> Iterator[Period]:
    """The years of a programme, counted from its first day; the last may be shorter."""
    start = first
    number = 0
    while start <= last:
        number += 1
        following = add_years(first, number)
        yield Period(start, min(following - ONE_DAY, last))
        start = following


def working_days_between(earlier: date, later: date, holidays: frozenset[date] = frozenset()) -> int:
    """How many working days (Monday to Friday, no holiday) lie after `earlier`, up to and including `later`."""
    days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    return sum(1 for day in days if day.weekday() < 5 and day not in holidays)
