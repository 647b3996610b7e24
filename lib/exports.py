"""Lists to take along, as XLSX and as CSV: written row by row, and never anything that runs as a formula.

A cell is text, a number (`Decimal`, int), yes or no, a day or None. Both writers take the same columns and rows.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import get_language, gettext, override

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
BOM = "\ufeff"
MOST_CHARACTERS = 32_767  # what a cell of a spreadsheet holds
# Some programs read the wide signs of East Asian keyboards as the narrow ones.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | Decimal | bool | date | None


@dataclass(frozen=True)
class Column:
    """The head of a column, and how its cells are written: text, number, whole, hours, money or day."""

    title: str
    kind: str = "text"
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """What is taken along: a title, lines above the table (what was chosen, when), the columns, and the rows.

    The last of `rows` is the row of totals. `name` is short, for the tab of a sheet among others.
    """

    title: str
    about: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    name: str = ""


# Where `;` separates in one country, `,` does in another: there a text falls apart at its own signs.
_SPLIT_OFF = re.compile(r"([,;\t](?:[^\S\t]|\")*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front of what would start one, be it at the
    beginning or after a sign at which another computer splits the text into cells."""
    text = _SPLIT_OFF.sub(r"\1'", text)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def yes_or_no(cell: bool) -> str:
    return gettext("Yes") if cell else gettext("No")


# --- CSV -------------------------------------------------------------------------------------------------------
class _Line:
    """What the csv module writes into: it hands every line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The lines of a CSV file as spreadsheets of this language read it: `;` and a decimal comma in Dutch."""
    dutch = (get_language() or "nl").startswith("nl")
    writer = csv.writer(_Line(), delimiter=";" if dutch else ",")
    yield BOM + writer.writerow([defused(sheet.title)])
    for label, value in sheet.about:
        yield writer.writerow([defused(label), defused(value)])
    yield writer.writerow([])
    yield writer.writerow([defused(column.title) for column in sheet.columns])
    for row in sheet.rows:
        yield writer.writerow([_plain(cell, dutch) for cell in row])


def in_this_language(lines: Iterator[str]) -> Iterator[str]:
    """The lines are made while they are sent, after the request has ended and its language with it."""
    language = get_language()
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _plain(cell: Cell, dutch: bool) -> str:
    """Numbers stay numbers, also below zero; days as 2026-03-02, which every spreadsheet reads."""
    if cell is None:
        return ""
    if isinstance(cell, bool):  # before int, which it is as well
        return yes_or_no(cell)
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        text = format(cell, "f")
        return text.replace(".", ",") if dutch else text
    return cell.isoformat() if isinstance(cell, date) else defused(cell)


# --- XLSX ------------------------------------------------------------------------------------------------------
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
NUMBER_FORMATS = {"number": "0.00", "hours": "0.00", "money": '"€" #,##0.00', "day": "dd-mm-yyyy", "whole": "0"}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx_file(*sheets: Sheet) -> BinaryIO:
    """An open temporary file with the workbook, at its start; only one row at a time is in memory.

    Several sheets need names that differ.
    """
    file = tempfile.TemporaryFile(prefix="drieluik-")  # noqa: SIM115 - handed over open; gone when closed
    try:
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in NUMBER_FORMATS.items()}
            bold = book.add_format({"bold": True})
            for sheet in sheets:
                _fill(book.add_worksheet(sheet_name(sheet.name or sheet.title)), sheet, bold, formats)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def sheet_name(title: str) -> str:
    """A title as the name of a sheet: as many letters as Excel allows, and none that it forbids there."""
    return _NOT_IN_NAMES.sub(" ", title)[:31].strip("' ")


def _fill(page, sheet: Sheet, bold, formats: dict) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
    page.write_string(0, 0, sheet.title, bold)
    for number, (label, value) in enumerate(sheet.about, 1):
        page.write_string(number, 0, label)
        page.write_string(number, 1, value)
    top = len(sheet.about) + 2
    for number, column in enumerate(sheet.columns):
        page.write_string(top, number, column.title, bold)
    page.freeze_panes(top + 1, 0)
    for line, row in enumerate(sheet.rows, top + 1):
        for number, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, line, number, cell, formats.get(column.kind))


def _write(page, line: int, number: int, cell: Cell, look) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_string(line, number, yes_or_no(cell))
    elif isinstance(cell, int | Decimal):
        page.write_number(line, number, cell, look)
    elif isinstance(cell, date):
        page.write_datetime(line, number, cell, look)
    else:
        page.write_string(line, number, cell[:MOST_CHARACTERS])
