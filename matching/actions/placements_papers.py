"""The agreement of a placement as a PDF: asked for once for the same content, made by a worker, never changed."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from lib.jobs import DONE, FAILED, QUEUED, RUNNING, Failure
from lib.queue import wake, wake_each
from lib.store import Stored
from partnership.audit import record
from partnership.models import Membership

from ..models import Placement, PlacementPaper, PlacementSignature
from ..queries.placements import snapshot

TASK = "matching.tasks.render_placement_paper"
TEMPLATE_VERSION = "1"
LEASE = timedelta(seconds=60)  # renewed while a worker is at it
PATIENCE = timedelta(seconds=20)  # a message may still be on its way
log = structlog.get_logger(__name__)


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
        wake(TASK, paper_id=paper.pk)
    return paper


def _key(identity: dict) -> str:
    """One hash of everything that ends up in the file."""
    plain = identity | {"moment": identity["moment"].astimezone(UTC).isoformat()}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def retry_paper(*, by: Membership, paper: PlacementPaper, now: datetime) -> bool:
    """Try a failed one again. False when somebody else just did, or when it did not fail."""
    rows = PlacementPaper.objects.filter(pk=paper.pk, state=FAILED)
    if not rows.update(state=QUEUED, attempts=0, lease_until=None, failure=""):
        return False
    record(by=by, verb="placement_paper.retried", row=paper, at=now)
    wake(TASK, paper_id=paper.pk)
    return True


# --- Making ----------------------------------------------------------------------------------------------------
def _ready(now: datetime, holder: str = ""):
    """What a worker may take; a task that comes again under the same id was lost with its worker."""
    free = Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=now)
    if holder:
        free |= Q(state=RUNNING, held_by=holder)
    return PlacementPaper.objects.filter(free, attempts__lt=settings.JOB_ATTEMPTS)


def claim_paper(*, paper_id: int, now: datetime, holder: str = "") -> PlacementPaper | None:
    """Take one to make, for the task with id `holder`. Of two workers exactly one gets it."""
    changes = {"state": RUNNING, "lease_until": now + LEASE, "held_by": holder}
    if not _ready(now, holder).filter(pk=paper_id).update(attempts=F("attempts") + 1, **changes):
        return None
    return PlacementPaper.objects.select_related("placement").get(pk=paper_id)


def _mine(paper: PlacementPaper):
    return PlacementPaper.objects.filter(pk=paper.pk, state=RUNNING, attempts=paper.attempts)


def renew_lease(*, paper: PlacementPaper, now: datetime) -> bool:
    """Hold it a little longer. False when it was given to another worker."""
    return bool(_mine(paper).update(lease_until=now + LEASE))


@transaction.atomic
def finish_paper(*, paper: PlacementPaper, stored: Stored, pages: int, now: datetime) -> bool:
    """The file is made and stored. False, and nothing changes, when another worker took over meanwhile."""
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size, "pages": pages}
    if not _mine(paper).update(state=DONE, lease_until=None, finished_at=now, failure="", **file):
        return False
    where = {"partnership_id": paper.placement.partnership_id}
    record(by=None, verb="placement_paper.finished", row=paper, at=now, sha256=stored.sha256, **where)
    return True


@transaction.atomic
def fail_paper(*, paper: PlacementPaper, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one it fails and says why."""
    log.warning("placement_paper_failed", paper=paper.pk, attempt=paper.attempts, failure=failure.value)
    if paper.attempts < settings.JOB_ATTEMPTS:
        if _mine(paper).update(state=QUEUED, lease_until=None, failure=failure):
            wake(TASK, paper_id=paper.pk)
    else:
        _mine(paper).update(state=FAILED, lease_until=None, failure=failure)


@transaction.atomic
def sweep_papers(*, now: datetime) -> list[int]:
    """Give up on what was lost too often, and wake a worker for every one that nobody holds."""
    lost = PlacementPaper.objects.filter(state=RUNNING, lease_until__lt=now, attempts__gte=settings.JOB_ATTEMPTS)
    lost.update(state=FAILED, failure=Failure.WORKER_LOST, lease_until=None)
    ids = list(_ready(now).filter(requested_at__lt=now - PATIENCE).order_by("pk").values_list("pk", flat=True))
    wake_each(TASK, [{"paper_id": pk} for pk in ids])
    return ids
