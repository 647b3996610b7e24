"""What counts, and why not: plain values in, verdicts out. No database, no Django models.

A verdict never changes what was recorded. One sentence per reason serves screen, mail, PDF and CSV. Figures come from
the programme's terms (`partnership/schemes.py`); R numbers are those of the rules in `docs/rules.md`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lib.money import MINUTES_PER_HOUR, amount_for
from lib.periods import Period, month_period, working_days_between
from partnership.schemes import Limit, Terms

ZERO = Decimal("0.00")


class Outcome(StrEnum):
    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"
    NEEDS_DECISION = "needs_decision"


class Reason(StrEnum):
    """Why something does not count, or who must decide; its sentences stand in `sentences.py`."""

    NONE = ""
    INTERNSHIP_SUPERVISION = "internship_supervision"
    INTERNSHIP_FEE = "internship_fee"
    WAGE_LOSS = "wage_loss"
    VOLUNTEERING = "volunteering"
    APPLICANT_IN_KIND = "applicant_in_kind"
    APPLICANT_CASH = "applicant_cash"
    NO_EVIDENCE = "no_evidence"
    ROOM_WITHOUT_HOURS = "room_without_hours"
    UNKNOWN_KIND = "unknown_kind"
    OUTSIDE_FINANCING = "outside_financing"
    NOT_SIGNED = "not_signed"


@dataclass(frozen=True)
class Verdict:
    """Whether something counts as co-financing, its worth in euros (0.00 when not), and why not, with the source."""

    outcome: Outcome
    amount: Decimal
    reason: Reason = Reason.NONE
    source: str = ""

    @property
    def counts(self) -> bool:
        return self.outcome is Outcome.COUNTS


# Kinds of effort that a programme may count, unless its terms exclude them.
COUNTED_KINDS = frozenset({"curriculum_advice", "guest_teaching", "student_project_guidance", "teacher_placement"})
GROUPS = frozenset({"business", "applicant", "other"})


def _not_counting(reason: Reason, source: str = "") -> Verdict:
    return Verdict(Outcome.DOES_NOT_COUNT, ZERO, reason, source)


def judge_effort(*, kind: str, group: str, amount: Decimal, terms: Terms) -> Verdict:
    """The verdict on approved hours worth `amount` euros, of one kind and one financing group (R13, R33)."""
    if exclusion := terms.excludes(kind):
        return _not_counting(Reason(exclusion.kind), exclusion.source)
    if group not in GROUPS:
        return _not_counting(Reason.OUTSIDE_FINANCING)
    if group == "applicant" and not terms.applicant_in_kind:
        return _not_counting(Reason.APPLICANT_IN_KIND, terms.applicant_source)
    if kind not in COUNTED_KINDS:
        return Verdict(Outcome.NEEDS_DECISION, ZERO, Reason.UNKNOWN_KIND)
    return Verdict(Outcome.COUNTS, amount)


def judge_hours(*, kind: str, group: str, minutes: int, rate: Decimal, terms: Terms) -> Verdict:
    """The verdict on `minutes` of effort at `rate` euros an hour, as the form shows it before approval."""
    return judge_effort(kind=kind, group=group, amount=amount_for(minutes, rate), terms=terms)


def judge_contribution(
    *, kind: str, group: str, amount: Decimal, has_evidence: bool, has_hours_pledge: bool, terms: Terms
) -> Verdict:
    """The verdict on materials, a room or cash worth `amount` euros (R13, R22, R50)."""
    if group not in GROUPS:
        return _not_counting(Reason.OUTSIDE_FINANCING)
    if group == "applicant":
        if kind == "cash" and not terms.applicant_cash:
            return _not_counting(Reason.APPLICANT_CASH, terms.applicant_source)
        if kind != "cash" and not terms.applicant_in_kind:
            return _not_counting(Reason.APPLICANT_IN_KIND, terms.applicant_source)
    if not has_evidence:
        return _not_counting(Reason.NO_EVIDENCE)
    if kind == "room" and not has_hours_pledge:
        return _not_counting(Reason.ROOM_WITHOUT_HOURS)
    return Verdict(Outcome.COUNTS, amount)


def judge_pledge(
    *, kind: str, group: str, amount: Decimal, has_hours_pledge: bool, is_signed: bool, terms: Terms
) -> Verdict:
    """The verdict on what a partner promised: it counts once a signed agreement covers it (R21).

    What could never count says so first: a signature would not help.
    """
    verdict = judge_contribution(
        kind=kind,
        group=group,
        amount=amount,
        has_evidence=True,
        has_hours_pledge=has_hours_pledge,
        terms=terms,
    )
    return verdict if is_signed or not verdict.counts else _not_counting(Reason.NOT_SIGNED)


# --- Entering hours: what is refused, what needs an explanation, what the approver is shown -------------------


class Refusal(StrEnum):
    """Why an hour line is refused (R31); the history import reports these codes."""

    OUTSIDE_PERIOD = "outside_period"
    BEFORE_APPLICATION = "before_application"
    FUTURE = "future"
    HOURS = "hours"
    MORE_THAN_24_HOURS = "more_than_24_hours"
    ACTIVITY_PERIOD = "activity_period"
    DESCRIPTION = "description"
    AFTER_LEAVING = "after_leaving"
    NOT_TAKING_PART = "not_taking_part"
    MONTH_LOCKED = "month_locked"


class Concern(StrEnum):
    """What needs an explanation before submitting (R32)."""

    MORE_THAN_8_HOURS = "more_than_8_hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LATE = "late"
    MORE_THAN_1750_HOURS = "more_than_1750_hours"


class Flag(StrEnum):
    """What the approver's eye is drawn to (R34, R35, R42, R100)."""

    LOOKS_LIKE_INTERNSHIP = "looks_like_internship"
    SAME_DESCRIPTION = "same_description"
    STUDENT_DATA = "student_data"
    OTHER_ORGANISATION = "other_organisation"


