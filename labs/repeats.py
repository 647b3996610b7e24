"""On which days a session repeats: plain values in, days out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from lib.holidays import public_holidays
from lib.periods import add_months, month_of

from .kinds import Rhythm

MOST = 60  # sessions in one go
WEEK = timedelta(weeks=1)


class TooMany(ValueError):
    """More sessions than can be planned in one go."""


@dataclass(frozen=True)
class Repeat:
    """From a first day, until a last day or so many times; holidays are passed over when asked, and do not count."""

    first: date
    rhythm: str
    until: date | None = None
    times: int | None = None
    skips_holidays: bool = True


@dataclass(frozen=True)
class Days:
    """The days on which a session takes place, and the holidays that were passed over."""

    chosen: list[date]
    skipped: list[date]


def days_of(repeat: Repeat) -> Days:
    """Raises TooMany beyond `MOST` days."""
    found = Days([], [])
    for day in _all_days(repeat):
        if (repeat.until and day > repeat.until) or (repeat.times and len(found.chosen) == repeat.times):
            return found
        if repeat.skips_holidays and day in public_holidays(day, day):
            found.skipped.append(day)
            continue
        if len(found.chosen) == MOST:
            raise TooMany
        found.chosen.append(day)
    return found


def _all_days(repeat: Repeat) -> Iterator[date]:
    first = repeat.first
    for number in count():
        match repeat.rhythm:
            case Rhythm.WEEKLY:
                yield first + number * WEEK
            case Rhythm.FORTNIGHTLY:
                yield first + 2 * number * WEEK
            case Rhythm.MONTHLY_DATE:
                yield add_months(first, number)
            case Rhythm.MONTHLY_WEEKDAY:
                yield _same_weekday(first, number)
            case _:
                raise ValueError(repeat.rhythm)


def _same_weekday(first: date, months: int) -> date:
    """The second Tuesday stays the second; a fifth one becomes the last of its month."""
    month = add_months(month_of(first), months)
    offset = (first.weekday() - month.weekday()) % 7
    nth = (first.day - 1) // 7
    day = month + timedelta(days=offset + 7 * nth)
    return day if day.month == month.month else day - WEEK
