"""One figure over the years: a small column for each year, with a line where its target is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lib.figures import NOTHING, Number

from .columns import nice_top
from .shapes import Block, Item, Pattern, Tick, fill, in_words, part, patterns, percent

HEIGHT, UPPER, BELOW = 150, 30, 24
WIDTH_OF_FILE, MOST_NAMED = 480, 6


@dataclass(frozen=True)
class YearColumn:
    """A year: how much there was, None when that is not known; its target; and whether it is not over yet."""

    label: str
    value: Number | None
    target: Number | None = None
    runs: bool = False
    words: str = ""  # instead of the value as it is written, such as "< 5 %"


@dataclass(frozen=True)
class TargetLine:
    """Where a target is, across the place of its year."""

    x: str
    width: str
    y: str


@dataclass(frozen=True)
class YearLabel:
    x: str
    text: str
    value: str
    value_y: str
    minor: bool


@dataclass(frozen=True)
class TargetDrawing:
    """What the template draws, and nothing to compute."""

    key: str
    title: str
    description: str
    height: int
    base: int
    blocks: tuple[Block, ...]
    lines: tuple[TargetLine, ...]
    labels: tuple[YearLabel, ...]
    ticks: tuple[Tick, ...]
    patterns: tuple[Pattern, ...]

    @property
    def label_y(self) -> int:
        return self.base + 17


def target_columns(
    years: Sequence[YearColumn], title: str, say: Callable[[Number], str], key: str = ""
) -> TargetDrawing:
    """Columns from one zero line; one of a year that is not over is hatched. Targets are lines over each year."""
    key = key or slugify(title)
    base = HEIGHT - BELOW
    known = [value for year in years for value in (year.value, year.target) if value is not None]
    top = nice_top(max(known, default=0))
    step = Fraction(1, max(len(years), 1))
    blocks, lines, labels = [], [], []
    for number, year in enumerate(years):
        x = step * number
        high = _y(year.value or 0, top, base)
        if year.value:
            tone = "waiting" if year.runs else "solid"
            width, height = percent(step * 3 / 5), f"{base - high:.2f}"
            blocks.append(Block(percent(x + step / 5), width, f"{high:.2f}", height, tone, fill(tone, key)))
        foot = high
        if year.target is not None:
            goal = _y(year.target, top, base)
            lines.append(TargetLine(percent(x + step / 20), percent(step * 9 / 10), f"{goal:.2f}"))
            foot = goal if high - 18 < goal < high + 4 else high  # a value does not stand on its own target
        labels.append(_label(year, number, len(years), x + step / 2, foot, say))
    runs = any(year.runs and year.value for year in years)
    return TargetDrawing(
        key=key,
        title=title,
        description=in_words([_item(year, say) for year in years]) if years else "",
        height=HEIGHT,
        base=base,
        blocks=tuple(blocks),
        lines=tuple(lines),
        labels=tuple(labels),
        ticks=(Tick(f"{UPPER}", ""), Tick(f"{(base + UPPER) / 2:.1f}", "")),
        patterns=patterns(key, ["waiting"] if runs else []),
    )


def _y(value: Number, top: Fraction, base: int) -> float:
    return base - float(part(value, top)) * (base - UPPER)


def _label(year: YearColumn, number: int, among: int, x: Fraction, high: float, say) -> YearLabel:
    value = "" if year.value is None else year.words or say(year.value)
    minor = among > MOST_NAMED and (among - number) % 2 == 0  # the last year keeps its name
    return YearLabel(percent(x), year.label, value, f"{high - 6:.2f}", minor)


def _item(year: YearColumn, say) -> Item:
    notes = []
    if year.target is not None:
        notes.append(("", _("target %(target)s") % {"target": say(year.target)}))
    if year.runs:
        notes.append(("", _("not over yet")))
    value = NOTHING if year.value is None else year.words or say(year.value)
    return Item(year.label, value, tuple(notes))


def target_file(drawing: TargetDrawing, notes: Sequence[str] = ()) -> str:
    """The picture as an SVG file of its own, with its title above and `notes` below it."""
    foot = 34 + drawing.height
    context = {
        "drawing": drawing,
        "width": WIDTH_OF_FILE,
        "height": foot + 18 * len(notes) + 14,
        "notes": [(foot + 18 * number, note) for number, note in enumerate(notes, 1)],
    }
    return render_to_string("components/charts/targets_file.svg", context)