class Missing(StrEnum):
    """What an entry still needs before it can be submitted; the value is the field that is to be filled in."""

    DESCRIPTION = "description"
    EXPLANATION = "explanation"


FULL_DAY = 24 * MINUTES_PER_HOUR
MINUTES_WITHOUT_EXPLANATION = 8 * MINUTES_PER_HOUR
MINUTES_A_YEAR = 1750 * MINUTES_PER_HOUR
DAYS_TO_ENTER = 10
MIN_DESCRIPTION = 15
SAME_DESCRIPTION_DAYS = 3


def refuse_day(day: date, *, programme: Period, applied_on: date, today: date) -> Refusal | None:
    """Why hours on `day` can't belong to a programme, or None (R31)."""
    if day < applied_on:
        return Refusal.BEFORE_APPLICATION
    if day not in programme:
        return Refusal.OUTSIDE_PERIOD
    if day > today:
        return Refusal.FUTURE
    return None


def last_open_day(month: date, *, days_after: int, grace_days: int = 0) -> date:
    """The last day on which hours of a month can be logged; without `grace_days` the last before its grace period."""
    return month_period(month).last + timedelta(days=days_after + grace_days)


def refuse_minutes(minutes: int, *, others_that_day: int) -> Refusal | None:
    """Why this many minutes can't be, beside the person's other minutes of that day, or None (R31)."""
    if minutes <= 0 or minutes > FULL_DAY:
        return Refusal.HOURS
    return Refusal.MORE_THAN_24_HOURS if others_that_day + minutes > FULL_DAY else None


def concerns(
    *, day: date, minutes: int, others_that_day: int, others_that_year: int, today: date, holidays: frozenset[date]
) -> list[Concern]:
    """What about these minutes needs an explanation (R32); `others_that_year` counts minutes in the calendar year."""
    found = {
        Concern.MORE_THAN_8_HOURS: others_that_day + minutes > MINUTES_WITHOUT_EXPLANATION,
        Concern.WEEKEND: day.weekday() >= 5,
        Concern.HOLIDAY: day in holidays,
        Concern.LATE: working_days_between(day, today, holidays) > DAYS_TO_ENTER,
        Concern.MORE_THAN_1750_HOURS: others_that_year + minutes > MINUTES_A_YEAR,
    }
    return [concern for concern, applies in found.items() if applies]


