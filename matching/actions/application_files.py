"""Files with applications: PDF and nothing else, on disk before their row is there, gone when no row comes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.utils.translation import gettext_lazy as _

from lib.uploads import MEGABYTE, PDF, NotAccepted, judge, shown_name
from lib.workflow import Refused

from ..models import Application, ApplicationFile
from ..store import DOCUMENTS

FOLDER = "applications"
MOST_FILES, MOST_BYTES = 3, 5 * MEGABYTE
ORPHANED_AFTER = timedelta(days=1)  # far longer than any request takes between its file and its row
BATCH = 1000
TOO_MANY = _("At most three files go with an application. Join some of them into one PDF.")
ONLY_PDF = _("Only PDF files go with an application. Save or print it as a PDF, and add that.")
NO_ROOM = _("The file could not be stored. Try again; if it stays, tell the administrator.")
log = structlog.get_logger(__name__)


@contextmanager
def kept_files(uploads: Sequence, now: datetime) -> Iterator[list[ApplicationFile]]:
    """Store uploads for as long as the block takes, and for good when it ends well. Raises Refused."""
    rows = []
    try:
        for upload in uploads:
            rows.append(_store(upload, now))
        yield rows
    except BaseException:
        remove_from_disk([row.path for row in rows])
        raise


def add_files(application: Application, rows: list[ApplicationFile]) -> None:
    """Raises Refused when they are more than go with one application."""
    if rows and application.files.count() + len(rows) > MOST_FILES:
        raise Refused(TOO_MANY)
    for row in rows:
        row.application = application
        row.save()


def _store(upload, now: datetime) -> ApplicationFile:
    name = shown_name(upload.name or "", PDF.ending)
    try:
        if judge(upload, most=MOST_BYTES) != PDF:
            raise NotAccepted(ONLY_PDF)
    except NotAccepted as error:
        raise Refused(f"{shown_name(upload.name or '', '')}: {error.reason}") from None
    try:
        stored = DOCUMENTS.put_chunks(f"{FOLDER}/{now:%Y-%m}/{uuid4().hex}{PDF.ending}", upload.chunks())
    except OSError as error:
        log.warning("application_file_not_stored", error=type(error).__name__)
        raise Refused(NO_ROOM) from error
    return ApplicationFile(name=name, path=stored.path, sha256=stored.sha256, size=stored.size, added_at=now)


def remove_from_disk(paths: Sequence[str]) -> None:
    for path in paths:
        DOCUMENTS.remove(path)


def tidy_application_files(*, now: datetime) -> int:
    """Take away what lies there longer than a day without a row, of a request that was cut off. Says how many."""
    paths, removed = DOCUMENTS.older_than(now - ORPHANED_AFTER, FOLDER), 0
    for start in range(0, len(paths), BATCH):
        some = paths[start : start + BATCH]
        known = set(ApplicationFile.objects.filter(path__in=some).values_list("path", flat=True))
        orphans = [path for path in some if path not in known]
        remove_from_disk(orphans)
        removed += len(orphans)
    return removed
