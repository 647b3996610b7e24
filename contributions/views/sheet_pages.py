"""What the pages about spreadsheets share: fetching one, and its rows as they are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.text import capfirst

from contributions.kinds import ContributionKind
from contributions.models import SheetImport, SheetRow
from contributions.sheets.book import Page
from contributions.sheets.sentences import FLAG_WORDS, WHY_REFUSED
from lib import figures

SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_CELL = 5, 12, 60
TONES = {"accepted": "good", "refused": "bad", "already_there": "neutral"}


def fetch(request, pk: int) -> SheetImport:
    """A spreadsheet of the own organisation; else 404."""
    rows = SheetImport.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("programme", "organisation", "uploaded_by"), pk=pk)


def sheet_name(request, sheet: SheetImport, pages: list[Page]) -> Page | None:
    """The sheet that was chosen, or the only one that there is to choose."""
    asked = request.GET.get("sheet", sheet.sheet)
    found = [page for page in pages if page.name == asked]
    if not found and len(pages) > 1:
        likely = [page for page in pages if page.score[:2] == (True, True)]
        found = likely if len(likely) == 1 and "sheet" not in request.GET else []
    return found[0] if found else (pages[0] if len(pages) == 1 else None)


def shown_top(page: Page) -> dict[str, Any]:
    """The first rows of a sheet under the names of its columns."""
    columns = list(page.header.names)[:SHOWN_COLUMNS]
    return {
        "names": [page.header.names[column] for column in columns],
        "rows": [
            {"number": line.number, "cells": [_shown(line.cells.get(column)) for column in columns]}
            for line in page.top[:SHOWN_ROWS]
        ],
    }


def _shown(value: Any) -> str:
    if isinstance(value, datetime | date):
        return figures.day_short(value)
    return "" if value is None else str(value)[:SHOWN_CELL]


@dataclass(frozen=True)
class ShownRow:
    """One row of a preview, as it was understood; of a refused one what could not be, and why."""

    row: SheetRow
    day: date | None
    why: str
    notes: list[str]
    kind: str
    tone: str


def row_of(row: SheetRow) -> ShownRow:
    known = row.effort
    return ShownRow(
        row=row,
        day=date.fromisoformat(known["date"]) if known else None,
        why=str(WHY_REFUSED[row.reason]) if row.reason and row.outcome == row.Outcome.REFUSED else "",
        notes=[capfirst(str(FLAG_WORDS[flag])) for flag in row.flags if flag in FLAG_WORDS],
        kind=str(ContributionKind(known["kind"]).label) if known else "",
        tone=TONES[row.outcome],
    )