def missing_before_submitting(*, description: str, explanation: str, concerns: Iterable[Concern]) -> list[Missing]:
    """What a draft still lacks; an empty list when it can be submitted (R30, R32, R35). Page and action ask alike."""
    found = {
        Missing.DESCRIPTION: len(" ".join(description.split())) < MIN_DESCRIPTION,
        Missing.EXPLANATION: bool(list(concerns)) and not explanation.strip(),
    }
    return [missing for missing, applies in found.items() if applies]


_INTERNSHIP = re.compile(r"stage-?\s?begeleid|\bbpv\b|\bstagiair|stage-?\s?bezoek|\binternships?\b", re.IGNORECASE)
# An address of a host for students, or the number of one; bare digits are as often a date or the number of an order.
_STUDENT_EMAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)*(?:st|student|students|leerling|leerlingen)\.[\w-]+", re.IGNORECASE)
_STUDENT_NUMBER = re.compile(
    r"(?:student(?:en)?|leerling(?:en)?)-?\s?(?:nummers?|nr\.?|numbers?|no\.?)\D{0,3}\d{4,9}|\bs\d{6,8}\b",
    re.IGNORECASE,
)


def flags(
    *, kind: str, description: str, days_with_same_description: int, elsewhere_that_day: bool = False
) -> list[Flag]:
    """What an approver should look at twice; `days_with_same_description` is that person's count in that month,
    `elsewhere_that_day` whether that person logged the same activity that day for another organisation."""
    found = {
        Flag.LOOKS_LIKE_INTERNSHIP: kind != "internship_supervision" and bool(_INTERNSHIP.search(description)),
        Flag.SAME_DESCRIPTION: days_with_same_description > SAME_DESCRIPTION_DAYS,
        Flag.STUDENT_DATA: bool(_STUDENT_EMAIL.search(description) or _STUDENT_NUMBER.search(description)),
        Flag.OTHER_ORGANISATION: elsewhere_that_day,
    }
    return [flag for flag, applies in found.items() if applies]


# --- The thirds ------------------------------------------------------------------------------------------------


class Side(StrEnum):
    """A share of the budget that the law limits (R11)."""

    SUBSIDY = "subsidy"
    BUSINESS = "business"
    OTHERS = "others"  # other education and governments, and the applicant school
    APPLICANT = "applicant"


@dataclass(frozen=True)
class LimitCheck:
    """One legal limit beside what was reached, in euros of the same total; shares are exact fractions."""

    side: Side
    limit: Limit
    amount: Decimal
    total: Decimal
    too_little: bool
    too_much: bool

    @property
    def holds(self) -> bool:
        return not (self.too_little or self.too_much)

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.amount) / Fraction(self.total) if self.total else None

    @property
    def least(self) -> Fraction | None:
        """The smallest amount in euros that is enough, as an exact fraction."""
        return None if self.limit.at_least is None else self.limit.at_least * Fraction(self.total)

    @property
    def most(self) -> Fraction | None:
        return None if self.limit.at_most is None else self.limit.at_most * Fraction(self.total)


def check_limits(
    *, subsidy: Decimal, business: Decimal, applicant: Decimal, other: Decimal, total: Decimal, terms: Terms
):
    """Every limit of the terms against a total budget in euros, compared without rounding (R11, R12)."""
    sides: Iterable[tuple[Side, Limit | None, Decimal]] = (
        (Side.SUBSIDY, terms.subsidy, subsidy),
        (Side.BUSINESS, terms.business, business),
        (Side.OTHERS, terms.others, other + applicant),
        (Side.APPLICANT, terms.applicant, applicant),
    )
    return [check_limit(side, limit, amount, total) for side, limit, amount in sides if limit is not None]


def check_limit(side: Side, limit: Limit, amount: Decimal, total: Decimal) -> LimitCheck:
    """One limit against an amount and a total, compared without rounding."""
    least, most = limit.at_least, limit.at_most
    return LimitCheck(
        side=side,
        limit=limit,
        amount=amount,
        total=total,
        too_little=least is not None and amount * least.denominator < total * least.numerator,
        too_much=most is not None and amount * most.denominator > total * most.numerator,
    )
