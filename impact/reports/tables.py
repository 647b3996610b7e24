"""The figures of a campaign as tables, each with its picture: what page, SVG, CSV, XLSX and PDF show, made once.

A cell knows its number and its words, so that what is read on a page is what stands in a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib import charts, figures
from lib.exports import Cell as FileCell
from lib.exports import Column, Sheet

from ..figure_rules import HIGH, Extreme, Share
from ..kinds import Nature, Status
from ..queries.figures import ALL, BESIDE, EARLY, LATE, LevelFigures
from ..queries.groups import ResponseTable, Turnout

TONES = {ALL: "solid", "mbo": "second", "hbo": "third", EARLY: "solid", LATE: "second"}
STACKED = ("solid", "waiting", "draft")  # from dark to light, also in black and white
RESPONSE = ("sector", "tranche", "workplace")


class Analysis(Protocol):
    """What tables are made of: figures just counted, or those that a report froze."""

    @property
    def response(self) -> ResponseTable: ...
    @property
    def sizes(self) -> Mapping[str, int | None]: ...
    @property
    def levels(self) -> Sequence[LevelFigures]: ...
    @property
    def halves(self) -> Mapping[str, tuple[str, ...]]: ...


@dataclass(frozen=True)
class Figure:
    """A cell: a number, or words where there is none to show."""

    value: int | None
    words: str

    @property
    def for_file(self) -> FileCell:
        return self.words if self.value is None else self.value


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Figure, ...]
    key: str = ""


@dataclass(frozen=True)
class FigureTable:
    """A table with its picture; `kind` and `about` (a level) say where on a page it stands."""

    kind: str
    about: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    drawing: charts.Drawing | charts.GroupDrawing

    @property
    def key(self) -> str:
        """Its name in addresses and among files."""
        return f"{self.kind}-{self.about}"

    @property
    def is_wide(self) -> bool:
        """Whether it has so many rows that it takes a whole line of the page."""
        return self.about == "workplace" or self.kind == "compare"

    @property
    def is_stacked(self) -> bool:
        return isinstance(self.drawing, charts.Drawing)

    def sheet(self, about: Sequence[tuple[str, str]], name: str = "") -> Sheet:
        columns = [Column(self.heads[0], width=48), *(Column(head, "whole", 18) for head in self.heads[1:])]
        rows = [(row.label, *(cell.for_file for cell in row.cells)) for row in self.rows]
        return Sheet(self.title, about, columns, rows, name)


def tables_of(analysis: Analysis, *, beside: Sequence[str] = (ALL, *BESIDE, EARLY, LATE)) -> tuple[FigureTable, ...]:
    """Every table, in the order of the page. `beside` names the groups that stand side by side."""
    return (*response_tables(analysis.response), *level_tables(analysis, beside))


def level_tables(analysis: Analysis, beside: Sequence[str]) -> Iterator[FigureTable]:
    for level in analysis.levels:
        yield _named(level, analysis, [name for name in (ALL, *BESIDE) if name in beside])
        yield _stacked(level, "status", dict(Status.choices))
        yield _stacked(level, "nature", dict(Nature.choices))
        if LATE in beside:
            yield _named(level, analysis, [EARLY, LATE], kind="halves")


# --- who answered ----------------------------------------------------------------------------------------------
def response_tables(response: ResponseTable) -> Iterator[FigureTable]:
    titles = {
        "sector": (_("Response per sector"), _("Sector")),
        "tranche": (_("Response per tranche"), _("Tranche")),
        "workplace": (_("Response per workplace"), _("Workplace")),
    }
    for kind in RESPONSE:
        rows: tuple[Turnout, ...] = getattr(response, kind)
        title, head = titles[kind]
        if rows:
            yield _turnouts(kind, title, head, (*rows, response.total))


def _turnouts(kind: str, title: str, head: str, turnouts: Sequence[Turnout]) -> FigureTable:
    rows, groups = [], []
    for each in turnouts:
        percent = Figure(each.percent, _percent(each.percent))
        cells = (_number(each.invited), _number(each.answered), percent)
        rows.append(Row(capfirst(str(each.name)), cells, each.key))
        words = _("%(answered)s of %(invited)s") % {"answered": cells[1].words, "invited": cells[0].words}
        bar = charts.SideBar("", "solid", each.percent, f"{percent.words} ({words})")
        groups.append(charts.BarGroup(rows[-1].label, (bar,)))
    heads = (head, _("Invited"), _("Answered"), _("%(group)s, %%") % {"group": _("Response")})
    return FigureTable("response", kind, title, heads, tuple(rows), charts.group_bars(groups, title, key=f"r-{kind}"))


# --- what they named -------------------------------------------------------------------------------------------
def _named(level: LevelFigures, analysis: Analysis, groups: Sequence[str], kind: str = "named") -> FigureTable:
    name = capfirst(str(level.level.name))
    words = _("%(level)s: early and late tranches") if kind == "halves" else _("%(level)s: who names which outcome")
    title = words % {"level": name}
    names = group_names(analysis)
    heads = [_("Named outcome")]
    for group in groups:
        heads += [_("%(group)s, people") % {"group": names[group]}, _("%(group)s, %%") % {"group": names[group]}]
    rows, bars = [], []
    for item in level.outcomes:
        cells = [cell for group in groups for cell in share_cells(item.shares[group])]
        rows.append(Row(str(item.outcome.name), tuple(cells), item.outcome.key))
        alone = len(groups) == 1  # then a name would say nothing
        sides = [share_bar("" if alone else names[each], TONES[each], item.shares[each]) for each in groups]
        bars.append(charts.BarGroup(rows[-1].label, tuple(sides)))
    drawing = charts.group_bars(bars, title, key=f"{kind}-{level.level.key}")
    return FigureTable(kind, level.level.key, title, tuple(heads), tuple(rows), drawing)


def group_names(analysis: Analysis) -> dict[str, str]:
    """What the groups that stand side by side are called."""
    halves = {name: ", ".join(tranches) for name, tranches in analysis.halves.items()}
    names = {ALL: _("all"), "mbo": _("mbo"), "hbo": _("hbo")}
    if halves.get(LATE):
        names[EARLY] = _("tranche %(names)s") % {"names": halves[EARLY]}
        names[LATE] = _("tranche %(names)s") % {"names": halves[LATE]}
    return names


def share_cells(share: Share | None) -> tuple[Figure, Figure]:
    """How many people and which part of them; words where that may not be shown."""
    if share is None:
        return (Figure(None, not_shown()),) * 2
    if share.extreme is not None:
        return Figure(None, not_shown()), Figure(None, str(share.extreme))
    return _number(share.count), Figure(share.percent, _percent(share.percent))


def share_bar(name: str, tone: str, share: Share | None) -> charts.SideBar:
    if share is None:
        return charts.SideBar(name, tone, None, not_shown())
    if share.extreme is not None:
        return charts.SideBar(name, tone, HIGH if share.extreme is Extreme.ABOVE else 0, str(share.extreme))
    words = f"{_percent(share.percent)} ({figures.number(share.count)})"
    return charts.SideBar(name, tone, share.percent, words)


def not_shown() -> str:
    return _("not shown")


def _stacked(level: LevelFigures, kind: str, words: Mapping[str, str]) -> FigureTable:
    """How far the named outcomes are, or whether they are new: counts of people, on one scale."""
    titles = {"status": _("%(level)s: how far it is"), "nature": _("%(level)s: new, or strengthened")}
    title = titles[kind] % {"level": capfirst(str(level.level.name))}
    rows, bars = [], []
    for item in level.outcomes:
        if item.outcome.is_none:
            continue
        counts = getattr(item, kind)
        cells = [Figure(None, not_shown()) if counts is None else _number(counts[word]) for word in words]
        rows.append(Row(str(item.outcome.name), tuple(cells), item.outcome.key))
        if counts is not None:
            parts = tuple((tone, counts[word]) for tone, word in zip(STACKED, words, strict=False))
            bars.append(charts.StatusBar(rows[-1].label, parts))
    names = dict(zip(STACKED, map(str, words.values()), strict=False))
    drawing = charts.status_bars(bars, names, title, key=f"{kind}-{level.level.key}")
    heads = (_("Named outcome"), *(capfirst(str(label)) for label in words.values()))
    return FigureTable(kind, level.level.key, title, heads, tuple(rows), drawing)


def _number(value: int | None) -> Figure:
    return Figure(value, figures.number(value))


def _percent(value: int | None) -> str:
    return figures.NOTHING if value is None else figures.share(Fraction(value, 100), 0)
