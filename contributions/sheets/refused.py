"""The rows that were refused as a file again: the cells as they stood, and the reason in a column of its own.

Every text is written as text, so that nothing in it can run as a formula.
"""

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .facts import Unread

DAY = "dd-mm-yyyy"
WIDE, NARROW = 60, 18
OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def plain_cell(value: Any) -> Any:
    """A cell as JSON can hold it."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, Unread) or (isinstance(value, float) and not isfinite(value)):
        return str(value)
    return value


def cell_of(stored: Any) -> Any:
    """The other way round."""
    if not isinstance(stored, dict):
        return stored
    if "moment" in stored:
        return datetime.fromisoformat(stored["moment"])
    if "day" in stored:
        return date.fromisoformat(stored["day"])
    if "time" in stored:
        return time.fromisoformat(stored["time"])
    return timedelta(seconds=stored["seconds"])


def refused_file(columns: list[str], rows: Iterable[tuple[int, dict[str, Any], str]]) -> bytes:
    """An XLSX of rows (number, cells by column, why), under the names of the columns."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(_("Refused rows")[:31])
        bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": DAY})
        clock = book.add_format({"num_format": "[h]:mm"})
        for number, name in enumerate([*columns, _("Row"), _("Reason")]):
            sheet.write_string(0, number, name, bold)
        sheet.set_column(0, max(len(columns) - 1, 0), NARROW)
        sheet.set_column(len(columns) + 1, len(columns) + 1, WIDE)
        sheet.freeze_panes(1, 0)
        for line, (number, cells, why) in enumerate(rows, 1):
            for column, stored in cells.items():
                if int(column) < len(columns):
                    _write(sheet, line, int(column), cell_of(stored), day, clock)
            sheet.write_number(line, len(columns), number)
            sheet.write_string(line, len(columns) + 1, why)
    return target.getvalue()


def _write(sheet, line: int, column: int, value: Any, day, clock) -> None:
    if isinstance(value, datetime | date) and value.year >= 1900:
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, time | timedelta):
        sheet.write_datetime(line, column, value, clock)
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, str(value)[:32_767])
