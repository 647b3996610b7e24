"""The project bank: an assignment offered as template, changed, withdrawn, put back, and taken by another school."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership import audit
from partnership.models import Membership, Organisation

from ..bank_rights import can_change, can_offer, can_put_back, can_take
from ..bank_rules import last_of, named_in, weeks_between
from ..models import Assignment, AssignmentRole, BankTemplate
from ..queries.assignments import refreshed
from ..queries.bank import alive_at, companies_for, names_around, own_skills
from .bank_mail import tell_company

FIELDS = ("title", "text", "learned", "theme", "language", "remote", "weeks", "hours_a_week")
NO_COMPANY = _("Choose a company of your own partnership.")
SAYS_NOTHING = _("A template needs a title and a description.")
NAMES_PEOPLE = _("A template says nothing about people. Take this out first: %(names)s.")
NAMES_COMPANY = _(
    "%(company)s did not agree to be named. Take its name out of the title, the texts and the roles first."
)
HAS_IT_ALREADY = _("%(company)s has a draft or an assignment of this template already: %(title)s.")


# --- Offered -----------------------------------------------------------------------------------------------------
@transaction.atomic
def offer_template(
    *, by: Membership, assignment: Assignment, values: Mapping[str, Any], names_company: bool, now: datetime
) -> BankTemplate:
    """Put an approved assignment in the bank; it is there once, so the same form twice is one template.

    Values: FIELDS. Raises Refused.
    """
    current = refreshed(assignment.pk)
    demand(can_offer(current, by))
    present = BankTemplate.objects.filter(assignment=current).first()
    if present is not None:
        demand(can_change(present, by))  # withdrawn: put it back instead
        return present
    row = BankTemplate(
        partnership_id=current.partnership_id,
        school=by.organisation,
        assignment=current,
        kind=current.kind,
        teams=current.teams,
        roles=_roles_of(current),
        levels=sorted({role.level for role in current.roles.all()}),
        made_by_id=by.user_id,
        made_at=now,
    )
    _write(row, values, names_company)
    row.save()
    audit.record(by=by, verb="bank_template.offered", row=row, at=now, assignment=current.pk)
    return row


def first_values(assignment: Assignment) -> dict[str, Any]:
    """What the form of a new template begins with."""
    taken = ("title", "text", "theme", "language", "remote", "hours_a_week")
    return {name: getattr(assignment, name) for name in taken} | {
        "weeks": weeks_between(assignment.starts_on, assignment.ends_on)
    }


def _roles_of(assignment: Assignment) -> list[dict[str, Any]]:
    """Plain values, with skills by name: who takes it has another list."""
    return [
        {
            "name": role.name,
            "level": role.level,
            "seats": role.seats,
            "skills": [{"nl": skill.name_nl, "en": skill.name_en} for skill in role.skills.all()],
        }
        for role in assignment.roles.all()
    ]


def _write(row: BankTemplate, values: Mapping[str, Any], names_company: bool) -> None:
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    company = row.assignment.organisation.name
    row.company_name = company if names_company else ""
    if not row.title.strip() or not row.text.strip():
        raise Refused(SAYS_NOTHING)
    _demand_without_names(row, company)


def _demand_without_names(row: BankTemplate, company: str) -> None:
    """Raises Refused with whoever is named in it."""
    texts = [row.title, row.text, row.learned, *(role["name"] for role in row.roles)]
    if found := named_in(texts, names_around(row.assignment)):
        raise Refused(NAMES_PEOPLE % {"names": ", ".join(found)})
    if not row.company_name and named_in(texts, [company]):
        raise Refused(NAMES_COMPANY % {"company": company})


# --- Kept --------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_template(
    *,
    by: Membership,
    template: BankTemplate,
    version: int,
    values: Mapping[str, Any],
    names_company: bool,
    now: datetime,
) -> BankTemplate:
    """Other words; what was taken before stays as it is, but its credit follows. Raises Refused, SomeoneWasFirst."""
    row = _held(template)
    demand(can_change(row, by))
    _demand_version(row, version)
    _write(row, values, names_company)
    row.version += 1
    row.save()
    audit.record(by=by, verb="bank_template.changed", row=row, at=now)
    return row


@transaction.atomic
def withdraw_template(*, by: Membership, template: BankTemplate, version: int, now: datetime) -> BankTemplate:
    """Nobody takes it any more; what was taken goes on. Raises Refused, SomeoneWasFirst."""
    row = _held(template)
    demand(can_change(row, by))
    return _set(by, row, version, now, verb="bank_template.withdrawn", withdrawn_at=now, withdrawn_by_id=by.user_id)


@transaction.atomic
def put_back_template(*, by: Membership, template: BankTemplate, version: int, now: datetime) -> BankTemplate:
    """It can be taken again. Raises Refused, SomeoneWasFirst."""
    row = _held(template)
    demand(can_put_back(row, by))
    return _set(by, row, version, now, verb="bank_template.put_back", withdrawn_at=None, withdrawn_by_id=None)


def _set(by: Membership, row: BankTemplate, version: int, now: datetime, *, verb: str, **values: Any) -> BankTemplate:
    _demand_version(row, version)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
    audit.record(by=by, verb=verb, row=row, at=now)
    return row


def _held(template: BankTemplate) -> BankTemplate:
    """The row as it is now, for oneself until the transaction ends."""
    rows = BankTemplate.objects.select_for_update(of=("self",))
    return rows.select_related("partnership", "school", "assignment__organisation").get(pk=template.pk)


def _demand_version(row: BankTemplate, version: int) -> None:
    if row.version != version:
        raise SomeoneWasFirst


# --- Taken -------------------------------------------------------------------------------------------------------
def take_template(
    *, by: Membership, template: BankTemplate, organisation: Organisation, starts_on: date, nonce: UUID, now: datetime
) -> Assignment:
    """A draft for a company of the own region, that says on whose work it is based; the company is told.

    Two who take it for the same company at once make one draft. Raises Refused.
    """

    def make() -> Assignment:
        source = _held(template)
        sent = Assignment.objects.filter(nonce=nonce, made_by=by.user_id).first()
        if sent is not None:
            return sent
        demand(can_take(source, by))
        _demand_company(by, source, organisation)
        row = _draft(by, source, organisation, starts_on, nonce, now)
        audit.record(by=by, verb="assignment.entered", row=row, at=now)
        audit.record(by=by, verb="bank_template.taken", row=source, at=now, assignment=row.pk)
        tell_company(row, by=by, now=now)
        return row

    return once(Assignment, make, nonce=nonce, made_by=by.user_id)


def _demand_company(by: Membership, source: BankTemplate, organisation: Organisation) -> None:
    if not companies_for(by, source).filter(pk=organisation.pk).exists():
        raise Refused(NO_COMPANY)
    if there := alive_at(source, organisation):
        raise Refused(HAS_IT_ALREADY % {"company": organisation.name, "title": there.title})


def _draft(
    by: Membership, source: BankTemplate, organisation: Organisation, starts_on: date, nonce: UUID, now: datetime
) -> Assignment:
    row = Assignment.objects.create(
        partnership_id=by.partnership_id,
        organisation=organisation,
        template=source,
        starts_on=starts_on,
        ends_on=last_of(starts_on, source.weeks),
        coordinator=by,
        made_by_id=by.user_id,
        made_at=now,
        nonce=nonce,
        **{
            name: getattr(source, name)
            for name in ("kind", "title", "text", "theme", "language", "remote", "hours_a_week", "teams")
        },
    )
    found, _missing = own_skills(by.partnership_id, source.roles)
    for number, role in enumerate(source.roles, 1):
        values = {name: role[name] for name in ("name", "level", "seats")}
        made = AssignmentRole.objects.create(assignment=row, order=number, **values)
        made.skills.set({found[skill["nl"]] for skill in role["skills"] if skill["nl"] in found})
    return row
