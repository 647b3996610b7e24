"""Making reports in the background. Rows are the truth; a task may be lost or run twice without harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from celery import shared_task
from django.db import DatabaseError, connection
from django.utils import timezone

from . import actions
from .models import ReportPart
from .reports.build import build
from .states import Failure

HEARTBEAT = 12  # seconds; several fit in a lease
log = structlog.get_logger(__name__)


@shared_task(bind=True)
def render_part(self, *, part_id: int) -> None:
    """Make one part of a report, unless somebody else has it."""
    part = actions.claim_part(part_id=part_id, now=timezone.now(), holder=self.request.id or "")
    if part is None:
        return
    try:
        with _held(part):
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


@contextmanager
def _held(part: ReportPart) -> Iterator[None]:
    """Renew the lease of a part while the block runs; when this process dies the renewing dies with it."""
    stop = Event()
    beat = Thread(target=_renew, args=(part, stop), daemon=True, name=f"lease-{part.pk}")
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _renew(part: ReportPart, stop: Event) -> None:
    try:
        while not stop.wait(HEARTBEAT):
            try:
                if not actions.renew_lease(part=part, now=timezone.now()):
                    return
            except DatabaseError as error:
                log.warning("lease_not_renewed", part=part.pk, error=type(error).__name__)
    finally:
        connection.close()
