"""How one organisation's pledge stands: for its own home page and beside the form."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum

from contributions import rules
from contributions.kinds import PledgeKind
from contributions.models import HourEntry, Pledge
from contributions.rules import ZERO
from contributions.states import APPROVED, RETURNED, SUBMITTED
from lib.money import MINUTES_PER_HOUR, amount_for
from lib.periods import Period
from partnership.models import Organisation, Programme

from .checks import group_of
from .ledger import clip, spread


@dataclass(frozen=True)
class Stand:
    """Hours in one period: whole minutes, and euros (two places). Only hours that count as co-financing.

    `to_do` is what was pledged and is neither approved nor waiting, never below zero. `not_counting` are minutes that
    were approved or wait but never count, such as internship supervision.
    """

    period: Period
    pledged_minutes: int = 0
    pledged: Decimal = ZERO
    approved_minutes: int = 0
    approved: Decimal = ZERO
    waiting_minutes: int = 0
    waiting: Decimal = ZERO
    returned_minutes: int = 0
    returned: Decimal = ZERO
    to_do_minutes: int = 0
    to_do: Decimal = ZERO
    not_counting_minutes: int = 0
    unsigned: Decimal = ZERO  # the part of `pledged` that no signed agreement covers yet (R21)


@dataclass(frozen=True)
class Standing:
    """The programme year that today is in, and the whole programme."""

    organisation: Organisation
    programme: Programme
    year: Stand
    whole: Stand
    returned_lines: int = 0
    group: str = ""

    @property
    def year_number(self) -> int:
        """Which year of the programme this is, counted from 1."""
        return self.programme.years.index(self.year.period) + 1


def standing(organisation: Organisation, programme: Programme, today: date) -> Standing:
    """Pledged, approved, waiting, returned and still to do; three queries."""
    year, whole = programme.year_of(today), programme.period
    own = HourEntry.objects.filter(programme=programme, organisation=organisation).order_by()
    in_year = ExpressionWrapper(Q(worked_on__range=(year.first, year.last)), output_field=BooleanField())
    cells = own.annotate(in_year=in_year).values("state", "kind", "in_year", "minutes")
    cells = list(cells.annotate(lines=Count("pk"), total=Sum("minutes"), euros=Sum("amount")))
    pledges = list(
        Pledge.objects.current()
        .filter(programme=programme, organisation=organisation, kind=PledgeKind.HOURS)
        .with_signature()
        .order_by("starts_on", "pk")
    )
    group = group_of(organisation.pk, programme.pk)
    this_year = [pledge for pledge in pledges if pledge.starts_on <= year.last and pledge.ends_on >= year.first]
    return Standing(
        organisation=organisation,
        programme=programme,
        year=_stand(year, programme, group, this_year, [cell for cell in cells if cell["in_year"]]),
        whole=_stand(whole, programme, group, pledges, cells),
        returned_lines=sum(cell["lines"] for cell in cells if cell["state"] == RETURNED),
        group=group,
    )


def _stand(period: Period, programme: Programme, group: str, pledges: list[Pledge], cells: list[dict]) -> Stand:
    minutes: dict[str, int] = defaultdict(int)
    worth: dict[str, Decimal] = defaultdict(lambda: ZERO)
    not_counting, terms = 0, programme.terms
    for cell in cells:
        amount = cell["euros"]
        if amount is None:  # not approved: what approval would store on each of these lines
            amount = amount_for(cell["minutes"], programme.rate) * cell["lines"]
        if rules.judge_effort(kind=cell["kind"], group=group, amount=amount, terms=terms).counts:
            minutes[cell["state"]] += cell["total"]
            worth[cell["state"]] += amount
        elif cell["state"] in (APPROVED, SUBMITTED):
            not_counting += cell["total"]
    parts = [_part(pledge, period, programme) for pledge in pledges]
    pledged = sum(part[0] for part in parts)
    to_do = max(0, pledged - minutes[APPROVED] - minutes[SUBMITTED])
    return Stand(
        period=period,
        pledged_minutes=pledged,
        pledged=sum((part[1] for part in parts), ZERO),
        approved_minutes=minutes[APPROVED],
        approved=worth[APPROVED],
        waiting_minutes=minutes[SUBMITTED],
        waiting=worth[SUBMITTED],
        returned_minutes=minutes[RETURNED],
        returned=worth[RETURNED],
        to_do_minutes=to_do,
        to_do=amount_for(to_do, programme.rate),
        not_counting_minutes=not_counting,
        unsigned=sum((part[1] for pledge, part in zip(pledges, parts, strict=True) if not pledge.is_signed), ZERO),
    )


def _part(pledge: Pledge, period: Period, programme: Programme) -> tuple[int, Decimal]:
    """Minutes and euros of a pledge within a period, spread over its days as in the financing."""
    wholes = int(pledge.quantity * MINUTES_PER_HOUR), int(pledge.amount * 100)
    inside = clip(Period(pledge.starts_on, pledge.ends_on), *wholes, programme=programme.period)
    if inside is None:
        return 0, ZERO
    over, wholes = inside
    minutes, cents = (spread(whole, over=over, within=period) for whole in wholes)
    return minutes, Decimal(cents).scaleb(-2)
