"""The agreement of a placement as a PDF: asked for once for the same content, made by a worker, never changed."""

import hashlib
import json
from datetime import UTC, datetime

from django.db import transaction

from lib.jobs import Failure, Jobs
from lib.store import Stored
from partnership.audit import record
from partnership.models import Membership

from ..models import Placement, PlacementPaper, PlacementSignature
from ..queries.placements import snapshot

JOBS = Jobs(PlacementPaper, "matching.tasks.render_placement_paper", "paper_id")
TEMPLATE_VERSION = "1"


def request_paper(
    *, by: Membership | None, placement: Placement, signatures: list[PlacementSignature], now: datetime
) -> PlacementPaper:
    """The PDF of what is agreed now, with these signatures; call it with the placement held."""
    identity = {
        "placement_id": placement.pk,
        "template_version": TEMPLATE_VERSION,
        "language": placement.language,
        "moment": now,
        "snapshot": snapshot(placement, signatures),
    }
    word = "overeenkomst" if placement.language == "nl" else "agreement"
    ending = {"nl": "-ondertekend", "en": "-signed"}[placement.language] if signatures else ""
    name = f"{word}-{placement.pk}-{placement.edition}{ending}.pdf"
    labels = {"file_name": name, "requested_at": now}
    paper, is_new = PlacementPaper.objects.get_or_create(key=_key(identity), defaults=identity | labels)
    if is_new:
        where = {"partnership_id": placement.partnership_id}
        record(by=by, verb="placement_paper.requested", row=paper, at=now, placement=placement.pk, **where)
        JOBS.wake(paper.pk)
    return paper


def _key(identity: dict) -> str:
    """One hash of everything that ends up in the file."""
    plain = identity | {"moment": identity["moment"].astimezone(UTC).isoformat()}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def retry_paper(*, by: Membership, paper: PlacementPaper, now: datetime) -> bool:
    """Try a failed one again. False when somebody else just did, or when it did not fail."""
    if not JOBS.retry(paper):
        return False
    record(by=by, verb="placement_paper.retried", row=paper, at=now)
    JOBS.wake(paper.pk)
    return True


# --- Making ----------------------------------------------------------------------------------------------------
def claim_paper(*, paper_id: int, now: datetime, holder: str = "") -> PlacementPaper | None:
    """Take one to make, for the task with id `holder`. Of two workers exactly one gets it."""
    if not JOBS.claim(paper_id, now=now, holder=holder):
        return None
    return PlacementPaper.objects.select_related("placement").get(pk=paper_id)


def renew_lease(*, paper: PlacementPaper, now: datetime) -> bool:
    """Hold it a little longer. False when it was given to another worker."""
    return JOBS.renew(paper, now=now)


@transaction.atomic
def finish_paper(*, paper: PlacementPaper, stored: Stored, pages: int, now: datetime) -> bool:
    """The file is made and stored. False, and nothing changes, when another worker took over meanwhile."""
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size, "pages": pages}
    if not JOBS.finish(paper, now=now, **file):
        return False
    where = {"partnership_id": paper.placement.partnership_id}
    record(by=None, verb="placement_paper.finished", row=paper, at=now, sha256=stored.sha256, **where)
    return True


@transaction.atomic
def fail_paper(*, paper: PlacementPaper, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one it fails and says why."""
    JOBS.fail(paper, failure)


@transaction.atomic
def sweep_papers(*, now: datetime) -> list[int]:
    """Give up on what was lost too often, and wake a worker for every one that nobody holds."""
    return JOBS.sweep(now)
