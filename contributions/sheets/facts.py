"""What a spreadsheet says, as plain values, and why it or one of its rows is refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 25_000, 200, 100
MOST_CELLS = 500_000  # that hold something
MOST_TEXT = 2_000  # signs of one cell that are read; no text here may be longer than 500
FIELDS = ("date", "person", "hours", "description", "activity", "kind", "lab")
NEEDED = ("date", "person", "hours", "description", "activity", "kind")
CHANGED = "changed"  # a flag beside those of the rules: another outcome than in the preview


class Problem(StrEnum):
    """Why a file as a whole is refused."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    OLD_FORMAT = "old_format"
    OTHER_FORMAT = "other_format"
    BROKEN = "broken"
    BOMB = "bomb"
    UNSAFE = "unsafe"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_SHEETS = "too_many_sheets"
    QUOTES = "quotes"
    NO_SHEET = "no_sheet"
    NO_COLUMN = "no_column"
    NO_FIELD = "no_field"
    NO_VALUE = "no_value"
    NOT_TAKING_PART = "not_taking_part"
    FAILED = "failed"


class SheetRefused(Exception):
    """The file as a whole can't be brought in; nothing was written."""

    def __init__(self, problem: Problem, what: Any = ""):
        super().__init__(problem)
        self.problem, self.what = problem, str(what)


class Reason(StrEnum):
    """Why one row is refused; the codes of the history import and of `rules.Refusal`, in the order they are tried."""

    COLUMNS = "columns"
    DATE = "date"
    OUTSIDE_PERIOD = "outside_period"
    FUTURE = "future"
    HOURS = "hours"
    PERSON = "person"
    ACTIVITY = "activity"
    KIND = "kind"
    DESCRIPTION = "description"
    AFTER_LEAVING = "after_leaving"
    ACTIVITY_PERIOD = "activity_period"
    MONTH_LOCKED = "month_locked"
    MORE_THAN_24_HOURS = "more_than_24_hours"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ALREADY_THERE = "already_there"


class RowRefused(Exception):
    """One row is refused, with the value that is to blame."""

    def __init__(self, reason: Reason, value: Any = ""):
        super().__init__(reason)
        self.reason, self.value = reason, value


@dataclass(frozen=True, slots=True)
class Unread:
    """A formula whose outcome is not in the file: the program that wrote it never worked it out."""

    def __str__(self) -> str:
        return gettext("a formula without its outcome: open the file in a spreadsheet program and save it again")


@dataclass(frozen=True, slots=True)
class Line:
    """One row that holds something; `number` as a spreadsheet shows it, or the line of a CSV file it starts on."""

    number: int
    cells: dict[int, Any]  # by column, counted from 0; empty cells are not there
    too_wide: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; `lines` reads it, from the top, as often as it is called."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    email: str
    until: date | None = None  # the last day at this organisation


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    id: int
    name: str
    lab: str
    lab_names: tuple[str, ...]
    starts_on: date
    ends_on: date


Content = tuple[int, date, int, int, str, str]  # person, day, minutes, activity, kind, description


@dataclass
class Books:
    """What the portal knows that a row is judged by. `minutes` and `year` are about everything people logged."""

    starts_on: date
    ends_on: date
    left_on: date | None = None
    people: list[Person] = field(default_factory=list)
    activities: list[PlannedActivity] = field(default_factory=list)
    there: Counter = field(default_factory=Counter)  # Content: how often
    minutes: Counter = field(default_factory=Counter)  # (person, day)
    year: Counter = field(default_factory=Counter)  # (person, year)
    words: dict[tuple, set[date]] = field(default_factory=dict)  # (person, year, month, description): days
    locked: frozenset[date] = frozenset()  # first days of months


@dataclass(slots=True)
class Verdict:
    """What became of one row."""

    number: int
    cells: dict[int, Any]
    outcome: Outcome
    reason: str = ""
    value: str = ""
    flags: list[str] = field(default_factory=list)
    effort: dict[str, Any] = field(default_factory=dict)


@dataclass
class Judged:
    """All verdicts on a sheet, in its order."""

    verdicts: list[Verdict] = field(default_factory=list)

    def of(self, outcome: Outcome) -> Iterator[Verdict]:
        return (verdict for verdict in self.verdicts if verdict.outcome is outcome)

    def count(self, outcome: Outcome) -> int:
        return sum(1 for _ in self.of(outcome))

    @property
    def minutes(self) -> int:
        """Of what is accepted."""
        return sum(verdict.effort["minutes"] for verdict in self.of(Outcome.ACCEPTED))
