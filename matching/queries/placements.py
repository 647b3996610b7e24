"""Placements as pages show them: the list with what is next for whom, one with its signatures, what can be placed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from lib.jobs import DONE
from partnership.models import Membership
from partnership.roles import Permission, Role, allows

from .. import placement_rights as rights
from ..kinds import AssignmentKind
from ..models import Application, Assignment, Placement, PlacementSignature, Recognition
from ..placement_rules import weeks_of
from ..placement_states import BEFORE_START, PREPARING, RUNNING, Party
from ..states import ApplicationState

PEOPLE = ("student__user", "mentor__user", "school_mentor__user")
OFFERING = [role for role in Role.values if allows(role, Permission.OFFER_WORK)]
FULL_WEEK = 40


def placements_of(by: Membership) -> QuerySet[Placement]:
    """What a member sees, with names, signatures and feedback; a fixed number of queries."""
    valid = PlacementSignature.objects.filter(cleared_at=None).order_by("at", "pk")
    rows = Placement.objects.visible_to(by).select_related("assignment", "role", "organisation", "paper", *PEOPLE)
    return rows.prefetch_related(Prefetch("signatures", valid, to_attr="valid_signatures"), "feedback")


def one_placement(by: Membership) -> QuerySet[Placement]:
    """The same for the page of one."""
    return placements_of(by).select_related("signed_paper", "education", "partnership", "reference")


def to_place(by: Membership) -> QuerySet[Application]:
    """Who was offered a place and said yes, and is not placed yet; for who matches."""
    if not by.can(Permission.MATCH):
        return Application.objects.none()
    rows = Application.objects.visible_to(by).filter(state=ApplicationState.ACCEPTED, placement=None)
    return rows.select_related("student__user", "role", "assignment__organisation").order_by("moved_at", "pk")


def signed_of(row: Placement) -> list[tuple[str, int | None]]:
    """The parties that signed, each with the account."""
    return [(each.party, each.signed_by_id) for each in row.valid_signatures]


@dataclass(frozen=True)
class Place:
    """One place under the agreement: for whom, who is to sign, and the signature if it is there."""

    party: str
    label: str
    who: str
    signature: PlacementSignature | None


def places_of(row: Placement) -> list[Place]:
    """Who is to sign, in the order of the document."""
    done = {each.party: each for each in row.valid_signatures}
    names = {
        Party.STUDENT: _name(row.student),
        Party.COMPANY: _name(row.mentor),
        Party.SCHOOL: _name(row.school_mentor),
        Party.REPRESENTATIVE: row.representative_name,
    }
    parties = [party for party in Party if party != Party.REPRESENTATIVE or row.is_minor]
    return [Place(party.value, party.label, names[party], done.get(party.value)) for party in parties]


def _name(membership: Membership | None) -> str:
    return membership.user.name if membership else ""


def missing_parties(row: Placement) -> list[str]:
    """Who still has to sign; looked up anew."""
    done = set(row.signatures.filter(cleared_at=None).values_list("party", flat=True))
    return [party.value for party in Party if party.value not in done and (party != "representative" or row.is_minor)]


# --- What a placement can be made of ------------------------------------------------------------------------------
def mentors(assignment: Assignment, now: datetime) -> QuerySet[Membership]:
    """Who can be the mentor at the company: people there who offer work."""
    rows = Membership.objects.active(now).filter(organisation=assignment.organisation_id, role__in=OFFERING)
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def school_mentors(student: Membership, now: datetime) -> QuerySet[Membership]:
    """Who can be the mentor at the school: its teachers and coordinators."""
    rows = Membership.objects.active(now).filter(
        organisation=student.organisation_id, role__in=(Role.TEACHER, Role.COORDINATOR)
    )
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def is_recognised(organisation_id: int, education: EducationProgramme, day: date) -> bool:
    """Whether the company may train for this programme on that day (R92)."""
    rows = Recognition.objects.filter(organisation=organisation_id, valid__contains=day)
    return rows.filter(Q(education=education) | Q(equivalents=education)).exists()


def default_terms(assignment: Assignment) -> dict[str, Any]:
    """What the assignment says already about a place in it."""
    said = list(assignment.expectations.order_by("side"))
    week = assignment.hours_a_week or FULL_WEEK
    first, last = assignment.starts_on, assignment.ends_on
    return {
        "starts_on": first,
        "ends_on": last,
        "hours_a_week": week,
        "hours_total": week * weeks_of(first, last) if first and last else None,
        "mentor": assignment.mentor,
        "school_mentor": assignment.school_mentor,
        "allowance": assignment.allowance,
        "trial_weeks": max((each.trial_weeks for each in said), default=0),
        "confidentiality": " ".join(each.confidentiality for each in said if each.confidentiality)[:600],
        "education": assignment.education,
        "language": "en" if assignment.language == "en" else "nl",
    }


def expectations_of(assignment: Assignment) -> dict[str, dict[str, str]]:
    """What both sides expect, as it stands now, for in the agreement."""
    rows = assignment.expectations.order_by("side")
    return {
        each.side: {
            "effort": each.effort,
            "contact": each.contact,
            "language": each.language,
            "weight": each.weight,
        }
        for each in rows
    }


def snapshot(row: Placement, signatures: list[PlacementSignature] = ()) -> dict[str, Any]:
    """Everything that stands in the agreement, as plain values."""
    student = row.student
    return {
        "number": row.pk,
        "edition": row.edition,
        "partnership": row.partnership.name,
        "title": row.assignment.title,
        "text": row.assignment.text,
        "kind": row.kind,
        "role": row.role.name,
        "place": row.assignment.place,
        "remote": row.assignment.remote,
        "student": {"name": student.user.name, "school": student.organisation.name},
        "company": {"name": row.organisation.name, "kvk": row.organisation.kvk, "mentor": _name(row.mentor)},
        "school": {"name": student.organisation.name, "mentor": _name(row.school_mentor)},
        "representative": row.representative_name,
        "period": [row.starts_on.isoformat(), row.ends_on.isoformat()],
        "hours_total": row.hours_total,
        "hours_a_week": row.hours_a_week,
        "allowance": str(row.allowance) if row.allowance is not None else "",
        "trial_weeks": row.trial_weeks,
        "confidentiality": row.confidentiality,
        "expectations": row.expectations,
        "signatures": [_signature(each) for each in signatures],
    }


def _signature(each: PlacementSignature) -> dict[str, str]:
    return {
        "party": each.party,
        "name": each.name,
        "account": each.account,
        "role": each.role,
        "organisation": each.organisation.name if each.organisation_id else "",
        "at": each.at.isoformat(),
        "address": each.address,
        "sha256": each.sha256,
    }


def amount_of(text: str) -> Decimal | None:
    return Decimal(text) if text else None


# --- What is next -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Next:
    """What somebody can do now, with the page for it; `name` is empty when it is for others."""

    words: str
    name: str = ""
    key: str = ""


def next_for(by: Membership, row: Placement, day: date, due) -> Next | None:
    """What this placement waits for, first of all for this member; `due` says which feedback is still to be given."""
    if row.state in BEFORE_START:
        return _next_before_start(by, row)
    if moment := next(iter(due(by, row, day)), ""):
        return Next(_("Give feedback"), "placement_feedback", moment)
    if row.state == RUNNING and day >= row.ends_on and rights.can_end(by, row, "complete"):
        return Next(_("Complete it"), "placement_complete")
    return None


def _next_before_start(by: Membership, row: Placement) -> Next | None:
    if row.state != PREPARING:
        return None
    if row.is_internship:
        if rights.can_note_agreement(by, row):
            return Next(_("Note the school's agreement"), "placement_school")
        return Next(_("Waits for the school's agreement"))
    if row.is_minor is None and rights.can_change(by, row):
        return Next(_("Complete the agreement"), "placement_change")
    if rights.can_sign(by, row, signed_of(row)):
        if row.paper and row.paper.state != DONE:
            return Next(_("The agreement is being made"))
        return Next(_("Read and sign"), "placement_sign")
    return Next(_("Waits for signatures of others"))


def kind_words(row: Placement) -> str:
    return str(AssignmentKind(row.kind).label)
