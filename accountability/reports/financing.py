"""The table that must close: who was to pay what, and what of it there is (KAD art. 4.2(2), R14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lib.periods import Period

from .lines import NOTHING, Lines
from .sums import Sum, counted, grouped

SUBSIDY = "subsidy"
GROUPS = ("business", "applicant", "other")


@dataclass(frozen=True, slots=True)
class FinancingRow:
    """One source, in euros; None where the books hold no such figure.

    The subsidy stands as granted: what was spent of it is accounted for in the school's annual accounts, not here.
    """

    source: str
    budgeted: Decimal | None
    pledged: Decimal
    period: Decimal | None
    realised: Decimal
    share_of_budget: Fraction | None
    share_of_realised: Fraction | None


@dataclass(frozen=True, slots=True)
class FinancingTable:
    """All sources and their total, and by how much the multi-year budget fails to close, if it does."""

    rows: tuple[FinancingRow, ...]
    total: FinancingRow
    budget_total: Decimal
    has_budget_by_source: bool

    @property
    def gap(self) -> Decimal:
        """Budgeted costs that no source was to pay (negative: more sources than costs)."""
        return self.budget_total - (self.total.budgeted or NOTHING)

    @property
    def closes(self) -> bool:
        return self.has_budget_by_source and self.gap == 0


def share(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    """Part of a whole, exactly; None where either is unknown or there is no whole."""
    return Fraction(part) / Fraction(whole) if part is not None and whole else None


def financing_table(
    lines: Lines, period: Period, *, budget: Iterable[tuple[int, str, Decimal]], budget_total: Decimal, subsidy: Decimal
) -> FinancingTable:
    """The financing of the whole programme, with what the reported period added.

    `budget` holds (calendar year, source, euros); it may be empty when the budget by source was never entered.
    """
    budgeted = {source: sum((x for _, _, x in rows), NOTHING) for source, rows in grouped(budget, _source).items()}
    everything = (*lines.hours, *lines.others)
    of_group = grouped(everything, lambda line: line.partner.group)
    pledged = grouped(lines.pledges, lambda pledge: pledge.partner.group)
    plain = [(SUBSIDY, budgeted.get(SUBSIDY), subsidy, None, subsidy)]
    for group in GROUPS:
        mine = of_group.get(group, ())
        now = counted(line for line in mine if line.date in period)
        promised = sum((pledge.amount for pledge in pledged.get(group, ())), NOTHING)
        plain.append((group, budgeted.get(group), promised, now.amount, counted(mine).amount))
    realised_total = sum((row[4] for row in plain), NOTHING)
    rows = tuple(
        FinancingRow(*row, share(row[4], budget_total), share(row[4], realised_total)) for row in plain
    )
    total = FinancingRow(
        "total",
        sum(budgeted.values(), NOTHING) if budgeted else None,
        sum((row.pledged for row in rows), NOTHING),
        sum((row.period for row in rows if row.period is not None), NOTHING),
        realised_total,
        share(realised_total, budget_total),
        share(realised_total, realised_total),
    )
    return FinancingTable(rows, total, budget_total, bool(budgeted))


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


def by_calendar_year(lines: Lines, programme: Period, budget: Iterable[tuple[int, str, Decimal]]) -> tuple[YearRow, ...]:
    """Every calendar year that the programme touches, also those in which nothing happened yet."""
    of_year = grouped((*lines.hours, *lines.others), lambda line: line.date.year)
    planned = grouped(budget, lambda row: row[0])
    return tuple(
        YearRow(
            year,
            {
                group: counted(line for line in of_year.get(year, ()) if line.partner.group == group)
                for group in GROUPS
            },
            {source: amount for _, source, amount in planned.get(year, ())},
        )
        for year in range(programme.first.year, programme.last.year + 1)
    )
