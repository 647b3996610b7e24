"""What the rules say about materials, a room or cash, with the facts they need looked up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contributions import rules
from contributions.goods_rules import Gift, GoodsRefusal, Place, missing_of_gift, refuse_gift
from contributions.kinds import PledgeKind
from contributions.models import Contribution, Pledge
from contributions.rules import Verdict
from partnership.models import Organisation, Participation, Programme

ONE = Decimal(1)


@dataclass(frozen=True)
class Checked:
    """Refusals by the field they belong to, the fields that are missing before submitting, and the verdict."""

    refusals: dict[str, GoodsRefusal]
    missing: list[str]
    verdict: Verdict


def gift_of(goods: Contribution) -> Gift:
    names = ("kind", "received_on", "quantity", "unit_price", "description", "valuation", "starts_on", "ends_on")
    return Gift(**{name: getattr(goods, name) for name in names})


def place_of(programme: Programme, organisation_id: int) -> Place:
    """One query."""
    found = Participation.objects.filter(programme=programme, organisation=organisation_id).first()
    return Place(
        programme=programme.period,
        applied_on=programme.applied_on,
        budget=programme.budget_total,
        group=found.group if found else "",
        taking_part=found is not None,
        joined_on=found.joined_on if found else None,
        left_on=found.left_on if found else None,
        terms=programme.terms,
    )


def has_hours_pledge(programme: Programme, organisation_id: int) -> bool:
    """Whether a room of this partner would stand beside hours (R22); one query."""
    here = Pledge.objects.current().filter(programme=programme, organisation=organisation_id)
    return here.filter(kind=PledgeKind.HOURS).exists()


def check_gift(gift: Gift, *, programme: Programme, organisation_id: int, proven: bool, day: date) -> Checked:
    """Everything the rules have to say on the day `day`, in two queries."""
    place = place_of(programme, organisation_id)
    verdict = rules.judge_contribution(
        kind=gift.kind,
        group=place.group,
        amount=gift.amount,
        has_evidence=proven,
        has_hours_pledge=has_hours_pledge(programme, organisation_id),
        terms=place.terms,
    )
    return Checked(refuse_gift(gift, place, today=day), missing_of_gift(gift), verdict)


@dataclass(frozen=True)
class Offer:
    """What an organisation may bring to a programme, kind by kind: why not, or what to know first."""

    programme: Programme
    barred: dict[str, GoodsRefusal]
    room_alone: bool


def offer_of(programme: Programme, organisation: Organisation, kinds: list[str], day: date) -> Offer:
    """Two queries."""
    place = place_of(programme, organisation.pk)
    barred = {}
    for kind in kinds:
        found = refuse_gift(Gift(kind, day, ONE, ONE, starts_on=day, ends_on=day), place, today=day)
        if code := found.get("kind") or found.get("programme"):
            barred[kind] = code
    return Offer(programme, barred, not has_hours_pledge(programme, organisation.pk))
