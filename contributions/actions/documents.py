"""PDFs on request: asked for once for the same content, made by a worker, never changed afterwards."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from contributions.models import Document
from lib.jobs import DONE, FAILED, QUEUED, RUNNING, Failure
from lib.queue import wake, wake_each
from lib.store import Stored
from partnership.audit import record
from partnership.models import Membership, Organisation, Programme, User

TASK = "contributions.tasks.render_document"
LEASE = timedelta(seconds=60)  # renewed while a worker is at it
PATIENCE = timedelta(seconds=20)  # a message may still be on its way
log = structlog.get_logger(__name__)


@transaction.atomic
def request_document(
    *,
    by: Membership | None,
    kind: str,
    programme: Programme,
    organisation: Organisation,
    snapshot: dict[str, Any],
    moment: datetime,
    language: str,
    title: str,
    file_name: str,
    now: datetime,
    person: User | None = None,
    template_version: str = "1",
) -> Document:
    """The PDF of `snapshot` (plain JSON values) as things stood at `moment`; a worker makes it.

    The same content gives the same row, and so the same file; one that failed is tried again. Whether `by` may see
    what stands in it is for the caller to know.
    """
    identity = {
        "kind": kind,
        "programme_id": programme.pk,
        "organisation_id": organisation.pk,
        "person_id": person.pk if person else None,
        "template_version": template_version,
        "language": language,
        "moment": moment,
        "snapshot": snapshot,
    }
    labels = {"title": title, "file_name": file_name}
    asked = {"requested_by_id": by.user_id if by else None, "requested_at": now}
    document, is_new = Document.objects.get_or_create(key=_key(identity), defaults=identity | labels | asked)
    if is_new:
        where = {"partnership_id": programme.partnership_id}
        record(by=by, verb="document.requested", row=document, at=now, kind=str(kind), **where)
        wake(TASK, document_id=document.pk)
    elif document.state == FAILED:
        retry_document(by=by, document=document, now=now)
    return document


def _key(identity: dict[str, Any]) -> str:
    """One hash of everything that ends up in the file."""
    plain = identity | {"kind": str(identity["kind"]), "moment": identity["moment"].astimezone(UTC).isoformat()}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def retry_document(*, by: Membership | None, document: Document, now: datetime) -> bool:
    """Try a failed document again. False when somebody else just did, or when it did not fail."""
    rows = Document.objects.filter(pk=document.pk, state=FAILED)
    if not rows.update(state=QUEUED, attempts=0, lease_until=None, failure=""):
        return False
    document.refresh_from_db(fields=["state", "attempts", "lease_until", "failure"])
    record(by=by, verb="document.retried", row=document, at=now, partnership_id=document.programme.partnership_id)
    wake(TASK, document_id=document.pk)
    return True


# --- Making ----------------------------------------------------------------------------------------------------


def _ready(now: datetime, holder: str = ""):
    """Documents that a worker may take; a task that comes again under the same id was lost with its worker."""
    free = Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=now)
    if holder:
        free |= Q(state=RUNNING, held_by=holder)
    return Document.objects.filter(free, attempts__lt=settings.JOB_ATTEMPTS)


def claim_document(*, document_id: int, now: datetime, holder: str = "") -> Document | None:
    """Take a document to make, for the task with id `holder`. Of two workers exactly one gets it, the other None."""
    changes = {"state": RUNNING, "lease_until": now + LEASE, "held_by": holder}
    if not _ready(now, holder).filter(pk=document_id).update(attempts=F("attempts") + 1, **changes):
        return None
    return Document.objects.select_related("programme__partnership", "organisation", "person").get(pk=document_id)


def _mine(document: Document):
    return Document.objects.filter(pk=document.pk, state=RUNNING, attempts=document.attempts)


def renew_lease(*, document: Document, now: datetime) -> bool:
    """Hold a document a little longer. False when it was given to another worker."""
    return bool(_mine(document).update(lease_until=now + LEASE))


@transaction.atomic
def finish_document(*, document: Document, stored: Stored, pages: int, now: datetime) -> bool:
    """The file is made and stored. False, and nothing changes, when another worker took over meanwhile."""
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size, "pages": pages}
    done = {"state": DONE, "lease_until": None, "finished_at": now, "failure": ""}
    if not _mine(document).update(**done, **file):
        return False
    where = {"partnership_id": document.programme.partnership_id}
    record(by=None, verb="document.finished", row=document, at=now, sha256=stored.sha256, **where)
    return True


@transaction.atomic
def fail_document(*, document: Document, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one the document fails and says why."""
    log.warning("document_failed", document=document.pk, attempt=document.attempts, failure=failure.value)
    if document.attempts < settings.JOB_ATTEMPTS:
        if _mine(document).update(state=QUEUED, lease_until=None, failure=failure):
            wake(TASK, document_id=document.pk)
    else:
        _mine(document).update(state=FAILED, lease_until=None, failure=failure)


@transaction.atomic
def sweep_documents(*, now: datetime) -> list[int]:
    """Give up on documents whose worker died too often, and wake a worker for every one that nobody holds."""
    lost = Document.objects.filter(state=RUNNING, lease_until__lt=now, attempts__gte=settings.JOB_ATTEMPTS)
    lost.update(state=FAILED, failure=Failure.WORKER_LOST, lease_until=None)
    ids = list(_ready(now).filter(requested_at__lt=now - PATIENCE).order_by("pk").values_list("pk", flat=True))
    wake_each(TASK, [{"document_id": pk} for pk in ids])
    return ids
