"""What who looks after the board sees at a glance: each list short, with how many there are, and whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, Window

from lib.periods import start_of, today
from partnership.models import Membership
from partnership.roles import Permission, Role, allows

from ..kinds import FOR_STUDENTS
from ..models import Application, Assignment, Deadline, DeskQuestion, Placement, PlacementFeedback, Round
from ..overview_rules import ACTIVE, QUIET, SOON
from ..placement_rules import WEEK
from ..placement_rules import Window as Moments
from ..placement_states import OVER, PREPARING, RUNNING, STARTED, FeedbackSide
from ..round_states import CLOSED, OPEN, SOLVED
from ..states import ALIVE, PENDING, TAKEN
from .assignments import waiting_changes
from .desk import OPEN as OPEN_QUESTIONS
from .placements_feedback import windows_of

SHOWN = 5
MATCHING = [role for role in Role.values if allows(role, Permission.MATCH)]


@dataclass(frozen=True)
class Short:
    """The first few, and how many there are."""

    rows: Sequence[Any]
    total: int


def short(rows: QuerySet) -> Short:
    """Both in one query."""
    found = list(rows.annotate(among=Window(Count("pk")))[:SHOWN])
    return Short(found, found[0].among if found else 0)


def colleagues_for(assignment: Assignment, now: datetime) -> QuerySet[Membership]:
    """Who can look after it instead of who does."""
    rows = Membership.objects.active(now).filter(partnership=assignment.partnership_id, role__in=MATCHING)
    rows = rows.exclude(pk=assignment.coordinator_id) if assignment.coordinator_id else rows
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


# --- What waits --------------------------------------------------------------------------------------------------
def waiting_questions(by: Membership) -> QuerySet[DeskQuestion]:
    """Those that nothing was decided on, longest ago first."""
    return DeskQuestion.objects.visible_to(by).filter(state__in=OPEN_QUESTIONS).order_by("asked_at", "pk")


def waiting_assignments(by: Membership) -> QuerySet[Assignment]:
    """What was handed in, longest ago first."""
    rows = Assignment.objects.visible_to(by).filter(state=PENDING).select_related("organisation")
    return rows.order_by("submitted_at", "pk")


def changes_to_judge(by: Membership) -> QuerySet:
    return waiting_changes(by).select_related("assignment__organisation", "assignment__coordinator__user")


def waiting_rounds(by: Membership, day: date) -> QuerySet[Round]:
    """To be closed, to be solved, or to be told."""
    over = Q(state=OPEN, wishes_until__lt=day)
    rows = Round.objects.visible_to(by).filter(over | Q(state__in=(CLOSED, SOLVED)))
    return rows.order_by(F("wishes_until").asc(nulls_last=True), "pk")


def without_applicants(by: Membership, now: datetime) -> QuerySet[Assignment]:
    """On the board for long, or not for long any more, and nobody applied; what ends first comes first."""
    day = today(now)
    applied = Application.objects.filter(assignment=OuterRef("pk"), submitted_at__isnull=False)
    rows = Assignment.objects.visible_to(by).on_the_board(day).filter(~Exists(applied), kind__in=FOR_STUDENTS)
    rows = rows.filter(Q(decided_at__lt=start_of(day - QUIET)) | Q(apply_until__lte=day + SOON))
    rows = rows.select_related("organisation", "coordinator__user")
    return rows.order_by(F("apply_until").asc(nulls_last=True), "decided_at", "pk")


def without_a_place(by: Membership, now: datetime) -> QuerySet[Membership]:
    """Students who were here in the last year and have no place that lasts; who applies nowhere comes first."""
    if not by.can(Permission.MATCH):
        return Membership.objects.none()
    day, since = today(now), now - ACTIVE
    own = Application.objects.filter(student=OuterRef("pk"))
    lasting = Q(assignment__ends_on=None) | Q(assignment__ends_on__gte=day)
    taken = own.filter(lasting, state__in=TAKEN).exclude(placement__state__in=OVER)
    placed = Placement.objects.filter(student=OuterRef("pk")).exclude(state__in=OVER)
    here = Q(student_profile__changed_at__gte=since) | Exists(own.filter(made_at__gte=since))
    here |= Q(student_profile__isnull=False, user__last_login__gte=since)
    rows = Membership.objects.active(now).filter(here, partnership=by.partnership_id, role=Role.STUDENT)
    rows = rows.filter(~Exists(taken), ~Exists(placed)).select_related("user", "organisation", "student_profile")
    rows = rows.annotate(tried=Count("applications", filter=Q(applications__state__in=ALIVE)))
    return rows.order_by("tried", "user__name", "pk")


# --- Feedback ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FeedbackDue:
    """A moment of feedback that is open, and who did not give any."""

    placement: Placement
    window: Moments
    sides: list[str]


def feedback_due(by: Membership, day: date) -> list[FeedbackDue]:
    """Every moment at which feedback can be given today and one side did not yet; what is due first comes first."""
    lately = day - 2 * WEEK
    rows = Placement.objects.visible_to(by).filter(state__in=STARTED, anonymised_at=None)
    rows = rows.filter(Q(state=RUNNING, ends_on__gte=lately) | Q(ended_on__gte=lately))
    given = PlacementFeedback.objects.only("placement", "moment", "side")
    rows = rows.select_related("assignment", "organisation", "student__user").order_by("pk")
    found = []
    for row in rows.prefetch_related(Prefetch("feedback", given)):
        there = {(each.moment, each.side) for each in row.feedback.all()}
        for window in windows_of(row):
            missing = [str(side.label) for side in FeedbackSide if (window.moment, side.value) not in there]
            if window.is_open(day) and missing:
                found.append(FeedbackDue(row, window, missing))
    return sorted(found, key=lambda each: (each.window.due_on, each.placement.pk))


# --- Deadlines ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Coming:
    """A day that is near: of what, which one, and its name."""

    day: date
    what: str  # deadline, wishes, apply, start
    pk: int
    name: str


def deadlines_coming(by: Membership, day: date) -> list[Coming]:
    """What ends in two weeks, and placements that begin, or should have, before everybody signed; one query."""
    near = (day, day + SOON)
    parts = (
        _days(Deadline.objects.visible_to(by).filter(last_on__range=near), "last_on", "deadline", "kind"),
        _days(Round.objects.visible_to(by).filter(state=OPEN, wishes_until__range=near), "wishes_until", "wishes"),
        _days(
            Assignment.objects.visible_to(by).on_the_board(day).filter(apply_until__range=near),
            "apply_until",
            "apply",
            "title",
        ),
        _days(
            Placement.objects.visible_to(by).filter(state=PREPARING, starts_on__lte=day + SOON),
            "starts_on",
            "start",
            "assignment__title",
        ),
    )
    rows = parts[0].union(*parts[1:], all=True).order_by("on_day", "what", "key")
    return [Coming(*row) for row in rows]


def _days(rows: QuerySet, field: str, what: str, name: str = "name") -> QuerySet:
    kind = Value(what, output_field=CharField())
    rows = rows.order_by().annotate(on_day=F(field), what=kind, key=F("pk"), words=F(name))
    return rows.values_list("on_day", "what", "key", "words")
