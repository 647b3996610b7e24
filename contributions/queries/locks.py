"""Which months are open, about to lock, or locked, and for whom they were opened again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from contributions.models import LockException, LockRule, MonthLock
from contributions.rules import last_open_day
from lib.periods import ONE_DAY, Period, month_of, month_period, start_of, today
from partnership.models import Programme


def running_exceptions(day: date) -> QuerySet[LockException]:
    """Exceptions that still hold on `day`. They end at midnight, so a day says it all."""
    return LockException.objects.filter(ended_at=None, until__gt=start_of(day))


def locks_for(organisation_id: int, day: date) -> QuerySet[MonthLock]:
    """Locks that hold for one organisation on `day`."""
    whose = Q(organisation=None) | Q(organisation=organisation_id)
    return MonthLock.objects.exclude(Exists(running_exceptions(day).filter(whose, lock=OuterRef("pk"))))


def locked_months(*, programme_id: int, organisation_id: int, day: date) -> frozenset[date]:
    """The first days of the months in which an organisation can log nothing on `day`; one query."""
    rows = locks_for(organisation_id, day).filter(programme=programme_id)
    return frozenset(rows.values_list("month", flat=True))


def is_locked(*, programme_id: int, organisation_id: int, worked_on: date, day: date) -> bool:
    """Whether hours on `worked_on` can't be logged or changed any more on `day`."""
    return locks_for(organisation_id, day).filter(programme=programme_id, month=month_of(worked_on)).exists()


def closed(programme_ids: Iterable[int], organisation_ids: Iterable[int], *, day: date) -> set[tuple[int, int, date]]:
    """Organisation, programme and month (its first day) wherever nothing can be logged on `day`; one query."""
    holds = Q(exceptions__ended_at=None, exceptions__until__gt=start_of(day))
    rows = MonthLock.objects.filter(programme__in=programme_ids).annotate(
        running=FilteredRelation("exceptions", condition=holds)
    )
    opened: dict[tuple, set] = {}
    for programme_id, month, exception, whose in rows.values_list(
        "programme_id", "month", "running__pk", "running__organisation_id"
    ):
        free = opened.setdefault((programme_id, month), set())
        if exception is not None:
            free.add(whose)
    return {
        (organisation_id, programme_id, month)
        for (programme_id, month), free in opened.items()
        for organisation_id in organisation_ids
        if None not in free and organisation_id not in free
    }


@dataclass(frozen=True)
class Openness:
    """How a month stands for one organisation: open, closing (in its grace period) or locked."""

    month: date
    last_day: date | None = None  # on which hours can still be logged; None: there is no end to it
    closing: bool = False
    lock: MonthLock | None = None
    exception: LockException | None = None

    @property
    def is_locked(self) -> bool:
        return self.lock is not None and self.exception is None

    @property
    def until(self) -> date | None:
        """Until and including which day hours can be logged, when that is about to end."""
        if self.exception is not None:
            return last_day_of(self.exception)
        return self.last_day if self.closing else None


def last_day_of(exception: LockException) -> date:
    """The last day on which an exception holds."""
    return today(exception.until) - ONE_DAY


def openness(programme: Programme, month: date, *, organisation_id: int, now: datetime) -> Openness:
    """How one month stands for one organisation; at most three queries."""
    return openness_of_months(programme, [month], organisation_id=organisation_id, now=now)[month]


def openness_of_months(
    programme: Programme, months: Iterable[date], *, organisation_id: int, now: datetime
) -> dict[date, Openness]:
    """How months stand for one organisation; three queries, whatever their number."""
    months, day = list(months), today(now)
    rule = LockRule.objects.filter(programme=programme).first()
    locks = {lock.month: lock for lock in MonthLock.objects.filter(programme=programme, month__in=months)}
    whose = Q(organisation=None) | Q(organisation=organisation_id)
    running = running_exceptions(day).filter(whose, lock__in=list(locks.values())) if locks else ()
    exceptions = {exception.lock_id: exception for exception in sorted(running, key=lambda each: each.until)}
    found = {}
    for month in months:
        lock = locks.get(month)
        exception = exceptions.get(lock.pk) if lock else None
        closing = rule is not None and lock is None and day > last_open_day(month, days_after=rule.days_after)
        last_day = last_open_day(month, days_after=rule.days_after, grace_days=rule.grace_days) if rule else None
        found[month] = Openness(month, last_day, closing, lock, exception)
    return found


def due_months(rule: LockRule, day: date) -> list[date]:
    """The months of a programme that are to be locked on `day` and are not yet, oldest first."""
    programme = rule.programme
    locked = set(MonthLock.objects.filter(programme=programme).values_list("month", flat=True))
    days = {"days_after": rule.days_after, "grace_days": rule.grace_days}
    months = months_of(programme.period, until=day)
    return [month for month in months if month not in locked and last_open_day(month, **days) < day]


def months_of(period: Period, *, until: date) -> list[date]:
    """The months that a period touches, up to that of the day `until`."""
    month, found = month_of(period.first), []
    while month <= min(period.last, until):
        found.append(month)
        month = month_period(month).last + ONE_DAY
    return found


@dataclass(frozen=True)
class Opened:
    """An exception in a list: whether it still holds, and its last day."""

    exception: LockException
    runs: bool

    @property
    def last_day(self) -> date:
        return last_day_of(self.exception)


@dataclass(frozen=True)
class LockBoard:
    """The months of a programme as management sees them, the newest first."""

    locks: list[MonthLock]
    opened: list[Opened]
    lockable: list[date]
    closing: list[tuple[date, date]]  # month, and the last day on which hours can be logged in it


def lock_board(programme: Programme, rule: LockRule | None, *, now: datetime) -> LockBoard:
    """Everything on the page of locks; two queries."""
    day = today(now)
    locks = list(MonthLock.objects.filter(programme=programme).select_related("locked_by").order_by("-month"))
    exceptions = LockException.objects.filter(lock__programme=programme)
    related = exceptions.select_related("lock", "organisation", "granted_by").order_by("-granted_at", "-pk")
    locked = {lock.month for lock in locks}
    over = [month for month in months_of(programme.period, until=day) if month_period(month).last < day]
    lockable = [month for month in reversed(over) if month not in locked]
    return LockBoard(
        locks=locks,
        opened=[Opened(each, each.ended_at is None and each.until > now) for each in related],
        lockable=lockable,
        closing=_closing(rule, lockable, day),
    )


def _closing(rule: LockRule | None, months: list[date], day: date) -> list[tuple[date, date]]:
    if rule is None:
        return []
    days = {"days_after": rule.days_after, "grace_days": rule.grace_days}
    return [
        (month, last_open_day(month, **days))
        for month in months
        if last_open_day(month, days_after=rule.days_after) < day <= last_open_day(month, **days)
    ]
