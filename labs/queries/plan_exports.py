"""The plan and its budget to take along."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.exports import Cell, Column, Sheet
from lib.figures import moment
from partnership.models import Membership, Programme

from ..models import ActivityCost, MilestoneReport
from ..plan_sentences import said
from .plan import ZERO, Plan, PlannedActivity, sees_budget


def _about(programme: Programme, now: datetime) -> list[tuple[str, str]]:
    return [(_("Programme"), f"{programme.name}, {programme.grant_number}"), (_("Made"), moment(now))]


def plan_sheet(by: Membership, programme: Programme, plan: Plan, now: datetime) -> Sheet:
    """Goal, activity, milestone: one row per milestone, and one for an activity without any."""
    money = sees_budget(by)
    columns = [
        Column(_("Goal"), width=32),
        Column(_("Activity"), width=28),
        Column(_("Kind"), width=18),
        Column(_("Lab"), width=16),
        Column(_("First day"), "day", 12),
        Column(_("Last day"), "day", 12),
        *([Column(_("Costs of the activity"), "money", 16)] if money else []),
        Column(_("Milestone"), width=28),
        Column(_("Planned date"), "day", 12),
        Column(_("Planned result"), width=40),
        Column(_("State"), width=16),
        Column(_("Late or due"), width=18),
        Column(_("Reported day"), "day", 12),
        Column(_("What came of it"), width=48),
    ]
    keys = [each.milestone.reported for each in plan.milestones if each.milestone.reported]
    texts = dict(MilestoneReport.objects.visible_to(by).filter(pk__in=keys).values_list("pk", "text"))
    return Sheet(_("Activity plan"), _about(programme, now), columns, _plan_rows(plan, texts, money))


def _plan_rows(plan: Plan, texts: dict[int, str], money: bool) -> Iterator[list[Cell]]:
    for planned in plan.activities:
        first = True
        for each in planned.milestones or [None]:
            # The costs of an activity stand once, so that the column adds up.
            costs = [planned.costs if first else None] if money else []
            yield [*_activity_cells(planned), *costs, *_milestone_cells(each, texts)]
            first = False
    count = len(plan.milestones)
    words = ngettext("%(count)s milestone", "%(count)s milestones", count) % {"count": count}
    yield [_("Total"), *[None] * 5, *([plan.costs] if money else []), words, *[None] * 6]


def _activity_cells(planned: PlannedActivity) -> list[Cell]:
    row = planned.activity
    goal = str(row.goal) if row.goal else ""
    return [goal, row.name, capfirst(row.get_kind_display()), row.lab.name, row.starts_on, row.ends_on]


def _milestone_cells(planned, texts: dict[int, str]) -> list[Cell]:
    if planned is None:
        return [None] * 7
    row, state = planned.milestone, said(planned.standing)
    what = [row.name, row.planned_on, row.planned_result]
    return [*what, state.label, state.note, row.looked_on, texts.get(row.reported, "")]


def budget_sheet(by: Membership, programme: Programme, now: datetime) -> Sheet:
    """Every line of the budget: quantity times price per activity and calendar year."""
    columns = [
        Column(_("Activity"), width=28),
        Column(_("Kind"), width=18),
        Column(_("Lab"), width=16),
        Column(_("Year"), "whole", 8),
        Column(_("Description"), width=36),
        Column(_("Partner"), width=24),
        Column(_("Quantity"), "number", 12),
        Column(_("Unit"), width=12),
        Column(_("Unit price"), "money", 14),
        Column(_("Amount"), "money", 16),
    ]
    return Sheet(_("Budget of the plan"), _about(programme, now), columns, _cost_rows(by, programme))


def _cost_rows(by: Membership, programme: Programme) -> Iterator[list[Cell]]:
    total, lines = ZERO, 0
    costs = ActivityCost.objects.visible_to(by).filter(activity__programme=programme)
    rows = costs.select_related("activity__lab", "organisation").order_by(
        "activity__starts_on", "activity__name", "activity", "year", "position", "pk"
    )
    for cost in rows:
        activity, total, lines = cost.activity, total + cost.amount, lines + 1
        yield [
            activity.name,
            capfirst(activity.get_kind_display()),
            activity.lab.name,
            cost.year,
            cost.description,
            cost.organisation.name if cost.organisation else None,
            cost.quantity,
            cost.unit,
            cost.unit_price,
            cost.amount,
        ]
    count = ngettext("%(count)s line", "%(count)s lines", lines) % {"count": lines}
    yield [_("Total"), None, None, None, count, *[None] * 4, total]
