"""PDFs on request: asked for once for the same content, made by a worker, never changed afterwards."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from contributions.models import Document
from lib.jobs import FAILED, Failure, Jobs
from lib.store import Stored
from partnership.audit import record
from partnership.models import Membership, Organisation, Programme, User

JOBS = Jobs(Document, "contributions.tasks.render_document", "document_id")


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
        JOBS.wake(document.pk)
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
    if not JOBS.retry(document):
        return False
    document.refresh_from_db(fields=["state", "attempts", "lease_until", "failure"])
    record(by=by, verb="document.retried", row=document, at=now, partnership_id=document.programme.partnership_id)
    JOBS.wake(document.pk)
    return True


# --- Making ----------------------------------------------------------------------------------------------------


def claim_document(*, document_id: int, now: datetime, holder: str = "") -> Document | None:
    """Take a document to make, for the task with id `holder`. Of two workers exactly one gets it, the other None."""
    if not JOBS.claim(document_id, now=now, holder=holder):
        return None
    return Document.objects.select_related("programme__partnership", "organisation", "person").get(pk=document_id)


def renew_lease(*, document: Document, now: datetime) -> bool:
    """Hold a document a little longer. False when it was given to another worker."""
    return JOBS.renew(document, now=now)


@transaction.atomic
def finish_document(*, document: Document, stored: Stored, pages: int, now: datetime) -> bool:
    """The file is made and stored. False, and nothing changes, when another worker took over meanwhile."""
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size, "pages": pages}
    if not JOBS.finish(document, now=now, **file):
        return False
    where = {"partnership_id": document.programme.partnership_id}
    record(by=None, verb="document.finished", row=document, at=now, sha256=stored.sha256, **where)
    return True


@transaction.atomic
def fail_document(*, document: Document, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one the document fails and says why."""
    JOBS.fail(document, failure)


@transaction.atomic
def sweep_documents(*, now: datetime) -> list[int]:
    """Give up on documents whose worker died too often, and wake a worker for every one that nobody holds."""
    return JOBS.sweep(now)
