"""What happens to placements: made, changed, cancelled, begun, completed or ended early."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from lib.periods import today
from lib.workflow import Refused, take_step
from partnership.audit import record
from partnership.models import Membership

from .. import placement_rights as rights
from ..kinds import FOR_STUDENTS
from ..models import Application, ApplicationStep, AssignmentRole, Placement
from ..placement_states import PLACEMENTS, PlacementState, SchoolAgreement
from ..queries.placements import expectations_of, is_recognised
from ..states import APPLICATIONS, ApplicationState
from .placements_common import demand, hold
from .placements_mail import tell_all
from .placements_papers import request_paper
from .placements_signing import ask_everybody, clear_signatures

NOT_RECOGNISED = _(
    "This company is not recognised for this education programme on the first day. Enter the recognition first, or"
    " choose another day or programme."
)


@dataclass(frozen=True)
class Terms:
    """What is agreed on. `is_minor` may be unknown until the agreement is to be signed; of internships nobody asks."""

    starts_on: date
    ends_on: date
    hours_total: int
    hours_a_week: int
    mentor: Membership
    school_mentor: Membership | None = None
    education: EducationProgramme | None = None
    allowance: Decimal | None = None
    trial_weeks: int = 0
    confidentiality: str = ""
    language: str = "nl"
    is_minor: bool | None = None
    representative_name: str = ""
    representative_email: str = ""

    def values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@transaction.atomic
def place(*, by: Membership, application: Application, terms: Terms, nonce: UUID, now: datetime) -> Placement:
    """Make a placement of an accepted application, which becomes `placed`. Raises Refused, SomeoneWasFirst.

    The same form sent twice gives one placement.
    """
    demand(rights.can_place(by))
    rows = Application.objects.select_for_update(of=("self",)).select_related("role__assignment", "student__user")
    found = rows.get(pk=application.pk)
    if found.assignment.partnership_id != by.partnership_id:
        raise Refused(rights.NO_RIGHT)
    if made := Placement.objects.filter(nonce=nonce, application=found).first():
        return made
    if found.state != ApplicationState.ACCEPTED:
        raise Refused(_("Only an application whose seat was accepted can be placed, and only once."))
    take_step(found, APPLICATIONS["place"], moved_at=now)
    ApplicationStep.objects.create(application=found, state=found.state, by_id=by.user_id, at=now)
    record(by=by, verb="application.placed", row=found, at=now)
    return _make(by, found.role, found.student, terms, nonce, now, application=found)


@transaction.atomic
def place_in_role(
    *, by: Membership, role: AssignmentRole, student: Membership, terms: Terms, nonce: UUID, now: datetime
) -> Placement:
    """The same without an application, for who was placed with a whole class. Raises Refused."""
    demand(rights.can_place(by))
    held = AssignmentRole.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=role.pk)
    if held.assignment.partnership_id != by.partnership_id or student.partnership_id != by.partnership_id:
        raise Refused(rights.NO_RIGHT)
    if made := Placement.objects.filter(nonce=nonce, role=held, student=student).first():
        return made
    over = (PlacementState.CANCELLED, PlacementState.ENDED_EARLY)
    if Placement.objects.filter(role=held, student=student).exclude(state__in=over).exists():
        raise Refused(_("This student has a placement in this role already."))
    return _make(by, held, student, terms, nonce, now)


def _make(by, role, student, terms: Terms, nonce, now: datetime, application=None) -> Placement:
    assignment = role.assignment
    if assignment.kind not in FOR_STUDENTS:
        raise Refused(_("Students are not placed in this kind of assignment."))
    row = Placement(
        partnership_id=assignment.partnership_id,
        application=application,
        assignment=assignment,
        role=role,
        kind=assignment.kind,
        student=student,
        organisation=assignment.organisation,
        expectations=expectations_of(assignment),
        made_by_id=by.user_id,
        made_at=now,
        nonce=nonce,
    )
    _fill(row, terms)
    row.save()
    record(by=by, verb="placement.made", row=row, at=now)
    if not row.is_internship:
        row.paper = request_paper(by=by, placement=hold(row), signatures=[], now=now)
        row.save(update_fields=["paper"])
        ask_everybody(hold(row), key="sign", now=now)
    return row


def _fill(row: Placement, terms: Terms) -> None:
    """Write the terms in the row. Raises Refused when they cannot be agreed on."""
    if terms.ends_on < terms.starts_on:
        raise Refused(_("The last day is before the first. Change one of them."))
    if terms.mentor.organisation_id != row.organisation_id:
        raise Refused(_("The mentor has to work at the company."))
    if terms.school_mentor and terms.school_mentor.organisation_id != row.student.organisation_id:
        raise Refused(_("The mentor at the school has to work at the school of the student."))
    values = terms.values()
    if row.is_internship:
        _demand_recognised(row, terms)
        values |= {"is_minor": None, "representative_name": "", "representative_email": ""}
    else:
        values |= {"education": None, **_representative(row, terms)}
    for name, value in values.items():
        setattr(row, name, value)


def _demand_recognised(row: Placement, terms: Terms) -> None:
    if terms.education is None:
        raise Refused(_("An internship belongs to an education programme. Choose which."))
    if not is_recognised(row.organisation_id, terms.education, terms.starts_on):
        raise Refused(NOT_RECOGNISED)


def _representative(row: Placement, terms: Terms) -> dict[str, str]:
    """Who represents a minor; nobody for others."""
    name, email = terms.representative_name.strip(), terms.representative_email.lower()
    if not terms.is_minor:
        return {"representative_name": "", "representative_email": ""}
    if not (name and email):
        raise Refused(_("A student under 18 has a legal representative who signs too. Fill in who that is."))
    if email == row.student.user.email:
        raise Refused(_("The legal representative needs an e-mail address of their own, not that of the student."))
    return {"representative_name": name, "representative_email": email}


@transaction.atomic
def change_placement(*, by: Membership, placement: Placement, version: int, terms: Terms, now: datetime) -> list[str]:
    """Agree on something else, before it begins: signatures lapse, and who had signed is told. Says who that were.

    Raises Refused, SomeoneWasFirst.
    """
    row = hold(placement, version)
    demand(rights.can_change(by, row))
    before = {name: getattr(row, name) for name in terms.values()}
    _fill(row, terms)
    row.expectations = expectations_of(row.assignment)
    touched = sorted(name for name, value in before.items() if getattr(row, name) != value)
    changes: dict[str, Any] = {name: getattr(row, name) for name in before} | {"expectations": row.expectations}
    changes |= {"signed_at": None, "signed_paper": None, "reminded_rung": None, "edition": row.edition + 1}
    signed = clear_signatures(row, now)
    if row.is_internship:
        if row.school_agreement == SchoolAgreement.SIGNED:
            changes["school_agreement"] = SchoolAgreement.MADE
    else:
        row.edition += 1
        changes["paper"] = request_paper(by=by, placement=row, signatures=[], now=now)
    take_step(row, PLACEMENTS["change"], **changes)
    record(by=by, verb="placement.changed", row=row, at=now, fields=touched, cleared=signed)
    if not row.is_internship:
        ask_everybody(hold(row), key="sign", now=now, changed=signed)
    return signed


@transaction.atomic
def note_school_agreement(
    *, by: Membership, placement: Placement, version: int, status: str, reference: str, now: datetime
) -> None:
    """How far the school's own agreement of an internship is. Raises Refused, SomeoneWasFirst."""
    row = hold(placement, version)
    demand(rights.can_note_agreement(by, row))
    if status == SchoolAgreement.SIGNED and not reference.strip():
        raise Refused(_("Fill in the number of the agreement in the school's system."))
    noted = {"school_agreement": status, "school_reference": reference.strip()}
    if status == SchoolAgreement.SIGNED and row.state == PlacementState.PREPARING:
        take_step(row, PLACEMENTS["sign"], signed_at=now, **noted)
        tell_all(row, "signed", now=now)
    elif status != SchoolAgreement.SIGNED and row.state == PlacementState.SIGNED:
        take_step(row, PLACEMENTS["change"], signed_at=None, **noted)
    else:
        Placement.objects.filter(pk=row.pk).update(version=row.version + 1, **noted)
    record(by=by, verb="placement.agreement_noted", row=row, at=now, status=str(status))


