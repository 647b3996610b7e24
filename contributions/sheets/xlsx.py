"""Reads XLSX row by row: values only, never a formula or a macro, and only what holds something.

The package openpyxl knows the parts of the file, its texts and its dates; the rows are read here, so that a million
empty but coloured rows cost no time and no memory.
"""

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from .facts import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, MOST_TEXT, Line, Problem, Sheet, SheetRefused, Unread

ROW, CELL, DATA = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "sheetData"))
TEXT, PHONETIC, STRING = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("t", "rPh", "si"))
FILLED = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|f)[\s/>]")
CHUNK, OVERLAP = 1 << 20, 40
MOST_TEXTS = 1_000_000
LARGEST = 10**15
SPARE = 200  # rows above the header
_ESCAPED = re.compile(r"_x000([9ADad])_")


class _Reader(ExcelReader):
    """Only the parts that are needed: a broken property or picture keeps nobody from their hours."""

    package: Manifest

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None and part.PartName[1:] in self.valid_files:
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = list(_texts(stream))

    def read_chartsheet(self, sheet, rel) -> None:
        """A picture has no rows."""


def _texts(stream) -> Iterator[str]:
    parents: list = []
    count = 0
    for event, element in iterparse(stream, events=("start", "end")):
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        if element.tag == STRING:
            count += 1
            if count > MOST_TEXTS:
                raise SheetRefused(Problem.BOMB)
            yield _text_of(element)
            parents[-1].clear() if parents else None


def _text_of(element) -> str:
    """All pieces of a text, without how it is pronounced."""
    spoken = {piece for phonetic in element.iter(PHONETIC) for piece in phonetic.iter(TEXT)}
    return "".join(piece.text or "" for piece in element.iter(TEXT) if piece not in spoken)


class XlsxBook:
    """A spreadsheet file. Raises SheetRefused wherever it turns out to be broken."""

    def __init__(self, content: bytes):
        self._reader = _guarded(lambda: _open(content))
        self._sheets = {sheet.title: sheet for sheet in self._reader.wb._sheets}
        if len(self._sheets) > MOST_SHEETS:
            raise SheetRefused(Problem.TOO_MANY_SHEETS)
        self.sheets = [Sheet(name, sheet.sheet_state != "visible") for name, sheet in self._sheets.items()]

    def lines(self, name: str) -> Iterator[Line]:
        if name not in self._sheets:
            raise SheetRefused(Problem.NO_SHEET, name)
        rows = _rows(self._sheets[name], self._reader)
        count = 0
        while (row := _guarded(lambda: next(rows, None))) is not None:
            count += 1
            if count > MOST_ROWS + SPARE:
                raise SheetRefused(Problem.TOO_MANY_ROWS)
            if max(row.cells) >= MOST_COLUMNS:
                raise SheetRefused(Problem.TOO_MANY_COLUMNS)
            yield row

    def close(self) -> None:
        self._reader.archive.close()


def _open(content: bytes) -> _Reader:
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader


def _guarded(deed):
    """What `deed` gives. Whatever a broken or malicious file does to the reader becomes a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return deed()
    except SheetRefused:
        raise
    except DefusedXmlException:
        raise SheetRefused(Problem.UNSAFE) from None
    except (BadZipFile, MemoryError):
        raise SheetRefused(Problem.BROKEN) from None
    except Exception:
        raise SheetRefused(Problem.BROKEN) from None


class _Stream:
    """A member of the archive that knows how much of it the parser has dealt with."""

    def __init__(self, stream):
        self.stream, self.before, self.position = stream, 0, 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.before, self.position = self.position, self.position + len(data)
        return data


def _last_filled(archive, path: str) -> int:
    """Where the last cell with something in it stands in the bytes of a sheet; beyond it nothing has to be read."""
    last, offset, tail = -1, 0, b""
    with archive.open(path) as stream:
        while chunk := stream.read(CHUNK):
            if offset == 0 and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return 1 << 62
            piece = tail + chunk
            for found in FILLED.finditer(piece):
                last = offset - len(tail) + found.start()
            offset, tail = offset + len(chunk), piece[-OVERLAP:]
    return last


def _rows(sheet, reader: _Reader) -> Iterator[Line]:
    end = _last_filled(reader.archive, sheet._worksheet_path)
    book = reader.wb
    with reader.archive.open(sheet._worksheet_path) as member:
        stream = _Stream(member)
        parser = WorkSheetParser(
            None,
            reader.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        yield from _parsed(stream, parser, end)


def _parsed(stream: _Stream, parser: WorkSheetParser, end: int) -> Iterator[Line]:
    """Cell by cell, letting go of each as soon as it was read."""
    row = data = None
    cells: dict[int, Any] = {}
    for event, element in iterparse(stream, events=("start", "end")):
        if event == "start":
            if element.tag == ROW:
                row, cells = element, {}
                parser.row_counter = int(float(element.get("r", parser.row_counter + 1)))
                parser.col_counter = 0
            elif element.tag == DATA:
                data = element
        elif element.tag == CELL and row is not None:
            _take(element, parser, cells)
            row.clear()
        elif element.tag == ROW:
            if cells:
                yield Line(parser.row_counter, cells)
            row, cells = None, {}
            if data is not None:
                data.clear()
            if stream.before > end:
                return


def _take(element, parser: WorkSheetParser, cells: dict[int, Any]) -> None:
    if not len(element):
        reference = element.get("r")
        if reference is None:
            parser.col_counter += 1
        return
    found = parser.parse_cell(element)
    parser.col_counter = found["column"]
    value = found["value"]
    if value is None and element.find(FORMULA_TAG) is not None:
        cells[found["column"] - 1] = Unread()
    elif isinstance(value, str):
        if value := _unescaped(value[:MOST_TEXT]).strip():
            cells[found["column"] - 1] = value
    elif value is not None:
        cells[found["column"] - 1] = _within_reason(value)


def _within_reason(value: Any) -> Any:
    """Numbers that no hours or days come near, endless ones too, are only text: nobody has to reckon with them."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value)[:MOST_TEXT] if is_number and not -LARGEST < value < LARGEST else value


def _unescaped(text: str) -> str:
    """Excel writes signs that XML has no room for, such as the end of a line, as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
