"""What people do with their own hours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError

from contributions.models import HourEntry
from contributions.permissions import can_change, can_log, can_submit, can_throw_away, can_withdraw
from contributions.queries.checks import Effort, examine
from contributions.states import EDITABLE, HOURS, SUBMITTED
from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst, demand, take_step
from partnership.audit import record
from partnership.models import Membership

from .common import HAS_PROOF, EntryRefused, hold_day, patient
from .offer_marks import mark_submitted, mark_thrown_away, mark_withdrawn
from .pairs import both_of, demand_open
from .voiding import Why, void_month_of

CONTENT = ("worked_on", "minutes", "kind", "description", "place", "explanation")


@dataclass(frozen=True)
class Logged:
    """An entry, and whether this call made it (False when the same form had been sent before)."""

    entry: HourEntry
    is_new: bool


def content_of(effort: Effort) -> dict:
    """The columns of an entry that an effort fills."""
    values = {name: getattr(effort, name) for name in CONTENT}
    return {**values, "activity": effort.activity, "programme": effort.activity.programme}


def is_same(entry: HourEntry, effort: Effort) -> bool:
    """Whether an entry says this already."""
    same = all(getattr(entry, name) == getattr(effort, name) for name in CONTENT)
    return same and entry.activity_id == effort.activity.pk


def _demand_valid(effort: Effort, now: datetime, *, complete: bool) -> None:
    findings = examine(effort, day=today(now))
    if findings.refusals or (complete and findings.missing):
        raise EntryRefused(findings)


@patient
@transaction.atomic
def log_hours(*, membership: Membership, effort: Effort, nonce: UUID, now: datetime, submit: bool = False) -> Logged:
    """Log hours of the person of `membership` as a draft, or submit them at once.

    The same form (its nonce) sent twice gives one entry. When its content was changed in between, the entry gets the
    new content as long as it may change. Raises Refused, EntryRefused when the rules refuse it.
    """
    demand(can_log(membership))
    hold_day(effort.person_id, effort.worked_on)
    if entry := _sent_before(membership, nonce):
        return Logged(_again(membership, entry, effort, now, submit=submit), is_new=False)
    _demand_valid(effort, now, complete=submit)
    try:
        with transaction.atomic():
            entry = HourEntry.objects.create(
                **content_of(effort),
                organisation_id=effort.organisation_id,
                person_id=effort.person_id,
                entered_by_id=membership.user_id,
                entered_at=now,
                nonce=nonce,
            )
    except IntegrityError:
        if entry := _sent_before(membership, nonce):  # the same form for another day was quicker
            return Logged(_again(membership, entry, effort, now, submit=submit), is_new=False)
        raise
    record(by=membership, verb="hours.logged", row=entry, at=now)
    if submit:
        _submit(membership, entry, now)
    return Logged(entry, is_new=True)


def _sent_before(membership: Membership, nonce: UUID) -> HourEntry | None:
    found = HourEntry.objects.filter(entered_by=membership.user_id, nonce=nonce)
    return found.select_related("activity__programme").first()


def _again(membership, entry: HourEntry, effort: Effort, now: datetime, *, submit: bool) -> HourEntry:
    """The answer to a form that was sent before: the entry, with what was typed since when that is still possible."""
    if not is_same(entry, effort):
        demand(can_change(membership, entry))
        _write(membership, entry, effort, now, complete=submit)
    if submit and entry.state in EDITABLE:
        _submit(membership, entry, now)
    return entry


@patient
@transaction.atomic
def change_hours(
    *, membership: Membership, entry: HourEntry, effort: Effort, version: int, now: datetime, submit: bool = False
) -> HourEntry:
    """Give a draft or returned entry new content, and submit it if asked; `version` is the one that was looked at.

    Raises Refused, EntryRefused, SomeoneWasFirst. Sending the same content again changes nothing.
    """
    if is_same(entry, effort) and entry.state == SUBMITTED and submit:
        return entry
    demand(can_change(membership, entry))
    hold_day(effort.person_id, effort.worked_on)
    if not is_same(entry, effort):
        if entry.version != version:
            raise SomeoneWasFirst
        demand_open(entry, now)
        _write(membership, entry, effort, now, complete=submit)
    if submit:
        _submit(membership, entry, now)
    return entry


def _write(membership, entry: HourEntry, effort: Effort, now: datetime, *, complete: bool) -> None:
    effort = effort.with_entry(entry)
    _demand_valid(effort, now, complete=complete)
    values = content_of(effort)
    if entry.worked_on != effort.worked_on:
        values["entered_at"] = now
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    rows = HourEntry.objects.filter(pk=entry.pk, version=entry.version, state__in=EDITABLE)
    if not rows.update(**values, version=F("version") + 1):
        raise SomeoneWasFirst
    entry.refresh_from_db()
    record(by=membership, verb="hours.changed", row=entry, at=now, fields=sorted(changed))


@patient
@transaction.atomic
def submit_hours(*, membership: Membership, entry: HourEntry, now: datetime) -> HourEntry:
    """Hand a draft or returned entry to the coordinator. Raises Refused, EntryRefused, SomeoneWasFirst."""
    demand(can_submit(membership, entry))
    hold_day(entry.person_id, entry.worked_on)
    for half in both_of(entry):
        _submit(membership, half, now)
    return entry


def _submit(membership, entry: HourEntry, now: datetime) -> None:
    if entry.corrects_id is None:
        _demand_valid(Effort.of(entry), now, complete=True)
    take_step(entry, HOURS["submit"], submitted_at=now, decided_at=None, decided_by=None)
    mark_submitted([entry], now)
    record(by=membership, verb="hours.submitted", row=entry, at=now)


@patient
@transaction.atomic
def withdraw_hours(*, membership: Membership, entry: HourEntry, now: datetime) -> HourEntry:
    """Take submitted hours back as a draft. Raises Refused, SomeoneWasFirst."""
    demand(can_withdraw(membership, entry))
    demand_open(entry, now)
    void_month_of(entry, by=membership, why=Why.WITHDRAWN, now=now)
    for half in both_of(entry):
        take_step(half, HOURS["withdraw"], submitted_at=None)
        mark_withdrawn([half])
        record(by=membership, verb="hours.withdrawn", row=half, at=now)
    return entry


@patient
@transaction.atomic
def delete_draft(*, membership: Membership, entry: HourEntry, now: datetime) -> None:
    """Throw away a draft or a returned entry; the log keeps that it was there. Raises Refused, SomeoneWasFirst."""
    demand(can_throw_away(membership, entry))
    demand_open(entry, now)
    for half in both_of(entry):
        record(by=membership, verb="hours.deleted", row=half, at=now, state=half.state)
        mark_thrown_away([half], now)
        try:
            deleted, _ = HourEntry.objects.filter(pk=half.pk, version=half.version, state__in=EDITABLE).delete()
        except ProtectedError:
            raise Refused(HAS_PROOF) from None
        if not deleted:
            raise SomeoneWasFirst
