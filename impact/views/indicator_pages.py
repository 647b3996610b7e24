"""What the pages of figures per year show of an indicator: a picture, and rows with everything in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lib.charts import TargetDrawing

from ..indicator_kinds import year_name
from ..indicator_pictures import picture_of
from ..indicator_sentences import in_words, origin_of, standing_of
from ..models import IndicatorEntry
from ..queries.indicators import Figure, Line


@dataclass(frozen=True)
class Row:
    """A year of an indicator in words."""

    figure: Figure
    value: str
    target: str
    origin: str
    standing: str
    reported: str  # what was reported, where it was corrected
    counts: str  # what the portal counts now, where something else is shown

    @property
    def year(self) -> int:
        return self.figure.year


@dataclass(frozen=True)
class Page:
    """An indicator with its picture and its latest years first."""

    key: str
    name: str
    meaning: str
    is_counted: bool
    picture: TargetDrawing
    rows: list[Row]
    is_empty: bool
    is_own: bool


def page_of(line: Line) -> Page:
    rows = table_of(line)
    words = (line.key, str(line.name), str(line.meaning))
    return Page(*words, line.is_counted, picture_of(line), rows, line.is_empty, line.own is not None)


def table_of(line: Line) -> list[Row]:
    return [_row(figure, line) for figure in line.latest_first]


def _row(figure: Figure, line: Line) -> Row:
    reported = figure.reported
    counts = figure.counts
    differs = counts and (counts.value, counts.bound) != (figure.value, figure.bound)
    return Row(
        figure,
        in_words(figure.value, line.unit, figure.bound),
        in_words(figure.target, line.unit),
        origin_of(figure) if figure.value is not None else "",
        standing_of(figure),
        in_words(reported.value if reported else None, line.unit, reported.bound if reported else "")
        if figure.is_corrected
        else "",
        in_words(counts.value, line.unit, counts.bound) if differs else "",
    )


@dataclass(frozen=True)
class Entered:
    """Something that somebody entered, in words."""

    year: str
    value: str
    target: str
    source: str
    note: str
    corrects: bool
    by: str
    at: datetime


def rows_of(entries: Iterable[IndicatorEntry], unit: str) -> list[Entered]:
    return [_entered(entry, unit) for entry in entries]


def _entered(entry: IndicatorEntry, unit: str) -> Entered:
    return Entered(
        year=year_name(entry.year.year),
        value=in_words(entry.value, unit, entry.bound),
        target=in_words(entry.target, unit),
        source=entry.source,
        note=entry.note,
        corrects=entry.corrects,
        by=entry.entered_by.name,
        at=entry.entered_at,
    )
