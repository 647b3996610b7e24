"""Asking for a report, and the steps of making one. Only here does the state of a report or of a part change.

A part is a job (`lib/jobs`).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contributions.actions import mark_reported
from contributions.actions.goods import mark_goods_reported
from lib.figures import day_plain
from lib.jobs import Jobs
from lib.periods import Period, today
from lib.workflow import Refused
from partnership.audit import record
from partnership.models import Membership, Programme

from .models import AccountabilityReport, ReportPart, Snapshot
from .permissions import can_make_reports, can_retry
from .queries import Books, read_books
from .states import DONE, OPEN, QUEUED, REPORTS, RUNNING, Failure
from .store import Stored

JOBS = Jobs(ReportPart, "accountability.tasks.render_part", "part_id", asked="report__requested_at")
LINES_PER_DOCUMENT = 2000
LINES_PER_VOLUME = 1000  # keeps a worker below half a gigabyte
NO_LOCK = {"55P03", "40P01"}  # PostgreSQL: lock not available, deadlock detected
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for."""

    programme: Programme
    period: Period
    language: str
    template_version: str
    nonce: UUID


def line_ranges(count: int) -> list[tuple[int, int]]:
    """First and last line of each annex volume, counted from 1; none when all lines fit in the main document."""
    if count <= LINES_PER_DOCUMENT:
        return []
    size = LINES_PER_VOLUME
    return [(first, min(first + size - 1, count)) for first in range(1, count + 1, size)]


def wrong_period(period: Period, programme: Programme) -> str:
    """Why nothing can be reported on over a period; empty when it lies within the programme."""
    if programme.starts_on <= period.first and period.last <= programme.ends_on:
        return ""
    names = {"first": day_plain(programme.starts_on), "last": day_plain(programme.ends_on)}
    return _("The programme runs from %(first)s to %(last)s. Choose a period within it.") % names


def request_report(*, by: Membership, wanted: Wanted, now: datetime) -> tuple[AccountabilityReport, bool]:
    """The report over a period as the books stand at `now`, and whether it is new.

    The same request over unchanged books, or the same form sent twice, gives the report that is there. Raises Refused
    when this person may not, or when the same programme is being reported on at this very moment.
    """
    if not (decision := can_make_reports(by)):
        raise Refused(decision.reason)
    if wrong := wrong_period(wanted.period, wanted.programme):
        raise Refused(wrong)
    try:
        return _request(by, wanted, now)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") not in NO_LOCK:
            raise
        raise Refused(_("Another report of this programme is being asked for. Try it again in a moment.")) from error


@transaction.atomic
def _request(by: Membership, wanted: Wanted, now: datetime) -> tuple[AccountabilityReport, bool]:
    rows = Programme.objects.visible_to(by).select_related("partnership", "lead_partner")
    programme = rows.select_for_update(of=("self",), no_key=True).get(pk=wanted.programme.pk)
    sent_before = AccountabilityReport.objects.filter(requested_by=by.user_id, nonce=wanted.nonce).first()
    if sent_before:
        return sent_before, False
    books = read_books(programme, wanted.period)
    identity = {
        "programme": programme,
        "first_on": wanted.period.first,
        "last_on": wanted.period.last,
        "language": wanted.language,
        "template_version": wanted.template_version,
        "data_hash": books.data_hash,
    }
    same = AccountabilityReport.objects.filter(**identity).first()
    if same:
        return same, False
    report = AccountabilityReport.objects.create(
        **identity,
        number=_next_number(programme, now),
        cutoff_at=now,
        line_count=len(books.entry_ids),
        requested_by_id=by.user_id,
        requested_at=now,
        nonce=wanted.nonce,
    )
    _open(report, books, by, now)
    return report, True


def _next_number(programme: Programme, now: datetime) -> str:
    """Numbers follow each other within a programme and a year; the programme's row is locked meanwhile."""
    prefix = f"{programme.grant_number}/{today(now).year}-"
    used = AccountabilityReport.objects.filter(programme=programme, number__startswith=prefix).count()
    return f"{prefix}{used + 1:03d}"


def _open(report: AccountabilityReport, books: Books, by: Membership, now: datetime) -> None:
    Snapshot.objects.create(report=report, packed=books.packed, maker=str(by.user))
    volumes = [
        ReportPart(report=report, number=number, first_line=first, last_line=last)
        for number, (first, last) in enumerate(line_ranges(report.line_count), 1)
    ]
    parts = ReportPart.objects.bulk_create([ReportPart(report=report, number=ReportPart.MAIN), *volumes])
    mark_reported(entry_ids=books.entry_ids, now=now)
    mark_goods_reported(goods_ids=books.goods_ids, now=now)
    record(by=by, verb="report.requested", row=report, at=now, number=report.number, lines=report.line_count)
    _wake_first(parts)


def _wake_first(parts: list[ReportPart]) -> None:
    """Volumes go first, all at once; the main document names them, so it waits for them."""
    volumes = [part for part in parts if not part.is_main]
    JOBS.wake(*(part.pk for part in volumes or parts))


