"""Entering and changing a grant, and its budget."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused

from .. import audit
from ..models import BudgetLine, Membership, Participation, Programme
from ..roles import Permission
from ..schemes import Terms, terms_to_json


def make(*, by: Membership, terms: Terms, nonce: UUID, now: datetime, **values: Any) -> Programme:
    """Enter a grant; its lead partner takes part from the first day. The same nonce twice is one programme."""
    _require(by)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                partnership=by.partnership, nonce=nonce, terms_granted=terms_to_json(terms), **values
            )
            _let_lead_partner_join(programme)
            audit.record(by=by, verb="programme.entered", row=programme, at=now)
    except IntegrityError:
        sent = Programme.objects.filter(partnership=by.partnership, nonce=nonce).first()
        if sent is None:
            raise Refused(_("Another programme has this grant number.")) from None
        return sent
    return programme


@transaction.atomic
def change(*, by: Membership, programme: Programme, terms: Terms, now: datetime, **values: Any) -> Programme:
    """Change a grant. Hours that were approved keep the rate and amount they were approved with (R03)."""
    _require(by)
    current = Programme.objects.select_for_update().get(pk=programme.pk)
    values["terms_granted"] = terms_to_json(terms)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        current.save(update_fields=changed)
        audit.record(by=by, verb="programme.changed", row=current, at=now, fields=changed)
    return current


@transaction.atomic
def set_budget(*, by: Membership, programme: Programme, amounts: dict[tuple[int, str], Decimal], now: datetime) -> None:
    """Replace the budget by these amounts in euros, per calendar year and source."""
    _require(by)
    current = Programme.objects.select_for_update().get(pk=programme.pk)
    current.budget_lines.all().delete()
    lines = (
        BudgetLine(programme=current, year=year, source=source, amount=amount)
        for (year, source), amount in amounts.items()
        if amount
    )
    BudgetLine.objects.bulk_create(lines)
    audit.record(by=by, verb="programme.budgeted", row=current, at=now)


def _let_lead_partner_join(programme: Programme) -> None:
    lead = programme.lead_partner
    Participation.objects.get_or_create(
        programme=programme,
        organisation=lead,
        defaults={"group": Participation.group_for(lead.kind), "joined_on": programme.starts_on},
    )


def _require(by: Membership) -> None:
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(_("You cannot change programmes in this role."))
