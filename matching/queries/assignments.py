"""Assignments as lists and pages show them, and what they still lack."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

from labs.models import EducationProgramme
from lib.periods import today
from partnership.models import AuditEvent, Membership, Partnership
from partnership.roles import Permission, Role

from ..assignment_rights import SCHOOLS
from ..kinds import Follows, Side
from ..models import Assignment, AssignmentChange, AssignmentRole, Deadline, Expectation, Recognition, SkillTag
from ..rules import Facts, Point, checklist
from ..states import APPROVED, DRAFT, PENDING, REJECTED

COMPANY_ROLES = (Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)
SCHOOL_ROLES = (Role.TEACHER, Role.COORDINATOR)
NEVER_MENTORS = (Role.STUDENT, Role.AUDITOR, Role.ADMINISTRATOR)
MOST_HISTORY = 50


def with_parts(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With everything that the list of what is lacking looks at, in four queries however many there are.

    And whether the company is recognised on the first day, for the programme or an equal one (R92).
    """
    programme = OuterRef("education")
    recognised = Recognition.objects.filter(
        Q(education=programme) | Q(equivalents=programme),
        organisation=OuterRef("organisation"),
        valid__contains=OuterRef("starts_on"),
    )
    rows = rows.annotate(is_recognised=Exists(recognised))
    return rows.select_related(
        "partnership",
        "organisation",
        "education",
        "mentor__user",
        "school_mentor__user",
        "school_mentor__organisation",
        "coordinator__user",
        "template__partnership",
        "bank_template",
        "template__school",
    ).prefetch_related(
        Prefetch("roles", AssignmentRole.objects.order_by("order", "pk")),
        Prefetch("roles__skills", SkillTag.objects.order_by("name_nl", "pk")),
        Prefetch("expectations", Expectation.objects.order_by("side")),
    )


def facts_of(assignment: Assignment, *, now: datetime) -> Facts:
    """What the list of what is lacking looks at; take the row through `with_parts`."""
    said = {each.side for each in assignment.expectations.all() if each.effort and each.contact}
    return Facts(
        kind=assignment.kind,
        title=assignment.title,
        text=assignment.text,
        theme=assignment.theme,
        starts_on=assignment.starts_on,
        ends_on=assignment.ends_on,
        hours_a_week=assignment.hours_a_week,
        place=assignment.place,
        remote=assignment.remote,
        apply_until=assignment.apply_until,
        is_critical=assignment.is_critical,
        is_secret=assignment.is_secret,
        teams=assignment.teams,
        roles=len(assignment.roles.all()),
        has_mentor=_is_there(assignment.mentor, now),
        has_school_mentor=_is_there(assignment.school_mentor, now),
        has_education=assignment.education_id is not None,
        is_recognised=assignment.is_recognised,
        company_says=Side.COMPANY in said,
        school_says=Side.SCHOOL in said,
        is_relay=assignment.follows_as == Follows.RELAY,
        delivered=assignment.delivered,
    )


def _is_there(mentor: Membership | None, now: datetime) -> bool:
    """Who left does not guide anybody."""
    if mentor is None or not mentor.user.is_active:
        return False
    return mentor.ended_at is None or mentor.ended_at > now


def checklists(assignments: Iterable[Assignment], now: datetime) -> dict[int, list[Point]]:
    """What each has and lacks, by key."""
    return {row.pk: checklist_of(row, now) for row in assignments}


def checklist_of(assignment: Assignment, now: datetime) -> list[Point]:
    """Of a row as it is kept, taken through `with_parts`."""
    return checklist(facts_of(assignment, now=now), today(now))


def refreshed(pk: int) -> Assignment:
    """The row as it is now, for oneself until the transaction ends, with what the checklist looks at."""
    return with_parts(Assignment.objects.select_for_update(of=("self",))).get(pk=pk)


# --- Lists -------------------------------------------------------------------------------------------------------
def offers_of(membership: Membership) -> QuerySet[Assignment]:
    """The own organisation's: what can still be handed in first, then what waits, is up, and was."""
    turn = Case(
        *(When(state=state, then=number) for number, state in enumerate((REJECTED, DRAFT, PENDING, APPROVED))),
        default=9,
    )
    changing = AssignmentChange.objects.filter(assignment=OuterRef("pk"), approved=None)
    rows = Assignment.objects.offered_by(membership).select_related("mentor__user")
    return rows.annotate(turn=turn, is_changing=Exists(changing)).order_by("turn", "-made_at", "-pk")


def waiting_for_approval(membership: Membership) -> QuerySet[Assignment]:
    """What was handed in, longest ago first."""
    if not membership.can(Permission.MATCH):
        return Assignment.objects.none()
    rows = Assignment.objects.filter(partnership=membership.partnership_id, state=PENDING)
    return with_parts(rows).order_by("submitted_at", "pk")


def waiting_changes(membership: Membership) -> QuerySet[AssignmentChange]:
    if not membership.can(Permission.MATCH):
        return AssignmentChange.objects.none()
    rows = AssignmentChange.objects.filter(assignment__partnership=membership.partnership_id, approved=None)
    return rows.select_related("assignment__organisation", "asked_by").order_by("asked_at", "pk")


def waiting_change(assignment: Assignment) -> AssignmentChange | None:
    return AssignmentChange.objects.filter(assignment=assignment, approved=None).select_related("asked_by").first()


def history_of(assignment: Assignment) -> list[AuditEvent]:
    """What was done to it, newest first."""
    rows = AuditEvent.objects.filter(object_type="matching.assignment", object_id=assignment.pk)
    return list(rows.select_related("actor").order_by("-at", "-pk")[:MOST_HISTORY])


# --- Choices -----------------------------------------------------------------------------------------------------
def possible_mentors(partnership: Partnership, organisation_id: int, now: datetime) -> QuerySet[Membership]:
    """People of an organisation who can guide a student or a guest."""
    rows = Membership.objects.active(now).filter(partnership=partnership, organisation=organisation_id)
    return rows.exclude(role__in=NEVER_MENTORS).select_related("user", "organisation").order_by("user__name", "pk")


def possible_school_mentors(partnership: Partnership, now: datetime) -> QuerySet[Membership]:
    rows = Membership.objects.active(now).filter(
        partnership=partnership, organisation__kind__in=SCHOOLS, role__in=SCHOOL_ROLES
    )
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def programmes_of(partnership: Partnership) -> QuerySet[EducationProgramme]:
    return EducationProgramme.objects.filter(partnership=partnership).order_by("level", "name", "pk")


# --- Deadlines ---------------------------------------------------------------------------------------------------
def closed_for(partnership_id: int, kind: str, day: date) -> Deadline | None:
    """The deadline that keeps new assignments of this kind out; of several the one that lasts longest."""
    rows = Deadline.objects.filter(partnership=partnership_id, kind__in=("", kind)).closed_on(day).order_by("pk")
    return max(rows, key=lambda row: row.again_on or date.max, default=None)
