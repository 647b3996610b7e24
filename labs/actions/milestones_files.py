"""Files of reports on milestones: judged by content, on disk before their row is there, gone when no row comes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.keeping import Kept, keep
from lib.uploads import shown_name
from lib.workflow import Refused

from ..store import DOCUMENTS

FOLDER = "milestones"
MOST_FILES = 5  # with one report
TOO_MANY = _("At most five files go with one report. Join some of them into one PDF.")


@contextmanager
def kept_files(uploads: Sequence, now: datetime) -> Iterator[list[Kept]]:
    """Store uploads for as long as the block takes, and for good when it ends well. Raises Refused."""
    if len(uploads) > MOST_FILES:
        raise Refused(TOO_MANY)
    kept: list[Kept] = []
    try:
        for upload in uploads:
            kept.append(_store(upload, now))
        yield kept
    except BaseException:
        for file in kept:
            file.forget()
        raise


def _store(upload, now: datetime) -> Kept:
    """Of several files the refusal says which one it is about."""
    try:
        return keep(upload, store=DOCUMENTS, folder=f"{FOLDER}/{now:%Y-%m}", most=settings.MOST_PROOF_BYTES)
    except Refused as refusal:
        raise Refused(f"{shown_name(upload.name or '', '')}: {refusal.reason}") from refusal
