"""What people do with months: hand in, confirm, accept, return. Many at once in as many queries as one (R36 to R38)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contributions.models import HourEntry, Timesheet
from contributions.month_rights import (
    RETURNABLE_BY_COMPANY,
    RETURNABLE_BY_PARTNERSHIP,
    can_hand_in,
)
from contributions.month_sentences import LEFT_ALONE
from contributions.permissions import NO_RIGHT, Remit
from contributions.queries.hours import remit_of
from contributions.queries.locks import closed, is_locked
from contributions.queries.months import Problem, fingerprint_of, lines_of_month, problems_of
from contributions.rules import Refusal
from contributions.sentences import REFUSALS
from contributions.states import EDITABLE, RETURNED, SUBMITTED, TimesheetState
from lib.periods import today
from lib.workflow import Refused, demand
from partnership.audit import record, record_many
from partnership.models import Membership, Programme
from partnership.roles import Permission

from .common import patient
from .decisions import approve_rows
from .locks import lock_accepted
from .offer_marks import mark_submitted
from .voiding import Why, take_back, void, write_steps

CONFIRMED, ACCEPTED = TimesheetState.CONFIRMED, TimesheetState.ACCEPTED
NO_STATEMENT = _("Tick that these hours are not also declared under another subsidy. Without that they do not count.")
NO_HOURS = _("There are no hours in this month. Say “nothing this month”, or log your hours first.")
NOT_NOTHING = _("There are hours in this month, so it was not nothing. Hand them in, or delete them first.")
NOTHING_NEW = _("You handed this month in already, and nothing came later.")
INCOMPLETE = _("Some hours are not complete yet. Put them right below, then hand in the month.")
NO_REASON = _("Say in the field Reason what is wrong with this month. The person reads it.")
MONTH_STAYS = _("This month is locked. Open it first, then return it.")


class MonthRefused(Refused):
    """A month with lines that the rules refuse, or that miss something; `problems` says which."""

    def __init__(self, problems: list[Problem]):
        super().__init__(INCOMPLETE)
        self.problems = problems


@patient
@transaction.atomic
def hand_in_month(
    *, membership: Membership, programme: Programme, month: date, statement: bool, now: datetime
) -> Timesheet:
    """Submit every line of one's own month in one go, and stand for it. A month that was handed in is handed in again
    when lines came later. Raises Refused, MonthRefused."""
    sheet, lines = _hold(membership, programme, month, now)
    if not lines:
        raise Refused(NO_HOURS)
    if not statement:
        raise Refused(NO_STATEMENT)
    if problems := problems_of(lines, day=today(now)):
        raise MonthRefused(problems)
    _void_before(sheet, lines, membership, now)
    _submit_lines(sheet, lines, membership, now)
    return _stand_for(sheet, lines, membership, now, nothing=False)


@patient
@transaction.atomic
def nothing_this_month(*, membership: Membership, programme: Programme, month: date, now: datetime) -> Timesheet:
    """The answer that there was nothing to log. Raises Refused when there is."""
    sheet, lines = _hold(membership, programme, month, now)
    if lines:
        raise Refused(NOT_NOTHING)
    _void_before(sheet, lines, membership, now)
    return _stand_for(sheet, lines, membership, now, nothing=True)


def _hold(membership: Membership, programme: Programme, month: date, now: datetime):
    """The month and its lines, so that nobody else changes them until the end."""
    demand(can_hand_in(membership, programme, month, day=today(now)))
    whose = {"programme": programme, "organisation_id": membership.organisation_id, "person_id": membership.user_id}
    Timesheet.objects.get_or_create(**whose, month=month)
    sheet = Timesheet.objects.select_for_update(of=("self",)).get(**whose, month=month)
    lines = lines_of_month(
        programme_id=programme.pk, organisation_id=membership.organisation_id, person_id=membership.user_id, month=month
    )
    related = lines.select_related("activity__lab", "activity__programme").order_by("pk")
    return sheet, list(related.select_for_update(of=("self",)))


def _void_before(sheet: Timesheet, lines: list[HourEntry], membership: Membership, now: datetime) -> None:
    if sheet.state == TimesheetState.DRAFT:
        return
    if sheet.state == TimesheetState.LOCKED and _is_locked(sheet, now):
        raise Refused(REFUSALS[Refusal.MONTH_LOCKED])
    if not any(line.timesheet_id is None for line in lines):
        raise Refused(NOTHING_NEW)
    void([sheet], by=membership, why=Why.AGAIN, now=now)


def _is_locked(sheet: Timesheet, now: datetime) -> bool:
    where = {"programme_id": sheet.programme_id, "organisation_id": sheet.organisation_id}
    return is_locked(**where, worked_on=sheet.month, day=today(now))


def _submit_lines(sheet: Timesheet, lines: list[HourEntry], membership: Membership, now: datetime) -> None:
    """Drafts and what came back are submitted; every line belongs to the month, which whoever looks at it now hears."""
    fresh = [line for line in lines if line.state in EDITABLE]
    HourEntry.objects.filter(pk__in=[line.pk for line in fresh]).update(
        state=SUBMITTED, submitted_at=now, decided_at=None, decided_by=None
    )
    mark_submitted(fresh, now)
    record_many(by=membership, verb="hours.submitted", rows=fresh, at=now)
    rows = HourEntry.objects.filter(pk__in=[line.pk for line in lines])
    rows.update(timesheet=sheet, version=F("version") + 1)


def _stand_for(
    sheet: Timesheet, lines: list[HourEntry], membership: Membership, now: datetime, *, nothing: bool
) -> Timesheet:
    sheet.nothing, sheet.no_double_funding = nothing, not nothing
    Timesheet.objects.filter(pk=sheet.pk).update(
        state=SUBMITTED,
        version=F("version") + 1,
        nothing=nothing,
        no_double_funding=not nothing,
        minutes=sum(line.minutes for line in lines),
        lines=len(lines),
        fingerprint=fingerprint_of(sheet, lines),
        submitted_at=now,
        return_reason="",
    )
    sheet.refresh_from_db()
    write_steps([sheet], "submitted", by=membership, now=now)
    record(by=membership, verb="month.submitted", row=sheet, at=now)
    return sheet


# --- Many at once ----------------------------------------------------------------------------------------------
Picks = Mapping[int, int | None]  # a month's id, and the version that was looked at when that is known


@dataclass(frozen=True)
class LeftAlone:
    """A month that was chosen but nothing was done with, and why in words."""

    pk: int
    why: str


@dataclass(frozen=True)
class Judged:
    """What became of a choice of months."""

    done: list[Timesheet] = field(default_factory=list)
    left: list[LeftAlone] = field(default_factory=list)


@patient
@transaction.atomic
def confirm_months(*, membership: Membership, picks: Picks, now: datetime) -> Judged:
    """The company stands for the months of colleagues, over exactly what they handed in. Raises Refused."""
    if not membership.can(Permission.CONFIRM_MONTHS):
        raise Refused(NO_RIGHT)
    sheets, left = _held(Timesheet.objects.confirmable_by(membership), picks)
    lines = _lines(sheets)
    done = [sheet for sheet in sheets if fingerprint_of(sheet, lines[sheet.pk]) == sheet.fingerprint]
    left += [_left(sheet.pk, "changed") for sheet in sheets if sheet not in done]
    _take(done, CONFIRMED, membership, now, confirmed_at=now, confirmed_by=membership.user_id)
    return Judged(done, left)


@patient
@transaction.atomic
def accept_months(*, membership: Membership, picks: Picks, now: datetime) -> Judged:
    """The partnership accepts confirmed months. Lines that wait and are this coordinator's to judge are approved along;
    a month with lines that wait for another lab is left alone. Raises Refused."""
    if not membership.can(Permission.ACCEPT_MONTHS):
        raise Refused(NO_RIGHT)
    sheets, left = _held(Timesheet.objects.acceptable_by(membership), picks)
    lines, remit, done = _lines(sheets), remit_of(membership), []
    for sheet in sheets:
        code, labs = _hindrance(sheet, lines[sheet.pk], remit)
        if code:
            left.append(_left(sheet.pk, code, labs=", ".join(labs)))
        else:
            done.append(sheet)
    waiting = [line for sheet in done for line in lines[sheet.pk] if line.state == SUBMITTED]
    approve_rows(waiting, membership, now)
    record_many(by=membership, verb="hours.approved", rows=waiting, at=now)
    _take(done, ACCEPTED, membership, now, accepted_at=now, accepted_by=membership.user_id)
    lock_accepted(programme_ids={sheet.programme_id for sheet in done}, now=now)
    return Judged(done, left)


def _hindrance(sheet: Timesheet, lines: list[HourEntry], remit: Remit) -> tuple[str, list[str]]:
    """Why a month can't be accepted by somebody with this remit, and the labs that it waits for."""
    if fingerprint_of(sheet, lines) != sheet.fingerprint:
        return "changed", []
    waiting = {line.activity.lab for line in lines if line.state == SUBMITTED}
    others = sorted(str(lab.name) for lab in waiting if lab.pk not in remit.labs)
    return ("waits", others) if others else ("", [])


