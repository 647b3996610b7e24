"""What coordinators decide, on one entry or on many at once; and that a report has been made with an approval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from contributions.models import HourEntry
from contributions.permissions import WAS_CORRECTED, can_coordinate, can_decide, can_reopen
from contributions.queries.hours import remit_of
from contributions.states import APPROVED, HOURS, RETURNED, SUBMITTED
from lib.money import amount_for
from lib.workflow import Refused, SomeoneWasFirst, demand, take_step
from partnership.audit import record, record_many
from partnership.models import Membership

from .common import patient
from .pairs import both_of, demand_open, with_other_halves
from .voiding import Why, hold_months, void_month_of, void_months_of

NO_REASON = _("Say in the field Reason what has to be corrected. The person reads it.")
NO_REASON_TO_REOPEN = _("Say in the field Reason why the approval is undone. It stays with the hours.")


@dataclass(frozen=True)
class Skipped:
    """Hours that were chosen but not decided on: what they are now, and by whom that was decided."""

    pk: int
    state: str
    decided_by: str = ""


@dataclass(frozen=True)
class Decided:
    """What became of a choice of hours."""

    done: list[HourEntry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


Picks = Mapping[int, int | None]  # an entry's id, and the version that was looked at when that is known


@patient
@transaction.atomic
def approve_many(*, membership: Membership, picks: Picks, now: datetime) -> Decided:
    """Approve what is in this coordinator's inbox; each line keeps today's rate and its amount (R03).

    Others that were picked are left alone and named in the answer. Four queries, whatever the number of lines.
    """
    demand(can_coordinate(membership))
    rows = _locked(membership, picks)
    approve_rows(rows, membership, now)
    record_many(by=membership, verb="hours.approved", rows=rows, at=now)
    return Decided(rows, _skipped(membership, picks, rows))


@patient
@transaction.atomic
def return_many(*, membership: Membership, picks: Picks, reason: str, now: datetime) -> Decided:
    """Send hours back with a reason for all of them. Raises Refused without a reason."""
    demand(can_coordinate(membership))
    reason = _demand_reason(reason, NO_REASON)
    hold_months(picks)
    rows = _locked(membership, picks)
    void_months_of(rows, by=membership, why=Why.RETURNED, now=now)
    HourEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=HOURS["return"].target,
        version=F("version") + 1,
        decided_at=now,
        decided_by=membership.user_id,
        return_reason=reason,
    )
    record_many(by=membership, verb="hours.returned", rows=rows, at=now)
    return Decided(rows, _skipped(membership, picks, rows))


def _demand_reason(reason: str, sentence) -> str:
    if not reason.strip():
        raise Refused(sentence)
    return reason.strip()


def _locked(membership: Membership, picks: Picks) -> list[HourEntry]:
    """The picked rows that may be decided on now, locked in the order of their ids so that two people never cross."""
    inbox = HourEntry.objects.inbox_of(membership).filter(with_other_halves(picks))
    rows = inbox.select_related("programme", "corrects").order_by("pk").select_for_update(of=("self",))
    changed = [row for row in rows if picks.get(row.pk) not in (None, row.version)]
    without = {row.pk for row in changed} | {row.corrects_id for row in changed if row.corrects_id}
    return [row for row in rows if row.pk not in without and row.corrects_id not in without]


def approve_rows(rows: list[HourEntry], membership: Membership, now: datetime) -> None:
    """One UPDATE; amounts are made in Python only, one for each combination of rate and minutes.

    A correction keeps the rate of what it corrects (R40), so that a pair comes to the difference, to the cent.
    """
    if not rows:
        return
    for row in rows:
        row.rate = row.corrects.rate if row.corrects_id else row.programme.rate
        row.amount = amount_for(row.minutes, row.rate)
    HourEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=HOURS["approve"].target,
        version=F("version") + 1,
        decided_at=now,
        decided_by=membership.user_id,
        rate=_one_of({_like(row): row.rate for row in rows}),
        amount=_one_of({_like(row, minutes=row.minutes): row.amount for row in rows}),
    )


def _like(row: HourEntry, **length: int) -> Q:
    """The lines that get the same as this one: a correction only itself, else those of its programme (and length)."""
    return Q(pk=row.pk) if row.corrects_id else Q(programme=row.programme_id, corrects=None, **length)


def _one_of(values: dict[Q, Decimal]) -> Case:
    return Case(
        *(When(condition, then=Value(value)) for condition, value in values.items()),
        output_field=HourEntry._meta.get_field("amount"),
    )


def _skipped(membership: Membership, picks: Picks, rows: list[HourEntry]) -> list[Skipped]:
    """What the others have become; hours that are not this coordinator's to judge stay unnamed."""
    left = set(picks) - {row.pk for row in rows}
    if not left:
        return []
    known = HourEntry.objects.decidable_by(membership).filter(pk__in=left).order_by("pk")
    found = {
        pk: Skipped(pk, state, name or "") for pk, state, name in known.values_list("pk", "state", "decided_by__name")
    }
    return [found.get(pk, Skipped(pk, "")) for pk in sorted(left)]


