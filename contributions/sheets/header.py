"""Finds the row with the names of the columns, and guesses which column means what."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .facts import FIELDS, Line, Problem, SheetRefused
from .words import plain, tidy

SEARCHED = 100  # rows with something in them, from the top
LONGEST_NAME = 60
# Whole names, the surest first; then words that a longer name may hold.
NAMES = {
    "date": (
        "datum",
        "date",
        "werkdatum",
        "datum werkzaamheden",
        "datum inzet",
        "datum gewerkt",
        "dag",
        "day",
        "wanneer",
        "when",
    ),
    "person": (
        "medewerker",
        "e mailadres",
        "emailadres",
        "e mail",
        "email",
        "mailadres",
        "naam medewerker",
        "medewerker naam",
        "employee",
        "person",
        "persoon",
        "werknemer",
        "collega",
        "wie",
        "who",
        "naam",
        "name",
        "voor en achternaam",
        "volledige naam",
        "full name",
        "uitvoerder",
        "uitgevoerd door",
        "ingezet door",
        "expert",
        "consultant",
    ),
    "hours": (
        "uren",
        "aantal uren",
        "aantal uur",
        "uur",
        "hours",
        "bestede uren",
        "gewerkte uren",
        "besteed",
        "duur",
        "tijdsduur",
        "duration",
        "tijd",
        "bestede tijd",
        "tijdsbesteding",
        "time",
        "number of hours",
    ),
    "description": (
        "omschrijving",
        "description",
        "toelichting werkzaamheden",
        "omschrijving werkzaamheden",
        "werkzaamheden",
        "toelichting",
        "beschrijving",
        "wat gedaan",
        "wat",
        "what",
        "taak",
        "taken",
        "task",
        "onderwerp",
        "activiteiten",
        "details",
        "opmerking",
        "opmerkingen",
        "notitie",
        "notities",
        "notes",
        "remarks",
    ),
    "activity": ("activiteit", "activity", "activiteit uit het plan", "naam activiteit"),
    "kind": ("soort inzet", "soort", "kind of effort", "kind", "type inzet", "type", "categorie", "category"),
    "lab": ("lab", "learning lab", "labs"),
}
WORDS = {
    "date": ("datum", "date"),
    "person": ("medewerker", "werknemer", "persoon", "employee", "person", "mailadres", "emailadres", "email", "mail"),
    "hours": ("uren", "uur", "hours", "duur"),
    "description": (
        "omschrijving",
        "toelichting",
        "werkzaamheden",
        "beschrijving",
        "description",
        "opmerkingen",
        "opmerking",
    ),
    "activity": ("activiteit", "activity"),
    "kind": ("soort", "kind", "categorie"),
    "lab": ("lab",),
}


@dataclass(frozen=True)
class Header:
    """The row with the names (0: there is none) and the name of every column, by its number from 0."""

    row: int
    names: dict[int, str]
    in_row: frozenset[int] = frozenset()  # the columns that have a name of their own

    def column(self, asked: str) -> int:
        """The column somebody means by its name or its letter. Raises SheetRefused."""
        wanted = plain(asked)
        for column, name in self.names.items():
            if plain(name) == wanted and (wanted or name.strip() == asked.strip()):
                return column
        number = _number_of(asked)
        if number is not None and number in self.names:
            return number
        raise SheetRefused(Problem.NO_COLUMN, asked)


def _score(name: str, field: str) -> int:
    """How sure a column's name means a field; 0 when it does not."""
    bare = plain(name)
    if bare in NAMES[field]:
        return 1000 - NAMES[field].index(bare)
    words = bare.split()
    places = [words.index(word) for word in WORDS[field] if word in words]
    return 500 - 10 * min(places) - len(words) if places and len(words) <= 6 else 0


def recognised(cells: dict[int, Any]) -> dict[str, int]:
    """Which column probably means which field; each column and each field once, the surest first."""
    scores = [
        (_score(cell, field), -column, field)
        for column, cell in cells.items()
        if isinstance(cell, str) and len(cell) <= LONGEST_NAME
        for field in FIELDS
    ]
    found: dict[str, int] = {}
    for score, column, field in sorted(scores, reverse=True):
        if score and field not in found and -column not in found.values():
            found[field] = -column
    return found


def find_header(lines: Iterable[Line], asked: Iterable[str] = ()) -> Header:
    """The row that holds most of the column names that were asked for, or else that is recognised best."""
    top = list(islice(lines, SEARCHED))
    wanted = {plain(name) for name in asked if plain(name)}
    best, row = 0, None
    for line in top:
        there = {plain(cell) for cell in line.cells.values() if isinstance(cell, str)}
        score = 10 * len(wanted & there) + len(recognised(line.cells))
        if score > best and (len(wanted & there) or len(recognised(line.cells)) >= 2):
            best, row = score, line
    columns = {column for line in top for column in line.cells}
    if row is None:
        return Header(0, {column: letters(column) for column in sorted(columns)})
    return Header(row.number, _named(row, columns), frozenset(row.cells))


def _named(row: Line, columns: set[int]) -> dict[int, str]:
    """Every column by its own name: a name that comes twice gets a number, an empty one its letter."""
    names: dict[int, str] = {}
    for column in sorted(columns | set(row.cells)):
        name = tidy(row.cells.get(column, ""))[:LONGEST_NAME] or letters(column)
        number = 2
        unique = name
        while plain(unique) in {plain(other) for other in names.values()} and plain(unique):
            unique, number = f"{name} ({number})", number + 1
        names[column] = unique
    return names


def guess(header: Header) -> dict[str, str]:
    """Field to column name, as far as the names tell."""
    if not header.row:
        return {}
    return {field: header.names[column] for field, column in recognised(dict(header.names)).items()}


def letters(column: int) -> str:
    """A column as a spreadsheet names it: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _number_of(text: str) -> int | None:
    text = text.strip().upper()
    if not 1 <= len(text) <= 3 or not all("A" <= letter <= "Z" for letter in text):
        return None
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1
