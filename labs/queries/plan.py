"""The activity plan of a programme: goal, activity, milestone, and the labs in which it happens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from partnership.models import Membership, Programme
from partnership.roles import Permission

from ..models import Activity, ActivityCost, Goal, Lab, LabCoordinator, Milestone
from ..rules import Pace, Standing, standing_of

ZERO = Decimal("0.00")
SEE_BUDGET = (Permission.SEE_FINANCING, Permission.MANAGE_PROGRAMME, Permission.RUN_LABS)
SEE_PLAN = (*SEE_BUDGET, Permission.SEE_OWN_PLEDGE)


def sees_budget(membership: Membership) -> bool:
    """Partners read the plan; what it costs is for who runs labs, manages or oversees the programme."""
    return any(membership.can(permission) for permission in SEE_BUDGET)


@dataclass(frozen=True)
class LabOverview:
    lab: Lab
    coordinators: list[LabCoordinator]


@dataclass(frozen=True)
class PlannedMilestone:
    """A milestone with how it stands."""

    milestone: Milestone
    standing: Standing


@dataclass(frozen=True)
class PlannedActivity:
    """An activity with its milestones by date; `costs` is None for who may not see the budget."""

    activity: Activity
    milestones: list[PlannedMilestone]

    @property
    def costs(self) -> Decimal | None:
        return getattr(self.activity, "costs_in_all", None)


@dataclass(frozen=True)
class PlannedGoal:
    """A goal with the activities under it; without a goal: those that have none."""

    goal: Goal | None
    activities: list[PlannedActivity] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Everything that is planned in one programme, or the part of it in one lab."""

    goals: list[PlannedGoal]
    loose: list[PlannedActivity]
    management: list[PlannedActivity]

    @property
    def activities(self) -> list[PlannedActivity]:
        return [*(each for goal in self.goals for each in goal.activities), *self.loose, *self.management]

    @property
    def groups(self) -> list[PlannedGoal]:
        """The goals, and what has none."""
        return [*self.goals, *([PlannedGoal(None, self.loose)] if self.loose else [])]

    @property
    def milestones(self) -> list[PlannedMilestone]:
        return [milestone for each in self.activities for milestone in each.milestones]

    @property
    def reached(self) -> int:
        return self._count(Pace.REACHED)

    @property
    def late(self) -> int:
        return self._count(Pace.LATE)

    @property
    def soon(self) -> int:
        return self._count(Pace.SOON)

    @property
    def costs(self) -> Decimal:
        return sum((each.costs or ZERO for each in self.activities), ZERO)

    def _count(self, pace: Pace) -> int:
        return sum(each.standing.pace == pace for each in self.milestones)


def coordinators_of(labs, now: datetime):
    """The coordinators of labs whose membership lasts, by name."""
    active = Membership.objects.active(now).values("pk")
    rows = LabCoordinator.objects.filter(lab__in=labs, membership__in=active)
    return rows.select_related("membership__user", "membership__organisation").order_by(
        "lab", "membership__user__name", "pk"
    )


def overview(labs: Iterable[Lab], now: datetime) -> list[LabOverview]:
    """Labs with who coordinates them."""
    known = list(labs)
    people = _per(coordinators_of(known, now), "lab_id")
    return [LabOverview(lab, people.get(lab.pk, [])) for lab in known]


def activities_of(by: Membership, programme: Programme, lab: Lab | None = None):
    """The activities of a programme with lab and goal; with `costs_in_all` for who may see the budget."""
    rows = Activity.objects.visible_to(by).filter(programme=programme).select_related("lab", "goal")
    if lab is not None:
        rows = rows.filter(lab=lab)
    if sees_budget(by):
        costs = ActivityCost.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
        total = Subquery(costs.annotate(sum=Sum("amount")).values("sum"))
        money = DecimalField(max_digits=14, decimal_places=2)
        rows = rows.annotate(costs_in_all=Coalesce(total, Value(ZERO), output_field=money))
    return rows.order_by("starts_on", "name", "pk")


def plan_of(by: Membership, programme: Programme | None, today: date, lab: Lab | None = None) -> Plan:
    """The plan of a programme as `by` may see it; three queries."""
    if programme is None:
        return Plan([], [], [])
    rows = list(activities_of(by, programme, lab))
    found = Milestone.objects.visible_to(by).there().filter(activity__in=[row.pk for row in rows])
    milestones = _per(found.with_latest().order_by("activity", "planned_on", "pk"), "activity_id")
    planned = [PlannedActivity(row, [judged(each, today) for each in milestones.get(row.pk, [])]) for row in rows]
    under: dict[int | None, list[PlannedActivity]] = {}
    for each in planned:
        if not each.activity.is_management:
            under.setdefault(each.activity.goal_id, []).append(each)
    goals = Goal.objects.visible_to(by).filter(programme=programme).in_order()
    return Plan(
        goals=[PlannedGoal(goal, under.get(goal.pk, [])) for goal in goals if lab is None or goal.pk in under],
        loose=under.get(None, []),
        management=[each for each in planned if each.activity.is_management],
    )


def judged(milestone: Milestone, today: date) -> PlannedMilestone:
    """A milestone of `with_latest` with how it stands today."""
    return PlannedMilestone(milestone, standing_of(milestone.planned_on, milestone.outcome, milestone.looked_on, today))


def _per(rows, key: str) -> dict[int, list]:
    return {value: list(group) for value, group in groupby(rows, key=lambda row: getattr(row, key))}
