"""A week of somebody's own hours, written in one go: all of it, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributions.models import HourEntry, Proof
from contributions.permissions import can_change, can_log
from contributions.queries.checks import Effort, Findings, examine_many
from contributions.queries.locks import closed
from contributions.rules import Refusal
from contributions.sentences import REFUSALS
from contributions.states import EDITABLE, HOURS
from lib.periods import month_of, today
from lib.workflow import Refused, demand
from partnership.audit import record_many
from partnership.models import Membership

from .common import hold_days, patient
from .hours import CONTENT, content_of, is_same
from .offer_marks import mark_submitted, mark_thrown_away

GONE = _("Meanwhile this was thrown away. Save again to log it anew, or empty the cell.")
CHANGED = _("Meanwhile this was changed. What stands there now is shown; save again to make it what you typed.")
PLACE = ("programme_id", "organisation_id")
HAS_PROOF = _("Proof hangs on these hours. Open the entry to delete it.")
NOTHING_SAVED = _(
    "Nothing is saved yet: put right what is named here, and save again. All that you typed still stands."
)


@dataclass(frozen=True)
class Cell:
    """One cell of the week: its name in the form, and what it says; no `effort` when it was emptied.

    `entry_id` and `version` are of the entry that was looked at, when there was one.
    """

    name: str
    effort: Effort | None
    entry_id: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class Conflict:
    """A cell that somebody else changed meanwhile: why it was not written, and the entry as it is now, if any."""

    reason: str | Promise
    entry: HourEntry | None = None


class WeekRefused(Refused):
    """What was refused, by the name of the cell; nothing was written."""

    def __init__(self, findings: dict[str, tuple[Effort, Findings]], conflicts: dict[str, Conflict]):
        super().__init__(NOTHING_SAVED)
        self.findings, self.conflicts = findings, conflicts


@dataclass
class WeekSaved:
    """What saving a week did."""

    logged: list[HourEntry] = field(default_factory=list)
    changed: list[HourEntry] = field(default_factory=list)
    deleted: list[HourEntry] = field(default_factory=list)
    submitted: list[HourEntry] = field(default_factory=list)


@dataclass
class _Step:
    """A cell beside the entry it is about, and what the rules say."""

    cell: Cell
    effort: Effort
    entry: HourEntry | None
    findings: Findings | None = None

    @property
    def changes(self) -> bool:
        return self.entry is None or not is_same(self.entry, self.effort)


@patient
@transaction.atomic
def save_week(
    *, membership: Membership, days: list[date], cells: list[Cell], nonce: UUID, now: datetime, submit: bool = False
) -> WeekSaved:
    """Log, change and throw away what the cells say, and submit all of it if asked; all or nothing.

    The same form (its nonce) sent twice does it once. The number of queries does not grow with the cells. Raises
    Refused, and WeekRefused with what is wrong per cell.
    """
    demand(can_log(membership))
    hold_days([membership.user_id], days)
    found = _entries(membership, cells, nonce)
    conflicts: dict[str, Conflict] = {}
    emptied = _emptied(membership, cells, found, conflicts, today(now))
    steps = _steps(cells, found, nonce, conflicts)
    _judge(steps, emptied, now)
    _meet(membership, steps, conflicts)
    wrong = {
        step.cell.name: (step.effort, step.findings)
        for step in steps
        if step.cell.name not in conflicts and _is_wrong(step, submit)
    }
    if wrong or conflicts:
        raise WeekRefused(wrong, conflicts)
    return _write(membership, steps, emptied, nonce, now, submit=submit)


Found = dict[int | UUID, HourEntry]


def _nonce_of(nonce: UUID, cell: Cell) -> UUID:
    return uuid5(nonce, cell.name)


def _entries(membership: Membership, cells: list[Cell], nonce: UUID) -> Found:
    """The person's own entries that the cells are about, locked: by id, and by nonce when this form was sent before."""
    ids = [cell.entry_id for cell in cells if cell.entry_id]
    nonces = [_nonce_of(nonce, cell) for cell in cells if not cell.entry_id]
    here = HourEntry.objects.filter(person=membership.user_id, programme__partnership=membership.partnership_id)
    rows = here.filter(Q(pk__in=ids) | Q(entered_by=membership.user_id, nonce__in=nonces)).order_by("pk")
    found: Found = {}
    for entry in rows.select_related("activity__lab", "activity__programme", "programme").select_for_update(
        of=("self",)
    ):
        found[entry.pk] = entry
        if entry.nonce:
            found[entry.nonce] = entry
    return found


def _emptied(membership, cells: list[Cell], found: Found, conflicts: dict[str, Conflict], day: date) -> list[HourEntry]:
    """The entries whose cell was emptied; one that is gone already is no problem."""
    emptied = {cell.name: found.get(cell.entry_id) for cell in cells if cell.effort is None}
    there = {name: entry for name, entry in emptied.items() if entry is not None}
    proven = set(Proof.objects.filter(entry__in=[entry.pk for entry in there.values()]).values_list("entry", flat=True))
    programmes, organisations = ({getattr(row, name) for row in there.values()} for name in PLACE)
    locked = closed(programmes, organisations, day=day)
    versions = {cell.name: cell.version for cell in cells}
    for name, entry in there.items():
        month = (entry.organisation_id, entry.programme_id, month_of(entry.worked_on))
        kept = HAS_PROOF if entry.pk in proven else REFUSALS[Refusal.MONTH_LOCKED] if month in locked else ""
        if reason := _held_back(membership, entry, versions[name]) or kept:
            conflicts[name] = Conflict(reason, entry)
    return list(there.values())


