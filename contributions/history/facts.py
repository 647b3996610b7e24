"""What the files say, as plain values: the rows that were understood, and those that were refused."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class FolderError(Exception):
    """The folder as a whole can't be brought in; nothing was written. The message is for who runs the import."""


class Reason(StrEnum):
    """Why one row is refused."""

    OUTSIDE_PERIOD = "outside_period"
    FUTURE = "future"
    HOURS = "hours"
    PERSON = "person"
    ACTIVITY = "activity"
    MORE_THAN_24_HOURS = "more_than_24_hours"
    MONTH_LOCKED = "month_locked"
    COLUMNS = "columns"
    CHARACTERS = "characters"
    ID = "id"
    DUPLICATE = "duplicate"
    CHANGED = "changed"
    DATE = "date"
    PERIOD = "period"
    PARTNER = "partner"
    KIND = "kind"
    STATUS = "status"
    DESCRIPTION = "description"
    APPROVED_BY = "approved_by"
    APPROVED_ON = "approved_on"
    OWN_APPROVAL = "own_approval"
    KEY = "key"
    NAME = "name"
    KVK = "kvk"
    EMPLOYEES = "employees"
    SECTOR = "sector"
    EMAIL = "email"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_PRICE = "unit_price"
    AMOUNT = "amount"
    EVIDENCE = "evidence"


class RowError(Exception):
    """One row is refused, with the value that is to blame."""

    def __init__(self, reason: Reason, value: Any = ""):
        super().__init__(reason)
        self.reason, self.value = reason, str(value)


@dataclass(frozen=True, slots=True)
class Rejection:
    file: str
    id: str
    reason: Reason
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, its values by column; `line` counts as the file's own lines do."""

    file: str
    line: int
    values: dict[str, str]
    fault: Reason | None = None

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True)
class ProgrammeFacts:
    name: str
    scheme: str
    grant_number: str
    applied_on: date
    starts_on: date
    ends_on: date
    rate: Decimal
    budget_total: Decimal
    subsidy_granted: Decimal
    lead_partner: str
    labs: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Folder:
    """Everything that was read, nothing of it judged."""

    programme: ProgrammeFacts
    rows: dict[str, list[Row]]

    @property
    def size(self) -> int:
        """How many rows there are in all files."""
        return sum(len(rows) for rows in self.rows.values())


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    key: str
    name: str
    kind: str
    kvk: str
    employees: int | None
    sector: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class PersonFacts:
    email: str
    name: str
    partner: str


@dataclass(frozen=True, slots=True)
class PledgeFacts:
    partner: str
    starts_on: date
    ends_on: date
    kind: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal

    @property
    def key(self) -> tuple:
        return self.partner, self.kind, self.starts_on


@dataclass(frozen=True, slots=True)
class HourFacts:
    id: str
    partner: str
    person: str
    day: date
    minutes: int
    lab: str
    activity: str
    kind: str
    description: str
    status: str
    approved_by: str
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class ContributionFacts:
    id: str
    partner: str
    day: date
    kind: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    evidence: str
    status: str


HOUR_FACTS = ("partner", "person", "day", "minutes", "lab", "activity", "kind", "description")
CONTRIBUTION_FACTS = ("partner", "day", "kind", "amount")


@dataclass(frozen=True)
class Books:
    """What is already there: lines by their number in the earlier administration, and minutes by person and day."""

    partners: dict[str, str] = field(default_factory=dict)  # key: kind
    pledges: frozenset = frozenset()
    hours: dict[str, tuple] = field(default_factory=dict)  # id: values of HOUR_FACTS
    contributions: dict[str, tuple] = field(default_factory=dict)  # id: values of CONTRIBUTION_FACTS
    minutes: dict[tuple[str, date], int] = field(default_factory=dict)
    closed: frozenset[tuple[str, date]] = frozenset()  # partner, and the first day of a month that is locked for it


@dataclass
class Judgement:
    """What is accepted and new, what is refused, and the counts of all accepted hour lines, new or already there."""

    partners: dict[str, PartnerFacts] = field(default_factory=dict)
    people: list[PersonFacts] = field(default_factory=list)
    pledges: list[PledgeFacts] = field(default_factory=list)
    hours: list[HourFacts] = field(default_factory=list)
    contributions: list[ContributionFacts] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    by_status: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("approved", "submitted", "returned", "draft"), 0)
    )

    @property
    def accepted_hour_lines(self) -> int:
        return sum(self.by_status.values())

    @property
    def size(self) -> int:
        """How many rows there are to write, about."""
        return sum(len(part) for part in (self.partners, self.people, self.pledges, self.hours, self.contributions))

    def as_json(self) -> dict[str, Any]:
        """The shape of a folder's `expected.json`."""
        return {
            "accepted_hour_lines": self.accepted_hour_lines,
            "rejected": [{"file": r.file, "id": r.id, "reason": str(r.reason)} for r in self.rejected],
            "hour_lines_by_status": self.by_status,
        }
