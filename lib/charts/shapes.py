"""The shapes of pictures: what callers give, what the templates draw, and the small sums between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lib import figures
from lib.figures import Number

INK, PAPER, RULE = "#131c33", "#ffffff", "#7d869b"
COLOURS = {
    "solid": INK,
    "paper": PAPER,
    "kennis": "#5b4bb7",
    "learning": "#12877f",
    "business": "#d98c0f",
    "other": "#5a647b",
    "good": INK,
    "draft": "#d4d8e1",
}
LABS = ("kennis", "learning", "business")  # the labs with a colour of their own; the others share one
# A tone with a pattern is drawn in that colour; the template holds the drawing of each pattern.
# What stands beside the first of a group is told apart by pattern and colour both: second, third.
PATTERNS = {
    "waiting": ("hatch", INK),
    "wait": ("hatch", "#17478f"),
    "warn": ("dots", "#7f4c00"),
    "second": ("hatch", "#17478f"),
    "third": ("dots", "#7f4c00"),
}
UNITS: dict[str, Callable[[Number], str]] = {
    "money": lambda value: figures.money(value, 0),
    "hours": lambda value: figures.hours_unit(int(value)),
    "number": figures.number,
}


# --- What the caller gives -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Limit:
    """A legal bound on a third: `kind` is "min" or "max", `label` says which bound it is, such as 1/3 of the budget."""

    amount: Number
    kind: str
    label: str


@dataclass(frozen=True)
class Third:
    """One of the three panels: what is reached and what still waits, of a goal; `goal_word` says which goal."""

    label: str
    reached: Number
    goal: Number
    waiting: Number = 0
    limits: tuple[Limit, ...] = ()
    goal_word: str = ""


@dataclass(frozen=True)
class Column:
    """One column: solid up to `reached`, hatched for `waiting`, outlined up to `goal` when there is one."""

    label: str
    reached: Number
    waiting: Number = 0
    goal: Number = 0
    short: str = ""


@dataclass(frozen=True)
class ShareBar:
    """One row of a list of bars; `tone` is solid or the name of a lab; `note` stands behind the value."""

    label: str
    value: Number
    tone: str = "solid"
    note: str = ""


@dataclass(frozen=True)
class StatusBar:
    """One row of numbers by state: pairs of (tone, number); the tones are explained once, above."""

    label: str
    parts: tuple[tuple[str, Number], ...]


@dataclass(frozen=True)
class SideBar:
    """One bar of a group: whose it is, how long, and what stands behind it. Without a value there is no bar."""

    name: str
    tone: str
    value: Number | None
    words: str


@dataclass(frozen=True)
class BarGroup:
    """Bars that belong together, such as one outcome in several groups of people."""

    label: str
    bars: tuple[SideBar, ...]


# --- What the templates draw ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Segment:
    """A filled part, x and width in percent of the picture."""

    x: str
    width: str
    tone: str
    fill: str


@dataclass(frozen=True)
class Mark:
    """A line across a strip with a word on top of it."""

    x: str
    text: str
    anchor: str
    shift: int


@dataclass(frozen=True)
class Strip:
    """A framed bar with its parts and marks."""

    x: str
    width: str
    end: str
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """A pattern that a picture uses: its id in the document, its kind and its colour."""

    id: str
    kind: str
    colour: str


@dataclass(frozen=True)
class Drawing:
    """A picture of strips: what the template needs, and nothing to compute."""

    key: str
    title: str
    description: str
    strips: tuple[Strip, ...]
    height: int = 32
    top: int = 0
    patterns: tuple[Pattern, ...] = ()
    items: tuple = ()

    @property
    def total_height(self) -> int:
        return self.height + self.top

    @property
    def bottom(self) -> str:
        """Where the lower line of the frame starts."""
        return f"{self.top + self.height - 1.5}"

    @property
    def mark_height(self) -> int:
        return self.total_height - 2


@dataclass(frozen=True)
class Item:
    """A line of text beside a picture: label, value, and smaller lines below, each with the tone it explains."""

    label: str
    value: str
    notes: tuple[tuple[str, str], ...] = ()
    drawing: Drawing | None = None


@dataclass(frozen=True)
class GroupDrawing:
    """A picture of groups of bars on one scale: for each a label, and a line with a picture for each bar."""

    key: str
    title: str
    groups: tuple[tuple[str, tuple[Item, ...]], ...]

    @property
    def shape(self) -> str:
        """How lines are laid out: `single` bars beside their label, `long` names above their bar, else `short` ones."""
        names = [line.label for _label, lines in self.groups for line in lines]
        if not any(names):
            return "single"
        return "long" if max(map(len, names)) > LONG_NAME else "short"

    @property
    def description(self) -> str:
        return " ".join(f"{label}: {in_words(lines)}" for label, lines in self.groups)


@dataclass(frozen=True)
class Block:
    """A part of a column: x and width in percent, y and height in pixels."""

    x: str
    width: str
    y: str
    height: str
    tone: str
    fill: str


@dataclass(frozen=True)
class Tick:
    """A thin line across, with its number or without."""

    y: str
    label: str


# Letters; a name of more does not fit before its bar.
LONG_NAME = 18
# So many names stand side by side on a phone; more are short, or every other one is left out there.
FEW = 6


@dataclass(frozen=True)
class ColumnDrawing:
    """A picture of columns over time."""

    key: str
    title: str
    description: str
    height: int
    base: int
    blocks: tuple[Block, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    patterns: tuple[Pattern, ...] = ()
    heading: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def crowded(self) -> bool:
        """More names than fit on a phone side by side."""
        return len([lines for _x, lines in self.labels if lines]) > FEW

    @property
    def has_goal(self) -> bool:
        return any(column.goal for column in self.columns)


# --- Small sums ----------------------------------------------------------------------------------------------
def part(value: Number, whole: Number) -> Fraction:
    """`value` as a part of `whole`, kept between nothing and all; nothing of nothing is nothing."""
    if whole <= 0:
        return Fraction(0)
    return min(max(Fraction(value) / Fraction(whole), Fraction(0)), Fraction(1))


def percent(value: Fraction) -> str:
    """A part of one as SVG wants it, with a point in every language: `33.333%`."""
    return f"{float(value) * 100:.3f}".rstrip("0").rstrip(".") + "%"


def fill(tone: str, key: str) -> str:
    return f"url(#{key}-{tone})" if tone in PATTERNS else COLOURS[tone]


def lab_tone(name: str) -> str:
    """The tone of a lab by its kind or address."""
    return name if name in LABS else "other"


def patterns(key: str, tones: Sequence[str]) -> tuple[Pattern, ...]:
    return tuple(Pattern(f"{key}-{tone}", *PATTERNS[tone]) for tone in dict.fromkeys(tones) if tone in PATTERNS)


def segments(
    parts: Sequence[tuple[str, Number]], whole: Number, key: str, *, x: Fraction, width: Fraction
) -> tuple[Segment, ...]:
    """The parts one after the other within a strip from x; what does not fit in the whole is cut off."""
    found, so_far = [], Fraction(0)
    for tone, value in parts:
        start, so_far = part(so_far, whole or 1), so_far + max(Fraction(value), Fraction(0))
        size = part(so_far, whole or 1) - start
        if size > 0:
            found.append(Segment(percent(x + start * width), percent(size * width), tone, fill(tone, key)))
    return tuple(found)


def strip(
    parts: Sequence[tuple[str, Number]],
    whole: Number,
    key: str,
    *,
    marks: tuple[Mark, ...] = (),
    x: Fraction = Fraction(0),
    width: Fraction = Fraction(1),
) -> Strip:
    found = segments(parts, whole, key, x=x, width=width)
    return Strip(percent(x), percent(width), percent(x + width), found, marks)


def share_of(reached: Number, goal: Number) -> str:
    return figures.share(Fraction(reached) / Fraction(goal), 0) if goal > 0 else figures.NOTHING


def in_words(items: Sequence[Item]) -> str:
    """The picture in sentences, for who cannot see it."""
    said = []
    for item in items:
        notes = ", ".join(text for _tone, text in item.notes)
        said.append(f"{item.label}: {item.value}" + (f" ({notes})" if notes else ""))
    return "; ".join(said) + "."
