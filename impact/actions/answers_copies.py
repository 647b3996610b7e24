"""The PDF of one's own answers: asked for with the link, made by a worker, and thrown away after an hour."""

import hashlib
import json
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from lib.jobs import DONE, FAILED, QUEUED, RUNNING, Failure
from lib.queue import wake, wake_each
from lib.store import Stored
from lib.workflow import Refused

from ..models import AnswerCopy
from ..queries.answering import Opened
from ..store import COPIES
from .answers import OVER

TASK = "impact.tasks.render_answer_copy"
TEMPLATE_VERSION = "1"
LEASE = timedelta(seconds=60)  # renewed while a worker is at it
PATIENCE = timedelta(seconds=20)  # a message may still be on its way
KEPT = timedelta(hours=1)
log = structlog.get_logger(__name__)


@transaction.atomic
def request_copy(*, opened: Opened, language: str, now: datetime) -> AnswerCopy:
    """A PDF of what was sent; the same answers give the same row. One that failed is tried again. Raises Refused."""
    if opened.sent is None:
        raise Refused(OVER)
    snapshot = {"values": opened.sent, "version": TEMPLATE_VERSION}
    text = json.dumps({**snapshot, "language": language}, sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()
    _throw_away(AnswerCopy.objects.filter(owner_hash=opened.owner).exclude(key=key))
    copy, is_new = AnswerCopy.objects.get_or_create(
        owner_hash=opened.owner,
        key=key,
        defaults={
            "campaign": opened.campaign,
            "language": language,
            "snapshot": snapshot,
            "requested_at": now,
        },
    )
    again = {"state": QUEUED, "attempts": 0, "lease_until": None, "failure": ""}
    if is_new or AnswerCopy.objects.filter(pk=copy.pk, state=FAILED).update(**again):
        wake(TASK, copy_id=str(copy.pk))
    return copy


# --- Making ------------------------------------------------------------------------------------------------------
def _ready(now: datetime, holder: str = ""):
    """Copies that a worker may take; a task that comes again under the same id was lost with its worker."""
    free = Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=now)
    if holder:
        free |= Q(state=RUNNING, held_by=holder)
    return AnswerCopy.objects.filter(free, attempts__lt=settings.JOB_ATTEMPTS)


def claim_copy(*, copy_id: str, now: datetime, holder: str = "") -> AnswerCopy | None:
    """Take a copy to make, for the task with id `holder`. Of two workers exactly one gets it."""
    changes = {"state": RUNNING, "lease_until": now + LEASE, "held_by": holder}
    if not _ready(now, holder).filter(pk=copy_id).update(attempts=F("attempts") + 1, **changes):
        return None
    return AnswerCopy.objects.select_related("campaign__partnership").get(pk=copy_id)


def _mine(copy: AnswerCopy):
    return AnswerCopy.objects.filter(pk=copy.pk, state=RUNNING, attempts=copy.attempts)


def renew_lease(*, copy: AnswerCopy, now: datetime) -> bool:
    """Hold a copy a little longer. False when it was given to another worker."""
    return bool(_mine(copy).update(lease_until=now + LEASE))


def finish_copy(*, copy: AnswerCopy, stored: Stored) -> bool:
    """The file is there; what it says is not kept beside it. False when another worker took over meanwhile."""
    done = {"state": DONE, "lease_until": None, "failure": "", "snapshot": {}, "path": stored.path}
    return bool(_mine(copy).update(**done))


@transaction.atomic
def fail_copy(*, copy: AnswerCopy, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one it fails and says why."""
    log.warning("answer_copy_failed", attempt=copy.attempts, failure=failure.value)
    if copy.attempts < settings.JOB_ATTEMPTS:
        if _mine(copy).update(state=QUEUED, lease_until=None, failure=failure):
            wake(TASK, copy_id=str(copy.pk))
    else:
        _mine(copy).update(state=FAILED, lease_until=None, failure=failure)


def _throw_away(rows) -> None:
    for path in rows.exclude(path="").values_list("path", flat=True):
        COPIES.remove(path)
    rows.delete()


@transaction.atomic
def sweep_copies(*, now: datetime) -> None:
    """Wake a worker for every copy that nobody holds, and throw away what is an hour old."""
    lost = AnswerCopy.objects.filter(state=RUNNING, lease_until__lt=now, attempts__gte=settings.JOB_ATTEMPTS)
    lost.update(state=FAILED, failure=Failure.WORKER_LOST, lease_until=None)
    old = AnswerCopy.objects.filter(requested_at__lt=now - KEPT).exclude(state=RUNNING)
    _throw_away(old)
    rows = _ready(now).filter(requested_at__lt=now - PATIENCE).order_by("requested_at")
    wake_each(TASK, [{"copy_id": str(pk)} for pk in rows.values_list("pk", flat=True)])
