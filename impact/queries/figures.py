"""What answers to a campaign say together. Every figure passes the campaign's gate; nothing is counted elsewhere."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from ..disclosure import EVERYBODY, Gate, Group, Hidden
from ..figure_rules import Share, share
from ..kinds import Nature, Sector, Status
from ..models import Campaign, NamedOutcome
from .groups import CampaignGroups, ResponseTable, gate_of, groups_of, response_of
from .instruments import AskedLevel, AskedOutcome, asked_levels

ALL, EARLY, LATE = "all", "early", "late"
BESIDE = (Sector.MBO.value, Sector.HBO.value)  # what stands beside all in each table and chart


@dataclass(frozen=True)
class OutcomeFigures:
    """How one outcome is named: the share of each group (None: may not be shown), and of all its status and nature.

    A status or nature that was left empty is counted nowhere.
    """

    outcome: AskedOutcome
    shares: Mapping[str, Share | None]
    status: Mapping[str, int] | None
    nature: Mapping[str, int] | None


@dataclass(frozen=True)
class LevelFigures:
    level: AskedLevel
    outcomes: tuple[OutcomeFigures, ...]


@dataclass(frozen=True)
class Figures:
    """The whole analysis of a campaign, of everybody or of a group."""

    campaign: Campaign
    groups: CampaignGroups
    gate: Gate
    where: Group
    response: ResponseTable
    sizes: Mapping[str, int | None]  # how many answers stand behind each share; None: may not be shown
    levels: tuple[LevelFigures, ...]

    @property
    def halves(self) -> dict[str, tuple[str, ...]]:
        """The names of the early and of the late tranches."""
        names = self.groups.tranche
        sides = {EARLY: self.groups.early, LATE: self.groups.late}
        return {side: tuple(name for pk, name in names.items() if pk in some) for side, some in sides.items()}

    @property
    def beside(self) -> tuple[str, ...]:
        """Which groups say more than the chosen one alone: of a choice of one sector there is no other to see."""
        chosen = dict(self.where.chosen)
        sectors, tranches = chosen.get("sector"), chosen.get("tranche")
        kept = [name for name in BESIDE if sectors is None or (len(sectors) > 1 and name in sectors)]
        if self.groups.late and (tranches is None or (tranches & self.groups.early and tranches & self.groups.late)):
            kept += [EARLY, LATE]
        return (ALL, *kept)

    @property
    def why_not(self) -> dict[str, Hidden]:
        """Of the groups that stand side by side, those that are not shown, and the rule that keeps them out."""
        found = {name: self.gate.why_not(beside_of(self.groups, self.where)[name]) for name in self.beside}
        return {name: rule for name, rule in found.items() if rule is not None}

    @property
    def is_shown(self) -> bool:
        """Whether anything of what this group answered may be shown."""
        return any(size is not None for size in self.sizes.values())


def figures_of(campaign: Campaign, *, where: Group = EVERYBODY, groups: CampaignGroups | None = None) -> Figures:
    """All figures of a campaign, in five queries."""
    groups = groups or groups_of(campaign)
    gate = gate_of(campaign, groups)
    beside = beside_of(groups, where)
    sizes = {name: gate.size(group) if gate.shows(group) else None for name, group in beside.items()}
    is_shown = any(size is not None for size in sizes.values())
    counts = _counts(campaign, where, groups) if is_shown else _Counts()
    return Figures(
        campaign=campaign,
        groups=groups,
        gate=gate,
        where=where,
        response=response_of(campaign, groups, where),
        sizes=sizes,
        levels=tuple(
            LevelFigures(level, tuple(_outcome(outcome, sizes, counts) for outcome in level.outcomes))
            for level in asked_levels(campaign.instrument_id)
        ),
    )


def beside_of(groups: CampaignGroups, where: Group) -> dict[str, Group]:
    """The groups that stand beside one another: all, mbo and hbo, early and late tranches."""
    beside = {ALL: EVERYBODY} | {sector: Group.of(sector=[sector]) for sector in BESIDE}
    if groups.late:
        beside |= {EARLY: Group.of(tranche=groups.early), LATE: Group.of(tranche=groups.late)}
    return {name: group.within(where) for name, group in beside.items()}


class _Counts:
    """How often each outcome was named in each group, and with which status and nature."""

    def __init__(self):
        self.named: Counter = Counter()
        self.said: Counter = Counter()

    def add(self, outcome: int, words: tuple[str, str], groups: tuple, count: int) -> None:
        for group in groups:
            self.named[outcome, group] += count
        for word in words:
            if word:
                self.said[outcome, word] += count


def _counts(campaign: Campaign, where: Group, groups: CampaignGroups) -> _Counts:
    chosen = {f"response__{name}__in": values for name, values in where.chosen}
    rows = NamedOutcome.objects.filter(response__campaign=campaign, **chosen).order_by()
    by = ("outcome", "status", "nature", "response__sector", "response__tranche")
    halves = dict.fromkeys(groups.early, EARLY) | dict.fromkeys(groups.late, LATE)
    counts = _Counts()
    for outcome, status, nature, sector, tranche, count in rows.values_list(*by).annotate(count=Count("*")):
        counts.add(outcome, (status, nature), (ALL, sector, halves.get(tranche)), count)
    return counts


def _outcome(outcome: AskedOutcome, sizes: Mapping[str, int | None], counts: _Counts) -> OutcomeFigures:
    shares = {name: None if n is None else share(counts.named[outcome.pk, name], n) for name, n in sizes.items()}
    everybody = shares[ALL]
    tells = everybody is not None and everybody.extreme is None and not outcome.is_none
    return OutcomeFigures(
        outcome=outcome,
        shares=shares,
        status={word: counts.said[outcome.pk, word] for word in Status.values} if tells else None,
        nature={word: counts.said[outcome.pk, word] for word in Nature.values} if tells else None,
    )


def figures_json(figures: Figures) -> dict:
    """The figures for a program; null where a group may not be shown."""
    response = figures.response
    total = {"invited": response.total.invited, "responded": response.total.answered, "percent": response.total.percent}
    tables = {
        name: {
            row.key: {"invited": row.invited, "responded": row.answered, "percent": row.percent}
            for row in getattr(response, name)
        }
        for name in ("tranche", "sector")
    }
    return {
        "response": {"total": total, **tables, "workplace": {row.key: row.answered for row in response.workplace}},
        "outcomes": {
            level.level.key: {item.outcome.key: _outcome_json(item) for item in level.outcomes}
            for level in figures.levels
        },
    }


def _outcome_json(figures: OutcomeFigures) -> dict:
    shown = {name: figures.shares[name] for name in (ALL, *BESIDE)}
    cells: dict = {name: found.for_json if found else None for name, found in shown.items()}
    if not figures.outcome.is_none:
        cells |= {"status": figures.status, "nature": figures.nature}
    return cells
