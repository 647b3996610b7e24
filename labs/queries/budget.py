"""What the plan costs per calendar year, beside what the sources of the programme bring."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from partnership.models import Membership, Programme
from partnership.queries import BudgetPlan, budget_plan

from ..models import Activity, ActivityCost
from .plan import ZERO


@dataclass(frozen=True)
class BudgetRow:
    """What one activity, or one partner, costs in each year."""

    activity: Activity | None
    name: str
    cells: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.cells, ZERO)


@dataclass(frozen=True)
class YearBeside:
    """A year's costs beside what its sources bring; `year` None is all years together."""

    year: int | None
    costs: Decimal
    budget: Decimal

    @property
    def gap(self) -> Decimal:
        return self.costs - self.budget


@dataclass(frozen=True)
class PlanBudget:
    """The budget of a plan: activities, and project management as a line of its own (R61)."""

    years: tuple[int, ...]
    activities: list[BudgetRow]
    management: list[BudgetRow]
    partners: list[BudgetRow]
    financing: BudgetPlan

    @property
    def sums(self) -> list[Decimal]:
        columns = zip(*(row.cells for row in (*self.activities, *self.management)), strict=True)
        return [sum(column, ZERO) for column in columns] or [ZERO] * len(self.years)

    @property
    def total(self) -> Decimal:
        return sum(self.sums, ZERO)

    @property
    def is_empty(self) -> bool:
        return not any(row.total for row in (*self.activities, *self.management))

    @property
    def beside(self) -> list[YearBeside]:
        """Each year, beside its sources."""
        brought = {year: sum(cells, ZERO) for year, cells, _sum in self.financing.rows}
        return [
            YearBeside(year, costs, brought.get(year, ZERO)) for year, costs in zip(self.years, self.sums, strict=True)
        ]

    @property
    def whole(self) -> YearBeside:
        """All years together, beside the total budget of the programme."""
        return YearBeside(None, self.total, self.financing.total)


def years_of(programme: Programme) -> tuple[int, ...]:
    return tuple(range(programme.starts_on.year, programme.ends_on.year + 1))


def plan_budget(by: Membership, programme: Programme) -> PlanBudget:
    """The budget of a programme's activities; three queries."""
    years = years_of(programme)
    activities = Activity.objects.visible_to(by).filter(programme=programme).select_related("lab", "goal")
    costs = list(
        ActivityCost.objects.visible_to(by)
        .filter(activity__programme=programme)
        .select_related("organisation")
        .in_order()
    )
    of_activity, of_partner = defaultdict(list), defaultdict(list)
    for cost in costs:
        of_activity[cost.activity_id].append(cost)
        if cost.organisation:
            of_partner[cost.organisation.name, cost.organisation_id].append(cost)
    rows = [
        BudgetRow(activity, activity.name, per_year(of_activity[activity.pk], years))
        for activity in activities.order_by("goal__position", "starts_on", "name", "pk")
    ]
    return PlanBudget(
        years=years,
        activities=[row for row in rows if not row.activity.is_management],
        management=[row for row in rows if row.activity.is_management],
        partners=[BudgetRow(None, name, per_year(of_partner[name, key], years)) for name, key in sorted(of_partner)],
        financing=budget_plan(programme),
    )


def per_year(costs: Iterable[ActivityCost], years: tuple[int, ...]) -> list[Decimal]:
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for cost in costs:
        sums[cost.year] += cost.amount
    return [sums[year] for year in years]


@dataclass(frozen=True)
class CostLine:
    """A row of an activity's budget: what, at which price, and how much of it in each year."""

    first: ActivityCost
    quantities: list[Decimal | None]
    amounts: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, ZERO)


def cost_lines(activity: Activity, years: tuple[int, ...]) -> list[CostLine]:
    """The budget of an activity row by row; one query."""
    rows: dict[int, dict[int, ActivityCost]] = defaultdict(dict)
    for cost in activity.costs.select_related("organisation").in_order():
        rows[cost.position][cost.year] = cost
    return [
        CostLine(
            first=next(iter(row.values())),
            quantities=[row[year].quantity if year in row else None for year in years],
            amounts=[row[year].amount if year in row else ZERO for year in years],
        )
        for row in rows.values()
    ]
