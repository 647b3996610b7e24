"""Milestones: agreeing on them, changing what was agreed, taking them out, and reporting what was reached (R60)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.models import Membership, Programme

from ..models import Activity, EarlierMilestone, Milestone, MilestoneFigure, MilestoneFile, MilestoneReport
from .milestones_files import kept_files

NOT_YOURS = _("Only who runs this lab keeps its milestones.")
REPORTED = _("There is a report on this milestone, so it stays. Report that it was not reached instead.")
AGREED = ("name", "planned_on", "planned_result")


def add_milestone(*, by: Membership, activity: Activity, nonce: UUID, now: datetime, **values: Any) -> Milestone:
    """Agree on a milestone of an activity. The same nonce twice is one milestone. Raises Refused."""
    _require(by, activity)
    _refuse_day(activity.programme, values["planned_on"])
    try:
        with transaction.atomic():
            milestone = Milestone.objects.create(activity=activity, nonce=nonce, **values)
            audit.record(by=by, verb="milestone.added", row=milestone, at=now)
    except IntegrityError:
        sent = Milestone.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise
        return sent
    return milestone


@transaction.atomic
def change_milestone(*, by: Membership, milestone: Milestone, reason: str, now: datetime, **values: Any) -> Milestone:
    """Agree on something else. What was agreed before is kept, with the reason. Raises Refused."""
    current = _hold(by, milestone)
    _refuse_day(current.activity.programme, values["planned_on"])
    was = {each: getattr(current, each) for each in AGREED}
    changed = [each for each in AGREED if was[each] != values[each]]
    if not changed:
        return current
    for each in changed:
        setattr(current, each, values[each])
    current.save(update_fields=changed)
    kept = {"milestone": current, "reason": reason, "changed_at": now, "changed_by_id": by.user_id}
    EarlierMilestone.objects.create(**kept, **was)
    audit.record(by=by, verb="milestone.changed", row=current, at=now, fields=changed)
    return current


@transaction.atomic
def remove_milestone(*, by: Membership, milestone: Milestone, now: datetime) -> None:
    """Take a milestone that nobody reported on out of the plan. Its row stays, for the log. Raises Refused."""
    current = _hold(by, milestone)
    if current.reports.exists():
        raise Refused(REPORTED)
    current.removed_at, current.removed_by_id = now, by.user_id
    current.save(update_fields=["removed_at", "removed_by"])
    audit.record(by=by, verb="milestone.removed", row=current, at=now)


def report_milestone(
    *,
    by: Membership,
    milestone: Milestone,
    seen: int,
    figures: Sequence[tuple[str, Decimal]] = (),
    uploads: Sequence = (),
    nonce: UUID,
    now: datetime,
    **values: Any,
) -> MilestoneReport:
    """Report on a milestone: what came of it, on which day, with figures and files.

    `seen` is the key of the latest report that the person knew of (0: none). Of two who report at once the second is
    told, and looks again. The same nonce twice is one report. Raises Refused, and then no file is kept.
    """
    _require(by, milestone.activity)
    _refuse_future(values["looked_on"], now)
    with kept_files(uploads, now) as files, transaction.atomic():
        current = _hold(by, milestone)
        if sent := current.reports.filter(nonce=nonce).first():
            for file in files:
                file.forget()
            return sent
        latest = current.reports.latest_first().first()
        if (latest.pk if latest else 0) != seen:
            raise SomeoneWasFirst
        report = MilestoneReport.objects.create(
            milestone=current, reported_at=now, reported_by_id=by.user_id, nonce=nonce, **values
        )
        MilestoneFigure.objects.bulk_create(
            MilestoneFigure(report=report, name=name, value=value) for name, value in figures
        )
        MilestoneFile.objects.bulk_create(MilestoneFile(report=report, **file.values) for file in files)
        counts = {"figures": len(figures), "files": len(files)}
        audit.record(by=by, verb="milestone.reported", row=current, at=now, outcome=values["outcome"], **counts)
    return report


def wrong_planned_day(programme: Programme, day: date | None) -> Iterator[str]:
    """What is wrong with the planned date of a milestone; nothing when there is none yet."""
    if day and day not in programme.period:
        yield _("This day is outside the programme. Choose a day within it.")


def wrong_looked_day(day: date | None, now: datetime) -> Iterator[str]:
    """What is wrong with the day of a report."""
    if day and day > today(now):
        yield _("This day is still to come. Report on it when it is there.")


def _refuse_day(programme: Programme, day: date) -> None:
    for message in wrong_planned_day(programme, day):
        raise Refused(message)


def _refuse_future(day: date, now: datetime) -> None:
    for message in wrong_looked_day(day, now):
        raise Refused(message)


def _require(by: Membership, activity: Activity) -> None:
    if not Activity.objects.run_by(by).filter(pk=activity.pk).exists():
        raise Refused(NOT_YOURS)


def _hold(by: Membership, milestone: Milestone) -> Milestone:
    """The milestone as it is now, while nobody else changes, removes or reports on it."""
    _require(by, milestone.activity)
    rows = Milestone.objects.there().select_for_update(of=["self"]).select_related("activity__programme")
    current = rows.filter(pk=milestone.pk).first()
    if current is None:
        raise SomeoneWasFirst
    return current
