"""Everything one accountability report says, derived in plain Python from one snapshot and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from contributions.rules import LimitCheck, check_limits
from lib.periods import Period, today
from partnership.schemes import Terms, terms_from_json

from .financing import FinancingTable, YearRow, by_calendar_year, financing_table, total_of
from .lines import HourLine, Lines, OtherLine, read_lines
from .sums import (
    NotCounted,
    NotPledged,
    PartnerRow,
    Row,
    Sum,
    by,
    by_lab,
    by_partner,
    counted,
    not_counted,
    not_pledged,
    worth,
)

SNAPSHOT_VERSION = 1


@dataclass(frozen=True)
class ProgrammeFacts:
    """The grant as the books had it at the cut-off moment."""

    partnership: str
    name: str
    scheme: str
    grant_number: str
    applied_on: date
    decided_on: date | None
    period: Period
    rate: Decimal
    budget_total: Decimal
    subsidy_granted: Decimal
    lead_partner: str
    terms: Terms


@dataclass(frozen=True)
class Heading:
    """What makes one report this report: number, period, cut-off moment, who made it and the hash of its data."""

    number: str
    period: Period
    cutoff_at: datetime
    language: str
    template_version: str
    maker: str = ""
    data_hash: str = ""


@dataclass(frozen=True)
class LimitLine:
    """One legal limit over the whole programme: pledged and realised as shares of the budget, and of the realised."""

    pledged: LimitCheck
    realised: LimitCheck
    of_realised: LimitCheck


@dataclass(frozen=True)
class Statement:
    """The figures of a report; every one is a sum over `lines`."""

    heading: Heading
    programme: ProgrammeFacts
    budget: tuple[tuple[int, str, Decimal], ...]
    labs: dict[str, str]
    sources: dict[str, str]
    lines: Lines

    @property
    def period(self) -> Period:
        return self.heading.period

    @cached_property
    def annex(self) -> tuple[HourLine, ...]:
        """Every approved hour line of the period, in the order of the annex."""
        return self.lines.approved_hours(self.period)

    @cached_property
    def others(self) -> tuple[OtherLine, ...]:
        return self.lines.approved_others(self.period)

    @cached_property
    def rates(self) -> tuple[Decimal, ...]:
        """Every rate that occurs in the annex; nearly always one."""
        return tuple(sorted({line.rate for line in self.annex}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was approved in the period."""
        return not (self.annex or self.others)

    @property
    def runs_on(self) -> bool:
        """Whether the period goes on after the cut-off moment, so that what is still to come is not in it."""
        return self.period.last > today(self.heading.cutoff_at)

    @cached_property
    def total(self) -> Sum:
        """What counts in the period."""
        return counted((*self.annex, *self.others))

    @cached_property
    def programme_total(self) -> Sum:
        """What counts over the whole programme, up to the cut-off moment."""
        return counted((*self.lines.hours, *self.lines.others))

    @cached_property
    def financing(self) -> FinancingTable:
        return financing_table(self.lines, self.period, budget=self.budget, grant=self.programme)

    @cached_property
    def limits(self) -> tuple[LimitLine, ...]:
        """Every legal limit, compared without rounding (R11, R15)."""
        table, budget = self.financing, self.programme.budget_total
        return tuple(
            map(
                LimitLine,
                self._checks("pledged", budget),
                self._checks("realised", budget),
                self._checks("realised", table.total.realised),
            )
        )

    def _checks(self, column: str, total: Decimal) -> list[LimitCheck]:
        amounts = {row.source: getattr(row, column) for row in self.financing.rows}
        return check_limits(**amounts, total=total, terms=self.programme.terms)

    @cached_property
    def years(self) -> tuple[YearRow, ...]:
        return by_calendar_year(self.lines, self.programme.period, self.budget)

    @cached_property
    def partners(self) -> tuple[PartnerRow, ...]:
        return by_partner(self.lines, self.period)

    @cached_property
    def pledged_total(self) -> Decimal:
        return total_of(self.lines.pledges)

    @cached_property
    def not_pledged(self) -> tuple[NotPledged, ...]:
        """What partners promised and is in no pledged total, such as pledges that nobody signed for."""
        return not_pledged(self.lines.pledges)

    @cached_property
    def not_pledged_total(self) -> Decimal:
        return sum((row.amount for row in self.not_pledged), Decimal("0.00"))

    @cached_property
    def by_lab(self) -> tuple[Row, ...]:
        return by_lab(self.lines.hours, self.period)

    @cached_property
    def by_kind(self) -> tuple[Row, ...]:
        return by(self.lines.hours, self.period, lambda line: line.kind)

    @cached_property
    def not_counted(self) -> tuple[NotCounted, ...]:
        return not_counted(self.lines, self.period)

    @cached_property
    def not_counted_total(self) -> Sum:
        return worth(line for line in (*self.annex, *self.others) if not line.counts)

    @cached_property
    def waiting(self) -> Sum:
        """What was submitted in the period and would count, but was not decided on at the cut-off moment."""
        return worth(line for line in self.lines.waiting(self.period) if line.counts)

    @cached_property
    def waiting_lines(self) -> int:
        """Every line that was submitted in the period and not decided on, as lists of the portal show them."""
        return len(self.lines.waiting(self.period))


def read_statement(snapshot: dict[str, Any], heading: Heading) -> Statement:
    """The statement that a snapshot makes. Raises ValueError for a snapshot of another version."""
    if snapshot["version"] != SNAPSHOT_VERSION:
        raise ValueError(f"snapshot version {snapshot['version']}")
    return Statement(
        heading=heading,
        programme=_facts(snapshot["programme"]),
        budget=tuple((year, source, Decimal(amount)) for year, source, amount in snapshot["budget"]),
        labs=snapshot["labs"],
        sources=snapshot["sources"],
        lines=read_lines(snapshot),
    )


def _facts(data: dict[str, Any]) -> ProgrammeFacts:
    days = {name: date.fromisoformat(data[name]) for name in ("applied_on", "starts_on", "ends_on")}
    return ProgrammeFacts(
        partnership=data["partnership"],
        name=data["name"],
        scheme=data["scheme"],
        grant_number=data["grant_number"],
        applied_on=days["applied_on"],
        decided_on=date.fromisoformat(data["decided_on"]) if data["decided_on"] else None,
        period=Period(days["starts_on"], days["ends_on"]),
        rate=Decimal(data["rate"]),
        budget_total=Decimal(data["budget_total"]),
        subsidy_granted=Decimal(data["subsidy_granted"]),
        lead_partner=data["lead_partner"],
        terms=terms_from_json(data["terms"]),
    )
