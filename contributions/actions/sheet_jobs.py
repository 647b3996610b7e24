"""Reading and writing spreadsheets in the background, and at a terminal. A spreadsheet is a job while it is read or
written: a worker claims it, holds it by a lease, and every later step names the attempt it belongs to.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from contributions.models import HourEntry, SheetImport, SheetRow
from contributions.queries.sheets import people_of, read_books
from contributions.sheets.book import Book
from contributions.sheets.facts import Judged, Outcome, SheetRefused, Verdict
from contributions.sheets.judge import Plan, judge
from contributions.sheets.refused import plain_cell
from contributions.states import DRAFT, SUBMITTED, SheetState
from lib.jobs import Failure
from lib.periods import today
from lib.queue import wake, wake_each
from partnership.audit import record, record_many
from partnership.models import AuditEvent, Membership

from .common import hold_people
from .sheets import TASK, content_of

LEASE = timedelta(seconds=60)
PATIENCE = timedelta(seconds=20)
BATCH = 1000
WORKING = (SheetState.READING, SheetState.WRITING)
log = structlog.get_logger(__name__)


class Stopped(Exception):
    """Somebody cancelled, or another worker took over: nothing of this attempt may stay."""


@dataclass
class Progress:
    """How far a worker is; another thread tells the page, and hears whether to go on."""

    total: int = 0
    done: int = 0
    stopped: Event = field(default_factory=Event)

    def step(self, rows: int = 1) -> None:
        self.done += rows
        if self.stopped.is_set():
            raise Stopped


def _ready(now: datetime, holder: str = ""):
    """What a worker may take; a task that comes again under the same id was lost with its worker."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    if holder:
        free |= Q(held_by=holder)
    return SheetImport.objects.filter(free, state__in=WORKING, attempts__lt=settings.JOB_ATTEMPTS)


def claim_sheet(*, sheet_id: int, now: datetime, holder: str = "") -> SheetImport | None:
    """Take a spreadsheet to read or write, for the task with id `holder`. Of two workers one gets it."""
    changes = {"lease_until": now + LEASE, "held_by": holder, "rows_done": 0}
    if not _ready(now, holder).filter(pk=sheet_id).update(attempts=F("attempts") + 1, **changes):
        return None
    return SheetImport.objects.select_related("programme", "organisation").get(pk=sheet_id)


def _mine(sheet: SheetImport):
    return SheetImport.objects.filter(
        pk=sheet.pk, state=sheet.state, version=sheet.version, attempts=sheet.attempts, lease_until__isnull=False
    )


def renew_lease(*, sheet: SheetImport, progress: Progress, now: datetime) -> bool:
    """Hold it a little longer and say how far it is. False, and the work stops, when it is somebody else's now."""
    far = {"rows_done": min(progress.done, progress.total), "rows_total": progress.total}
    if _mine(sheet).update(lease_until=now + LEASE, **far):
        return True
    progress.stopped.set()
    return False


def read_sheet(*, sheet: SheetImport, progress: Progress, now: datetime) -> None:
    """Judge every row and keep the verdicts for the preview. Raises SheetRefused, Stopped."""
    judged = _judged(sheet, progress, now)
    with transaction.atomic():
        SheetRow.objects.filter(sheet=sheet).delete()
        write_rows(sheet, judged.verdicts, progress)
        figures = figures_of(judged)
        if not _mine(sheet).update(
            state=SheetState.READ, version=F("version") + 1, lease_until=None, held_by="", **figures
        ):
            raise Stopped


def write_sheet(*, sheet: SheetImport, progress: Progress, now: datetime) -> None:
    """Write what is still acceptable of what was confirmed, all or nothing. Raises SheetRefused, Stopped."""
    before = _verdicts_of(sheet)
    with transaction.atomic():
        wait_for_others(person.id for person in people_of(sheet.organisation))
        judged = _judged(sheet, progress, now, before)
        by = _who(sheet)
        write_entries(sheet, judged, by, progress, now)
        _mark_changed(sheet, judged, before)
        done = {"state": SheetState.DONE, "version": F("version") + 1, "finished_at": now}
        if not _mine(sheet).update(**done, lease_until=None, held_by="", **figures_of(judged)):
            raise Stopped
        sheet.refresh_from_db()
        record_written(sheet, by, now)


