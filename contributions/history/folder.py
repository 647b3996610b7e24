"""Reads a history folder. What makes a whole file unreadable refuses the folder; a bad row only itself, later."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from . import values
from .facts import Folder, FolderError, Reason, Row
from .programme import read_programme

COLUMNS = {
    "partners.csv": ("key", "name", "kind", "kvk", "employees", "sector", "joined"),
    "people.csv": ("email", "name", "partner"),
    "pledges.csv": ("partner", "from", "to", "kind", "quantity", "unit", "unit_price", "amount"),
    "hours.csv": (
        "id",
        "partner",
        "person",
        "date",
        "hours",
        "lab",
        "activity",
        "kind",
        "description",
        "status",
        "approved_by",
        "approved_on",
    ),
    "contributions.csv": (
        "id",
        "partner",
        "date",
        "kind",
        "quantity",
        "unit_price",
        "amount",
        "evidence",
        "status",
    ),
}
LARGEST_FILE = 200_000_000  # bytes; a million hour lines take about 150 million


def read_folder(path: Path) -> Folder:
    """Everything in the folder. Raises FolderError when a file is missing, not UTF-8 or has a broken header."""
    if not path.is_dir():
        raise FolderError(_("There is no folder %(path)s.") % {"path": path})
    programme = read_programme(text_of(path / "programme.json"))
    return Folder(programme, {name: list(rows_of(path / name, columns)) for name, columns in COLUMNS.items()})


def text_of(path: Path) -> str:
    """What a file of a folder says. Raises FolderError when it is missing, endless, too large or not UTF-8."""
    try:
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise FolderError(_("%(file)s is no ordinary file.") % {"file": path.name})
        with path.open("rb") as handle:
            content = handle.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise FolderError(_("%(file)s is larger than an import can hold.") % {"file": path.name})
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise FolderError(_("%(file)s is missing from the folder.") % {"file": path.name}) from None
    except OSError as error:
        message = _("%(file)s cannot be read: %(error)s.") % {"file": path.name, "error": error.strerror}
        raise FolderError(message) from None
    except UnicodeDecodeError as error:
        message = _("%(file)s is not UTF-8: the byte at position %(place)s cannot be read. Save it as UTF-8.")
        raise FolderError(message % {"file": path.name, "place": error.start}) from None


def rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a CSV file that has exactly these columns, in any order. Raises FolderError."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(columns):
            message = _("%(file)s has a broken header. It should read: %(columns)s")
            raise FolderError(message % {"file": path.name, "columns": ",".join(columns)})
        for cells in reader:
            if cells:
                yield _row(path.name, reader.line_num, header, cells)
    except csv.Error as error:
        message = _("%(file)s cannot be read beyond line %(line)s: %(error)s.")
        raise FolderError(message % {"file": path.name, "line": reader.line_num, "error": error}) from None


def _row(file: str, line: int, header: list[str], cells: list[str]) -> Row:
    """A row; what does not fit the columns or holds unprintable characters is marked, to be refused when judged."""
    padded = [cell.strip() for cell in cells] + [""] * len(header)
    found = dict(zip(header, padded, strict=False))
    if len(cells) != len(header):
        return Row(file, line, found, Reason.COLUMNS)
    if not all(values.is_clean(cell) for cell in cells):
        return Row(file, line, found, Reason.CHARACTERS)
    return Row(file, line, found)
