"""What `financing.py` answers with. Amounts are euros (`Decimal`, two places), time is whole minutes.

Everywhere *pledged* is what partners promised, signed for, and could count; *unsigned* is what would be pledged once it
is signed for. *Approved* is what is approved and counts (realised), *waiting* is what would count once somebody
approves it. *To come* is what partners pledged for the days after today, as far as they have not brought it in before;
*forecast* is approved + waiting + to come. Nobody is expected to catch up.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contributions.rules import LimitCheck, Reason
from lib.money import hours_of
from lib.periods import Period
from partnership.kinds import FinancingGroup
from partnership.rules import plan_gap

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Figures:
    """How one thing (a partner, a lab, a year …) stands. The minutes are those of the hours among the amounts.

    `waiting` values waiting hours, line by line, at the programme's rate of today, for approval will freeze that one;
    waiting goods at their own amount. Returned hours are in no amount (R16). The lines are hour lines. What is divided
    by days is rounded to the cent to be shown, and compared with limits as it is (`exact`).
    """

    pledged: Decimal = ZERO
    approved: Decimal = ZERO
    waiting: Decimal = ZERO
    to_come: Decimal = ZERO
    unsigned: Decimal = ZERO
    pledged_minutes: int = 0
    unsigned_minutes: int = 0
    approved_minutes: int = 0
    waiting_minutes: int = 0
    returned_minutes: int = 0
    waiting_lines: int = 0
    waiting_in_vain: int = 0  # hour lines that wait and will count for nothing once approved
    waiting_goods: int = 0  # other contributions that wait and would count
    returned_lines: int = 0
    exact_pledged: Fraction = Fraction(0)
    exact_to_come: Fraction = Fraction(0)

    def exact(self, what: str) -> Fraction:
        """`pledged`, `approved` or `forecast` in euros, before anything was rounded (R11)."""
        if what == "pledged":
            return self.exact_pledged
        done = Fraction(self.approved)
        return done if what == "approved" else done + Fraction(self.waiting) + self.exact_to_come

    @property
    def all_waiting_lines(self) -> int:
        """Every hour line that waits, as the list of hours shows them."""
        return self.waiting_lines + self.waiting_in_vain

    @property
    def forecast(self) -> Decimal:
        """What there will be at the end of the selection when partners keep what they pledged for the rest of it."""
        return self.approved + self.waiting + self.to_come

    @property
    def still_open(self) -> Decimal:
        """Pledged and neither approved nor waiting; never below zero."""
        return max(ZERO, self.pledged - self.approved - self.waiting)

    @property
    def promised(self) -> Decimal:
        """What was pledged, signed for or not."""
        return self.pledged + self.unsigned

    @property
    def promised_minutes(self) -> int:
        return self.pledged_minutes + self.unsigned_minutes

    @property
    def is_empty(self) -> bool:
        return self == Figures()


@dataclass(frozen=True)
class GroupRow:
    """One side of the financing (R10)."""

    group: FinancingGroup
    figures: Figures


@dataclass(frozen=True)
class PartnerRow:
    """One organisation in the programme; `group` is empty when it stands on no side of the financing."""

    organisation_id: int
    key: str
    name: str
    kind: str
    group: str
    joined_on: date | None
    left_on: date | None
    figures: Figures


@dataclass(frozen=True)
class LabRow:
    """One lab; only hours belong to a lab, and pledges do not, so nothing is pledged or forecast here."""

    kind: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class KindRow:
    """One kind of effort (`goods` false) or of other contribution (`goods` true); pledged only for goods."""

    kind: str
    goods: bool
    figures: Figures


@dataclass(frozen=True)
class YearRow:
    """One calendar year or programme year as far as it lies in the selection.

    A pledge over more than one year is divided by days, its parts adding up to the cent. `subsidy` is that year's share
    of the grant: in a calendar year what the budget says (by days without a budget), in a programme year by days.
    `subsidy_matched` is what the approved co-financing of the year matches. The checks compare with a total of the same
    year: `pledged_checks` with subsidy + pledges, `approved_checks` with matched subsidy + approved. The law
    asks the shares of the whole programme only; per year they show where it is heading.
    """

    number: int  # 2026, or 1 for the first programme year
    period: Period
    subsidy: Decimal
    subsidy_matched: Decimal
    groups: dict[str, Figures]
    figures: Figures
    pledged_checks: tuple[LimitCheck, ...]
    approved_checks: tuple[LimitCheck, ...]


@dataclass(frozen=True)
class NotCounting:
    """Approved (or pledged) and yet counting for nothing, for one reason; `needs_decision` when management must say."""

    reason: Reason
    source: str
    needs_decision: bool
    lines: int
    minutes: int
    amount: Decimal


@dataclass(frozen=True)
class PlanYear:
    """One row of the multi-year budget: euros per source."""

    year: int
    subsidy: Decimal
    business: Decimal
    applicant: Decimal
    other: Decimal

    @property
    def total(self) -> Decimal:
        return self.subsidy + self.business + self.applicant + self.other


@dataclass(frozen=True)
class Plan:
    """The financing as it was planned for the whole programme, whatever the selection (R14).

    `from_pledges` says that no budget per year was entered, so that subsidy granted and pledges stand in for it;
    `years` is empty then. `closes` is False when the sources together do not pay exactly `costs`; `difference` is what
    they pay too much (or, negative, too little).
    """

    years: tuple[PlanYear, ...]
    subsidy: Decimal
    business: Decimal
    applicant: Decimal
    other: Decimal
    costs: Decimal
    closes: bool
    from_pledges: bool

    @property
    def total(self) -> Decimal:
        return self.subsidy + self.business + self.applicant + self.other

    @property
    def difference(self) -> Decimal:
        return plan_gap((self.total,), costs=self.costs)


@dataclass(frozen=True)
class Limits:
    """The legal limits against five sums (R11, R15); each a tuple of `rules.LimitCheck`, in the same order.

    `planned`: the plan, of the budgeted total. `pledged`: grant and pledges, of the budgeted total. `approved`: matched
    subsidy and approved, of the budgeted total. `approved_of_realised`: the same, of matched subsidy + approved.
    `forecast`: grant and forecast, of the budgeted total; where one does not hold, a notification to the funder
    must be considered (R17). In a selection smaller than the programme, grant and budget are taken by days.
    """

    planned: tuple[LimitCheck, ...]
    pledged: tuple[LimitCheck, ...]
    approved: tuple[LimitCheck, ...]
    approved_of_realised: tuple[LimitCheck, ...]
    forecast: tuple[LimitCheck, ...]

    @property
    def to_notify(self) -> tuple[LimitCheck, ...]:
        return tuple(check for check in self.forecast if not check.holds)


@dataclass(frozen=True)
class Realised:
    """What a selection of a programme has brought in so far: approved, counting, to the cent.

    `minutes`, `lines` and the `hours_value…` figures are about hours; the `by_…` figures about everything that counts.
    Keys: financing group, organisation key, calendar year as text, lab kind, kind of effort; only what is not nothing.
    `subsidy_matched` is the part of the subsidy that this co-financing matches (see `financing.matched_subsidy`).
    """

    programme_id: int
    period: Period
    lines: int
    minutes: int
    hours_value: Decimal
    cash: Decimal
    room: Decimal
    materials: Decimal
    by_group: dict[str, Decimal]
    by_partner: dict[str, Decimal]
    by_calendar_year: dict[str, Decimal]
    hours_value_by_lab: dict[str, Decimal]
    hours_value_by_kind: dict[str, Decimal]
    subsidy_matched: Decimal

    @property
    def hours(self) -> Decimal:
        return hours_of(self.minutes)

    @property
    def cofinancing(self) -> Decimal:
        """Everything that counts, in euros."""
        return self.hours_value + self.cash + self.room + self.materials

    @property
    def total(self) -> Decimal:
        """Co-financing with the subsidy that it matches."""
        return self.cofinancing + self.subsidy_matched


@dataclass(frozen=True)
class Overview:
    """Everything the page with the thirds and the financing part of a report show, of one selection.

    `budget` and `subsidy_granted` are those of the programme, by days when the selection is smaller. `groups` always
    has all three, in the order business, other, applicant. `partners` are sorted by name, `labs` and `kinds` in the
    order of their choices, years by date.
    """

    period: Period
    whole_programme: bool
    today: date
    budget: Decimal
    subsidy_granted: Decimal
    subsidy_matched: Decimal
    total: Figures
    groups: tuple[GroupRow, ...]
    partners: tuple[PartnerRow, ...]
    labs: tuple[LabRow, ...]
    kinds: tuple[KindRow, ...]
    calendar_years: tuple[YearRow, ...]
    programme_years: tuple[YearRow, ...]
    not_counting: tuple[NotCounting, ...]
    pledged_not_counting: tuple[NotCounting, ...]
    plan: Plan
    limits: Limits
    realised: Realised = field(repr=False)

    def group(self, name: str) -> Figures:
        """The figures of one financing group."""
        return next(row.figures for row in self.groups if row.group == name)
