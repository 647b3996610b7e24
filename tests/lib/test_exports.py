"""How one cell is written, of every sort that lists have; what runs as a formula is in the tests of the lists."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import override

from lib.exports import Column, Sheet, csv_lines, xlsx_file

DAY = date(2026, 3, 2)
CELLS = [
    # the cell, in a Dutch CSV, in an English one
    (0, "0", "0"),
    (7, "7", "7"),
    (-12, "-12", "-12"),
    (12_345_678, "12345678", "12345678"),
    (Decimal("7"), "7", "7"),
    (Decimal("7.50"), "7,50", "7.50"),
    (Decimal("-0.05"), "-0,05", "-0.05"),
    (Decimal("1E+3"), "1000", "1000"),
    (True, "Ja", "Yes"),
    (False, "Nee", "No"),
    (None, "", ""),
    (DAY, "2026-03-02", "2026-03-02"),
    ("gewoon", "gewoon", "gewoon"),
]


def sheet(cell):
    return Sheet("Lijst", [], [Column("Cel")], [[cell, "einde"]])


@pytest.mark.parametrize(("cell", "dutch", "english"), CELLS)
def test_a_cell_of_a_csv(cell, dutch, english):
    for language, written in (("nl", dutch), ("en", english)):
        with override(language):
            lines = "".join(csv_lines(sheet(cell)))
        separator = ";" if language == "nl" else ","
        assert list(csv.reader(io.StringIO(lines), delimiter=separator))[-1] == [written, "einde"], language


@pytest.mark.parametrize(("cell", "dutch", "_english"), CELLS)
def test_a_cell_of_a_workbook(cell, dutch, _english):
    one = Sheet("Lijst", [], [Column("Cel", "day" if cell == DAY else "text")], [[cell]])
    with override("nl"), xlsx_file(one) as file:
        found = openpyxl.load_workbook(file).active["A4"].value
    if isinstance(cell, bool):
        assert found == dutch
    else:
        assert (found.date() if cell == DAY else found) == (float(cell) if isinstance(cell, Decimal) else cell)
