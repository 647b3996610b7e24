"""Applications, as their students and as companies look at them."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject

from partnership.models import Membership

from ..models import (
    Application,
    ApplicationFile,
    ApplicationStep,
    Assignment,
    AssignmentRole,
    StudentProfile,
    TeamInvitation,
)
from ..states import HOLDING, OPEN, ApplicationState

S = ApplicationState
RELATED = ("assignment__organisation", "role", "team", "student__user", "student__organisation")
# What waits for the company, then for the student, then what is settled.
TURN = Case(
    When(state__in=(S.SUBMITTED, S.READ, S.TALKING), then=Value(0)),
    When(state=S.OFFERED, then=Value(1)),
    When(state__in=(S.ACCEPTED, S.PLACED), then=Value(2)),
    default=Value(3),
)
MY_TURN = Case(
    When(state=S.OFFERED, then=Value(0)),
    When(state__in=OPEN, then=Value(1)),
    When(state__in=(S.ACCEPTED, S.PLACED), then=Value(2)),
    default=Value(3),
)
SORTS = {
    "turn": ("turn", "moved_at"),
    "sent": ("submitted_at",),
    "assignment": ("assignment__title", "role__name"),
    "state": ("state", "moved_at"),
}


def applications_of(student: Membership) -> QuerySet[Application]:
    """The own ones: an offer first, then what is open, then the rest, the latest first."""
    rows = Application.objects.filter(student=student).select_related("assignment__organisation", "role", "team")
    return rows.annotate(turn=MY_TURN).order_by("turn", "-moved_at", "-pk")


def invitations_for(student: Membership) -> list[TeamInvitation]:
    rows = TeamInvitation.objects.visible_to(student).select_related(
        "team__assignment__organisation", "team__made_by__user"
    )
    return list(rows.order_by("-invited_at", "-pk"))


def inbox(membership: Membership, chosen: dict, order: list[str]) -> QuerySet[Application]:
    """What came in for who decides on it, narrowed to an assignment and a state."""
    rows = Application.objects.decided_by(membership).select_related(*RELATED)
    if chosen.get("assignment"):
        rows = rows.filter(assignment=chosen["assignment"])
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    return rows.annotate(turn=TURN).order_by(*order)


def applied_for(membership: Membership) -> QuerySet[Assignment]:
    """The assignments that something came in for."""
    ids = Application.objects.decided_by(membership).values("assignment")
    return Assignment.objects.filter(pk__in=ids).order_by("title", "pk")


def one(rows: QuerySet[Application]) -> QuerySet[Application]:
    """With all that its page shows."""
    files = Prefetch("files", ApplicationFile.objects.order_by("added_at", "pk"))
    steps = Prefetch("steps", ApplicationStep.objects.select_related("by").order_by("at", "pk"))
    return rows.select_related(*RELATED, "assignment__partnership", "handled_by").prefetch_related(files, steps)


def level_of(student: Membership | None) -> StudentProfile | None:
    """What the student told of the own level; None when nothing was told."""
    return StudentProfile.objects.filter(student=student).select_related("education").first() if student else None


def mates_of(application: Application) -> list[Application]:
    """The others of the team, who know of each other."""
    if application.team_id is None:
        return []
    rows = Application.objects.filter(team=application.team_id).exclude(pk=application.pk)
    left = Q(state=S.WITHDRAWN, submitted_at=None)
    return list(rows.exclude(left).select_related("student__user", "role").order_by("made_at", "pk"))


def roles_of(assignment: Assignment) -> QuerySet[AssignmentRole]:
    return AssignmentRole.objects.filter(assignment=assignment).order_by("order", "pk")


def free_seats(assignment: Assignment) -> dict[int, int]:
    """How many seats of each role nobody holds or was offered."""
    taken = Count("applications", filter=Q(applications__state__in=HOLDING))
    rows = AssignmentRole.objects.filter(assignment=assignment).annotate(taken=taken).order_by("pk")
    return {role.pk: max(0, role.seats * assignment.teams - role.taken) for role in rows}


def own_for(assignment: Assignment, student: Membership) -> list[Application]:
    """What a student has for an assignment, the latest first; drafts that were thrown away left out."""
    rows = Application.objects.filter(assignment=assignment, student=student).select_related(
        "role", "assignment__organisation"
    )
    left = Q(state__in=(S.WITHDRAWN, S.CANCELLED), submitted_at=None)
    return list(rows.exclude(left).order_by("-made_at", "-pk"))


def with_counts(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With how many applications there are in each state, drafts left out; `counts_of` reads it."""
    sent = Application.objects.filter(assignment=OuterRef("pk"), submitted_at__isnull=False).order_by()
    counts = sent.values("state").annotate(number=Count("pk")).values(pair=JSONObject(state="state", number="number"))
    return rows.annotate(sent=ArraySubquery(counts))


def counts_of(assignment: Assignment) -> list[tuple[str, int]]:
    """In the order of an application's life; the row comes from `with_counts`."""
    found = {each["state"]: each["number"] for each in assignment.sent}
    return [(state, found[state]) for state in S.values if state in found]


def is_late(assignment: Assignment, day: date) -> bool:
    return bool(assignment.apply_until and assignment.apply_until < day)
