"""Files that no row came for, of a request or a worker that was cut off between the two: taken away after a day."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from contributions.models import Agreement, Document, Proof, SheetImport
from contributions.store import DOCUMENTS
from labs.models import Certificate, MilestoneFile, ProductVersion
from lib.jobs import OPEN

ORPHANED_AFTER = timedelta(days=1)  # far longer than any request takes between its file and its row
BATCH = 1000
log = structlog.get_logger(__name__)


def tidy_files(*, now: datetime) -> int:
    """Remove the files of every folder that no row refers to and that are older than a day. Says how many."""
    removed = 0
    for folder, orphans_among in FOLDERS.items():
        for paths in _batches(DOCUMENTS.older_than(now - ORPHANED_AFTER, folder)):
            removed += orphans_among(paths)
    if removed:
        log.info("files_tidied", files=removed)
    return removed


def _batches(paths: list[str]):
    return (paths[start : start + BATCH] for start in range(0, len(paths), BATCH))


def _unknown(model, column: str, paths: list[str]) -> list[str]:
    """Those that no row names; looked up after the folder was read, so that a row that just came is seen."""
    known = set(model._base_manager.filter(**{f"{column}__in": paths}).values_list(column, flat=True))
    return [path for path in paths if path not in known]


def _by_name(model, column: str) -> Callable[[list[str]], int]:
    """For folders in which a name is used once: what has no row after a day never gets one."""

    def remove(paths: list[str]) -> int:
        orphans = _unknown(model, column, paths)
        for path in orphans:
            DOCUMENTS.remove(path)
        return len(orphans)

    return remove


def _made(model) -> Callable[[list[str]], int]:
    """What workers made: a name comes again when a document is made again, so its row is held while we look."""

    def remove(paths: list[str]) -> int:
        return sum(_remove_made(model, path) for path in _unknown(model, "path", paths))

    return remove


@transaction.atomic
def _remove_made(model, path: str) -> bool:
    number = path.split("/")[1]
    rows = model.objects.filter(pk=number) if number.isdecimal() else model.objects.none()
    document = rows.select_for_update(of=("self",)).first()
    if document and (document.state in OPEN or document.path == path):
        return False
    DOCUMENTS.remove(path)
    return True


FOLDERS = {
    "proofs": _by_name(Proof, "path"),
    "sheets": _by_name(SheetImport, "path"),
    "agreements": _by_name(Agreement, "scan_path"),
    "made": _made(Document),
    "certificates": _made(Certificate),
    "milestones": _by_name(MilestoneFile, "path"),
    "products": _by_name(ProductVersion, "path"),
}
