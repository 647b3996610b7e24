"""Judges what was read, row by row in file order: plain values in, accepted and refused rows out. No database.

A row that is already in the books is accepted and not brought in again. Reasons are tried in a fixed order, so that a
row with several faults always gets the same one: the day, the hours, the person, the activity, then the rest, and the
24 hours last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contributions.kinds import ContributionKind, GoodsKind, PledgeKind
from contributions.rules import Refusal, refuse_day, refuse_minutes
from contributions.states import APPROVED, SUBMITTED, EntryState
from lib.periods import Period, month_of
from partnership.kinds import GROUP_OF_KIND

from . import values
from .facts import (
    CONTRIBUTION_FACTS,
    HOUR_FACTS,
    Books,
    ContributionFacts,
    Folder,
    HourFacts,
    Judgement,
    PartnerFacts,
    PersonFacts,
    PledgeFacts,
    Reason,
    Rejection,
    Row,
    RowError,
)

MOST_AMOUNT, MOST_PRICE, MOST_QUANTITY = Decimal(10**10), Decimal(10**8), Decimal(10**7)
MOST_ID, MOST_DESCRIPTION, MOST_EVIDENCE, MOST_UNIT, MOST_SECTOR = 40, 500, 200, 20, 60
GOODS_STATES = (SUBMITTED, APPROVED)  # as an earlier administration knew them
MOST_NAME = {"partners.csv": 160, "people.csv": 120}


def judge(folder: Folder, books: Books, *, today: date, tick: Callable[[], Any] = lambda: None) -> Judgement:
    """Everything in the folder judged against itself and the books. `tick` is called once per row."""
    return _Judge(folder, books, today, tick).run()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How one file is judged: the column (if any) that names a row, what reads it, and what accepts it."""

    name: str
    id_column: str | None
    read: Callable[[Row], Any]
    accept: Callable[[Any], None]


