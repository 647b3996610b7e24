"""A month that changes after it was handed in is handed in no more: the one place that every action calls (R38)."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db.models import F

from contributions.models import HourEntry, Timesheet, TimesheetStep
from contributions.states import TimesheetState
from partnership.audit import record_many
from partnership.models import Membership

DRAFT = TimesheetState.DRAFT
CLEARED = {
    "state": DRAFT,
    "nothing": False,
    "no_double_funding": False,
    "minutes": 0,
    "lines": 0,
    "fingerprint": "",
    "submitted_at": None,
    "confirmed_at": None,
    "confirmed_by": None,
    "accepted_at": None,
    "accepted_by": None,
    "locked_at": None,
}


class Why(StrEnum):
    """Why a month was voided; its words stand in `month_sentences.py`."""

    WITHDRAWN = "hours_withdrawn"
    RETURNED = "hours_returned"
    REOPENED = "approval_undone"
    AGAIN = "handed_in_again"


def hold_months(entry_ids: Iterable[int]) -> None:
    """Lock the months of these lines before the lines themselves, in the order in which everybody does it."""
    months = HourEntry.objects.filter(pk__in=list(entry_ids)).values("timesheet")
    list(Timesheet.objects.filter(pk__in=months).order_by("pk").select_for_update().values_list("pk"))


def void_months_of(entries: Iterable[HourEntry], *, by: Membership, why: Why, now: datetime) -> None:
    """Void the months that these lines were handed in with. Five queries, whatever their number; none without one."""
    ids = {entry.timesheet_id for entry in entries if entry.timesheet_id}
    if ids:
        rows = Timesheet.objects.filter(pk__in=ids).exclude(state=DRAFT).order_by("pk")
        void(list(rows.select_for_update()), by=by, why=why, now=now)


def void_month_of(entry: HourEntry, *, by: Membership, why: Why, now: datetime) -> None:
    """The same for one line, whose month may have been handed in since it was read."""
    rows = Timesheet.objects.filter(hours=entry.pk).exclude(state=DRAFT)
    void(list(rows.select_for_update(of=("self",))), by=by, why=why, now=now)
    entry.timesheet_id = None


def void(sheets: list[Timesheet], *, by: Membership, why: Why, now: datetime, reason: str = "") -> None:
    """Back to a draft: nobody stands for these months any more, and no line belongs to them."""
    if not sheets:
        return
    take_back(sheets, return_reason="")
    write_steps(sheets, "voided", by=by, now=now, reason=why)
    record_many(by=by, verb="month.voided", rows=sheets, at=now, why=str(why))


def take_back(sheets: list[Timesheet], *, return_reason: str) -> None:
    HourEntry.objects.filter(timesheet__in=sheets).update(timesheet=None)
    rows = Timesheet.objects.filter(pk__in=[sheet.pk for sheet in sheets])
    rows.update(**CLEARED, version=F("version") + 1, return_reason=return_reason)


def write_steps(
    sheets: Iterable[Timesheet], verb: str, *, by: Membership | None, now: datetime, reason: str = ""
) -> None:
    """Append a step to each month: who, in which role, for whom, when, and over which content."""
    TimesheetStep.objects.bulk_create(
        TimesheetStep(
            timesheet=sheet,
            verb=verb,
            by_id=by.user_id if by else None,
            role=by.role if by else "",
            organisation_id=by.organisation_id if by else None,
            at=now,
            fingerprint=sheet.fingerprint,
            reason=reason,
        )
        for sheet in sheets
    )
