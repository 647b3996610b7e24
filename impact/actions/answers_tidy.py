"""What is forgotten when a survey is over: drafts, and what an anonymous answer was found by."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from ..models import Draft, Response
from ..states import CLOSED

KEPT = timedelta(days=7)  # a campaign that was closed by mistake is opened again before, when that still may be
log = structlog.get_logger(__name__)


@transaction.atomic
def forget_drafts(*, now: datetime) -> int:
    """A week after closing: what was never sent goes, and nobody finds the own anonymous answer any more."""
    over = {"campaign__state": CLOSED, "campaign__closed_at__lt": now - KEPT}
    named = {f"invitation__contact__{name}": value for name, value in over.items()}
    gone = Draft.objects.filter(sent__isnull=True, **over).delete()[0] + Draft.objects.filter(**named).delete()[0]
    gone += Response.objects.filter(owner_hash__isnull=False, **over).update(owner_hash=None)
    if gone:
        log.info("drafts_forgotten", rows=gone)
    return gone
