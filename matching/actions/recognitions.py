"""Recognitions of training companies, as the school keeps them, and deadlines for handing in."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from labs.models import EducationProgramme
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership, Organisation
from partnership.roles import Permission

from ..assignment_rights import ONLY_COORDINATORS, SCHOOLS
from ..kinds import AssignmentKind
from ..models import Deadline, Recognition
from .content import ENDS_FIRST, NO_EDUCATION

NO_COMPANY = _("Choose a company of this partnership.")
OPENS_LATER = _("The day on which it opens again comes after the last day.")


def _demand_keeper(by: Membership) -> None:
    if not by.can(Permission.MATCH):
        raise Refused(ONLY_COORDINATORS)


def _demand_sound(
    by: Membership,
    organisation: Organisation,
    education: EducationProgramme,
    equivalents: Iterable[EducationProgramme],
    starts_on: date,
    ends_on: date,
) -> None:
    if organisation.partnership_id != by.partnership_id or organisation.kind in SCHOOLS:
        raise Refused(NO_COMPANY)
    if any(each.partnership_id != by.partnership_id for each in (education, *equivalents)):
        raise Refused(NO_EDUCATION)
    if ends_on < starts_on:
        raise Refused(ENDS_FIRST)


def enter_recognition(
    *,
    by: Membership,
    organisation: Organisation,
    education: EducationProgramme,
    equivalents: Iterable[EducationProgramme],
    starts_on: date,
    ends_on: date,
    nonce: UUID,
    now: datetime,
) -> Recognition:
    """A company is recognised from the first day up to and including the last. Raises Refused."""
    _demand_keeper(by)
    equivalents = [each for each in equivalents if each != education]
    _demand_sound(by, organisation, education, equivalents, starts_on, ends_on)

    def make() -> Recognition:
        row = Recognition.objects.create(
            organisation=organisation,
            education=education,
            valid=DateRange(starts_on, ends_on, "[]"),
            entered_by_id=by.user_id,
            entered_at=now,
            nonce=nonce,
        )
        row.equivalents.set(equivalents)
        audit.record(by=by, verb="recognition.entered", row=row, at=now)
        return row

    return once(Recognition, make, nonce=nonce, entered_by=by.user_id)


@transaction.atomic
def change_recognition(
    *,
    by: Membership,
    recognition: Recognition,
    equivalents: Iterable[EducationProgramme],
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> Recognition:
    """Other days, or other equal programmes. What was approved before stays approved. Raises Refused."""
    _demand_keeper(by)
    rows = (
        Recognition.objects.visible_to(by).select_for_update(of=("self",)).select_related("organisation", "education")
    )
    current = rows.get(pk=recognition.pk)
    equivalents = [each for each in equivalents if each != current.education]
    _demand_sound(by, current.organisation, current.education, equivalents, starts_on, ends_on)
    current.valid = DateRange(starts_on, ends_on, "[]")
    current.save(update_fields=["valid"])
    current.equivalents.set(equivalents)
    audit.record(by=by, verb="recognition.changed", row=current, at=now)
    return current


# --- Deadlines ---------------------------------------------------------------------------------------------------
def set_deadline(
    *, by: Membership, kind: str, last_on: date, again_on: date | None, nonce: UUID, now: datetime
) -> Deadline:
    """After `last_on` nothing new of the kind (empty: of any kind) is handed in, until `again_on`. Raises Refused."""
    _demand_keeper(by)
    if kind and kind not in AssignmentKind.values:
        raise Refused(_("Choose a kind from the list."))
    if again_on is not None and again_on <= last_on:
        raise Refused(OPENS_LATER)

    def make() -> Deadline:
        row = Deadline.objects.create(
            partnership=by.partnership,
            kind=kind,
            last_on=last_on,
            again_on=again_on,
            entered_by_id=by.user_id,
            entered_at=now,
            nonce=nonce,
        )
        audit.record(by=by, verb="deadline.set", row=row, at=now)
        return row

    return once(Deadline, make, nonce=nonce, entered_by=by.user_id)


@transaction.atomic
def remove_deadline(*, by: Membership, deadline: Deadline, now: datetime) -> None:
    """From now on it keeps nothing out. Raises Refused."""
    _demand_keeper(by)
    held = Deadline.objects.visible_to(by).select_for_update().filter(pk=deadline.pk).first()
    if held is not None:
        audit.record(by=by, verb="deadline.removed", row=held, at=now)
        held.delete()