@transaction.atomic
def cancel_placement(*, by: Membership, placement: Placement, version: int, reason: str, now: datetime) -> None:
    """It does not go on; the seat is free again. Raises Refused, SomeoneWasFirst."""
    row = hold(placement, version)
    demand(rights.can_cancel(by, row))
    if not reason.strip():
        raise Refused(_("Say why it does not go on. The student and the company read that."))
    take_step(row, PLACEMENTS["cancel"], ended_on=today(now), end_reason=reason.strip())
    record(by=by, verb="placement.cancelled", row=row, at=now)
    application = row.application
    if application and application.state == ApplicationState.PLACED:
        take_step(application, APPLICATIONS["unplace"], moved_at=now)
        ApplicationStep.objects.create(application=application, state=application.state, by_id=by.user_id, at=now)
        record(by=by, verb="application.cancelled", row=application, at=now)
    tell_all(row, "cancelled", now=now)


def start_placements(*, now: datetime) -> int:
    """What everybody signed begins on its first day. Safe to run twice. Says how many began."""
    day, begun = today(now), 0
    for placement in Placement.objects.filter(state=PlacementState.SIGNED, starts_on__lte=day).order_by("pk"):
        with transaction.atomic():
            row = hold(placement)
            if row.state != PlacementState.SIGNED or row.starts_on > day:
                continue
            take_step(row, PLACEMENTS["start"], started_on=day)
            record(by=None, verb="placement.started", row=row, at=now, partnership_id=row.partnership_id)
            begun += 1
    return begun


@transaction.atomic
def complete_placement(*, by: Membership, placement: Placement, version: int, minutes: int, now: datetime) -> None:
    """It was done to the end, in so many hours. Raises Refused, SomeoneWasFirst."""
    row = hold(placement, version)
    demand(rights.can_end(by, row, "complete"))
    if today(now) < row.ends_on:
        raise Refused(_("The last day is still to come. Did it stop before? Then end it early, and say why."))
    take_step(row, PLACEMENTS["complete"], ended_on=row.ends_on, worked_minutes=minutes)
    record(by=by, verb="placement.completed", row=row, at=now)
    tell_all(row, "completed", now=now)


@transaction.atomic
def end_placement(
    *, by: Membership, placement: Placement, version: int, on: date, reason: str, minutes: int, now: datetime
) -> None:
    """It stopped before its last day. Raises Refused, SomeoneWasFirst."""
    row = hold(placement, version)
    demand(rights.can_end(by, row, "end_early"))
    if not row.starts_on <= on <= min(today(now), row.ends_on):
        raise Refused(_("Choose a day between the first day and today."))
    if not reason.strip():
        raise Refused(_("Say why it ended early. The student, the company and the school read that."))
    take_step(row, PLACEMENTS["end_early"], ended_on=on, end_reason=reason.strip(), worked_minutes=minutes)
    record(by=by, verb="placement.ended_early", row=row, at=now)
    tell_all(row, "ended_early", now=now)