def _held_back(membership: Membership, entry: HourEntry, version: int | None) -> str | Promise:
    """Why an entry can't be written over, or nothing."""
    decision = can_change(membership, entry)
    if not decision:
        return decision.reason
    return CHANGED if entry.version != (version or 1) else ""


def _steps(cells: list[Cell], found: Found, nonce: UUID, conflicts: dict[str, Conflict]) -> list[_Step]:
    steps = []
    for cell in cells:
        if cell.effort is None:
            continue
        entry = found.get(cell.entry_id or _nonce_of(nonce, cell))
        effort = cell.effort
        if entry is not None:
            effort = replace(effort, place=entry.place).with_entry(entry)
        elif cell.entry_id:
            conflicts[cell.name] = Conflict(GONE)
        steps.append(_Step(cell, effort, entry))
    return steps


def _judge(steps: list[_Step], emptied: list[HourEntry], now: datetime) -> None:
    """Ask the rules about all cells at once. The row's explanation goes with the days that need one."""
    findings = examine_many([step.effort for step in steps], day=today(now), removed=[entry.pk for entry in emptied])
    for step, found in zip(steps, findings, strict=True):
        step.findings = found
        if not found.concerns and not (step.entry and step.entry.explanation):
            step.effort = replace(step.effort, explanation="")


def _meet(membership: Membership, steps: list[_Step], conflicts: dict[str, Conflict]) -> None:
    """What somebody else did to the entries of the cells that change."""
    for step in steps:
        if step.entry is None or not step.changes:
            continue
        if reason := _held_back(membership, step.entry, step.cell.version):
            conflicts[step.cell.name] = Conflict(reason, step.entry)


def _is_wrong(step: _Step, submit: bool) -> bool:
    submits = submit and (step.entry is None or step.entry.state in EDITABLE)
    if not (step.changes or submits):
        return False
    return bool(step.findings.refusals or (submits and step.findings.missing))


def _write(membership, steps: list[_Step], emptied: list[HourEntry], nonce, now, *, submit: bool) -> WeekSaved:
    saved = WeekSaved(deleted=emptied)
    saved.logged = _log(membership, [step for step in steps if step.entry is None], nonce, now)
    saved.changed = _change(membership, [step for step in steps if step.entry is not None and step.changes], now)
    if emptied:
        record_many(by=membership, verb="hours.deleted", rows=emptied, at=now)
        mark_thrown_away(emptied, now)
        HourEntry.objects.filter(pk__in=[entry.pk for entry in emptied], state__in=EDITABLE).delete()
    if submit:
        standing = [step.entry for step in steps if step.entry is not None and step.entry.state in EDITABLE]
        saved.submitted = _submit(membership, [*saved.logged, *standing], now)
    return saved


def _log(membership: Membership, steps: list[_Step], nonce: UUID, now: datetime) -> list[HourEntry]:
    made = [
        HourEntry(
            **content_of(step.effort),
            organisation_id=step.effort.organisation_id,
            person_id=step.effort.person_id,
            entered_by_id=membership.user_id,
            entered_at=now,
            nonce=_nonce_of(nonce, step.cell),
        )
        for step in steps
    ]
    HourEntry.objects.bulk_create(made)
    record_many(by=membership, verb="hours.logged", rows=made, at=now)
    return made


def _change(membership: Membership, steps: list[_Step], now: datetime) -> list[HourEntry]:
    """New content for entries that are locked, and were compared with what was looked at."""
    by_fields: dict[tuple, list[HourEntry]] = {}
    for step in steps:
        content = content_of(step.effort)
        fields = tuple(sorted(name for name, value in content.items() if getattr(step.entry, name) != value))
        for name, value in content.items():
            setattr(step.entry, name, value)
        step.entry.version += 1
        by_fields.setdefault(fields, []).append(step.entry)
    changed = [entry for entries in by_fields.values() for entry in entries]
    if changed:
        HourEntry.objects.bulk_update(changed, [*CONTENT, "activity", "programme", "version"])
    for fields, entries in by_fields.items():
        record_many(by=membership, verb="hours.changed", rows=entries, at=now, fields=list(fields))
    return changed


def _submit(membership: Membership, entries: Iterable[HourEntry], now: datetime) -> list[HourEntry]:
    step, rows = HOURS["submit"], list(entries)
    HourEntry.objects.filter(pk__in=[row.pk for row in rows], state__in=step.sources).update(
        state=step.target, version=F("version") + 1, submitted_at=now, decided_at=None, decided_by=None
    )
    mark_submitted(rows, now)
    record_many(by=membership, verb="hours.submitted", rows=rows, at=now)
    return rows