# --- Making ----------------------------------------------------------------------------------------------------


def _volumes_to_make():
    others = ReportPart.objects.filter(report=OuterRef("report"), number__gt=ReportPart.MAIN)
    return Exists(others.exclude(state=DONE))


def _in_turn() -> Q:
    """Parts that have what they need: the main document names the volumes, so these come first."""
    return Q(report__state__in=OPEN) & (Q(number__gt=ReportPart.MAIN) | ~_volumes_to_make())


def claim_part(*, part_id: int, now: datetime, holder: str = "") -> ReportPart | None:
    """Take a part to make, for the task with id `holder`. Of two workers exactly one gets it, the other None."""
    if not JOBS.claim(part_id, now=now, holder=holder, among=_in_turn()):
        return None
    part = ReportPart.objects.select_related("report").get(pk=part_id)
    AccountabilityReport.objects.filter(pk=part.report_id, state=QUEUED).update(state=REPORTS["start"].target)
    log.info("report_part_started", part=part.pk, attempt=part.attempts)
    return part


def renew_lease(*, part: ReportPart, now: datetime) -> bool:
    """Hold a part a little longer. False when it was given to another worker."""
    return JOBS.renew(part, now=now)


@transaction.atomic
def finish_part(*, part: ReportPart, stored: Stored, pages: int, bundle: Stored | None, now: datetime) -> bool:
    """A part is made and stored; `bundle` is the download of the whole report, with its main document.

    False, and nothing changes, when the part was given to another worker meanwhile.
    """
    report = AccountabilityReport.objects.select_for_update(of=("self",), no_key=True).get(pk=part.report_id)
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size}
    if not JOBS.finish(part, now=now, pages=pages, **file):
        return False
    if part.is_main:
        _finish_report(report, bundle or stored, now)
    elif not report.parts.filter(number__gt=ReportPart.MAIN).exclude(state=DONE).exists():
        JOBS.wake(report.parts.get(number=ReportPart.MAIN).pk)
    log.info("report_part_done", part=part.pk, pages=pages, size=stored.size)
    return True


def _finish_report(report: AccountabilityReport, download: Stored, now: datetime) -> None:
    step = REPORTS["finish"]
    rows = AccountabilityReport.objects.filter(pk=report.pk, state__in=step.sources)
    file = {"path": download.path, "sha256": download.sha256, "size": download.size}
    if not rows.update(state=step.target, finished_at=now, **file):
        log.warning("report_not_finished", report=report.pk)
        return
    where = {"partnership_id": report.programme.partnership_id, "number": report.number}
    record(by=None, verb="report.finished", row=report, at=now, sha256=download.sha256, **where)


@transaction.atomic
def fail_part(*, part: ReportPart, failure: Failure, now: datetime) -> None:
    """An attempt went wrong: another follows, or after the last one the report fails and says why."""
    if JOBS.fail(part, failure):
        _fail_report(part.report_id, failure, now)


def _fail_report(report_id: int, failure: str, now: datetime) -> None:
    step = REPORTS["fail"]
    rows = AccountabilityReport.objects.filter(pk=report_id, state__in=step.sources)
    if rows.update(state=step.target, failure=failure):
        report = AccountabilityReport.objects.select_related("programme").get(pk=report_id)
        where = {"partnership_id": report.programme.partnership_id, "number": report.number}
        record(by=None, verb="report.failed", row=report, at=now, failure=str(failure), **where)


@transaction.atomic
def retry_report(*, by: Membership, report: AccountabilityReport, now: datetime) -> None:
    """Start a failed report again, from the same snapshot. What was made or is being made is kept. Raises Refused."""
    if not (decision := can_retry(by, report)):
        raise Refused(decision.reason)
    step = REPORTS["retry"]
    rows = AccountabilityReport.objects.visible_to(by).filter(pk=report.pk, state__in=step.sources)
    if not rows.update(state=step.target, failure=""):
        raise Refused(_("Somebody else just tried this report again."))
    again = list(_left_alone(report, now).order_by("number"))
    _left_alone(report, now).update(state=QUEUED, attempts=0, lease_until=None, failure="")
    record(by=by, verb="report.retried", row=report, at=now, number=report.number)
    _wake_first(again)


def _left_alone(report: AccountabilityReport, now: datetime):
    """The parts that are not made and that no worker is at: who holds one goes on with it."""
    return report.parts.exclude(state=DONE).exclude(state=RUNNING, lease_until__gte=now)


@transaction.atomic
def sweep(*, now: datetime) -> list[int]:
    """Give up on parts whose worker died too often, and wake a worker for every part that nobody holds."""
    for part in JOBS.lost(now).order_by("pk").select_for_update(skip_locked=True):
        JOBS.give_up(JOBS.rows.filter(pk=part.pk))
        _fail_report(part.report_id, Failure.WORKER_LOST, now)
    return JOBS.wake_waiting(now, _in_turn(), order=("report_id", "number"))
