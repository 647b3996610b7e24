"""Lists of people, invitations and organisations, filtered by what a form cleaned; the budget of a programme."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, Substr

from .kinds import BudgetSource
from .models import Invitation, Membership, Organisation, OutboxMail, Participation, Programme
from .rules import plan_closes, plan_gap

ZERO = Decimal("0.00")
SUBSIDY = BudgetSource.SUBSIDY.value


def members(by: Membership, chosen: dict, now: datetime) -> QuerySet[Membership]:
    """The memberships that `by` may see: those of now, or those that ended."""
    rows = Membership.objects.visible_to(by).select_related("user", "organisation", "programme")
    rows = rows.exclude(ended_at=None).filter(ended_at__lte=now) if chosen.get("state") == "ended" else rows.active(now)
    if chosen.get("q"):
        rows = rows.filter(Q(user__name__icontains=chosen["q"]) | Q(user__email__icontains=chosen["q"]))
    if chosen.get("role"):
        rows = rows.filter(role=chosen["role"])
    if chosen.get("organisation"):
        rows = rows.filter(organisation=chosen["organisation"])
    return rows


def people_here(partnership_id: int, now: datetime) -> QuerySet[Membership]:
    """The keys of everybody who has a role in the partnership at this moment: mail is for nobody else."""
    return Membership.objects.active(now).filter(partnership=partnership_id).values("user")


def invitations(by: Membership, chosen: dict, now: datetime) -> QuerySet[Invitation]:
    """The invitations that `by` may see, with how their newest mail fared (`mail_state`)."""
    key = Concat(
        Value("invitation:"), Cast(OuterRef("pk"), CharField()), Value(":"), Substr(OuterRef("token_hash"), 1, 16)
    )
    mail = OutboxMail.objects.filter(key=key).values("state")[:1]
    rows = Invitation.objects.visible_to(by).select_related("organisation", "invited_by")
    rows = rows.annotate(mail_state=Subquery(mail)).filter(_in_state(chosen.get("state", ""), now))
    if chosen.get("q"):
        rows = rows.filter(Q(name__icontains=chosen["q"]) | Q(email__icontains=chosen["q"]))
    return rows


def _in_state(state: str, now: datetime) -> Q:
    waiting = Q(accepted_at=None, revoked_at=None)
    return {
        "open": waiting & Q(expires_at__gt=now),
        "expired": waiting & Q(expires_at__lte=now),
        "accepted": Q(accepted_at__isnull=False),
        "revoked": Q(revoked_at__isnull=False),
    }.get(state, waiting)


def organisations(by: Membership, chosen: dict, today: date) -> QuerySet[Organisation]:
    """The organisations of the partnership; `takes_part` says whether one does in a programme that runs `today`."""
    running = Participation.objects.visible_to(by).filter(
        Q(left_on=None) | Q(left_on__gte=today),
        organisation=OuterRef("pk"),
        joined_on__lte=today,
        programme__ends_on__gte=today,
    )
    rows = Organisation.objects.visible_to(by).annotate(takes_part=Exists(running))
    if chosen.get("q"):
        rows = rows.filter(Q(name__icontains=chosen["q"]) | Q(kvk=chosen["q"].strip()))
    return rows.filter(kind=chosen["kind"]) if chosen.get("kind") else rows


@dataclass(frozen=True)
class BudgetPlan:
    """The multi-year budget of a programme in euros: a row per calendar year, a column per source."""

    years: tuple[int, ...]
    amounts: dict[tuple[int, str], Decimal]
    total: Decimal
    granted: Decimal

    @property
    def rows(self) -> list[tuple[int, list[Decimal], Decimal]]:
        return [(year, self._cells(year), sum(self._cells(year), ZERO)) for year in self.years]

    @property
    def per_source(self) -> list[Decimal]:
        cells = [self._cells(year) for year in self.years]
        return [sum(column, ZERO) for column in zip(*cells, strict=True)]

    @property
    def planned(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def gap(self) -> Decimal:
        """What the sources bring more (or less) than the costs; zero when the plan closes (R14)."""
        return plan_gap(self.amounts.values(), costs=self.total)

    @property
    def subsidy_gap(self) -> Decimal:
        """The planned subsidy minus the granted one; a plan may close and still differ in this."""
        planned = sum((amount for (_year, source), amount in self.amounts.items() if source == SUBSIDY), ZERO)
        return planned - self.granted

    @property
    def closes(self) -> bool:
        return plan_closes(self.amounts.values(), costs=self.total)

    def _cells(self, year: int) -> list[Decimal]:
        return [self.amounts.get((year, source.value), ZERO) for source in BudgetSource]


def budget_plan(programme: Programme) -> BudgetPlan:
    """The budget as entered; years of the programme without a line are zero."""
    lines = programme.budget_lines.order_by("year", "source", "pk")
    amounts = {(line.year, line.source): line.amount for line in lines}
    span = range(programme.starts_on.year, programme.ends_on.year + 1)
    years = tuple(sorted({*span, *(year for year, _source in amounts)}))
    return BudgetPlan(years, amounts, programme.budget_total, programme.subsidy_granted)
