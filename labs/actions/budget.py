"""The budget of an activity: rows of quantity times price per calendar year (R61)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.money import amount_of
from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.models import Membership, Organisation

from ..models import Activity, ActivityCost
from .plan_labs import require

OUTSIDE = _("A year of this budget is outside the programme. Fill in quantities within it only.")


@dataclass(frozen=True)
class CostRow:
    """A row of the grid: what is paid, at which price, and how much of it in which year."""

    description: str
    unit: str
    unit_price: Decimal
    quantities: dict[int, Decimal]
    organisation: Organisation | None = None


def fingerprint(costs: Sequence[ActivityCost]) -> str:
    """Changes whenever a line of the budget does, so that nobody writes over what somebody else just saved."""
    fields = ("position", "year", "description", "unit", "quantity", "unit_price", "organisation_id")
    told = "\n".join(repr([str(getattr(cost, each)) for each in fields]) for cost in costs)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def set_costs(
    *, by: Membership, activity: Activity, rows: Sequence[CostRow], seen: str, now: datetime
) -> list[ActivityCost]:
    """Replace the budget of an activity by these rows. Raises Refused, also when somebody else changed it since."""
    require(by)
    rows_of = Activity.objects.visible_to(by).select_for_update(of=["self"]).select_related("programme")
    current = rows_of.filter(pk=activity.pk).first()
    if current is None:
        raise SomeoneWasFirst
    before = list(current.costs.in_order())
    after = _lines(current, rows)
    if fingerprint(before) == fingerprint(after):
        return before
    if fingerprint(before) != seen:
        raise SomeoneWasFirst
    current.costs.all().delete()
    made = ActivityCost.objects.bulk_create(after)
    audit.record(by=by, verb="activity.budgeted", row=current, at=now, lines=len(made))
    return made


def _lines(activity: Activity, rows: Sequence[CostRow]) -> list[ActivityCost]:
    span = range(activity.programme.starts_on.year, activity.programme.ends_on.year + 1)
    found = []
    for position, row in enumerate(rows, 1):
        if row.organisation and row.organisation.partnership_id != activity.programme.partnership_id:
            raise Refused(_("This partner is of another partnership."))
        for year in sorted(row.quantities):
            quantity = row.quantities[year].quantize(Decimal("0.01"))
            if not quantity:
                continue
            if year not in span:
                raise Refused(OUTSIDE)
            found.append(
                ActivityCost(
                    activity=activity,
                    position=position,
                    year=year,
                    description=row.description,
                    unit=row.unit,
                    quantity=quantity,
                    unit_price=row.unit_price,
                    amount=amount_of(quantity, row.unit_price),
                    organisation=row.organisation,
                )
            )
    return found
