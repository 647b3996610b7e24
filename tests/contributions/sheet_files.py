"""Spreadsheets for tests: three examples as companies gave them, and ways to write others."""

import io
import json
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import xlsxwriter
from django.core.management import call_command

FOLDER = Path(__file__).parent / "sheets"
PEOPLE = (
    ("sheet-0@example.org", "Anna de Vries"),
    ("sheet-1@example.org", "Bram Postma"),
    ("sheet-2@example.org", "Hüseyin Çelik"),
)
SET = {"activity": "Masterclasses", "kind": "guest_teaching"}
HEADER = ("Datum", "Medewerker", "Uren", "Omschrijving")
WORK = "Gastles testautomatisering klas 3B"


@dataclass(frozen=True)
class Example:
    name: str
    expected: dict = field(hash=False)

    @property
    def path(self) -> Path:
        return FOLDER / self.name


EXAMPLES = {
    path.name.removesuffix(".expected.json"): Example(
        path.name.removesuffix(".expected.json"), json.loads(path.read_text(encoding="utf-8"))
    )
    for path in sorted(FOLDER.glob("*.expected.json"))
}


def people_file(folder: Path) -> Path:
    path = folder / "people.csv"
    lines = ["email,name", *(f"{email},{name}" for email, name in PEOPLE)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def bring(cast, path: Path, *options: str, people: Path | None = None, **values) -> dict:
    """What the command prints as JSON."""
    out = StringIO()
    wanted = {"set": [[f"{name}={value}" for name, value in SET.items()]], "as_json": True} | values
    place = {"partnership": "werkplaats", "programme": "RIF19-00073", "partner": "terpdok"}
    call_command("import_sheet", str(path), *options, stdout=out, **place, **wanted, add_people=people)
    return json.loads(out.getvalue())


def xlsx(*sheets, hidden=(), **options) -> bytes:
    """A spreadsheet of (name, rows); a row is a list of values, None an empty cell."""
    target = io.BytesIO()
    settings = {"in_memory": True, "default_date_format": "dd-mm-yyyy"} | options
    with xlsxwriter.Workbook(target, settings) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
    return target.getvalue()


def saved(folder: Path, content: bytes, name: str = "uren.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def text(rows, sign: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(sign.join(str(cell) for cell in row) for row in rows).encode(encoding)
