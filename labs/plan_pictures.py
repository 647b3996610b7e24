"""The plan as a picture."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from lib.charts import TimelineDrawing, TimelineMark, TimelineRow, lab_tone, timeline
from partnership.models import Programme

from .kinds import Outcome
from .plan_sentences import said
from .queries.plan import Plan, PlannedActivity, PlannedMilestone
from .rules import Pace


def plan_picture(programme: Programme, plan: Plan, today: date, url_of: Callable[[int], str]) -> TimelineDrawing | None:
    """Bars of the activities under their goals, with their milestones; None when nothing is planned."""
    named = [(str(group.goal) if group.goal else _("Without a goal"), group.activities) for group in plan.groups]
    if plan.management:
        named.append((_("Project management"), plan.management))
    rows = [_row(each, name, url_of) for name, activities in named for each in activities]
    if not rows:
        return None
    return timeline(rows, programme.period, today, _("The plan as a picture"), key="plan")


def _row(planned: PlannedActivity, group: str, url_of: Callable[[int], str]) -> TimelineRow:
    activity = planned.activity
    return TimelineRow(
        label=activity.name,
        first=activity.starts_on,
        last=activity.ends_on,
        tone=lab_tone(activity.lab.kind),
        marks=tuple(_mark(each) for each in planned.milestones),
        group=group,
        note=activity.lab.name,
        url=url_of(activity.pk),
    )


def _mark(planned: PlannedMilestone) -> TimelineMark:
    """What is late is a shape of its own, also when a part of it was reached."""
    standing, state = planned.standing, said(planned.standing)
    tone = "reached" if standing.pace == Pace.REACHED else "late" if standing.pace == Pace.LATE else "planned"
    if standing.outcome == Outcome.PARTLY and tone == "planned":
        tone = "partly"
    note = ", ".join(filter(None, (state.label, state.note)))
    return TimelineMark(planned.milestone.planned_on, planned.milestone.name, tone, note)
