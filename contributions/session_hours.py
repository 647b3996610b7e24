"""What giving a session comes to as hours: its day, minutes and words; and why a session may make hours doubtful.

Plain values in, no database.
"""

from datetime import datetime
from enum import StrEnum

from contributions.rules import FULL_DAY, MIN_DESCRIPTION
from lib.money import MINUTES_PER_HOUR, QUARTER

MOST_WORDS, MOST_PLACE = 500, 120  # what fits in an hour entry


class Doubt(StrEnum):
    """Why hours that follow from a session may not be right after all."""

    CANCELLED = "cancelled"
    NO_GUEST = "no_guest"
    NOT_THERE = "not_there"
    NOT_YET = "not_yet"


def preparation_that_counts(minutes: int, *, preparation: int, per_hour: int | None) -> int:
    """Minutes of preparation for a session of `minutes`, at most `per_hour` for each hour of it."""
    return preparation if per_hour is None else min(preparation, minutes * per_hour // MINUTES_PER_HOUR)


def minutes_given(starts_at: datetime, ends_at: datetime, *, preparation: int = 0, per_hour: int | None = None) -> int:
    """Duration and preparation in quarters, rounded half up; never more than a day, which is the first of a session."""
    lasts = int((ends_at - starts_at).total_seconds()) // MINUTES_PER_HOUR
    total = lasts + preparation_that_counts(lasts, preparation=preparation, per_hour=per_hour)
    return min(FULL_DAY, (2 * total + QUARTER) // (2 * QUARTER) * QUARTER)


def words_for(kind: str, title: str, part: str, on: str) -> str:
    """`Gastles: Veilig programmeren (docent)`; what is too short to say what was done, says its day as well."""
    words = f"{kind}: {title}" + (f" ({part})" if part else "")
    return (words if len(words) >= MIN_DESCRIPTION else f"{words}, {on}")[:MOST_WORDS]
