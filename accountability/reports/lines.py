"""The lines of a snapshot as plain values: what was worked, given and pledged, each with its verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lib.money import MINUTES_PER_HOUR, amount_for
from lib.periods import Period

NOTHING = Decimal("0.00")
APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner as it was called, and the side of the financing it stood on, when the report was made."""

    key: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class HourLine:
    """An hour entry at the cut-off moment. `stored` is the amount frozen at approval; nothing while it waits."""

    id: str
    partner: Partner
    person: str
    date: date
    minutes: int
    rate: Decimal
    stored: Decimal
    lab: str
    activity: str
    kind: str
    description: str
    state: str
    counts: bool
    reason: str
    approved_by: str
    approved_at: datetime | None
    corrects: str = ""  # the line of a previous period that this one corrects, and why
    correction_reason: str = ""

    @property
    def approved(self) -> bool:
        return self.state == APPROVED

    @property
    def amount(self) -> Decimal:
        """What the line adds to the realised contribution, in euros."""
        return self.stored if self.approved and self.counts else NOTHING

    @property
    def worth(self) -> Decimal:
        """What the hours would be worth if they counted, in euros."""
        return amount_for(self.minutes, self.rate)


@dataclass(frozen=True, slots=True)
class OtherLine:
    """Materials, a room or cash at the cut-off moment; `stated` is what the partner says it is worth."""

    id: str
    partner: Partner
    date: date
    kind: str
    quantity: Decimal
    unit_price: Decimal
    stated: Decimal
    evidence: str
    state: str
    counts: bool
    reason: str

    @property
    def approved(self) -> bool:
        return self.state == APPROVED

    @property
    def amount(self) -> Decimal:
        """What the line adds to the realised contribution, in euros."""
        return self.stated if self.approved and self.counts else NOTHING

    @property
    def worth(self) -> Decimal:
        return self.stated


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """What a partner promised over a period."""

    id: str
    partner: Partner
    first: date
    last: date
    kind: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    stated: Decimal
    counts: bool
    reason: str

    @property
    def minutes(self) -> int:
        return int(self.quantity * MINUTES_PER_HOUR) if self.kind == "hours" else 0

    @property
    def amount(self) -> Decimal:
        """What the pledge adds to what is pledged, in euros; one that nobody signed for, or that could never count,
        adds nothing.
        """
        return self.stated if self.counts else NOTHING


@dataclass(frozen=True)
class Lines:
    """All lines of one snapshot, in the order in which they are printed."""

    partners: dict[str, Partner]
    hours: tuple[HourLine, ...]
    others: tuple[OtherLine, ...]
    pledges: tuple[PledgeLine, ...]

    def approved_hours(self, period: Period) -> tuple[HourLine, ...]:
        """What the annex of a report over `period` lists: every approved hour line, counting or not."""
        return tuple(line for line in self.hours if line.approved and line.date in period)

    def approved_others(self, period: Period) -> tuple[OtherLine, ...]:
        return tuple(line for line in self.others if line.approved and line.date in period)

    def waiting(self, period: Period) -> tuple[HourLine | OtherLine, ...]:
        """What was not yet decided on at the cut-off moment, whether it would count or not."""
        everything = (*self.hours, *self.others)
        return tuple(line for line in everything if not line.approved and line.date in period)


def read_lines(snapshot: dict[str, Any]) -> Lines:
    """The lines of a snapshot. Raises KeyError or ValueError on one that is not of this version."""
    partners = {key: Partner(key, name, group) for key, name, group in snapshot["partners"]}
    return Lines(
        partners=partners,
        hours=tuple(_in_order(_hour(row, partners) for row in snapshot["hours"])),
        others=tuple(_in_order(_other(row, partners) for row in snapshot["others"])),
        pledges=tuple(_pledge(row, partners) for row in snapshot["pledges"]),
    )


def _in_order(lines: Iterable):
    return sorted(lines, key=lambda line: (line.partner.name.casefold(), line.partner.key, line.date, line.id))


def _hour(row: list, partners: dict[str, Partner]) -> HourLine:
    at = datetime.fromisoformat(row[15]) if row[15] else None
    return HourLine(
        row[0],
        partners[row[1]],
        row[2],
        date.fromisoformat(row[3]),
        row[4],
        Decimal(row[5]),
        Decimal(row[6]),
        *row[7:15],
        at,
        *row[16:18],
    )


def _other(row: list, partners: dict[str, Partner]) -> OtherLine:
    on, (quantity, price, stated) = date.fromisoformat(row[2]), map(Decimal, row[4:7])
    return OtherLine(row[0], partners[row[1]], on, row[3], quantity, price, stated, *row[7:])


def _pledge(row: list, partners: dict[str, Partner]) -> PledgeLine:
    first, last = date.fromisoformat(row[2]), date.fromisoformat(row[3])
    return PledgeLine(
        row[0],
        partners[row[1]],
        first,
        last,
        row[4],
        Decimal(row[5]),
        row[6],
        Decimal(row[7]),
        Decimal(row[8]),
        *row[9:],
    )
