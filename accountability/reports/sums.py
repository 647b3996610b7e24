"""Sums over lines. Totals are sums of the lines' own amounts and nothing is rounded here."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from lib.periods import Period

from .lines import NOTHING, HourLine, Lines, OtherLine, Partner, PledgeLine

Line = HourLine | OtherLine


@dataclass(frozen=True, slots=True)
class Sum:
    """How many lines, how many minutes and how many euros: of hours and of everything else."""

    lines: int = 0
    minutes: int = 0
    hours_amount: Decimal = NOTHING
    other_amount: Decimal = NOTHING

    @property
    def amount(self) -> Decimal:
        return self.hours_amount + self.other_amount


def counted(lines: Iterable[Line]) -> Sum:
    """The sum of what counts; hours that do not count are not in the minutes either."""
    return _sum([line for line in lines if line.approved and line.counts], lambda line: line.amount)


def worth(lines: Iterable[Line]) -> Sum:
    """The sum of what the lines would be worth if they counted."""
    return _sum(list(lines), lambda line: line.worth)


def _sum(lines: list[Line], value: Callable[[Line], Decimal]) -> Sum:
    hours = [line for line in lines if isinstance(line, HourLine)]
    others = [line for line in lines if isinstance(line, OtherLine)]
    return Sum(
        lines=len(lines),
        minutes=sum(line.minutes for line in hours),
        hours_amount=sum((value(line) for line in hours), NOTHING),
        other_amount=sum((value(line) for line in others), NOTHING),
    )


def grouped(lines: Iterable[Line], key: Callable[[Line], object]) -> dict:
    """Lines by a key, each group in the order of the lines."""
    groups = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return dict(groups)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the reported period beside the whole programme up to the cut-off moment."""

    name: str
    period: Sum
    programme: Sum
    pledged: Decimal = NOTHING
    parts: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerRow:
    partner: Partner
    pledged: Decimal
    period: Sum
    programme: Sum


def by_partner(lines: Lines, period: Period) -> tuple[PartnerRow, ...]:
    """Every partner that pledged or brought in something, by side of the financing and then by name."""
    done = grouped((*lines.hours, *lines.others), lambda line: line.partner)
    pledged = grouped(lines.pledges, lambda pledge: pledge.partner)
    rows = [
        PartnerRow(
            partner,
            sum((pledge.amount for pledge in pledged.get(partner, ())), NOTHING),
            counted(line for line in done.get(partner, ()) if line.date in period),
            counted(done.get(partner, ())),
        )
        for partner in {**done, **pledged}
    ]
    order = {"business": 0, "applicant": 1, "other": 2}
    return tuple(sorted(rows, key=lambda row: (order.get(row.partner.group, 9), row.partner.name.casefold())))


def by(lines: Iterable[HourLine], period: Period, key: Callable[[HourLine], str]) -> tuple[Row, ...]:
    """Counting hours by any property of a line, in alphabetical order."""
    groups = grouped((line for line in lines if line.approved and line.counts), key)
    return tuple(
        Row(name, counted(line for line in group if line.date in period), counted(group))
        for name, group in sorted(groups.items())
    )


def by_lab(lines: Iterable[HourLine], period: Period) -> tuple[Row, ...]:
    """Counting hours by lab, and within a lab by activity of the plan."""
    labs = grouped((line for line in lines if line.approved and line.counts), lambda line: line.lab)
    return tuple(
        Row(
            lab,
            counted(line for line in group if line.date in period),
            counted(group),
            parts=by(group, period, lambda line: line.activity),
        )
        for lab, group in sorted(labs.items())
    )


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Approved lines of the period that add nothing, by reason; the letter refers to it from the annex."""

    letter: str
    reason: str
    total: Sum


@dataclass(frozen=True, slots=True)
class NotPledged:
    """Pledges that are in no pledged total, by reason: how many, the minutes of hours among them, and the euros."""

    reason: str
    lines: int
    minutes: int
    amount: Decimal


def not_pledged(pledges: Iterable[PledgeLine]) -> tuple[NotPledged, ...]:
    """What partners promised over the programme and that does not count as pledged, per reason."""
    reasons = sorted(grouped((line for line in pledges if not line.counts), lambda line: line.reason).items())
    return tuple(
        NotPledged(
            reason,
            len(group),
            sum(line.minutes for line in group),
            sum((line.stated for line in group), NOTHING),
        )
        for reason, group in reasons
    )


def not_counted(lines: Lines, period: Period) -> tuple[NotCounted, ...]:
    """Per reason how many lines did not count, and what they would have been worth."""
    refused = [line for line in (*lines.approved_hours(period), *lines.approved_others(period)) if not line.counts]
    reasons = sorted(grouped(refused, lambda line: line.reason).items())
    return tuple(NotCounted(chr(ord("A") + n), reason, worth(group)) for n, (reason, group) in enumerate(reasons))