@patient
@transaction.atomic
def return_months(*, membership: Membership, picks: Picks, reason: str, now: datetime) -> Judged:
    """Give months back with a reason; what only waits in them comes back too. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(NO_REASON)
    sheets, left = _held(_returnable(membership), picks)
    shut = closed({each.programme_id for each in sheets}, {each.organisation_id for each in sheets}, day=today(now))
    done = [each for each in sheets if (each.organisation_id, each.programme_id, each.month) not in shut]
    left += [LeftAlone(sheet.pk, str(MONTH_STAYS)) for sheet in sheets if sheet not in done]
    rows = list(HourEntry.objects.filter(timesheet__in=done, state=SUBMITTED).order_by("pk").select_for_update())
    take_back(done, return_reason=reason.strip())
    HourEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=RETURNED,
        version=F("version") + 1,
        decided_at=now,
        decided_by=membership.user_id,
        return_reason=reason.strip(),
    )
    record_many(by=membership, verb="hours.returned", rows=rows, at=now)
    write_steps(done, "returned", by=membership, now=now, reason=reason.strip())
    record_many(by=membership, verb="month.returned", rows=done, at=now)
    return Judged(done, left)


def _returnable(membership: Membership):
    """The company what it has to confirm or confirmed; the partnership what it has to accept or accepted."""
    if membership.can(Permission.CONFIRM_MONTHS):
        return Timesheet.objects.colleagues_of(membership).filter(state__in=RETURNABLE_BY_COMPANY)
    if membership.can(Permission.ACCEPT_MONTHS):
        return Timesheet.objects.judgeable_by(membership).filter(state__in=RETURNABLE_BY_PARTNERSHIP)
    raise Refused(NO_RIGHT)


def _held(rows, picks: Picks) -> tuple[list[Timesheet], list[LeftAlone]]:
    """The picked months as they were looked at, locked in the order of their ids; and the others."""
    found = list(rows.filter(pk__in=list(picks)).order_by("pk").select_for_update(of=("self",)))
    sheets = [sheet for sheet in found if picks[sheet.pk] in (None, sheet.version)]
    changed = [_left(sheet.pk, "changed") for sheet in found if sheet not in sheets]
    there = {sheet.pk for sheet in found}
    return sheets, changed + [_left(pk, "gone") for pk in sorted(picks) if pk not in there]


def _left(pk: int, code: str, **values: str) -> LeftAlone:
    return LeftAlone(pk, str(LEFT_ALONE[code]) % values)


def _lines(sheets: list[Timesheet]) -> dict[int, list[HourEntry]]:
    found: dict[int, list[HourEntry]] = {sheet.pk: [] for sheet in sheets}
    rows = HourEntry.objects.filter(timesheet__in=sheets).select_related("programme", "activity__lab", "corrects")
    for line in rows.order_by("pk").select_for_update(of=("self",)):
        found[line.timesheet_id].append(line)
    return found


def _take(sheets: list[Timesheet], state: str, membership: Membership, now: datetime, **changes) -> None:
    """One UPDATE, one INSERT of steps and one of events; the months stay locked since they were read."""
    rows = Timesheet.objects.filter(pk__in=[sheet.pk for sheet in sheets])
    rows.update(state=state, version=F("version") + 1, **changes)
    write_steps(sheets, str(state), by=membership, now=now)
    record_many(by=membership, verb="month.confirmed" if state == CONFIRMED else "month.accepted", rows=sheets, at=now)
