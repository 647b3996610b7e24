"""Making reports in the background. Rows are the truth; a task may be lost or run twice without harm."""

import structlog
from celery import shared_task
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from lib.leases import held
from lib.periods import today

from . import actions, duties, leftovers
from .reports.build import build
from .states import Failure

log = structlog.get_logger(__name__)


@shared_task(bind=True)
def render_part(self, *, part_id: int) -> None:
    """Make one part of a report, unless somebody else has it."""
    part = actions.claim_part(part_id=part_id, now=timezone.now(), holder=self.request.id or "")
    if part is None:
        return
    try:
        with held(lambda: actions.renew_lease(part=part, now=timezone.now()), f"part-{part.pk}"):
            built = build(part)
        actions.finish_part(part=part, stored=built.stored, pages=built.pages, bundle=built.bundle, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("report_part_error", part=part.pk, error=type(error).__name__)
        actions.fail_part(part=part, failure=failure, now=timezone.now())


@shared_task
def sweep_reports() -> None:
    """Find the parts that nobody holds any more, or that no message woke a worker for."""
    actions.sweep(now=timezone.now())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=10, max_retries=6)
def check_duties() -> None:
    """Compare the forecast of every running programme with the legal limits (R17); may run twice, also at once."""
    now = timezone.now()
    for programme_id in duties.programmes_to_check(today(now)):
        duties.check_programme(programme_id=programme_id, now=now)


@shared_task
def tidy_reports() -> None:
    """Once a day: remove files whose worker was cut off before their row was written."""
    leftovers.tidy_reports(now=timezone.now())
