"""Bars over years with marks on them: what runs when, and what is to be reached by which day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.text import slugify
from django.utils.translation import gettext as _

from lib.figures import day_plain, period
from lib.periods import ONE_DAY, Period

from .shapes import COLOURS, part, percent

# Nearer to an end than this, a word stands on the other side of its line.
NEAR_THE_END = Fraction(9, 10)


@dataclass(frozen=True)
class TimelineMark:
    """A day on a bar. Tones: reached, partly, planned, late; each has its own shape. `note` says how it stands."""

    on: date
    label: str
    tone: str
    note: str = ""


@dataclass(frozen=True)
class TimelineRow:
    """A bar: what it is, its days, the name of its lab's kind as its colour, its marks, and a page about it."""

    label: str
    first: date
    last: date
    tone: str
    marks: tuple[TimelineMark, ...] = ()
    group: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class PlacedMark:
    x: str
    tone: str
    text: str


@dataclass(frozen=True)
class PlacedRow:
    """A row as it is drawn: x and width in percent."""

    row: TimelineRow
    key: str
    x: str
    width: str
    fill: str
    marks: tuple[PlacedMark, ...]
    words: str


@dataclass(frozen=True)
class Year:
    """Where a year begins, with its name when there is room for it."""

    x: str
    label: str


@dataclass(frozen=True)
class TimelineDrawing:
    """A picture of rows over time."""

    key: str
    title: str
    years: tuple[Year, ...]
    rows: tuple[PlacedRow, ...]
    today: str = ""
    today_anchor: str = "start"
    tones: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, list[PlacedRow]]]:
        """The rows under the heading that those side by side share."""
        found: list[tuple[str, list[PlacedRow]]] = []
        for row in self.rows:
            if not found or found[-1][0] != row.row.group:
                found.append((row.row.group, []))
            found[-1][1].append(row)
        return found


def timeline(rows: Sequence[TimelineRow], span: Period, today: date, title: str, key: str = "") -> TimelineDrawing:
    """Rows from the first to the last day of `span`, with the lines of years and of `today` when it lies within."""
    key = key or slugify(title)
    placed = tuple(_placed(row, span, f"{key}-{number}") for number, row in enumerate(rows, 1))
    now = _place(today, span)
    return TimelineDrawing(
        key,
        title,
        tuple(_years(span)),
        placed,
        percent(now) if today in span else "",
        "end" if now > NEAR_THE_END else "start",
        tuple(dict.fromkeys(mark.tone for row in rows for mark in row.marks)),
    )


def _place(day: date, span: Period) -> Fraction:
    return part((day - span.first).days, (span.last - span.first).days + 1)


def _placed(row: TimelineRow, span: Period, key: str) -> PlacedRow:
    start, end = _place(row.first, span), _place(row.last + ONE_DAY, span)
    marks = tuple(PlacedMark(percent(_place(mark.on, span)), mark.tone, _mark_words(mark)) for mark in row.marks)
    words = "; ".join([f"{row.label}: {period(row.first, row.last)}", *(mark.text for mark in marks)])
    return PlacedRow(row, key, percent(start), percent(end - start), COLOURS[row.tone], marks, f"{words}.")


def _mark_words(mark: TimelineMark) -> str:
    said = _("%(what)s, %(day)s") % {"what": mark.label, "day": day_plain(mark.on)}
    return f"{said} ({mark.note})" if mark.note else said


def _years(span: Period) -> Iterable[Year]:
    """A line at each new year; the first year is named at the left, unless the next follows right behind it."""
    for number in range(span.first.year, span.last.year + 1):
        begins = max(date(number, 1, 1), span.first)
        ends = min(date(number, 12, 31), span.last)
        room = _place(ends + ONE_DAY, span) - _place(begins, span)
        yield Year(percent(_place(begins, span)), str(number) if room >= Fraction(1, 9) else "")
