"""Reads CSV as people's computers write it: semicolons, commas or tabs, in one of several encodings."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from .facts import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Line, Problem, Sheet, SheetRefused
from .header import recognised

DELIMITERS = ";\t,|"
SAMPLE = 60


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16, else what Windows writes in Western Europe. Raises SheetRefused."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        elif b"\x00" in content:
            little = content[1:200:2].count(b"\x00") >= content[0:200:2].count(b"\x00")
            text = content.decode("utf-16-le" if little else "utf-16-be")
        else:
            text = _eight_bits(content)
    except UnicodeDecodeError:
        raise SheetRefused(Problem.BROKEN) from None
    if "\x00" in text:
        raise SheetRefused(Problem.OTHER_FORMAT)
    return text.removeprefix("\ufeff")


def _eight_bits(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


class CsvBook:
    """A CSV file as a book with one sheet."""

    def __init__(self, content: bytes):
        self.text = decode(content)
        first, _end, rest = self.text.partition("\n")
        said = first.strip().strip('"').lower()
        self.skip = 0
        if said.startswith("sep=") and len(said) <= 5:  # a hint that Excel writes and hides
            self.skip, self.delimiter = 1, said[4:] or "\t"
            self.text = rest
        else:
            self.delimiter = _delimiter_of(self.text)
        self.sheets = [Sheet("")]

    def lines(self, name: str = "") -> Iterator[Line]:
        count = 0
        for number, cells in _records(self.text, self.delimiter):
            filled = {column: cell.strip()[:MOST_TEXT] for column, cell in enumerate(cells) if cell.strip()}
            if not filled:
                continue
            count += 1
            if count > MOST_ROWS + SAMPLE:
                raise SheetRefused(Problem.TOO_MANY_ROWS)
            if max(filled) >= MOST_COLUMNS:
                raise SheetRefused(Problem.TOO_MANY_COLUMNS)
            yield Line(number + self.skip, filled)

    def close(self) -> None:
        pass


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line of the file it starts on. Raises SheetRefused."""
    yield from _parsed(text, delimiter, strict=_is_strict(text, delimiter))


def _is_strict(text: str, delimiter: str) -> bool:
    """Whether quotes stand where they should. One that never closes would swallow the rest of the file."""
    try:
        for _record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error) or "limit" in str(error):
            raise SheetRefused(Problem.QUOTES) from None
        return False
    return True


def _parsed(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    start = 1
    try:
        for record in reader:
            yield start, record
            start = reader.line_num + 1
    except csv.Error:
        raise SheetRefused(Problem.QUOTES) from None


def _delimiter_of(text: str) -> str:
    """The sign under which the most column names are recognised; then that under which rows are equally long."""
    return max(DELIMITERS, key=lambda sign: _fitness(text, sign))


def _fitness(text: str, sign: str) -> tuple[int, int]:
    rows = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append(record)
            if len(rows) >= SAMPLE:
                break
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    known = max((len(recognised(dict(enumerate(row)))) for row in rows if len(row) > 1), default=0)
    return known, max(widths.values(), default=0)
