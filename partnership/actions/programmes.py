"""Entering and changing a grant, and its budget.

What is wrong with a grant is said here, by field: the form shows it there, and an action that is asked all the same
refuses with the first sentence.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused

from .. import audit
from ..kinds import GROUP_OF_KIND
from ..models import BudgetLine, Membership, Participation, Programme
from ..roles import Permission
from ..rules import grant_faults
from ..schemes import Terms, preset, terms_to_json
from ..sentences import FIELD, sentence

FILLED_IN = ("rate", "subsidy_min", "subsidy_max")  # what a preset brings and a grant may differ in (R02)
Wrong = Iterator[tuple[str, str]]


def make(*, by: Membership, terms: Terms, nonce: UUID, now: datetime, **values: Any) -> Programme:
    """Enter a grant; its lead partner takes part from the first day. The same nonce twice is one programme.

    Raises Refused when the grant is not one its scheme allows (R06, R07).
    """
    _require(by)
    _refuse_what_is_wrong(by, values, terms)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                partnership=by.partnership, nonce=nonce, terms_granted=terms_to_json(terms), **values
            )
            audit.record(by=by, verb="programme.entered", row=programme, at=now)
            _let_lead_partner_join(programme, by, now)
    except IntegrityError:
        sent = Programme.objects.filter(partnership=by.partnership, nonce=nonce).first()
        if sent is None:
            raise Refused(_("Another programme has this grant number.")) from None
        return sent
    return programme


CHANGED_MEANWHILE = _(
    "Somebody else changed this programme while you were at it. Nothing was saved; what you typed still stands below. "
    "Open the programme again in another window to see what changed, and fill in yours there."
)


def fingerprint(programme: Programme) -> str:
    """Changes when anything about a grant does."""
    values = {field.attname: str(getattr(programme, field.attname)) for field in programme._meta.concrete_fields}
    values["terms_granted"] = json.dumps(programme.terms_granted, sort_keys=True)
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def change(
    *, by: Membership, programme: Programme, terms: Terms, now: datetime, seen: str | None = None, **values: Any
) -> Programme:
    """Change a grant. Hours that were approved keep the rate and amount they were approved with (R03).

    `seen` is the fingerprint of the grant as it was looked at: of two people who change it at once the second is told.
    A new lead partner takes part from the first day. Raises Refused as `make` does.
    """
    _require(by)
    current = Programme.objects.select_for_update().get(pk=programme.pk)
    if seen is not None and seen != fingerprint(current):
        raise Refused(CHANGED_MEANWHILE)
    _refuse_what_is_wrong(by, {name: getattr(current, name) for name in CHECKED} | values, terms)
    values["terms_granted"] = terms_to_json(terms)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        _save(current, changed)
        audit.record(by=by, verb="programme.changed", row=current, at=now, fields=changed)
        _let_lead_partner_join(current, by, now)
    return current


def _save(programme: Programme, changed: list[str]) -> None:
    """Rooms above keep the dates that their lines were booked under; the database says so by the name of the rule."""
    try:
        with transaction.atomic():
            programme.save(update_fields=changed)
    except IntegrityError as error:
        if "lines lie outside the new dates" not in str(error):
            raise
        raise Refused(
            _("Hours or contributions were already booked outside these dates. Choose dates that hold them all.")
        ) from None


@transaction.atomic
def set_budget(*, by: Membership, programme: Programme, amounts: dict[tuple[int, str], Decimal], now: datetime) -> None:
    """Replace the budget by these amounts in euros, per calendar year and source."""
    _require(by)
    current = Programme.objects.select_for_update().get(pk=programme.pk)
    before = {(line.year, line.source): line.amount for line in current.budget_lines.all()}
    after = {cell: amount for cell, amount in amounts.items() if amount}
    changed = sorted(cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell))
    if not changed:
        return
    current.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(programme=current, year=year, source=source, amount=amount)
        for (year, source), amount in after.items()
    )
    cells = [f"{source}-{year}" for year, source in changed]
    audit.record(by=by, verb="programme.budgeted", row=current, at=now, fields=cells)


CHECKED = (
    *("lead_partner", "applied_on", "decided_on", "starts_on", "ends_on", "extension_approved_on"),
    *("rate", "budget_total", "subsidy_granted", "override_reason"),
)


def wrong_values(values: dict[str, Any]) -> Wrong:
    """What is wrong whatever the scheme says, by field; values that are not there yet are passed over."""
    get = values.get
    for name, message in MORE_THAN_NOTHING.items():
        if get(name) is not None and values[name] <= 0:
            yield name, message
    if get("lead_partner") and values["lead_partner"].kind not in GROUP_OF_KIND:
        yield "lead_partner", NO_SIDE
    if get("starts_on") and get("ends_on") and values["ends_on"] <= values["starts_on"]:
        yield "ends_on", _("The last day comes after the first day.")
    if get("starts_on") and get("applied_on") and values["applied_on"] > values["starts_on"]:
        yield "applied_on", _("The application was before the first day, or on it.")
    if get("applied_on") and get("decided_on") and values["decided_on"] < values["applied_on"]:
        yield "decided_on", _("The decision came after the application.")


def wrong_under(terms: Terms, values: dict[str, Any]) -> Wrong:
    """What the scheme of a grant refuses, by field (R02, R06, R07)."""
    standard = preset(terms.scheme, entree=terms.entree)
    differs = any(getattr(standard, name) != getattr(terms, name) for name in FILLED_IN)
    if differs and not values["override_reason"].strip():
        yield "override_reason", _("The rate or a bound is not the one of the scheme. Say why.")
    for fault in grant_faults(
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        subsidy=values["subsidy_granted"],
        terms=terms,
        extension_approved=values["extension_approved_on"] is not None,
    ):
        yield FIELD[fault.code], sentence(fault, terms)


MORE_THAN_NOTHING = {
    "rate": _("The hourly rate is more than 0."),
    "budget_total": _("The total budget is more than 0."),
}
NO_SIDE = _("An accountant checks the programme and takes no part in its financing.")


def _refuse_what_is_wrong(by: Membership, values: dict[str, Any], terms: Terms) -> None:
    if values["lead_partner"].partnership_id != by.partnership_id:
        raise Refused(_("The lead partner is an organisation of this partnership."))
    for check in (wrong_values(values), wrong_under(terms, dict.fromkeys(CHECKED) | {"override_reason": ""} | values)):
        for _field, message in check:
            raise Refused(message)


def _let_lead_partner_join(programme: Programme, by: Membership, now: datetime) -> None:
    lead = programme.lead_partner
    participation, made = Participation.objects.get_or_create(
        programme=programme,
        organisation=lead,
        defaults={"group": Participation.group_for(lead.kind), "joined_on": programme.starts_on},
    )
    if made:
        audit.record(by=by, verb="partner.joined", row=participation, at=now)


def _require(by: Membership) -> None:
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(_("You cannot change programmes in this role."))
