"""Teachers in practice: placements with their meetings, and what waits for one of the two."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from lib.periods import today
from partnership.models import Membership, Partnership
from partnership.roles import Role

from ..models import Activity, Lab, PracticeEvaluation, PracticeLog, PracticeMeeting, PracticePlacement
from ..practice_states import MATCHED, OPEN, RUNNING, Side
from ..states import SessionState

COMPANY_ROLES = (Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)
PEOPLE = (
    "organisation",
    "asked_as__user",
    "teacher__user",
    "teacher__organisation",
    "professional__user",
    "professional__organisation",
)
HELD = Q(meetings__session__state=SessionState.PUBLISHED)


def placements_of(membership: Membership, now: datetime) -> QuerySet[PracticePlacement]:
    """Those that somebody may see: what looks for a match first, then what runs, then the rest."""
    rows = PracticePlacement.objects.visible_to(membership).select_related(*PEOPLE)
    held = Count("meetings", filter=HELD & Q(meetings__session__ends_at__lte=now))
    turn = Case(When(state=OPEN, then=0), When(state=RUNNING, then=1), default=2)
    return rows.annotate(held=held, turn=turn).order_by("turn", "-asked_at", "-pk")


# --- Meetings ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """What one of the two said about a meeting; None when not yet."""

    side: str
    name: str
    log: PracticeLog | None


@dataclass(frozen=True)
class Meeting:
    """A meeting as its page shows it."""

    row: PracticeMeeting
    number: int
    said: list[Said]
    is_over: bool
    is_cancelled: bool
    waits_for_me: bool

    @property
    def is_told(self) -> bool:
        return any(each.log for each in self.said)


def meetings_of(placement: PracticePlacement, side: str, now: datetime) -> list[Meeting]:
    """In the order of their days; a number only for those that go on."""
    rows = placement.meetings.select_related("session__room").prefetch_related("logs")
    found, number = [], 0
    for row in rows.order_by("session__starts_at", "pk"):
        cancelled = row.session.state == SessionState.CANCELLED
        number += not cancelled
        logs = {log.side: log for log in row.logs.all()}
        over = row.session.ends_at <= now
        said = [
            Said(Side.TEACHER, placement.teacher.user.name, logs.get(Side.TEACHER)),
            Said(Side.PROFESSIONAL, placement.professional.user.name, logs.get(Side.PROFESSIONAL)),
        ]
        waits = bool(side) and over and not cancelled and side not in logs
        found.append(Meeting(row, number, said, over, cancelled, waits))
    return found


@dataclass(frozen=True)
class Progress:
    """How far a placement is."""

    held: int
    confirmed: int
    coming: int
    planned: int


def progress_of(placement: PracticePlacement, meetings: list[Meeting]) -> Progress:
    going = [each for each in meetings if not each.is_cancelled]
    return Progress(
        held=sum(each.is_over for each in going),
        confirmed=sum(all(said.log for said in each.said) for each in going),
        coming=sum(not each.is_over for each in going),
        planned=placement.planned_meetings or 0,
    )


def held_and_coming(placement: PracticePlacement, now: datetime) -> tuple[int, int]:
    """How many meetings took place, and how many are still to come."""
    going = placement.meetings.filter(session__state=SessionState.PUBLISHED)
    counts = going.aggregate(
        held=Count("pk", filter=Q(session__ends_at__lte=now)), coming=Count("pk", filter=Q(session__ends_at__gt=now))
    )
    return counts["held"], counts["coming"]


def evaluations_of(placement: PracticePlacement) -> list[PracticeEvaluation]:
    """The teacher's first."""
    return list(placement.evaluations.select_related("given_by").order_by("-side", "pk"))


def evaluation_is_open(placement: PracticePlacement, now: datetime) -> bool:
    """Looking back begins when something took place and nothing is to come."""
    if placement.state not in MATCHED:
        return False
    held, coming = held_and_coming(placement, now)
    return held > 0 and coming == 0