class _Judge:
    def __init__(self, folder: Folder, books: Books, today: date, tick: Callable[[], Any]):
        self.folder, self.books, self.today, self.tick = folder, books, today, tick
        programme = folder.programme
        self.period = Period(programme.starts_on, programme.ends_on)
        self.activities = {(lab, name) for lab, names in programme.labs.items() for name in names}
        self.partners = set(books.partners)
        self.people: dict[str, str] = {}
        self.seen: set = set()
        self.minutes = dict(books.minutes)
        self.result = Judgement()

    def run(self) -> Judgement:
        for sheet in (
            _Sheet("partners.csv", "key", self._read_partner, self._accept_partner),
            _Sheet("people.csv", "email", self._read_person, self._accept_person),
            _Sheet("pledges.csv", None, self._read_pledge, self._accept_pledge),
            _Sheet("hours.csv", "id", self._read_hours, self._accept_hours),
            _Sheet("contributions.csv", "id", self._read_contribution, self._accept_contribution),
        ):
            self.seen = set()
            for row in self.folder.rows[sheet.name]:
                self._judge(sheet, row)
                self.tick()
        return self.result

    def _judge(self, sheet: _Sheet, row: Row) -> None:
        try:
            if row.fault:
                raise RowError(row.fault, next((cell for cell in row.values.values() if cell), ""))
            sheet.accept(sheet.read(row))
        except RowError as refusal:
            name = row[sheet.id_column] if sheet.id_column else ""
            self.result.rejected.append(Rejection(row.file, name or f"line {row.line}", refusal.reason, refusal.value))

    def _once(self, key: Any, shown: str) -> None:
        """Refuse a second row that says it is the same thing."""
        if key in self.seen:
            raise RowError(Reason.DUPLICATE, shown)

    def _read_id(self, row: Row) -> str:
        found = values.text(row["id"], Reason.ID, least=1, most=MOST_ID)
        self._once(found, found)
        return found

    def _read_partner_of(self, row: Row) -> str:
        return values.choice(row["partner"], self.partners, Reason.PARTNER)

    # --- Who takes part -----------------------------------------------------------------------------------------

    def _read_partner(self, row: Row) -> PartnerFacts:
        facts = PartnerFacts(
            key=values.key(row["key"]),
            name=values.text(row["name"], Reason.NAME, least=1, most=MOST_NAME[row.file]),
            kind=values.choice(row["kind"], GROUP_OF_KIND, Reason.KIND),
            kvk=values.kvk(row["kvk"]),
            employees=values.whole(row["employees"], Reason.EMPLOYEES),
            sector=values.text(row["sector"], Reason.SECTOR, most=MOST_SECTOR),
            joined_on=values.day(row["joined"]),
        )
        self._once(facts.key, facts.key)
        if self.books.partners.get(facts.key, facts.kind) != facts.kind:
            raise RowError(Reason.CHANGED, facts.kind)
        return facts

    def _accept_partner(self, facts: PartnerFacts) -> None:
        self.seen.add(facts.key)
        self.partners.add(facts.key)
        self.result.partners[facts.key] = facts

    def _read_person(self, row: Row) -> PersonFacts:
        facts = PersonFacts(
            email=values.email(row["email"], Reason.EMAIL),
            name=values.text(row["name"], Reason.NAME, least=1, most=MOST_NAME[row.file]),
            partner=self._read_partner_of(row),
        )
        self._once((facts.email, facts.partner), facts.email)
        return facts

    def _accept_person(self, facts: PersonFacts) -> None:
        self.seen.add((facts.email, facts.partner))
        self.people.setdefault(facts.email, facts.name)
        self.result.people.append(facts)

    # --- Promises -----------------------------------------------------------------------------------------------

    def _read_pledge(self, row: Row) -> PledgeFacts:
        facts = PledgeFacts(
            partner=self._read_partner_of(row),
            starts_on=values.day(row["from"]),
            ends_on=values.day(row["to"]),
            kind=values.choice(row["kind"], PledgeKind.values, Reason.KIND),
            quantity=_positive(row["quantity"]),
            unit=values.text(row["unit"], Reason.UNIT, most=MOST_UNIT),
            unit_price=values.number(row["unit_price"], Reason.UNIT_PRICE, below=MOST_PRICE),
            amount=values.number(row["amount"], Reason.AMOUNT, below=MOST_AMOUNT),
        )
        if facts.ends_on < facts.starts_on:
            raise RowError(Reason.PERIOD, row["to"])
        self._once(facts.key, facts.partner)
        return facts

    def _accept_pledge(self, facts: PledgeFacts) -> None:
        self.seen.add(facts.key)
        if facts.key not in self.books.pledges:
            self.result.pledges.append(facts)

    # --- Lines --------------------------------------------------------------------------------------------------

    def _read_day(self, row: Row) -> date:
        found = values.day(row["date"])
        refusal = refuse_day(found, programme=self.period, applied_on=self.period.first, today=self.today)
        if refusal:  # a day before the application lies outside the programme as well
            outside = Reason.FUTURE if refusal is Refusal.FUTURE else Reason.OUTSIDE_PERIOD
            raise RowError(outside, row["date"])
        return found

    def _read_hours(self, row: Row) -> HourFacts:
        line = self._read_id(row)
        day, minutes = self._read_day(row), values.minutes(row["hours"])
        person = values.choice(row["person"].lower(), self.people, Reason.PERSON)
        if (row["lab"], row["activity"]) not in self.activities:
            raise RowError(Reason.ACTIVITY, f"{row['lab']}: {row['activity']}")
        partner = self._read_partner_of(row)
        kind = values.choice(row["kind"], ContributionKind.values, Reason.KIND)
        description = values.text(row["description"], Reason.DESCRIPTION, most=MOST_DESCRIPTION)
        status = values.choice(row["status"], EntryState.values, Reason.STATUS)
        approved_by, approved_on = _approval(row, person, day) if status == APPROVED else ("", None)
        return HourFacts(
            id=line,
            partner=partner,
            person=person,
            day=day,
            minutes=minutes,
            lab=row["lab"],
            activity=row["activity"],
            kind=kind,
            description=description,
            status=status,
            approved_by=approved_by,
            approved_on=approved_on,
        )

    def _accept_hours(self, facts: HourFacts) -> None:
        known = self.books.hours.get(facts.id)
        if known is not None:
            _refuse_change(facts, HOUR_FACTS, known)
        else:
            if (facts.partner, month_of(facts.day)) in self.books.closed:
                raise RowError(Reason.MONTH_LOCKED, facts.day.isoformat())
            whose = facts.person, facts.day
            others = self.minutes.get(whose, 0)
            if refuse_minutes(facts.minutes, others_that_day=others):  # they are positive, so there are too many
                raise RowError(Reason.MORE_THAN_24_HOURS, f"{(others + facts.minutes) / 60:g}")
            self.minutes[whose] = others + facts.minutes
            self.result.hours.append(facts)
        self.seen.add(facts.id)
        self.result.by_status[facts.status] += 1

    def _read_contribution(self, row: Row) -> ContributionFacts:
        return ContributionFacts(
            id=self._read_id(row),
            day=self._read_day(row),
            partner=self._read_partner_of(row),
            kind=values.choice(row["kind"], GoodsKind.values, Reason.KIND),
            quantity=values.number(row["quantity"], Reason.QUANTITY, below=MOST_QUANTITY),
            unit_price=values.number(row["unit_price"], Reason.UNIT_PRICE, below=MOST_PRICE),
            amount=values.number(row["amount"], Reason.AMOUNT, below=MOST_AMOUNT),
            evidence=values.text(row["evidence"], Reason.EVIDENCE, most=MOST_EVIDENCE),
            status=values.choice(row["status"], GOODS_STATES, Reason.STATUS),
        )

    def _accept_contribution(self, facts: ContributionFacts) -> None:
        known = self.books.contributions.get(facts.id)
        if known is not None:
            _refuse_change(facts, CONTRIBUTION_FACTS, known)
        else:
            self.result.contributions.append(facts)
        self.seen.add(facts.id)


def _positive(text: str) -> Decimal:
    found = values.number(text, Reason.QUANTITY, below=MOST_QUANTITY)
    if not found:
        raise RowError(Reason.QUANTITY, text)
    return found


def _approval(row: Row, person: str, day: date) -> tuple[str, date]:
    """By whom and when a line was approved: somebody else than the person, not before the day itself."""
    approver = values.email(row["approved_by"], Reason.APPROVED_BY)
    if approver == person:
        raise RowError(Reason.OWN_APPROVAL, row["approved_by"])
    approved_on = values.day(row["approved_on"], Reason.APPROVED_ON)
    if approved_on < day:
        raise RowError(Reason.APPROVED_ON, row["approved_on"])
    return approver, approved_on


def _refuse_change(facts, columns: tuple[str, ...], known: tuple) -> None:
    """Refuse a line that says something else than the line with the same number in the books."""
    now = tuple(getattr(facts, column) for column in columns)
    if now != known:
        changed = [column for column, new, old in zip(columns, now, known, strict=True) if new != old]
        raise RowError(Reason.CHANGED, ", ".join(changed))
