"""Files that the portal keeps: forced to disk, then put in place, so that a name never stands for half a file."""

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
    """A file that is on disk, with its path below the folder of its store."""

    path: str
    sha256: str
    size: int


def file_name(number: str, ending: str) -> str:
    """A report's number as part of a file name: letters, digits, dots and dashes only."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", number).strip("-.") + ending


@dataclass(frozen=True)
class Store:
    """A folder of files that the portal made or was given; `setting` names the setting that says where it lies."""

    setting: str

    @property
    def root(self) -> Path:
        return Path(getattr(settings, self.setting)).resolve()

    def location(self, path: str) -> Path:
        """Where a stored file lies. Raises ValueError for a path that leads out of the folder."""
        found = (self.root / path).resolve()
        if not found.is_relative_to(self.root):
            raise ValueError("outside the folder")
        return found

    def put(self, path: str, content: bytes) -> Stored:
        """Store bytes under `path`. Raises OSError, and then nothing stands there that did not before."""
        return self._put(path, lambda file: file.write(content))

    def put_chunks(self, path: str, chunks: Iterable[bytes]) -> Stored:
        """The same for what comes in pieces, such as an upload."""
        return self._put(path, lambda file: file.writelines(chunks))

    def put_zip(self, path: str, members: Iterable[str], moment: datetime) -> Stored:
        """Store one ZIP of files that are stored already; equal files and moment give equal bytes."""
        at = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
        stamp = (at.year, at.month, at.day, at.hour, at.minute, at.second)

        def fill(file):
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
                for member in members:
                    about = zipfile.ZipInfo(Path(member).name, stamp)
                    about.external_attr = 0o644 << 16
                    about.create_system = 3
                    bundle.writestr(about, self.location(member).read_bytes())

        return self._put(path, fill)

    def older_than(self, moment: datetime, folder: str = "") -> list[str]:
        """The files below `folder` that were written before `moment`, unfinished ones too, as paths of this store."""
        before = moment.timestamp()
        found = (file for file in self.location(folder).rglob("*") if file.is_file())
        return sorted(file.relative_to(self.root).as_posix() for file in found if _written_at(file) < before)

    def remove(self, path: str) -> None:
        """Take a file away; one that is gone already is fine."""
        self.location(path).unlink(missing_ok=True)

    def _put(self, path: str, fill) -> Stored:
        target = self.location(path)
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


def _written_at(file: Path) -> float:
    """When a file was written; for one that was just taken away: in the future."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


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
