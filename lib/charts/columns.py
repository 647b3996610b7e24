"""Columns over months, and the same columns small for each year."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from django.utils.text import slugify
from django.utils.translation import gettext as _

from lib.figures import Number

from .shapes import FEW, PAPER, UNITS, Block, Column, ColumnDrawing, Item, Tick, fill, in_words, part, patterns, percent

# More names than this do not fit on a phone.
MOST_NAMED = 12
# A name of more letters than this is broken over lines, which are so many pixels high.
LONG_NAME = 11
LINE = 15


def nice_top(highest: Number) -> Fraction:
    """The smallest round number (1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten) not below `highest`."""
    if highest <= 0:
        return Fraction(1)
    power = Fraction(1)
    while power * 10 <= highest:
        power *= 10
    while power > highest:
        power /= 10
    steps = (1, Fraction(3, 2), 2, Fraction(5, 2), 3, 4, 5, 6, 8, 10)
    return next(step * power for step in steps if step * power >= highest)


def _column_top(columns: Sequence[Column], unit: str) -> Fraction:
    highest = max((max(Fraction(c.reached) + Fraction(c.waiting), Fraction(c.goal)) for c in columns), default=0)
    return nice_top(Fraction(highest) / 60) * 60 if unit == "hours" else nice_top(highest)


def _blocks(
    column: Column, top: Fraction, x: Fraction, width: Fraction, area: tuple[int, int], key: str
) -> list[Block]:
    """The parts of one column, upwards from the zero line; `area` is its upper and lower edge in pixels."""
    upper, base = area
    found, below = [], Fraction(0)
    pieces = [("solid", Fraction(column.reached)), ("waiting", Fraction(column.waiting))]
    if column.goal > column.reached + column.waiting:
        pieces.append(("rest", Fraction(column.goal) - Fraction(column.reached) - Fraction(column.waiting)))
    for tone, value in pieces:
        if value <= 0:
            continue
        height = float(part(value, top)) * (base - upper)
        below += value
        y = base - float(part(below, top)) * (base - upper)
        colour = PAPER if tone == "rest" else fill(tone, key)
        found.append(Block(percent(x), percent(width), f"{y:.2f}", f"{height:.2f}", tone, colour))
    return found


def columns(
    data: Sequence[Column], title: str, unit: str = "hours", key: str = "", *, height: int = 200, top: Number = 0
) -> ColumnDrawing:
    """Columns over months or years on a zero line. When there are many, only those with a `short` label are named."""
    say, key = UNITS[unit], key or slugify(title)
    scale = Fraction(top) or _column_top(data, unit)
    upper, base = 18, height - 22
    step = Fraction(1, max(len(data), 1))
    blocks: list[Block] = []
    labels = []
    for number, column in enumerate(data):
        blocks += _blocks(column, scale, step * number + step / 6, step * 2 / 3, (upper, base), key)
        labels.append((percent(step * number + step / 2), _name_below(column, len(data), base)))
    # Only the top line has its number: it stands above the columns, where nothing is in its way.
    ticks = [Tick(f"{upper}", say(scale)), Tick(f"{(base + upper) / 2:.1f}", "")]
    words = in_words([_column_item(column, say) for column in data if column.reached or column.waiting or column.goal])
    used = patterns(key, ["waiting"] if any(column.waiting for column in data) else [])
    below = max((len(lines) for _x, lines in labels), default=0) * LINE + 7
    return ColumnDrawing(
        key, title, words, base + below, base, tuple(blocks), tuple(ticks), tuple(labels), used, columns=tuple(data)
    )


def _name_below(column: Column, among: int, base: int) -> tuple[tuple[int, str], ...]:
    """The name of a column as lines with their height; among few columns a long name has a word a line."""
    text = column.short or (column.label if among <= MOST_NAMED else "")
    lines = text.split() if among <= FEW and len(text) > LONG_NAME else [text]
    return tuple((base + 2 + LINE * number, line) for number, line in enumerate(lines, 1) if line)


def _column_item(column: Column, say: Callable[[Number], str]) -> Item:
    notes = []
    if column.waiting:
        notes.append(("", _("%(amount)s waiting") % {"amount": say(column.waiting)}))
    if column.goal:
        notes.append(("", _("goal %(goal)s") % {"goal": say(column.goal)}))
    return Item(column.label, say(column.reached), tuple(notes))


def year_multiples(
    years: Sequence[tuple[str, Sequence[Column]]], title: str, unit: str = "money", key: str = ""
) -> tuple[ColumnDrawing, ...]:
    """The same columns for each year, small, on one scale, so that years can be compared at a glance."""
    key = key or slugify(title)
    scale = _column_top([column for _year, data in years for column in data], unit)
    return tuple(
        replace(columns(data, f"{title}: {year}", unit, f"{key}-{number}", height=150, top=scale), heading=year)
        for number, (year, data) in enumerate(years, 1)
    )
