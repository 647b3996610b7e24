"""How counts of answers become figures that may be shown: plain values in and out. No database, no Django."""

from dataclasses import dataclass
from enum import StrEnum

SMALL_GROUP = 20  # R98: below this nobody reads that all or none of a group said something
LOW, HIGH = 5, 95


class Extreme(StrEnum):
    """What is said of a small group in which nearly nobody, or nearly everybody, named something."""

    BELOW = "< 5%"
    ABOVE = "> 95%"


@dataclass(frozen=True)
class Share:
    """How many of a group named something. At an extreme of a small group the count is left out (R98)."""

    n: int
    count: int | None
    percent: int | None
    extreme: Extreme | None = None

    @property
    def for_json(self) -> dict:
        shown = str(self.extreme) if self.extreme else self.percent
        return {"n": self.n, "count": self.count, "percent": shown}


def percent(part: int, whole: int) -> int | None:
    """A part of a whole in whole per cents, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def share(count: int, n: int) -> Share:
    """What may be said of `count` in a group of `n` that may be shown."""
    extreme = _extreme(count, n)
    if extreme is not None:
        return Share(n, None, None, extreme)
    return Share(n, count, percent(count, n))


def _extreme(count: int, n: int) -> Extreme | None:
    if n >= SMALL_GROUP:
        return None
    if 100 * count < LOW * n:
        return Extreme.BELOW
    return Extreme.ABOVE if 100 * count > HIGH * n else None
