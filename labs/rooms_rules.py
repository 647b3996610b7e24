"""When a room can be booked: plain values in, codes out. Times of a day are minutes after midnight, as a clock says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from lib import times
from lib.periods import AMSTERDAM, ONE_DAY, add_years, today
from lib.times import exists

QUARTER = 15  # minutes
A_DAY = 24 * 60
MOST_WEEKS = 12


class RoomRefusal(StrEnum):
    """Why a room cannot be had then; the sentences stand in `rooms_sentences.py`."""

    NOT_QUARTERS = "not_quarters"
    ENDS_BEFORE_START = "ends_before_start"
    NO_SUCH_TIME = "no_such_time"
    PAST = "past"
    TOO_FAR = "too_far"
    OUT_OF_USE = "out_of_use"
    CLOSED = "closed"
    OUTSIDE_HOURS = "outside_hours"
    LET = "let"
    TAKEN = "taken"


@dataclass(frozen=True)
class Open:
    """From when until when a room is open on a day; the same moment twice is closed, perhaps with the reason."""

    opens: int = 0
    closes: int = 0
    why: str = ""

    @property
    def is_closed(self) -> bool:
        return self.opens >= self.closes


@dataclass(frozen=True)
class Slot:
    """From a moment up to, and not including, another."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


def moment_of(day: date, minutes: int) -> datetime:
    """The moment that clocks in Amsterdam say this; of two such moments the earlier.

    Raises ValueError with `no_such_time` for the hour that is skipped in spring.
    """
    if minutes == A_DAY:
        day, minutes = day + ONE_DAY, 0
    at = time(*divmod(minutes, 60))
    if not exists(day, at):
        raise ValueError("no_such_time")
    return times.moment_of(day, at)


def minutes_on(day: date, moment: datetime) -> int:
    """What a clock says at a moment, as minutes of a day; before it 0, after it the whole day."""
    local = moment.astimezone(AMSTERDAM)
    if local.date() != day:
        return 0 if local.date() < day else A_DAY
    return local.hour * 60 + local.minute


def whole_day(day: date) -> Slot:
    return Slot(moment_of(day, 0), moment_of(day, A_DAY))


def weekly(day: date, weeks: int) -> list[date]:
    return [day + timedelta(weeks=number) for number in range(weeks)]


def refuse_times(day: date, start: int, end: int, *, now: datetime) -> dict[str, RoomRefusal]:
    """What of a day and two times cannot be for any room, by field; nothing when all is well."""
    found = {"start": _refuse_time(day, start), "end": _refuse_time(day, end)}
    if not any(found.values()):
        if end <= start:
            found["end"] = RoomRefusal.ENDS_BEFORE_START
        elif moment_of(day, start) < now:
            found["day" if day < today(now) else "start"] = RoomRefusal.PAST
        elif day > add_years(today(now), 1):
            found["day"] = RoomRefusal.TOO_FAR
    return {field: code for field, code in found.items() if code}


def _refuse_time(day: date, minutes: int) -> RoomRefusal | None:
    if minutes % QUARTER:
        return RoomRefusal.NOT_QUARTERS
    try:
        moment_of(day, minutes)
    except ValueError:
        return RoomRefusal.NO_SUCH_TIME
    return None


def refuse_hours(start: int, end: int, hours: Open) -> RoomRefusal | None:
    """Whether a room is open then."""
    if hours.is_closed:
        return RoomRefusal.CLOSED
    return None if hours.opens <= start and end <= hours.closes else RoomRefusal.OUTSIDE_HOURS


def free_between(hours: Open, taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of the hours of a day beside what is taken."""
    free, since = [], hours.opens
    for start, end in sorted(taken):
        if start > since:
            free.append((since, min(start, hours.closes)))
        since = max(since, end)
    if since < hours.closes:
        free.append((since, hours.closes))
    return [(start, end) for start, end in free if start < end]


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock says it: `09:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
