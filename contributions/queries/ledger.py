"""Reads a programme's pledges, hours and other contributions as few grouped rows, each with its verdict.

The number of queries is fixed and the number of rows follows partners, labs, kinds, years and lengths, not lines.
Groups are cut so that everything a verdict depends on is equal within one, so each is judged once (`rules.py`) and none
stored. Waiting hours are also cut by length (a day has 96 quarters): their worth is rounded per line, as approval does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, Sum, Value, When
from django.db.models.functions import ExtractYear

from contributions import rules
from contributions.models import Contribution, HourEntry, Pledge
from contributions.rules import ZERO, Reason, Verdict
from contributions.states import APPROVED, RETURNED, SUBMITTED
from lib.money import MINUTES_PER_HOUR, amount_for
from lib.periods import Period
from partnership.models import Participation, Programme
from partnership.schemes import Terms

from .goods import with_proof


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation in the programme; `group` is empty when it stands on no side."""

    organisation_id: int
    key: str
    name: str
    kind: str
    group: str
    joined_on: object
    left_on: object


@dataclass(frozen=True, slots=True)
class Effort:
    """Hour lines that are equal in all that matters.

    `amount` is the sum of what approval stored on them or, while they wait, of what it would store today.
    """

    state: str
    kind: str
    group: str
    lines: int
    minutes: int
    amount: Decimal
    verdict: Verdict
    organisation_id: int | None = None
    lab: str = ""
    year: int = 0
    programme_year: int = 0


@dataclass(frozen=True, slots=True)
class Goods:
    """Other contributions of one partner that are equal in all that matters."""

    organisation_id: int
    state: str
    kind: str
    group: str
    lines: int
    amount: Decimal
    verdict: Verdict
    year: int
    programme_year: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A pledge; `part` divides its euros and minutes over days."""

    organisation_id: int
    kind: str
    group: str
    period: Period
    cents: int
    minutes: int
    verdict: Verdict

    @property
    def is_pledged(self) -> bool:
        """Whether it counts as pledged, or will once it is signed for; what could never count is neither."""
        return self.verdict.counts or self.verdict.reason is Reason.NOT_SIGNED

    def part(self, within: Period, ahead: Period | None = None) -> "Part":
        """What of this pledge falls within a period, and how much of that in the part of it that is still to come."""
        cents, minutes = (spread(whole, over=self.period, within=within) for whole in (self.cents, self.minutes))
        later = spread(self.cents, over=self.period, within=ahead) if ahead else 0
        exact, exact_ahead = (
            Fraction(self.cents, 100) * days_share(self.period, when) if when else Fraction(0)
            for when in (within, ahead)
        )
        return Part(self, Decimal(cents).scaleb(-2), minutes, Decimal(later).scaleb(-2), exact, exact_ahead)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pledge: euros and minutes, and how many of the euros lie ahead; the exact ones are not rounded."""

    promise: Promise
    euros: Decimal
    minutes: int
    ahead: Decimal
    exact: Fraction
    exact_ahead: Fraction


def days_share(over: Period, within: Period) -> Fraction:
    """Which part of the days of one period lies in another."""
    both = over.overlap(within)
    return Fraction((both.last - both.first).days + 1, (over.last - over.first).days + 1) if both else Fraction(0)


def spread(whole: int, *, over: Period, within: Period) -> int:
    """The part of `whole`, spread evenly over the days of one period, that falls in another.

    Rounded half-up as a running total, so the parts of periods that follow each other add up to `whole` exactly.
    """
    both = over.overlap(within)
    if both is None or not whole:
        return 0
    if both == over:
        return whole
    days = (over.last - over.first).days + 1

    def until(day_count: int) -> int:
        return (2 * whole * day_count + days) // (2 * days)

    return until((both.last - over.first).days + 1) - until((both.first - over.first).days)


def clip(over: Period, *wholes: int, programme: Period) -> tuple[Period, tuple[int, ...]] | None:
    """The days of a pledge that lie in its programme and the part of each of `wholes` that falls in them, if any do."""
    both = over.overlap(programme)
    return both and (both, tuple(spread(whole, over=over, within=programme) for whole in wholes))


