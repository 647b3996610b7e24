"""What workers do for this room. Rows are the truth; a task may be lost or run twice without harm."""

import structlog
from celery import shared_task
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from lib.jobs import Failure
from lib.leases import held

from .actions import documents, leftovers, locks, offer_links, offer_round, reminders, sheet_jobs
from .actions.sheets import tidy_sheets as forget_sheets
from .reports.documents import build
from .sheets.facts import Problem

log = structlog.get_logger(__name__)


@shared_task(bind=True)
def render_document(self, *, document_id: int) -> None:
    """Make one document, unless somebody else has it."""
    document = documents.claim_document(document_id=document_id, now=timezone.now(), holder=self.request.id or "")
    if document is None:
        return
    try:
        with held(lambda: documents.renew_lease(document=document, now=timezone.now()), f"document-{document.pk}"):
            stored, pages = build(document)
        documents.finish_document(document=document, stored=stored, pages=pages, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("document_error", document=document.pk, error=type(error).__name__)
        documents.fail_document(document=document, failure=failure)


@shared_task
def sweep_documents() -> None:
    """Find the documents that nobody holds any more, or that no message woke a worker for."""
    documents.sweep_documents(now=timezone.now())


@shared_task
def tidy_files() -> None:
    """Once a day: remove files whose request or worker was cut off before their row was written."""
    leftovers.tidy_files(now=timezone.now())


@shared_task
def remind() -> None:
    """Every hour: prepare this week's reminders where that was not done yet; forget those, and links, of long ago."""
    reminders.prepare_all(now=timezone.now())
    reminders.forget(now=timezone.now())
    offer_links.forget(now=timezone.now())


@shared_task
def follow_sessions() -> None:
    """Every quarter of an hour: offer hours to who gave a session, and let unanswered drafts follow what changed."""
    offer_round.follow_sessions(now=timezone.now())


@shared_task(bind=True)
def process_sheet(self, *, sheet_id: int) -> None:
    """Read or write one spreadsheet, unless somebody else has it."""
    sheet = sheet_jobs.claim_sheet(sheet_id=sheet_id, now=timezone.now(), holder=self.request.id or "")
    if sheet is None:
        return
    progress = sheet_jobs.Progress()

    def renew() -> bool:
        return sheet_jobs.renew_lease(sheet=sheet, progress=progress, now=timezone.now())

    try:
        with held(renew, f"sheet-{sheet.pk}", every=1):
            sheet_jobs.process(sheet=sheet, progress=progress, clock=timezone.now)
    except OperationalError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        log.warning("sheet_error", sheet=sheet.pk, error=type(error).__name__)
        sheet_jobs.fail_sheet(sheet=sheet, failure=Problem.FAILED, now=timezone.now())


@shared_task
def sweep_sheets() -> None:
    """Find the spreadsheets that nobody holds any more, or that no message woke a worker for."""
    sheet_jobs.sweep_sheets(now=timezone.now())


@shared_task
def tidy_sheets() -> None:
    """Once a day: throw away files and rows of spreadsheets of long ago."""
    forget_sheets(now=timezone.now())


@shared_task
def lock_months() -> None:
    """Lock the months whose days are over; looked at every hour, so that a day ends within the hour."""
    locks.lock_due_months(now=timezone.now())
