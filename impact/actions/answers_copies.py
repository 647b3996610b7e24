"""The PDF of one's own answers: asked for with the link, made by a worker, and thrown away after an hour."""

import hashlib
import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lib.jobs import RUNNING, Failure, Jobs
from lib.store import Stored
from lib.workflow import Refused

from ..models import AnswerCopy
from ..queries.answering import Opened
from ..store import COPIES
from .answers import OVER

JOBS = Jobs(AnswerCopy, "impact.tasks.render_answer_copy", "copy_id")
TEMPLATE_VERSION = "1"
KEPT = timedelta(hours=1)


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
    if is_new or JOBS.retry(copy):
        JOBS.wake(copy.pk)
    return copy


# --- Making ------------------------------------------------------------------------------------------------------
def claim_copy(*, copy_id: UUID, now: datetime, holder: str = "") -> AnswerCopy | None:
    """Take a copy to make, for the task with id `holder`. Of two workers exactly one gets it."""
    if not JOBS.claim(copy_id, now=now, holder=holder):
        return None
    return AnswerCopy.objects.select_related("campaign__partnership").get(pk=copy_id)


def renew_lease(*, copy: AnswerCopy, now: datetime) -> bool:
    """Hold a copy a little longer. False when it was given to another worker."""
    return JOBS.renew(copy, now=now)


@transaction.atomic
def finish_copy(*, copy: AnswerCopy, stored: Stored, now: datetime) -> bool:
    """The file is there; what it says is not kept beside it. False when another worker took over meanwhile."""
    return JOBS.finish(copy, now=now, snapshot={}, path=stored.path)


@transaction.atomic
def fail_copy(*, copy: AnswerCopy, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one it fails and says why."""
    JOBS.fail(copy, failure)


@transaction.atomic
def sweep_copies(*, now: datetime) -> None:
    """Throw away what is an hour old, and wake a worker for every copy that nobody holds."""
    _throw_away(AnswerCopy.objects.filter(requested_at__lt=now - KEPT).exclude(state=RUNNING, lease_until__gte=now))
    JOBS.sweep(now)


def _throw_away(rows) -> None:
    for path in rows.exclude(path="").values_list("path", flat=True):
        COPIES.remove(path)
    rows.delete()
