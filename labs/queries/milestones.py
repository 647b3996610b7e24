"""Milestones that ask for attention, and everything about one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from partnership.models import Membership

from ..kinds import Outcome
from ..models import Activity, EarlierMilestone, Milestone, MilestoneFile, MilestoneReport
from ..rules import SOON
from .plan import PlannedMilestone, judged

# What `named` needs of each row, for who asks for them within a query of their own.
COLUMNS = ("pk", "name", "planned_on", "outcome", "looked_on", "activity__name")


def asking(by: Membership, today: date) -> QuerySet[Milestone]:
    """The milestones of the labs that `by` runs which are late or due within six weeks, and not reached."""
    rows = Milestone.objects.run_by(by).there().with_latest()
    return rows.filter(Q(outcome=None) | ~Q(outcome=Outcome.YES), planned_on__lte=today + SOON)


def named(rows: Iterable[dict], today: date) -> list[PlannedMilestone]:
    """Milestones from the values of `COLUMNS`, the longest late first; days may come as text."""
    return [judged(_milestone(row), today) for row in sorted(rows, key=lambda row: (str(row["planned_on"]), row["pk"]))]


def _milestone(row: dict) -> Milestone:
    milestone = Milestone(pk=row["pk"], name=row["name"], planned_on=_day(row["planned_on"]))
    milestone.activity = Activity(name=row["activity__name"])
    milestone.outcome, milestone.looked_on = row["outcome"], _day(row["looked_on"])
    return milestone


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def waiting(by: Membership, today: date) -> list[PlannedMilestone]:
    """What is late or due within six weeks, the longest late first."""
    return named(asking(by, today).values(*COLUMNS), today)


@dataclass(frozen=True)
class Reported:
    """A report with its figures, and those files that the reader may have."""

    report: MilestoneReport
    files: list[MilestoneFile]


@dataclass(frozen=True)
class History:
    """Everything about one milestone: what was reported, latest first, and what was agreed before."""

    reports: list[Reported]
    earlier: list[EarlierMilestone]


def history_of(by: Membership, milestone: Milestone) -> History:
    reports = milestone.reports.select_related("reported_by").prefetch_related("figures").latest_first()
    files: dict[int, list[MilestoneFile]] = {}
    for file in MilestoneFile.objects.visible_to(by).filter(report__milestone=milestone).order_by("report", "pk"):
        files.setdefault(file.report_id, []).append(file)
    return History(
        reports=[Reported(report, files.get(report.pk, [])) for report in reports],
        earlier=list(milestone.earlier.select_related("changed_by").order_by("-changed_at", "-pk")),
    )
