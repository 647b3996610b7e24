"""What workers do for this room. Rows are the truth; a task may be lost or run twice without harm."""

import structlog
from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from lib.jobs import Failure
from lib.leases import held

from .actions import certificates, leavers, retention
from .reports.certificates import build

log = structlog.get_logger(__name__)


@shared_task(bind=True)
def render_certificate(self, *, certificate_id: int) -> None:
    """Make one certificate, unless somebody else has it."""
    row = certificates.claim_certificate(
        certificate_id=certificate_id, now=timezone.now(), holder=self.request.id or ""
    )
    if row is None:
        return
    try:
        with held(lambda: certificates.renew_lease(certificate=row, now=timezone.now()), f"certificate-{row.pk}"):
            stored, number = build(row)
        certificates.finish_certificate(certificate=row, stored=stored, number=number, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("certificate_error", certificate=row.pk, error=type(error).__name__)
        certificates.fail_certificate(certificate=row, failure=failure)


@shared_task
def sweep_certificates() -> None:
    """Find the certificates that nobody holds any more, or that no message woke a worker for."""
    certificates.sweep_certificates(now=timezone.now())


@shared_task
def follow_memberships() -> None:
    """Every minute: give back the seats, classes and learning paths of who left the partnership."""
    leavers.follow_memberships(now=timezone.now())


@shared_task
def forget_people() -> None:
    """Once a day: forget who took part in what, or booked a room, when that was two years ago; counts stay."""
    retention.forget(now=timezone.now())
