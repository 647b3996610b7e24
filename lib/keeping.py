"""Uploads on their way to a row: judged, on disk before the row is there, and gone again when no row comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from django.utils.translation import gettext_lazy as _

from lib.store import Store, Stored
from lib.uploads import Media, NotAccepted, judge, shown_name
from lib.workflow import Refused

NO_ROOM = _("The file could not be stored. Try again; if it stays, tell the administrator.")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Kept:
    """An upload that is on disk."""

    store: Store
    stored: Stored
    media: Media
    name: str

    @property
    def values(self) -> dict[str, Any]:
        """What a row says of its file."""
        return {
            "name": shown_name(self.name, self.media.ending),
            "media_type": self.media.media_type,
            "path": self.stored.path,
            "sha256": self.stored.sha256,
            "size": self.stored.size,
        }

    def forget(self) -> None:
        """Take it off the disk again: no row points to it."""
        self.store.remove(self.stored.path)


def keep(upload, *, store: Store, folder: str, most: int) -> Kept:
    """Store a PDF, PNG or JPEG of at most `most` bytes under a name of our own. Raises Refused, and nothing stays."""
    try:
        media = judge(upload, most=most)
    except NotAccepted as error:
        raise Refused(error.reason) from None
    try:
        stored = store.put_chunks(f"{folder}/{uuid4().hex}{media.ending}", upload.chunks())
    except OSError as error:
        log.warning("file_not_stored", folder=folder.partition("/")[0], error=type(error).__name__)
        raise Refused(NO_ROOM) from error
    return Kept(store, stored, media, upload.name or "")


@contextmanager
def kept(upload, **where) -> Iterator[Kept]:
    """The same for as long as the block takes, and for good when it ends well."""
    file = keep(upload, **where)
    try:
        yield file
    except BaseException:
        file.forget()
        raise