class Ledger:
    """One programme within one period. Each method is one query; `partners` and `promises` are read once.

    Days outside the programme are nowhere in it, whatever the period: neither lines nor parts of pledges.
    """

    def __init__(self, programme: Programme, period: Period):
        self.programme = programme
        self.period = period
        self.terms: Terms = programme.terms
        self.partners = self._partners()
        self.with_hours_pledge: set[int] = set()
        self.promises = list(self._promises())

    def _partners(self) -> dict[int, Partner]:
        rows = (
            Participation.objects.filter(programme=self.programme)
            .order_by("organisation__name", "organisation_id")
            .values_list(
                "organisation_id",
                "organisation__key",
                "organisation__name",
                "organisation__kind",
                "group",
                "joined_on",
                "left_on",
            )
        )
        return {row[0]: Partner(*row) for row in rows}

    def group_of(self, organisation_id: int) -> str:
        partner = self.partners.get(organisation_id)
        return partner.group if partner else ""

    def _promises(self) -> Iterator[Promise]:
        rows = list(
            Pledge.objects.current()
            .filter(programme=self.programme)
            .with_signature()
            .values_list("organisation_id", "kind", "starts_on", "ends_on", "quantity", "amount", "is_signed")
            .order_by("starts_on", "pk")
        )
        self.with_hours_pledge = {row[0] for row in rows if row[1] == "hours"}
        for organisation_id, kind, first, last, quantity, amount, is_signed in rows:
            group = self.group_of(organisation_id)
            verdict = rules.judge_pledge(
                kind=kind,
                group=group,
                amount=amount,
                has_hours_pledge=organisation_id in self.with_hours_pledge,
                is_signed=is_signed,
                terms=self.terms,
            )
            minutes = int(quantity * MINUTES_PER_HOUR) if kind == "hours" else 0
            wholes = (int(amount * 100), minutes)
            if inside := clip(Period(first, last), *wholes, programme=self.programme.period):
                period, (cents, minutes) = inside
                yield Promise(organisation_id, kind, group, period, cents, minutes, verdict)

    def effort_by_partner(self, *states: str) -> Iterator[Effort]:
        """Hours per partner, kind and state."""
        rows = (
            self._hours(states)
            .values("organisation_id", "state", "kind", "length")
            .annotate(lines=Count("pk"), total=Sum("minutes"), worth=Sum("amount"))
            .order_by()
        )
        for row in rows:
            yield self._effort(row, self.group_of(row["organisation_id"]), organisation_id=row["organisation_id"])

    def effort_by_time(self, *states: str) -> Iterator[Effort]:
        """Hours per lab, calendar year, programme year, kind, side and state."""
        rows = (
            self._hours(states)
            .annotate(
                side=FilteredRelation(
                    "organisation__participations", condition=Q(organisation__participations__programme=self.programme)
                )
            )
            .values(
                "state",
                "kind",
                "length",
                group=F("side__group"),
                lab=F("activity__lab__slug"),
                year=ExtractYear("worked_on"),
                nth=self._programme_year("worked_on"),
            )
            .annotate(lines=Count("pk"), total=Sum("minutes"), worth=Sum("amount"))
            .order_by()
        )
        for row in rows:
            place = {"lab": row["lab"], "year": row["year"], "programme_year": row["nth"]}
            yield self._effort(row, row["group"] or "", **place)

    def _hours(self, states):
        lines = HourEntry.objects.filter(programme=self.programme, state__in=states, worked_on__range=self._dates())
        length = Case(When(state=SUBMITTED, then=F("minutes")), default=Value(0), output_field=IntegerField())
        return lines.annotate(length=length)

    def _dates(self):
        """First and last day of the period as far as it lies in the programme; none of its days when it does not."""
        programme = self.programme.period
        return max(self.period.first, programme.first), min(self.period.last, programme.last)

    def _effort(self, row, group: str, **place) -> Effort:
        waits = row["state"] == SUBMITTED
        amount = amount_for(row["length"], self.programme.rate) * row["lines"] if waits else row["worth"] or ZERO
        verdict = rules.judge_effort(kind=row["kind"], group=group, amount=amount, terms=self.terms)
        return Effort(row["state"], row["kind"], group, row["lines"], row["total"], amount, verdict, **place)

    def goods(self, *states: str) -> Iterator[Goods]:
        """Other contributions per partner, kind, state, year and whether there is proof."""
        rows = (
            self._contributions(states)
            .values(
                "organisation_id",
                "state",
                "kind",
                "proven",
                year=ExtractYear("received_on"),
                nth=self._programme_year("received_on"),
            )
            .annotate(lines=Count("pk"), worth=Sum("amount"))
            .order_by()
        )
        for row in rows:
            yield self._goods(row)

    def _contributions(self, states):
        lines = Contribution.objects.filter(
            programme=self.programme, state__in=states, received_on__range=self._dates()
        )
        return with_proof(lines)

    def _goods(self, row) -> Goods:
        owner = row["organisation_id"]
        group = self.group_of(owner)
        verdict = rules.judge_contribution(
            kind=row["kind"],
            group=group,
            amount=row["worth"],
            has_evidence=row["proven"],
            has_hours_pledge=owner in self.with_hours_pledge,
            terms=self.terms,
        )
        return Goods(
            owner, row["state"], row["kind"], group, row["lines"], row["worth"], verdict, row["year"], row["nth"]
        )

    def _programme_year(self, field: str):
        """SQL for the number of the programme year that a day lies in."""
        years = self.programme.years
        before_last = [
            When(**{f"{field}__lte": year.last}, then=Value(number)) for number, year in enumerate(years[:-1], 1)
        ]
        return Case(*before_last, default=Value(len(years)))


COUNTED_STATES = (APPROVED, SUBMITTED, RETURNED)
