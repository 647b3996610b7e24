"""What workers do for this room. Rows are the truth; a task may be lost or run twice without harm."""

import structlog
from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from lib.jobs import Failure
from lib.leases import held

from .actions import reports
from .reports.report import build

log = structlog.get_logger(__name__)


@shared_task(bind=True)
def render_impact_report(self, *, report_id: int) -> None:
    """Make one report, unless somebody else has it."""
    row = reports.claim_report(report_id=report_id, now=timezone.now(), holder=self.request.id or "")
    if row is None:
        return
    try:
        with held(lambda: reports.renew_lease(report=row, now=timezone.now()), f"impact-report-{row.pk}"):
            stored, pages = build(row)
        reports.finish_report(report=row, stored=stored, pages=pages, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("impact_report_error", report=row.pk, error=type(error).__name__)
        reports.fail_report(report=row, failure=failure)


@shared_task
def sweep_impact_reports() -> None:
    """Find the reports that nobody holds any more, or that no message woke a worker for."""
    reports.sweep_reports(now=timezone.now())


@shared_task
def tidy_impact_reports() -> None:
    """Once a day: remove files whose worker was cut off before their row was written."""
    reports.tidy_reports(now=timezone.now())
