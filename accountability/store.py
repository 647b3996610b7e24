"""Files of reports: written beside, forced to disk, then put in place, so that a name never stands for half a file."""

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

CHUNK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """A file that is on disk, with its path below the folder of reports."""

    path: str
    sha256: str
    size: int


def file_name(number: str, ending: str) -> str:
    """A report's number as part of a file name: letters, digits, dots and dashes only."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", number).strip("-.") + ending


def location(path: str) -> Path:
    """Where a stored file lies. Raises ValueError for a path that leads out of the folder of reports."""
    root = Path(settings.REPORTS_ROOT).resolve()
    found = (root / path).resolve()
    if not found.is_relative_to(root):
        raise ValueError("outside the folder of reports")
    return found


def put(path: str, content: bytes) -> Stored:
    """Store bytes under `path`. Raises OSError, and then nothing stands there that did not before."""
    return _put(path, lambda file: file.write(content))


def put_zip(path: str, members: Iterable[str], moment: datetime) -> Stored:
    """Store one ZIP of files that are stored already; equal files and moment give equal bytes."""
    at = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    stamp = (at.year, at.month, at.day, at.hour, at.minute, at.second)

    def fill(file):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
            for member in members:
                about = zipfile.ZipInfo(Path(member).name, stamp)
                about.external_attr = 0o644 << 16
                about.create_system = 3
                bundle.writestr(about, location(member).read_bytes())

    return _put(path, fill)


def _put(path: str, fill) -> Stored:
    target = location(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".making-", delete=False) as file:
        beside = Path(file.name)
        try:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(0o640)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    _sync_folder(target.parent)
    return Stored(path, sha256_of(target), target.stat().st_size)


def _sync_folder(folder: Path) -> None:
    """The new name itself must survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