def wait_for_others(people: Iterable[int]) -> None:
    """Until this transaction ends nobody logs hours of these people, and it may take longer than a page may."""
    with connection.cursor() as cursor:
        for limit in ("lock_timeout = '30s'", "statement_timeout = 0", "idle_in_transaction_session_timeout = '5min'"):
            cursor.execute(f"SET LOCAL {limit}")
    hold_people(people)


def _judged(sheet: SheetImport, progress: Progress, now: datetime, before=None) -> Judged:
    books = read_books(sheet.programme, sheet.organisation, day=today(now))
    with Book(sheet.name, content_of(sheet)) as book:
        page = book.page(sheet.sheet, sheet.mapping.values())
        plan = Plan.of(page.header, sheet.mapping, sheet.constants)
        lines = list(book.rows(page))
    progress.total = 2 * len(lines)
    return judge(lines, plan, books, today=today(now), before=before, tick=progress.step)


def _verdicts_of(sheet: SheetImport) -> dict[int, Verdict]:
    rows = SheetRow.objects.filter(sheet=sheet).values_list("number", "outcome", "reason", "value", "effort")
    return {
        number: Verdict(number, {}, Outcome(outcome), reason, value, effort=effort)
        for number, outcome, reason, value, effort in rows.iterator(chunk_size=5000)
    }


def _who(sheet: SheetImport) -> Membership | None:
    """The membership of who confirmed it, for the log; nobody at a terminal."""
    confirmed = AuditEvent.objects.about(sheet).filter(verb="sheet.confirmed").order_by("-at", "-pk").first()
    if confirmed is None:
        return None
    rows = Membership.objects.filter(user=confirmed.actor_id, organisation=confirmed.acting_for_id, role=confirmed.role)
    return rows.order_by("-started_at", "pk").first()


def figures_of(judged: Judged) -> dict[str, int]:
    return {
        "accepted": judged.count(Outcome.ACCEPTED),
        "refused": judged.count(Outcome.REFUSED),
        "already_there": judged.count(Outcome.ALREADY_THERE),
        "minutes": judged.minutes,
    }


def write_rows(sheet: SheetImport, verdicts: list[Verdict], progress: Progress) -> None:
    for first in range(0, len(verdicts), BATCH):
        part = verdicts[first : first + BATCH]
        SheetRow.objects.bulk_create(_row(sheet, verdict) for verdict in part)
        progress.step(len(part))


def _row(sheet: SheetImport, verdict: Verdict) -> SheetRow:
    return SheetRow(
        sheet=sheet,
        number=verdict.number,
        outcome=str(verdict.outcome),
        reason=str(verdict.reason),
        value=verdict.value,
        flags=verdict.flags,
        cells={str(column): plain_cell(value) for column, value in verdict.cells.items()},
        effort=verdict.effort,
    )


def write_entries(sheet: SheetImport, judged: Judged, by: Membership | None, progress: Progress, now) -> None:
    accepted = list(judged.of(Outcome.ACCEPTED))
    for first in range(0, len(accepted), BATCH):
        part = accepted[first : first + BATCH]
        entries = HourEntry.objects.bulk_create(_entry(sheet, verdict.effort, by, now) for verdict in part)
        where = {"partnership_id": sheet.programme.partnership_id, "sheet": sheet.pk}
        record_many(by=by, verb="hours.imported", rows=entries, at=now, **where)
        progress.step(len(part))


