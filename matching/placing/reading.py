"""Reads a class from a folder of three files: students.csv, roles.csv and wishes.csv.

Every line stands for itself: one that cannot be read is refused with its number, and the rest goes on.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .facts import Role, Student, Wish
from .judging import Judged, Line, Part, Reason, Refusal, RefusedError, in_order, judge

COLUMNS = {
    Part.STUDENTS: ("student", "level", "pinned"),
    Part.ROLES: ("role", "seats", "levels"),
    Part.WISHES: ("student", "role", "rank"),
}
LARGEST_FILE = 20_000_000  # bytes; a hundred thousand wishes take about two million
# What is refused only because of another file that cannot be read, and so is not worth telling.
FOLLOWS_FROM = {Part.STUDENTS: {Reason.STUDENT}, Part.ROLES: {Reason.ROLE, Reason.PINNED_ROLE}, Part.WISHES: set()}


@dataclass(frozen=True)
class _Table:
    """The head of a file: its columns in their order, and what stands between them."""

    columns: tuple[str, ...]
    delimiter: str


def read_class(folder: Path) -> Judged:
    """What the folder holds that can be solved, and every file and line that was refused."""
    refusals: list[Refusal] = []
    lines = {part: list(_lines(folder, part, refusals)) for part in Part}
    judged = judge(lines[Part.STUDENTS], lines[Part.ROLES], lines[Part.WISHES])
    unread = {refusal.part for refusal in refusals if refusal.whole_file}
    noise = set().union(*(FOLLOWS_FROM[part] for part in unread))
    refusals += [refusal for refusal in judged.refusals if refusal.reason not in noise]
    return Judged(judged.problem, in_order(refusals))


def file_of(part: Part) -> str:
    return f"{part}.csv"


def _lines(folder: Path, part: Part, refusals: list[Refusal]) -> Iterator[Line]:
    """The lines of one file as facts; what cannot be read is added to the refusals."""
    number = 1
    try:
        raw = _bytes(folder / file_of(part)).splitlines()
        table = _table(raw[0], COLUMNS[part])
    except RefusedError as error:
        refusals.append(Refusal(part, number, error.reason, error.value))
        return
    for number, content in enumerate(raw[1:], 2):
        try:
            cells = _cells(content, table)
            if cells is not None:
                yield Line(number, READERS[part](cells))
        except RefusedError as error:
            refusals.append(Refusal(part, number, error.reason, error.value))


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise RefusedError(Reason.FILE_UNREADABLE)
        with path.open("rb") as handle:
            content = handle.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise RefusedError(Reason.FILE_MISSING) from None
    except OSError as error:
        raise RefusedError(Reason.FILE_UNREADABLE, error.strerror or "") from None
    if len(content) > LARGEST_FILE:
        raise RefusedError(Reason.FILE_UNREADABLE)
    content = content.removeprefix(b"\xef\xbb\xbf")  # spreadsheets put a mark before UTF-8
    if not content.strip():
        raise RefusedError(Reason.FILE_EMPTY)
    return content


def _table(content: bytes, wanted: tuple[str, ...]) -> _Table:
    """Columns may come in any order, and others may stand beside them."""
    try:
        text = _text(content)
        delimiter = ";" if text.count(";") > text.count(",") else ","  # what spreadsheets write in Dutch
        columns = tuple(cell.lower() for cell in _split(text, delimiter))
    except RefusedError:
        raise RefusedError(Reason.COLUMNS_MISSING, ", ".join(wanted)) from None
    missing = [column for column in wanted if columns.count(column) != 1]
    if missing:
        raise RefusedError(Reason.COLUMNS_MISSING, ", ".join(missing))
    return _Table(columns, delimiter)


def _cells(content: bytes, table: _Table) -> dict[str, str] | None:
    """The cells of a line by their column; None when there is nothing in it."""
    cells = _split(_text(content), table.delimiter)
    if not any(cells):
        return None
    if len(cells) < len(table.columns) or any(cells[len(table.columns) :]):
        raise RefusedError(Reason.CELLS)
    return dict(zip(table.columns, cells, strict=False))


def _text(content: bytes) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8"))
    except UnicodeDecodeError:
        raise RefusedError(Reason.ENCODING) from None


def _split(text: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([text], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        raise RefusedError(Reason.CELLS) from None


def _whole(text: str, reason: Reason) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise RefusedError(reason, text)
    return int(text)


def _student(cells: dict[str, str]) -> Student:
    return Student(cells["student"], cells["level"], cells["pinned"])


def _role(cells: dict[str, str]) -> Role:
    return Role(cells["role"], _whole(cells["seats"], Reason.SEATS), frozenset(cells["levels"].split()))


def _wish(cells: dict[str, str]) -> Wish:
    return Wish(cells["student"], cells["role"], _whole(cells["rank"], Reason.RANK))


READERS = {Part.STUDENTS: _student, Part.ROLES: _role, Part.WISHES: _wish}
