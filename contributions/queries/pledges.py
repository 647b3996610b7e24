"""Lists of pledges: the current ones, what they add up to, and every version of one."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from contributions.kinds import PledgeKind
from contributions.models import Pledge
from contributions.rules import ZERO
from lib.money import MINUTES_PER_HOUR
from lib.periods import Period


@dataclass(frozen=True)
class Totals:
    """What a selection of pledges adds up to: minutes of the pledges of hours, and euros of all."""

    lines: int
    minutes: int
    amount: Decimal


def totals(pledges: QuerySet[Pledge]) -> Totals:
    """One query."""
    sums = pledges.order_by().aggregate(
        lines=Count("pk"), hours=Sum("quantity", filter=Q(kind=PledgeKind.HOURS)), amount=Sum("amount")
    )
    return Totals(sums["lines"], int((sums["hours"] or 0) * MINUTES_PER_HOUR), sums["amount"] or ZERO)


def year_number(pledge: Pledge) -> int | None:
    """Which year of its programme a pledge is for, counted from 1, or None when its period is another."""
    years = {year: number for number, year in enumerate(pledge.programme.years, 1)}
    return years.get(Period(pledge.starts_on, pledge.ends_on))


def versions_of(pledge: Pledge) -> list[Pledge]:
    """Every version of a pledge, newest first, in one query: versions share partner, kind and programme."""
    chain = Pledge.objects.filter(
        programme=pledge.programme_id, organisation=pledge.organisation_id, kind=pledge.kind
    ).with_signature()
    chain = chain.select_related("entered_by")
    by_id = {each.pk: each for each in chain.order_by("version", "pk")}
    followed_by = {each.replaces_id: each for each in by_id.values() if each.replaces_id}
    first = by_id[pledge.pk]
    while first.replaces_id in by_id:
        first = by_id[first.replaces_id]
    found = [first]
    while found[-1].pk in followed_by:
        found.append(followed_by[found[-1].pk])
    return found[::-1]
