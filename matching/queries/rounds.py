"""Rounds of wishes: what coordinators look at, what students may choose, and the class as the solver takes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from labs.models import StudentGroup, StudentGroupMember
from partnership.models import Membership
from partnership.roles import Permission, Role

from ..kinds import FOR_STUDENTS
from ..models import Application, AssignmentRole, Placement, Round, RoundRole, RoundRun, RoundStudent, RoundWish
from ..placement_states import OVER
from ..placing.facts import Outcome
from ..states import APPROVED, HOLDING, TAKEN

OUTCOME_ORDER = {Outcome.NOTHING.value: 0, Outcome.WISH.value: 1, Outcome.PINNED.value: 2}


# --- Making a round ----------------------------------------------------------------------------------------------
def classes_of(by: Membership) -> QuerySet[StudentGroup]:
    """The classes of the partnership, for who matches, each with its `size`."""
    if not by.can(Permission.MATCH):
        return StudentGroup.objects.none()
    rows = StudentGroup.objects.lasting().filter(organisation__partnership=by.partnership_id)
    rows = rows.select_related("organisation", "kept_by__user").annotate(size=Count("members"))
    return rows.order_by("organisation__name", "name", "pk")


def members_of(groups: Iterable[StudentGroup], now: datetime) -> QuerySet[Membership]:
    """The students of these classes who are still at their school, each once, by name."""
    ids = [group.pk for group in groups]
    rows = Membership.objects.active(now).filter(
        role=Role.STUDENT, pk__in=StudentGroupMember.objects.filter(group__in=ids).values("student")
    )
    return rows.order_by("user__name", "pk")


def roles_to_choose(by: Membership) -> QuerySet[AssignmentRole]:
    """The roles of what is on the board for students, each with what it is `worth`: all seats, and those `taken`."""
    taken = Application.objects.filter(role=OuterRef("pk"), state__in=HOLDING).order_by().values("role")
    rows = AssignmentRole.objects.filter(
        assignment__partnership=by.partnership_id, assignment__state=APPROVED, assignment__kind__in=FOR_STUDENTS
    ).annotate(
        capacity=F("seats") * F("assignment__teams"),
        taken=Coalesce(Subquery(taken.annotate(count=Count("pk")).values("count")), 0),
    )
    rows = rows.select_related("assignment__organisation")
    return rows.order_by("level", "assignment__organisation__name", "assignment__title", "order", "pk")


def free_in(role: AssignmentRole) -> int:
    """The seats of a role from `roles_to_choose` that nobody holds or was offered."""
    return max(role.capacity - role.taken, 0)


# --- Looking at one ----------------------------------------------------------------------------------------------
def rounds_of(by: Membership) -> QuerySet[Round]:
    """All of the partnership, the latest first, with how many students there are and how many ranked."""
    rows = Round.objects.visible_to(by).select_related("coordinator__user")
    rows = rows.annotate(
        size=Count("students", distinct=True),
        ranked=Count("students", filter=Q(students__wished_at__isnull=False), distinct=True),
    )
    return rows.order_by("-made_at", "-pk")


def places_of(students, day: date) -> dict[int, int]:
    """The role that each of these students has a place in on `day`: a placement, or else an accepted application.

    What is over, or was for a time that is, keeps nobody from another place.
    """
    lasting = Q(assignment__ends_on=None) | Q(assignment__ends_on__gte=day)
    taken = Application.objects.filter(lasting, student__in=students, state__in=TAKEN)
    taken = taken.exclude(placement__state__in=OVER).order_by("state", "pk")  # accepted comes before placed
    placements = Placement.objects.filter(student__in=students).exclude(state__in=OVER).order_by("pk")
    return dict((*taken.values_list("student", "role"), *placements.values_list("student", "role")))


def with_wish(rows: QuerySet[RoundStudent]) -> QuerySet[RoundStudent]:
    return rows.annotate(has_wish=Exists(RoundWish.objects.filter(student=OuterRef("pk"))))


def without_wishes(round_: Round) -> QuerySet[RoundStudent]:
    """Who has to rank still: no wish, and no place that is kept."""
    rows = with_wish(round_.students.filter(pinned=None)).filter(has_wish=False)
    return rows.select_related("membership__user").order_by("membership__user__name", "pk")


def roles_of(round_: Round) -> list[RoundRole]:
    """The roles of a round with the assignment, how many want each first, and how many have it."""
    rows = round_.roles.select_related("role__assignment__organisation")
    rows = rows.annotate(
        wanted=Count("wishes", distinct=True),
        first=Count("wishes", filter=Q(wishes__rank=1), distinct=True),
        got=Count("placed", distinct=True),
    )
    return list(rows.order_by("number"))


def taken_in(round_: Round) -> dict[int, int]:
    """How many seats of each role of the round are taken: by its result, or by what is kept when there is none yet."""
    field = "result" if round_.has_result else "pinned"
    rows = round_.students.exclude(**{field: None}).order_by()
    return dict(rows.values_list(field).annotate(count=Count("pk")))


def results_of(round_: Round) -> list[RoundStudent]:
    """Everybody with what came of it: who got nothing first, then the least wanted wish."""
    rows = round_.students.select_related("membership__user", "result__role__assignment__organisation")
    rows = list(rows.order_by("membership__user__name", "pk"))
    return sorted(rows, key=lambda row: (OUTCOME_ORDER.get(row.outcome, 0), -row.rank))


def students_of_round(round_: Round) -> QuerySet[RoundStudent]:
    """With all that the page of one of them shows."""
    wishes = RoundWish.objects.select_related("role__role__assignment__organisation").order_by("rank")
    rows = round_.students.select_related("membership__user", "membership__organisation")
    rows = rows.select_related("pinned", "result__role__assignment__organisation")
    return rows.prefetch_related(Prefetch("wishes", wishes))


def latest_run(round_: Round) -> RoundRun | None:
    return round_.runs.order_by("-pk").first()


def role_names(round_: Round) -> dict[str, str]:
    """What each role of the round is called in words, by its key."""
    rows = round_.roles.select_related("role__assignment").order_by("number")
    return {row.key: name_of(row) for row in rows}


def name_of(row: RoundRole) -> str:
    return f"{row.role.assignment.title}: {row.role.name}"


# --- The student -------------------------------------------------------------------------------------------------
def rounds_joined(by: Membership) -> QuerySet[RoundStudent]:
    """The rounds that a student takes part in and may see, the latest first, with how many wishes there are."""
    joined = Round.objects.joined_by(by).filter(partnership=by.partnership_id)
    rows = RoundStudent.objects.filter(membership=by, round__in=joined).select_related("round")
    rows = rows.annotate(count=Count("wishes"))
    return rows.order_by("-round__opened_at", "-pk")


def choices_for(student: RoundStudent) -> list[RoundRole]:
    """The roles that a student may wish for: of the own level, with seats to give out."""
    rows = RoundRole.objects.filter(round=student.round_id, level=student.level, seats__gte=1)
    rows = rows.select_related("role__assignment__organisation")
    order = ("role__assignment__organisation__name", "role__assignment__title", "role__order", "pk")
    return list(rows.order_by(*order))


def wishes_of(student: RoundStudent) -> list[RoundWish]:
    rows = student.wishes.select_related("role__role__assignment__organisation")
    return list(rows.order_by("rank"))


# --- What the solver gets ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class RoundRows:
    """The rows of a round that go into the solver, or into the three files, in the order of their numbers."""

    students: list[RoundStudent]
    roles: list[RoundRole]
    wishes: list[RoundWish]


def rows_of(round_: Round) -> RoundRows:
    wishes = RoundWish.objects.filter(student__round=round_).select_related("student", "role")
    return RoundRows(
        list(round_.students.select_related("pinned").order_by("number")),
        list(round_.roles.select_related("role__assignment__organisation").order_by("number")),
        list(wishes.order_by("student__number", "rank")),
    )
