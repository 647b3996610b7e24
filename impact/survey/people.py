"""Understands the rows of a file with people to ask, whatever its columns are called: plain values in, verdicts out."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from contributions.history import values
from contributions.history.facts import RowError as ValueRefused
from contributions.sheets.facts import Line
from contributions.sheets.header import Header
from contributions.sheets.words import plain, tidy

from ..kinds import Language, RowOutcome, Sector
from .facts import ContactFacts, Reason, RowError
from .judge import LONGEST_KEY, LONGEST_NAME

NAMES = {
    "email": ("email", "e mail", "e mailadres", "emailadres", "mailadres", "mail", "e mail address", "email address"),
    "sector": ("sector", "onderwijssector", "niveau", "level"),
    "name": ("name", "naam", "volledige naam", "full name", "contactpersoon", "contact person"),
    "language": ("language", "taal"),
    "workplace": ("workplace", "werkplaats", "digitale werkplaats"),
    "tranche": ("tranche", "ronde"),
    "contact": ("contact", "key", "sleutel", "code", "nummer", "number"),
}
NEEDED = ("email", "sector")
ASKED = tuple(name for names in NAMES.values() for name in names)  # what makes a row the one with the names
LANGUAGES = {
    **dict.fromkeys(("nl", "nederlands", "dutch"), Language.DUTCH.value),
    **dict.fromkeys(("en", "engels", "english"), Language.ENGLISH.value),
}
SECTORS = {
    **{key: key for key in Sector.values},
    **dict.fromkeys(("overig", "overige", "anders", "ander"), Sector.OTHER.value),
}


class NoColumn(Exception):
    """The file lacks a column that it needs."""

    def __init__(self, field_name: str):
        super().__init__(field_name)
        self.field = field_name


@dataclass(frozen=True)
class Known:
    """What the campaign knows that a row is judged by."""

    languages: tuple[str, ...]
    by_email: Mapping[str, ContactFacts] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()


@dataclass
class PersonVerdict:
    """What became of one row."""

    number: int
    cells: dict[int, Any]
    outcome: RowOutcome
    reason: str = ""
    column: str = ""
    contact: dict[str, str] = field(default_factory=dict)


def columns_in(header: Header) -> dict[str, int]:
    """Which column holds what, each once, by its name. Raises NoColumn."""
    found: dict[str, int] = {}
    by_name = {plain(name): column for column, name in reversed(header.names.items())}
    for name, words in NAMES.items():
        place = next((by_name[word] for word in words if word in by_name and by_name[word] not in found.values()), None)
        if place is not None:
            found[name] = place
    for name in NEEDED:
        if name not in found:
            raise NoColumn(name)
    return found


def judge_people(lines: Iterable[Line], columns: Mapping[str, int], known: Known) -> list[PersonVerdict]:
    """Every row that says something, judged from the top: of two with one address the first counts."""
    judge = _People(columns, known)
    return [judge.one(line) for line in lines if any(tidy(line.cells.get(place, "")) for place in columns.values())]


class _People:
    def __init__(self, columns: Mapping[str, int], known: Known):
        self.columns, self.known = columns, known
        self.emails: set[str] = set()
        self.keys: set[str] = set()

    def one(self, line: Line) -> PersonVerdict:
        verdict = PersonVerdict(line.number, line.cells, RowOutcome.ACCEPTED)
        try:
            if line.too_wide:
                raise RowError(Reason.COLUMNS)
            contact = self._read(line)
            verdict.contact = asdict(contact)
            verdict.outcome = self._outcome(contact)
        except RowError as refused:
            verdict.outcome, verdict.reason, verdict.column = RowOutcome.REFUSED, str(refused.reason), refused.column
        return verdict

    def _cell(self, line: Line, name: str) -> str:
        value = line.cells.get(self.columns[name], "") if name in self.columns else ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a spreadsheet keeps tranche 1 as 1.0
        return tidy(value)

    def _read(self, line: Line) -> ContactFacts:
        return ContactFacts(
            key=self._short(line, "contact", LONGEST_KEY, Reason.CONTACT),
            email=self._email(line),
            name=self._short(line, "name", LONGEST_NAME, Reason.NAME),
            language=self._language(line),
            workplace=self._short(line, "workplace", LONGEST_NAME, Reason.GROUP),
            tranche=self._short(line, "tranche", LONGEST_NAME, Reason.GROUP),
            sector=self._sector(line),
        )

    def _short(self, line: Line, name: str, most: int, reason: Reason) -> str:
        text = self._cell(line, name)
        if len(text) > most:
            raise RowError(reason, name)
        return text

    def _email(self, line: Line) -> str:
        try:
            return values.email(self._cell(line, "email").lower(), Reason.EMAIL)
        except ValueRefused:
            raise RowError(Reason.EMAIL, "email") from None

    def _language(self, line: Line) -> str:
        text = self._cell(line, "language")
        language = LANGUAGES.get(plain(text)) if text else self.known.languages[0]
        if language not in self.known.languages:
            raise RowError(Reason.LANGUAGE, "language")
        return language

    def _sector(self, line: Line) -> str:
        sector = SECTORS.get(plain(self._cell(line, "sector")))
        if sector is None:
            raise RowError(Reason.SECTOR, "sector")
        return sector

    def _outcome(self, contact: ContactFacts) -> RowOutcome:
        there = self.known.by_email.get(contact.email)
        if contact.email in self.emails or (contact.key and contact.key in self.keys):
            raise RowError(Reason.DUPLICATE, "email" if contact.email in self.emails else "contact")
        self.emails.add(contact.email)
        self.keys.add(contact.key)
        if there is not None:
            if _without_key(there) != _without_key(contact) or contact.key not in ("", there.key):
                raise RowError(Reason.CHANGED)
            return RowOutcome.ALREADY_THERE
        if contact.key in self.known.keys:
            raise RowError(Reason.DUPLICATE, "contact")
        if contact.email in self.known.blocked:
            raise RowError(Reason.BLOCKED, "email")
        return RowOutcome.ACCEPTED


def _without_key(contact: ContactFacts) -> tuple:
    return tuple(value for name, value in asdict(contact).items() if name != "key")
