"""The table that must close: who was to pay what, and what of it there is (KAD art. 4.2(2), R14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contributions.queries.financing import matched_subsidy
from lib.periods import Period
from partnership.rules import plan_closes, plan_gap

from .lines import NOTHING, Lines
from .sums import Sum, counted, grouped

SUBSIDY = "subsidy"
GROUPS = ("business", "applicant", "other")


@dataclass(frozen=True, slots=True)
class FinancingRow:
    """One source, in euros. Realised subsidy is the part that the realised co-financing matches.

    `budgeted` is None where the multi-year budget was not entered by source.
    """

    source: str
    budgeted: Decimal | None
    pledged: Decimal
    period: Decimal
    realised: Decimal
    share_of_budget: Fraction | None
    share_of_realised: Fraction | None


@dataclass(frozen=True, slots=True)
class FinancingTable:
    """All sources and their total. Without a budget by source, the grant and the pledges stand in for it (R14)."""

    rows: tuple[FinancingRow, ...]
    total: FinancingRow
    costs: Decimal
    has_budget_by_source: bool

    @property
    def planned(self) -> Decimal:
        """What the sources together were to pay."""
        return self.total.budgeted if self.has_budget_by_source else self.total.pledged

    @property
    def gap(self) -> Decimal:
        """What the sources were to pay more than the budgeted costs (negative: costs that nobody was to pay)."""
        return plan_gap((self.planned,), costs=self.costs)

    @property
    def closes(self) -> bool:
        return plan_closes((self.planned,), costs=self.costs)


def share(part: Decimal, whole: Decimal) -> Fraction | None:
    """Part of a whole, exactly; None where there is no whole."""
    return Fraction(part) / Fraction(whole) if whole else None


def financing_table(
    lines: Lines, period: Period, *, budget: Iterable[tuple[int, str, Decimal]], grant
) -> FinancingTable:
    """The financing of the whole programme, with what the reported period added.

    `budget` holds (calendar year, source, euros); it may be empty. `grant` has `budget_total` and `subsidy_granted`.
    """
    budgeted = {source: sum((x for _, _, x in rows), NOTHING) for source, rows in grouped(budget, _source).items()}
    everything = (*lines.hours, *lines.others)
    sides = grouped(everything, lambda line: line.partner.group)
    pledged = grouped(lines.pledges, lambda pledge: pledge.partner.group)
    within = counted(line for line in everything if line.date in period)
    ever = counted(everything)
    plain = [
        (SUBSIDY, grant.subsidy_granted, matched_subsidy(grant, within.amount), matched_subsidy(grant, ever.amount))
    ]
    for group in GROUPS:
        mine = sides.get(group, ())
        now = counted(line for line in mine if line.date in period)
        plain.append((group, total_of(pledged.get(group, ())), now.amount, counted(mine).amount))
    sums = [sum((row[column] for row in plain), NOTHING) for column in (1, 2, 3)]
    rows = [_row(source, budgeted.get(source), amounts, grant, sums[2]) for source, *amounts in plain]
    total = _row("total", sum(budgeted.values(), NOTHING) if budgeted else None, sums, grant, sums[2])
    return FinancingTable(tuple(rows), total, grant.budget_total, bool(budgeted))


def _row(source: str, budgeted: Decimal | None, amounts: list[Decimal], grant, realised: Decimal) -> FinancingRow:
    return FinancingRow(source, budgeted, *amounts, share(amounts[2], grant.budget_total), share(amounts[2], realised))


def total_of(pledges) -> Decimal:
    """The sum of pledges, in euros."""
    return sum((pledge.amount for pledge in pledges), NOTHING)


def _source(row: tuple[int, str, Decimal]) -> str:
    return row[1]


@dataclass(frozen=True, slots=True)
class YearRow:
    """One calendar year: what each side brought in beside what the budget has for it, in euros."""

    year: int
    sums: dict[str, Sum]
    budgeted: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum((item.amount for item in self.sums.values()), NOTHING)

    @property
    def shares(self) -> dict[str, Fraction | None]:
        """Each side's part of what was realised that year."""
        return {group: share(item.amount, self.total) for group, item in self.sums.items()}

    @property
    def cofinancing_budgeted(self) -> Decimal | None:
        """What the budget expects of all partners together that year; None where it was not entered."""
        amounts = [amount for source, amount in self.budgeted.items() if source != SUBSIDY]
        return sum(amounts, NOTHING) if amounts else None


def by_calendar_year(
    lines: Lines, programme: Period, budget: Iterable[tuple[int, str, Decimal]]
) -> tuple[YearRow, ...]:
    """Every calendar year that the programme touches, also those in which nothing happened yet."""
    of_year = grouped((*lines.hours, *lines.others), lambda line: line.date.year)
    planned = grouped(budget, lambda row: row[0])
    return tuple(
        YearRow(
            year,
            {group: counted(line for line in of_year.get(year, ()) if line.partner.group == group) for group in GROUPS},
            {source: amount for _, source, amount in planned.get(year, ())},
        )
        for year in range(programme.first.year, programme.last.year + 1)
    )
