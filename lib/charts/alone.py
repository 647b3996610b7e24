"""A picture as a file of its own: its title, its bars and everything said beside them, on a page of a fixed width."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from .shapes import INK, LONG_NAME, PATTERNS, Drawing, GroupDrawing, Item, fill, patterns

WIDTH, MARGIN = 760, 20
NAMES, BAR, VALUES = 150, 400, 20  # how wide names and bars are, and the gap before what stands behind a bar
LINE, BAR_LINE = 19, 18
LETTERS = {17: 76, 14: 98, 13: 108}  # so many letters of a size stand on a line
# XML knows no other signs below the space.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Words:
    """A line of text, x and y of its foot in pixels."""

    x: int
    y: int
    text: str
    size: int = 14
    strong: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar at its place."""

    x: int
    y: int
    width: int
    drawing: Drawing


@dataclass(frozen=True)
class Swatch:
    """What a tone looks like, before its word."""

    x: int
    y: int
    fill: str


class _Page:
    """Puts one thing below the other."""

    def __init__(self, key: str):
        self.key, self.y = key, MARGIN
        self.words: list[Words] = []
        self.bars: list[Bar] = []
        self.swatches: list[Swatch] = []

    def text(self, text: str, size: int = 14, *, strong: bool = False) -> None:
        for line in textwrap.wrap(text, LETTERS[size]):
            self.y += LINE
            self.words.append(Words(MARGIN, self.y, line, size, strong))

    def legend(self, names: Sequence[tuple[str, str]]) -> None:
        self.y += LINE
        x = MARGIN
        for tone, name in names:
            self.swatches.append(Swatch(x, self.y - 11, fill(tone, f"{self.key}-legend")))
            self.words.append(Words(x + 18, self.y, name, 13))
            x += 18 + 7 * len(name) + 24
        self.y += 6

    def group(self, label: str, lines: Sequence[Item]) -> None:
        self.y += 8
        self.text(label, strong=True)
        before = any(line.label for line in lines) and all(len(line.label) <= LONG_NAME for line in lines)
        for line in lines:
            if not before:
                self.text(line.label, 13)
            x, self.y = MARGIN + NAMES * before, self.y + BAR_LINE
            if before:
                self.words.append(Words(MARGIN, self.y, line.label, 13))
            if line.drawing:
                self.bars.append(Bar(x, self.y - 11, BAR, line.drawing))
            self.words.append(Words(x + (BAR + VALUES if line.drawing else 0), self.y, line.value, 13))

    def stacked(self, item: Item) -> None:
        self.y += 8
        self.text(item.label, strong=True)
        self.y += BAR_LINE
        self.bars.append(Bar(MARGIN, self.y - 12, WIDTH - 2 * MARGIN, item.drawing))
        self.text("; ".join(text for _tone, text in item.notes), 13)


def alone(drawing: Drawing | GroupDrawing, notes: Sequence[str] = ()) -> str:
    """The SVG file of groups of bars or of stacked bars, with `notes` below it."""
    page = _Page(drawing.key)
    page.text(drawing.title, 17, strong=True)
    names: Sequence[tuple[str, str]] = ()
    if isinstance(drawing, GroupDrawing):
        for label, lines in drawing.groups:
            page.group(label, lines)
    else:
        legend, *items = drawing.items
        names = legend.notes
        page.legend(names)
        for item in items:
            page.stacked(item)
    page.y += 10
    for note in notes:
        page.text(note, 13)
    context = {
        "page": page,
        "width": WIDTH,
        "height": page.y + MARGIN,
        "title": drawing.title,
        "description": drawing.description or " ".join(_said(drawing.items[1:])) or drawing.title,
        "patterns": patterns(f"{drawing.key}-legend", [tone for tone, _name in names if tone in PATTERNS]),
        "ink": INK,
    }
    return NOT_IN_XML.sub("", render_to_string("components/charts/alone.svg", context))


def _said(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        yield f"{item.label}: {item.value} ({', '.join(text for _tone, text in item.notes)})."
