"""The figures per year as they are shown: what was reported, typed in or counted, beside the target."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Min
from django.utils.functional import Promise

from labs.learning_rules import school_year_of
from lib.periods import today
from partnership.models import Membership, Programme

from ..counted import ByYear, Counted, counted
from ..indicator_kinds import BUILT_IN, BY_CODE, OWN, WOMEN, year_name
from ..models import Indicator, IndicatorClosing, IndicatorEntry, IndicatorSnapshot
from ..models.indicators import LATEST

MOST_YEARS = 12  # so many fit beside each other


@dataclass(frozen=True)
class Figure:
    """One indicator in one school year."""

    year: int
    value: Decimal | None = None
    bound: str = ""
    target: Decimal | None = None
    runs: bool = False  # the year is not over
    closed: IndicatorClosing | None = None
    reported: IndicatorSnapshot | None = None
    entry: IndicatorEntry | None = None
    counts: Counted | None = None  # what the portal counts now

    @property
    def name(self) -> str:
        return year_name(self.year)

    @property
    def is_typed(self) -> bool:
        return self.entry is not None and self.entry.value is not None

    @property
    def is_corrected(self) -> bool:
        return self.entry is not None and self.entry.corrects

    @property
    def is_counted(self) -> bool:
        """Whether the value that is shown was counted by the portal."""
        if self.is_corrected:
            return False
        return self.reported.counted if self.reported else not self.is_typed and self.value is not None

    @property
    def source(self) -> str:
        if self.is_corrected or not self.reported:
            return self.entry.source if self.is_typed else ""
        return self.reported.source

    @property
    def is_reached(self) -> bool | None:
        """None when there is nothing to compare."""
        return None if self.value is None or self.target is None else self.value >= self.target


@dataclass(frozen=True)
class Line:
    """An indicator with a figure for each year that is shown, the earliest first."""

    key: str
    name: str | Promise
    meaning: str | Promise
    unit: str
    is_counted: bool
    figures: tuple[Figure, ...]
    own: Indicator | None = None

    @property
    def is_empty(self) -> bool:
        return all(each.value is None and each.target is None for each in self.figures)

    @property
    def latest_first(self) -> tuple[Figure, ...]:
        return self.figures[::-1]

    def of(self, year: int) -> Figure | None:
        return next((each for each in self.figures if each.year == year), None)


@dataclass(frozen=True)
class Board:
    """All indicators over the years."""

    lines: tuple[Line, ...]
    years: tuple[int, ...]
    present: int
    closed: Mapping[int, IndicatorClosing] = field(default_factory=dict)
    ended: tuple[Indicator, ...] = ()

    def line(self, key: str) -> Line | None:
        return next((each for each in self.lines if each.key == key), None)

    def may_close(self, year: int) -> bool:
        return year in self.years and year < self.present and year not in self.closed

    @property
    def to_close(self) -> tuple[int, ...]:
        return tuple(year for year in self.years if self.may_close(year))


def board_for(by: Membership, now: datetime) -> Board:
    """Everything; the same number of queries however much there is."""
    present = school_year_of(today(now))
    rows = list(Indicator.objects.filter(partnership=by.partnership_id).order_by("pk"))
    closed, reported = _reported(by)
    entries = _entries(by)
    counts = counted(by, now)
    years = _years(by, present, entries, counts, closed)
    kept = tuple(row for row in rows if row.ended_at is None)
    found = _Figures(present, closed, reported, entries, counts)
    lines = [
        Line(each.code, each.name, each.meaning, each.unit, each.counted, found.over(each.code, years))
        for each in BUILT_IN
    ]
    lines += [Line(row.key, row.name, row.meaning, row.unit, False, found.over(row.key, years), row) for row in kept]
    ended = tuple(row for row in rows if row.ended_at is not None)
    return Board(tuple(lines), years, present, closed, ended)


Place = tuple[str, int]  # key of an indicator, school year


@dataclass(frozen=True)
class _Figures:
    present: int
    closed: Mapping[int, IndicatorClosing]
    reported: Mapping[Place, IndicatorSnapshot]
    entries: Mapping[Place, IndicatorEntry]
    counts: Mapping[str, ByYear]

    def over(self, key: str, years: Iterable[int]) -> tuple[Figure, ...]:
        return tuple(self._figure(key, year) for year in years)

    def _figure(self, key: str, year: int) -> Figure:
        entry, reported = self.entries.get((key, year)), self.reported.get((key, year))
        counts = self._count(key, year)
        value, bound = self._shown(entry, reported, counts, closed=year in self.closed)
        target = reported.target if reported else entry.target if entry else None
        return Figure(
            year=year,
            value=value,
            bound=bound,
            target=target,
            runs=year >= self.present,
            closed=self.closed.get(year),
            reported=reported,
            entry=entry,
            counts=counts,
        )

    def _shown(self, entry, reported, counts, *, closed: bool) -> tuple[Decimal | None, str]:
        """A correction first; then what was reported; then what was typed in; then what is counted."""
        if entry and entry.corrects:
            return entry.value, entry.bound
        if closed:
            return (reported.value, reported.bound) if reported else (None, "")
        if entry and entry.value is not None:
            return entry.value, entry.bound
        return (counts.value, counts.bound) if counts else (None, "")

    def _count(self, key: str, year: int) -> Counted | None:
        """From the first year in which the portal counted something, nothing is nought; before that it is unknown."""
        by_year = self.counts.get(key, {})
        if year in by_year or key == WOMEN or not by_year or key not in BY_CODE:
            return by_year.get(year)
        return Counted(Decimal(0)) if min(by_year) < year <= self.present else None


def _reported(by: Membership):
    """The closed years, and what was reported in each; two queries."""
    closings = IndicatorClosing.objects.filter(partnership=by.partnership_id).select_related("closed_by")
    closed = {row.year: row for row in closings}
    rows = IndicatorSnapshot.objects.filter(closing__partnership=by.partnership_id).select_related("closing")
    return closed, {(row.key, row.closing.year): row for row in rows}


def _entries(by: Membership) -> dict[Place, IndicatorEntry]:
    rows = IndicatorEntry.objects.filter(LATEST, number__gte=1, year__partnership=by.partnership_id)
    return {(row.year.key, row.year.year): row for row in rows.select_related("year", "entered_by")}


def _years(by: Membership, present: int, entries, counts, closed) -> tuple[int, ...]:
    """From the first year of a programme, or with a figure, up to the present one, or the last with a target."""
    first = Programme.objects.filter(partnership=by.partnership_id).aggregate(first=Min("starts_on"))["first"]
    known = {present, *closed, *(year for _key, year in entries)}
    known |= {year for years in counts.values() for year in years if year <= present}
    if first:
        known.add(min(school_year_of(first), present))
    return tuple(range(min(known), max(known) + 1))[-MOST_YEARS:]


# --- One indicator -----------------------------------------------------------------------------------------------
def entries_of(by: Membership, key: str) -> list[IndicatorEntry]:
    """Everything that was ever entered about an indicator, the latest first."""
    rows = IndicatorEntry.objects.filter(year__partnership=by.partnership_id)
    own = key.removeprefix(OWN) if key.startswith(OWN) else ""
    rows = rows.filter(year__indicator=own) if own.isdecimal() else rows.filter(year__code=key)
    return list(rows.select_related("year", "entered_by").order_by("-entered_at", "-pk"))
