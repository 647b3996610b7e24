"""Locking months of a programme: by rule, by hand, and opening one again for a while (R39, R40)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contributions.models import LockException, LockRule, MonthLock, Timesheet
from contributions.month_rights import can_manage_locks
from contributions.queries.locks import due_months, running_exceptions
from contributions.states import TimesheetState
from lib.periods import ONE_DAY, month_period, start_of, today
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership.audit import record, record_many
from partnership.models import Membership, Organisation, Programme

from .common import patient
from .voiding import write_steps

NOT_OVER = _("This month is not over yet. Lock it when it is.")
OUTSIDE = _("This month is outside the programme.")
LOCKED_ALREADY = _("This month is locked already.")
PAST = _("Choose a day from today on.")
NO_REASON = _("Say in the field Reason why the month is opened again. It stays with the lock.")
RUNS_ALREADY = _("There is an exception for this partner already. End it first if it has to run longer or shorter.")
DAYS_AFTER, GRACE_DAYS = range(1, 366), range(91)
NO_SUCH_RULE = _("Months lock 1 to 365 days after their end, with 0 to 90 days of grace.")


@dataclass(frozen=True)
class RuleDays:
    """When the months of a programme lock."""

    days_after: int
    grace_days: int


@patient
@transaction.atomic
def set_lock_rule(
    *, membership: Membership, programme: Programme, days: RuleDays, version: int | None, now: datetime
) -> LockRule:
    """Set or change when the months of a programme lock; `version` is that of the rule that was looked at, or None.

    Raises Refused for days that make no sense, SomeoneWasFirst when another rule was set meanwhile.
    """
    demand(can_manage_locks(membership))
    if days.days_after not in DAYS_AFTER or days.grace_days not in GRACE_DAYS:
        raise Refused(NO_SUCH_RULE)
    values = {"days_after": days.days_after, "grace_days": days.grace_days, "set_by": membership.user, "set_at": now}
    if version is None:
        try:
            with transaction.atomic():
                rule = LockRule.objects.create(programme=programme, **values)
        except IntegrityError:
            raise SomeoneWasFirst from None
    else:
        rows = LockRule.objects.filter(programme=programme, version=version)
        if not rows.update(**values, version=version + 1):
            raise SomeoneWasFirst
        rule = LockRule.objects.get(programme=programme)
    record(by=membership, verb="lock.rule_set", row=programme, at=now, days_after=days.days_after)
    return rule


@patient
@transaction.atomic
def remove_lock_rule(*, membership: Membership, programme: Programme, version: int, now: datetime) -> None:
    """From now on no month of this programme locks by itself. Raises Refused, SomeoneWasFirst."""
    demand(can_manage_locks(membership))
    deleted, _rows = LockRule.objects.filter(programme=programme, version=version).delete()
    if not deleted:
        raise SomeoneWasFirst
    record(by=membership, verb="lock.rule_removed", row=programme, at=now)


def lock_month(*, membership: Membership, programme: Programme, month: date, now: datetime) -> MonthLock:
    """Lock a month that is over by hand. Raises Refused."""
    demand(can_manage_locks(membership))
    if month_period(month).overlap(programme.period) is None:
        raise Refused(OUTSIDE)
    if today(now) <= month_period(month).last:
        raise Refused(NOT_OVER)
    lock = _lock(programme, month, by=membership, now=now)
    if lock is None:
        raise Refused(LOCKED_ALREADY)
    lock_accepted(programme_ids=[programme.pk], now=now)
    return lock


def lock_due_months(*, now: datetime) -> int:
    """Lock every month whose days are over; says how many. Run twice it does nothing more."""
    locked = 0
    rules = LockRule.objects.select_related("programme").order_by("programme_id")
    for rule in rules:
        locked += sum(
            _lock(rule.programme, month, by=None, now=now) is not None for month in due_months(rule, today(now))
        )
    lock_accepted(programme_ids=[rule.programme_id for rule in rules], now=now)
    return locked


@patient
@transaction.atomic
def _lock(programme: Programme, month: date, *, by: Membership | None, now: datetime) -> MonthLock | None:
    """One month; None when somebody else just locked it. Waits for who is logging in it at this moment."""
    values = {"locked_at": now, "locked_by_id": by.user_id if by else None}
    try:
        with transaction.atomic():
            lock = MonthLock.objects.create(programme=programme, month=month, **values)
    except IntegrityError:
        return None
    where = {} if by else {"partnership_id": programme.partnership_id}
    record(by=by, verb="lock.set", row=lock, at=now, **where)
    return lock


@transaction.atomic
def lock_accepted(*, programme_ids: Iterable[int], now: datetime) -> int:
    """Accepted months of locked periods are locked too, unless an exception runs; five queries at most."""
    whose = Q(organisation=None) | Q(organisation=OuterRef(OuterRef("organisation")))
    opened = running_exceptions(today(now)).filter(whose, lock=OuterRef("pk"))
    locks = MonthLock.objects.filter(~Exists(opened), programme=OuterRef("programme"), month=OuterRef("month"))
    rows = Timesheet.objects.filter(Exists(locks), programme__in=list(programme_ids), state=TimesheetState.ACCEPTED)
    sheets = list(rows.select_related("programme").order_by("pk").select_for_update(of=("self",)))
    if not sheets:
        return 0
    Timesheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        state=TimesheetState.LOCKED, version=F("version") + 1, locked_at=now
    )
    write_steps(sheets, "locked", by=None, now=now)
    for partnership_id in {sheet.programme.partnership_id for sheet in sheets}:
        here = [sheet for sheet in sheets if sheet.programme.partnership_id == partnership_id]
        record_many(by=None, verb="month.locked", rows=here, at=now, partnership_id=partnership_id)
    return len(sheets)


@patient
@transaction.atomic
def grant_exception(
    *,
    membership: Membership,
    lock: MonthLock,
    organisation: Organisation | None,
    last_day: date,
    reason: str,
    now: datetime,
) -> LockException:
    """Open a locked month again for one partner or for all, until and including a day. Raises Refused."""
    demand(can_manage_locks(membership))
    if not reason.strip():
        raise Refused(NO_REASON)
    if last_day < today(now):
        raise Refused(PAST)
    MonthLock.objects.select_for_update(of=("self",), no_key=True).get(pk=lock.pk)
    if running_exceptions(today(now)).filter(lock=lock, organisation=organisation).exists():
        raise Refused(RUNS_ALREADY)
    exception = LockException.objects.create(
        lock=lock,
        organisation=organisation,
        until=start_of(last_day + ONE_DAY),
        reason=reason.strip(),
        granted_by=membership.user,
        granted_at=now,
    )
    record(by=membership, verb="lock.exception_granted", row=exception, at=now)
    return exception


@patient
@transaction.atomic
def end_exception(*, membership: Membership, exception: LockException, now: datetime) -> None:
    """Close a month that was opened again. Raises Refused, SomeoneWasFirst when it has ended already."""
    demand(can_manage_locks(membership))
    if not LockException.objects.filter(pk=exception.pk, ended_at=None, until__gt=now).update(ended_at=now):
        raise SomeoneWasFirst
    record(by=membership, verb="lock.exception_ended", row=exception, at=now)
    lock_accepted(programme_ids=[exception.lock.programme_id], now=now)
