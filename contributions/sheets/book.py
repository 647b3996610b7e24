"""Opens a file and says what is in it: which sheet holds hours, under which columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from .csvs import CsvBook
from .facts import MOST_CELLS, MOST_ROWS, Line, Problem, Sheet, SheetRefused
from .files import XLSX, kind_of
from .header import SEARCHED, Header, find_header, recognised
from .words import plain
from .xlsx import XlsxBook

ESSENTIAL = {"date", "hours"}


@dataclass(frozen=True)
class Page:
    """One sheet as it is found: the row with the names, and the first rows below it."""

    sheet: Sheet
    header: Header
    top: list[Line]

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def score(self) -> tuple[bool, bool, int]:
        known = recognised(dict(self.header.names)) if self.header.row else {}
        return known.keys() >= ESSENTIAL, not self.sheet.hidden, len(known)


class Book:
    """A file that may be read. Raises SheetRefused, here or while reading."""

    def __init__(self, name: str, content: bytes):
        self.is_csv = kind_of(name, content) != XLSX
        self.reader: CsvBook | XlsxBook = CsvBook(content) if self.is_csv else XlsxBook(content)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_error) -> None:
        self.reader.close()

    def pages(self, asked: Iterable[str] = ()) -> list[Page]:
        """The sheets that hold something, those that can be seen first."""
        wanted = list(asked)
        pages = [self.page(sheet.name, wanted) for sheet in self.reader.sheets]
        return sorted((page for page in pages if page.top), key=lambda page: page.sheet.hidden)

    def page(self, name: str, asked: Iterable[str] = ()) -> Page:
        """Raises SheetRefused when there is no such sheet."""
        sheet = self._sheet(name)
        top = list(islice(self.reader.lines(sheet.name), SEARCHED))
        header = find_header(top, asked)
        return Page(sheet, header, [line for line in top if line.number > header.row])

    def best(self, asked: Iterable[str] = ()) -> Page:
        """The sheet that looks most like hours, the first of equals. Raises SheetRefused."""
        wanted = list(asked)
        pages = self.pages(wanted)
        if not pages:
            raise SheetRefused(Problem.EMPTY)
        return max(pages, key=lambda page: (_holds(page.header, wanted), *page.score))

    def rows(self, page: Page) -> Iterator[Line]:
        """Everything below the row with the names. Raises SheetRefused beyond the largest number of rows."""
        widest = max(page.header.in_row, default=0)
        count = cells = 0
        for line in self.reader.lines(page.name):
            if line.number <= page.header.row:
                continue
            count += 1
            cells += len(line.cells)
            if count > MOST_ROWS or cells > MOST_CELLS:
                raise SheetRefused(Problem.TOO_MANY_ROWS)
            # a sign that separates, without quotes around it, moves everything behind it one column on
            yield replace(line, too_wide=True) if self.is_csv and max(line.cells) > widest > 0 else line

    def _sheet(self, name: str) -> Sheet:
        same = [sheet for sheet in self.reader.sheets if sheet.name == name]
        same = same or [sheet for sheet in self.reader.sheets if plain(sheet.name) == plain(name)]
        if not same:
            raise SheetRefused(Problem.NO_SHEET, name)
        return same[0]


def _holds(header: Header, asked: list[str]) -> int:
    there = {plain(name) for name in header.names.values()}
    return sum(plain(name) in there for name in asked)
