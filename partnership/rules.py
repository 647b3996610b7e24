"""What a grant must satisfy (R06, R07) and its budget (R14): plain values in and out. No database, no Django models."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lib.periods import ONE_DAY, add_years

from .schemes import Terms


class GrantFault(StrEnum):
    DURATION = "duration"
    DURATION_NEEDS_APPROVAL = "duration_needs_approval"
    SUBSIDY_TOO_LOW = "subsidy_too_low"
    SUBSIDY_TOO_HIGH = "subsidy_too_high"


@dataclass(frozen=True)
class Fault:
    """A fault and the bound it breaks: whole years for durations, euros for subsidies."""

    code: GrantFault
    bound: tuple[int, ...] | Decimal


def whole_years(starts_on: date, ends_on: date) -> int | None:
    """How many years a programme lasts, or None when it is not a whole number of years."""
    return next((n for n in range(1, 11) if add_years(starts_on, n) - ONE_DAY == ends_on), None)


def grant_faults(
    *, starts_on: date, ends_on: date, subsidy: Decimal, terms: Terms, extension_approved: bool = False
) -> list[Fault]:
    """What is wrong with a grant under its terms; an empty list when nothing is."""
    faults = []
    years = whole_years(starts_on, ends_on)
    if years in terms.years_with_approval and not extension_approved:
        faults.append(Fault(GrantFault.DURATION_NEEDS_APPROVAL, terms.years_with_approval))
    elif years not in terms.years + terms.years_with_approval:
        faults.append(Fault(GrantFault.DURATION, terms.years))
    if subsidy < terms.subsidy_min:
        faults.append(Fault(GrantFault.SUBSIDY_TOO_LOW, terms.subsidy_min))
    if subsidy > terms.subsidy_max:
        faults.append(Fault(GrantFault.SUBSIDY_TOO_HIGH, terms.subsidy_max))
    return faults


def plan_gap(sources: Iterable[Decimal], *, costs: Decimal) -> Decimal:
    """What the sources of a budget pay more than its costs, in euros; below zero what nobody pays (R14)."""
    return sum(sources, Decimal("0.00")) - costs


def plan_closes(sources: Iterable[Decimal], *, costs: Decimal) -> bool:
    """Whether the sources together pay exactly the budgeted costs (R14)."""
    return plan_gap(sources, costs=costs) == 0