def _entry(sheet: SheetImport, effort: dict, by: Membership | None, now: datetime) -> HourEntry:
    return HourEntry(
        programme_id=sheet.programme_id,
        organisation_id=sheet.organisation_id,
        person_id=effort["person_id"],
        activity_id=effort["activity_id"],
        worked_on=date.fromisoformat(effort["date"]),
        minutes=effort["minutes"],
        kind=effort["kind"],
        description=effort["description"],
        state=SUBMITTED if sheet.submit else DRAFT,
        submitted_at=now if sheet.submit else None,
        entered_by_id=by.user_id if by else None,
        entered_at=now,
        sheet=sheet,
    )


def _mark_changed(sheet: SheetImport, judged: Judged, before: dict[int, Verdict]) -> None:
    """The rows that turned out otherwise than in the preview say so."""
    rows = {row.number: row for row in SheetRow.objects.filter(sheet=sheet, number__in=_changed(judged, before))}
    for verdict in judged.verdicts:
        if row := rows.get(verdict.number):
            row.outcome, row.reason, row.value = str(verdict.outcome), str(verdict.reason), verdict.value
            row.flags = verdict.flags
    SheetRow.objects.bulk_update(rows.values(), ["outcome", "reason", "value", "flags"], batch_size=BATCH)


def _changed(judged: Judged, before: dict[int, Verdict]) -> list[int]:
    return [
        verdict.number
        for verdict in judged.verdicts
        if verdict.number in before and before[verdict.number].outcome != verdict.outcome
    ]


def record_written(sheet: SheetImport, by: Membership | None, now: datetime) -> None:
    counts = {"rows": sheet.accepted, "refused": sheet.refused, "already_there": sheet.already_there}
    where = {"partnership_id": sheet.programme.partnership_id}
    record(by=by, verb="sheet.written", row=sheet, at=now, **where, **counts)


@transaction.atomic
def fail_sheet(*, sheet: SheetImport, failure: str, now: datetime, final: bool = False) -> None:
    """An attempt went wrong. Another follows, unless it would go wrong again; nothing of it was written."""
    log.warning("sheet_failed", sheet=sheet.pk, attempt=sheet.attempts, failure=str(failure))
    if sheet.attempts < settings.JOB_ATTEMPTS and not final:
        if _mine(sheet).update(lease_until=None, held_by=""):
            wake(TASK, sheet_id=sheet.pk)
        return
    done = {"version": F("version") + 1, "lease_until": None, "held_by": "", "finished_at": now}
    if _mine(sheet).update(state=SheetState.FAILED, failure=str(failure), **done):
        where = {"partnership_id": sheet.programme.partnership_id}
        record(by=None, verb="sheet.failed", row=sheet, at=now, failure=str(failure), **where)


@transaction.atomic
def sweep_sheets(*, now: datetime) -> list[int]:
    """Give up on spreadsheets whose worker died too often, and wake a worker for every one that nobody holds."""
    over = Q(lease_until=None) | Q(lease_until__lt=now)
    lost = SheetImport.objects.filter(over, state__in=WORKING, attempts__gte=settings.JOB_ATTEMPTS)
    lost.update(
        state=SheetState.FAILED,
        failure=Failure.WORKER_LOST,
        version=F("version") + 1,
        lease_until=None,
        finished_at=now,
    )
    ids = list(_ready(now).filter(uploaded_at__lt=now - PATIENCE).order_by("pk").values_list("pk", flat=True))
    wake_each(TASK, [{"sheet_id": pk} for pk in ids])
    return ids


def process(*, sheet: SheetImport, progress: Progress, clock: Callable[[], datetime]) -> None:
    """Do what a claimed spreadsheet waits for. A file that cannot be brought in fails at once, with its reason."""
    work = read_sheet if sheet.state == SheetState.READING else write_sheet
    with suppress(Stopped):
        try:
            work(sheet=sheet, progress=progress, now=clock())
        except SheetRefused as refusal:
            fail_sheet(sheet=sheet, failure=refusal.problem, now=clock(), final=True)
