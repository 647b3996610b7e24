"""What the files of a campaign say, as plain values: what was understood, and which rows were refused."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..queries.answers import Answer


class Reason(StrEnum):
    """Why one row is refused."""

    COLUMNS = "columns"
    CHARACTERS = "characters"
    CONTACT = "contact"
    DUPLICATE = "duplicate"
    CHANGED = "changed"
    EMAIL = "email"
    BLOCKED = "blocked"
    NAME = "name"
    LANGUAGE = "language"
    GROUP = "group"
    SECTOR = "sector"
    VALUE = "value"
    NONE_AND_OUTCOME = "none_and_outcome"
    WITHOUT_OUTCOME = "without_outcome"
    OTHER_WITHOUT_TEXT = "other_without_text"
    CONSENT = "consent"
    TEXT = "text"


class RowError(Exception):
    """One row is refused, because of one column."""

    def __init__(self, reason: Reason, column: str = ""):
        super().__init__(reason)
        self.reason, self.column = reason, column


@dataclass(frozen=True)
class Rejection:
    """A refused row: its number as the file counts, why, and the column that is to blame."""

    file: str
    row: int
    reason: Reason
    column: str


@dataclass(frozen=True)
class CampaignFacts:
    slug: str
    name: str
    opens_on: date
    closes_on: date
    anonymous: bool
    threshold: int


@dataclass(frozen=True)
class ContactFacts:
    key: str
    email: str
    name: str
    language: str
    workplace: str
    tranche: str
    sector: str


@dataclass
class Judgement:
    """What is new, how many rows are accepted in all, and which are refused."""

    contacts: list[ContactFacts] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    accepted_contacts: int = 0
    accepted_answers: int = 0

    def as_json(self) -> dict:
        """The result for a program. Values of refused rows may be personal, so they are not in it."""
        return {
            "contacts": self.accepted_contacts,
            "answers": self.accepted_answers,
            "rejected": [
                {"file": item.file, "row": item.row, "reason": str(item.reason), "column": item.column}
                for item in self.rejected
            ],
        }