def approve_hours(*, membership: Membership, entry: HourEntry, version: int | None, now: datetime) -> HourEntry:
    """Approve one entry as it was looked at. Raises Refused with who was first."""
    demand(can_decide(membership, entry, remit_of(membership)))
    return _only(approve_many(membership=membership, picks={entry.pk: version}, now=now))


def return_hours(
    *, membership: Membership, entry: HourEntry, version: int | None, reason: str, now: datetime
) -> HourEntry:
    """Send one entry back with a reason. Raises Refused without one, or with who was first."""
    demand(can_decide(membership, entry, remit_of(membership)))
    return _only(return_many(membership=membership, picks={entry.pk: version}, reason=reason, now=now))


def _only(decided: Decided) -> HourEntry:
    if not decided.done:
        raise Refused(sentence_for(decided.skipped[0]))
    return decided.done[0]


def sentence_for(skipped: Skipped) -> str:
    """Why nothing was decided on one entry, in words."""
    if skipped.state == APPROVED:
        return _("%(name)s had already approved these hours.") % {"name": skipped.decided_by}
    if skipped.state == RETURNED:
        return _("%(name)s had already returned these hours.") % {"name": skipped.decided_by}
    if skipped.state == SUBMITTED:
        return _("These hours were changed while you looked at them. Look again before you decide.")
    return _("These hours do not wait for you any more.")


@patient
@transaction.atomic
def reopen_hours(*, membership: Membership, entry: HourEntry, reason: str, now: datetime) -> HourEntry:
    """Undo an approval: the hours wait again, rate and amount are gone. Refused once they are in a report."""
    reason = _demand_reason(reason, NO_REASON_TO_REOPEN)
    demand(can_reopen(membership, entry, remit_of(membership)))
    demand_open(entry, now)
    undone = {"decided_at": None, "decided_by": None, "rate": None, "amount": None, "return_reason": reason}
    halves = both_of(entry)
    if HourEntry.objects.filter(corrects__in=halves).exists():
        raise Refused(WAS_CORRECTED)
    void_month_of(entry, by=membership, why=Why.REOPENED, now=now)
    for half in halves:
        take_step(half, HOURS["reopen"], **undone)
        record(by=membership, verb="hours.reopened", row=half, at=now)
    return entry


@transaction.atomic
def mark_reported(*, entry_ids: Iterable[int], now: datetime) -> int:
    """From now on these approvals stand in a report and cannot be undone; says how many are marked for the first time.

    Raises SomeoneWasFirst when one of them is not approved any more: then the report must be made anew. The report's
    own audit event covers its lines.
    """
    ids = sorted(set(entry_ids))
    locked = HourEntry.objects.filter(pk__in=ids, state=APPROVED).order_by("pk").select_for_update(of=("self",))
    if len(locked.values_list("pk", flat=True)) != len(ids):
        raise SomeoneWasFirst
    # The version moves along, so that somebody who is just undoing an approval hears it.
    return HourEntry.objects.filter(pk__in=ids, reported_at=None).update(reported_at=now, version=F("version") + 1)