# --- What waits for somebody -------------------------------------------------------------------------------------
def meetings_to_tell(membership: Membership, now: datetime) -> QuerySet[PracticeMeeting]:
    """Meetings that are over and about which this person said nothing yet, the oldest first."""
    mine = PracticeMeeting.objects.filter(
        placement__state__in=MATCHED, session__state=SessionState.PUBLISHED, session__ends_at__lte=now
    )
    rows = mine.filter(
        Q(placement__teacher=membership) & ~_told(Side.TEACHER)
        | Q(placement__professional=membership) & ~_told(Side.PROFESSIONAL)
    )
    return rows.select_related("placement", "session").order_by("session__starts_at", "pk")


def _told(side: str) -> Exists:
    return Exists(PracticeLog.objects.filter(meeting=OuterRef("pk"), side=side))


def placements_to_evaluate(membership: Membership, now: datetime) -> QuerySet[PracticePlacement]:
    """Placements that are over, by their days or by a decision, on which this person did not look back yet."""
    going = PracticeMeeting.objects.filter(placement=OuterRef("pk"), session__state=SessionState.PUBLISHED)
    over = Q(ends_on__lte=today(now)) | ~Q(state=RUNNING)
    rows = PracticePlacement.objects.filter(
        over,
        Q(teacher=membership) & ~_evaluated(Side.TEACHER) | Q(professional=membership) & ~_evaluated(Side.PROFESSIONAL),
        Exists(going.filter(session__ends_at__lte=now)),
        ~Exists(going.filter(session__ends_at__gt=now)),
        state__in=MATCHED,
    )
    return rows.order_by(F("ends_on").asc(), "pk")


def _evaluated(side: str) -> Exists:
    return Exists(PracticeEvaluation.objects.filter(placement=OuterRef("pk"), side=side))


@dataclass(frozen=True)
class MeetingToTell:
    """A meeting that is over, with what a list shows of it."""

    pk: int
    placement: PracticePlacement
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Waiting:
    """What one of the two still has to say."""

    meetings: list[MeetingToTell]
    evaluations: list[PracticePlacement]

    def __bool__(self) -> bool:
        return bool(self.meetings or self.evaluations)


def waiting_for(membership: Membership, now: datetime, most: int = 5) -> Waiting:
    """The meetings to tell about, the oldest first, and the placements to look back on; one query."""
    telling = meetings_to_tell(membership, now).filter(placement=OuterRef("pk"))
    about = JSONObject(pk="pk", starts_at="session__starts_at", ends_at="session__ends_at")
    rows = PracticePlacement.objects.filter(
        Q(teacher=membership) | Q(professional=membership), state__in=MATCHED
    ).annotate(
        telling=ArraySubquery(telling.values(about=about)[:most]),
        looks_back=Exists(placements_to_evaluate(membership, now).filter(pk=OuterRef("pk"))),
    )
    found = list(rows.order_by(F("ends_on").asc(), "pk"))
    meetings = [
        MeetingToTell(each["pk"], row, *(datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at")))
        for row in found
        for each in row.telling
    ]
    meetings.sort(key=lambda each: (each.starts_at, each.pk))
    return Waiting(meetings[:most], [row for row in found if row.looks_back][:most])


# --- Whom and what one can choose --------------------------------------------------------------------------------
def _active(partnership: Partnership, now: datetime) -> QuerySet[Membership]:
    rows = Membership.objects.active(now).filter(partnership=partnership)
    return rows.select_related("user", "organisation").order_by("user__name", "organisation__name", "pk")


def possible_teachers(partnership: Partnership, now: datetime) -> QuerySet[Membership]:
    return _active(partnership, now).filter(role=Role.TEACHER)


def possible_professionals(partnership: Partnership, now: datetime) -> QuerySet[Membership]:
    return _active(partnership, now).filter(role__in=COMPANY_ROLES)


def possible_activities(by: Membership, since: date) -> QuerySet[Activity]:
    """Activities of the labs that somebody runs."""
    rows = Activity.objects.visible_to(by).filter(lab__in=Lab.objects.run_by(by), ends_on__gte=since)
    return rows.select_related("lab").order_by("lab", "name", "pk")
