"""Two campaigns side by side as tables with their pictures."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib import charts, figures

from ..figure_rules import Share
from ..models import Campaign
from ..queries.compare import Pair, PairedLevel
from .tables import Figure, FigureTable, Row, not_shown, share_bar, share_cells

TONES = ("solid", "second")


def compare_tables(levels: tuple[PairedLevel, ...], campaigns: tuple[Campaign, Campaign]) -> Iterator[FigureTable]:
    """A table for each level: both shares, and the difference."""
    names = [campaign.name for campaign in campaigns]
    if names[0] == names[1]:
        names = [f"{campaign.name} ({figures.day_plain(campaign.opens_on)})" for campaign in campaigns]
    for level in levels:
        yield _level(level, names)


def _level(level: PairedLevel, names: list[str]) -> FigureTable:
    title = _("%(level)s: both campaigns") % {"level": capfirst(str(level.level.name))}
    heads = (_("Named outcome"), *(_("%(group)s, %%") % {"group": name} for name in names), _("Difference, points"))
    rows, bars = [], []
    for pair in level.pairs:
        sides = [_side(share, asked) for share, asked in zip((pair.mine, pair.theirs), pair.asked, strict=True)]
        rows.append(Row(str(pair.outcome.name), (*sides, _difference(pair)), pair.outcome.key))
        bars.append(charts.BarGroup(rows[-1].label, tuple(_bars(pair, names))))
    drawing = charts.group_bars(bars, title, key=f"compare-{level.level.key}")
    return FigureTable("compare", level.level.key, title, heads, tuple(rows), drawing)


def _side(share: Share | None, asked: bool) -> Figure:
    return share_cells(share)[1] if asked else Figure(None, _("not asked"))


def _bars(pair: Pair, names: list[str]) -> Iterator[charts.SideBar]:
    for share, asked, name, tone in zip((pair.mine, pair.theirs), pair.asked, names, TONES, strict=True):
        yield share_bar(name, tone, share) if asked else charts.SideBar(name, tone, None, _("not asked"))


def _difference(pair: Pair) -> Figure:
    if not all(pair.asked):
        return Figure(None, figures.NOTHING)
    gap = pair.difference
    if gap is None:
        return Figure(None, not_shown())
    return Figure(gap, f"+{gap}" if gap > 0 else figures.number(gap))
