"""Who takes part in what: seats, waiting lists, and one person's own sessions."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from lib.workflow import Decision
from partnership.models import Membership
from partnership.roles import Permission, Role, allows

from ..enrolment_rights import (
    KEPT,
    can_add,
    can_enrol,
    can_enrol_class,
    can_step_back,
    can_take_attendance,
    can_withdraw,
)
from ..models import Enrolment, Lab, LabCoordinator, Session, SessionGuest, StudentGroup
from ..states import TAKING_PART, EnrolmentState, SessionState

SEATED, WAITING = EnrolmentState.SEATED, EnrolmentState.WAITING
FOUND_AT_MOST = 10
LETTERS_TO_SEARCH = 2


@dataclass(frozen=True)
class Seats:
    """How full a session is; without a capacity there is always room."""

    capacity: int | None
    seated: int
    waiting: int

    @property
    def free(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.seated, 0)

    @property
    def is_full(self) -> bool:
        """Whether who comes now is put on the waiting list."""
        return self.capacity is not None and (self.free == 0 or self.waiting > 0)


def seats_of(session: Session) -> Seats:
    counted = session.enrolments.aggregate(
        seated=Count("pk", filter=Q(state=SEATED)), waiting=Count("pk", filter=Q(state=WAITING))
    )
    return Seats(session.capacity, counted["seated"], counted["waiting"])


def runs(membership: Membership | None, session: Session) -> bool:
    """Whether this member keeps the session: its lab is one of the own labs."""
    if membership is None or not membership.can(Permission.RUN_LABS):
        return False
    return Lab.objects.run_by(membership).filter(pk=session.lab_id).exists()


def whom_to_ask(session: Session, now: datetime) -> list[str]:
    """The names of who coordinates the lab, or else of who planned the session."""
    active = Membership.objects.active(now).values("pk")
    rows = LabCoordinator.objects.filter(lab=session.lab_id, membership__in=active)
    names = list(rows.order_by("membership__user__name", "pk").values_list("membership__user__name", flat=True))
    return names or [session.planned_by.name]


def _place() -> Subquery:
    """Of an enrolment: how many wait on the same list up to and including this one."""
    ahead = Enrolment.objects.filter(session=OuterRef("session"), state=WAITING, pk__lte=OuterRef("pk"))
    count = ahead.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Case(When(state=WAITING, then=Subquery(count)), default=None, output_field=IntegerField())


# --- The panel of a session ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ClassHere:
    """One of a teacher's classes at a session."""

    group: StudentGroup
    seated: int
    waiting: int


@dataclass(frozen=True)
class Panel:
    """What stands beside a session for one person; without a membership for anybody."""

    session: Session
    seats: Seats
    mine: Enrolment | None = None
    enrol: Decision | None = None
    withdraw: Decision | None = None
    enrol_class: Decision | None = None
    leave_class: Decision | None = None
    attendance: Decision | None = None
    runs: bool = False
    over: bool = False
    classes: list[ClassHere] = field(default_factory=list)
    ask: list[str] = field(default_factory=list)


def panel_of(session: Session, membership: Membership | None, now: datetime, keeper: bool | None = None) -> Panel:
    """`keeper` says whether this member runs the session, when that is known already."""
    seats = seats_of(session)
    if membership is None:
        return Panel(session, seats, over=now >= session.ends_at)
    mine = own_enrolment(membership, session)
    keeper = runs(membership, session) if keeper is None else keeper
    withdraw = can_withdraw(membership, mine, False, False, now) if mine else None
    coming = session.state == SessionState.PUBLISHED and now < session.ends_at
    stuck = mine is not None and coming and not withdraw
    teaches = membership.can(Permission.ENROL_CLASSES)
    return Panel(
        session=session,
        seats=seats,
        mine=mine,
        enrol=can_enrol(membership, session, now),
        withdraw=withdraw,
        enrol_class=can_enrol_class(membership, session, now) if teaches else None,
        leave_class=can_step_back(session, now) if teaches else None,
        attendance=can_take_attendance(session, keeper, now) if keeper else None,
        runs=keeper,
        over=now >= session.ends_at,
        classes=classes_at(membership, session) if teaches else [],
        ask=whom_to_ask(session, now) if stuck else [],
    )


def own_enrolment(membership: Membership, session: Session) -> Enrolment | None:
    """This person's seat or place, with `place` on the waiting list."""
    rows = session.enrolments.filter(person=membership.user_id, state__in=TAKING_PART)
    found = rows.annotate(place=_place()).first()
    if found is not None:
        found.session = session
    return found


def classes_at(membership: Membership, session: Session) -> list[ClassHere]:
    """The own classes that take part in a session, with how many students have a seat."""
    taking = Q(enrolments__session=session)
    rows = (
        StudentGroup.objects.visible_to(membership)
        .annotate(
            seated=Count("enrolments", filter=taking & Q(enrolments__state=SEATED)),
            waiting=Count("enrolments", filter=taking & Q(enrolments__state=WAITING)),
        )
        .filter(Q(seated__gt=0) | Q(waiting__gt=0))
        .order_by("name", "pk")
    )
    return [ClassHere(row, row.seated, row.waiting) for row in rows]


# --- Who runs the session --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class People:
    """Everybody who takes part in a session, in the order of the pages: seats by name, the list by arrival."""

    seated: list[Enrolment]
    waiting: list[Enrolment]
    guests: list[SessionGuest]
    add: Decision
    attendance: Decision
    forgotten: int = 0  # how many were there of whom it is not kept any longer

    @property
    def were_there(self) -> int:
        return sum(row.was_there is True for row in self.seated)


def people_of(session: Session, now: datetime) -> People:
    rows = session.enrolments.filter(state__in=TAKING_PART).select_related(
        "person", "membership__organisation", "group", "enrolled_by"
    )
    everyone = list(rows.order_by("pk"))
    seated = [row for row in everyone if row.state == SEATED]
    guests = session.guests.select_related("person", "organisation").order_by("person__name", "pk")
    return People(
        seated=sorted(seated, key=lambda row: (row.person.name.casefold(), row.pk)),
        waiting=[row for row in everyone if row.state == WAITING],
        guests=list(guests),
        add=can_add(session, True, now),
        attendance=can_take_attendance(session, True, now),
        forgotten=session.past_attendances.count() if now > session.ends_at + KEPT else 0,
    )


def members_found(session: Session, text: str, now: datetime) -> list[Membership]:
    """Members of the partnership by a part of their name who do not take part yet: each person once."""
    wanted = text.strip()
    if len(wanted) < LETTERS_TO_SEARCH:
        return []
    taking = Enrolment.objects.filter(session=session, state__in=TAKING_PART).values("person")
    rows = takers(session.lab.partnership_id, now).filter(user__name__icontains=wanted).exclude(user__in=taking)
    return list(rows.order_by("user__name", "user_id", "pk")[:FOUND_AT_MOST])


def takers(partnership_id: int, now: datetime) -> QuerySet[Membership]:
    """One membership of every person who can take part in sessions here."""
    active = taking_memberships(now).filter(partnership=partnership_id)
    first = active.order_by("user_id", "pk").distinct("user_id").values("pk")
    return Membership.objects.filter(pk__in=first).select_related("user", "organisation")


def taking_memberships(now: datetime) -> QuerySet[Membership]:
    """The memberships, of all partnerships, with which somebody can take part in sessions now."""
    roles = [role for role in Role.values if allows(role, Permission.TAKE_PART)]
    return Membership.objects.active(now).filter(role__in=roles)


# --- One person's own sessions ---------------------------------------------------------------------------------
def my_enrolments(membership: Membership) -> QuerySet[Enrolment]:
    """A person's own enrolments here, each with its `place` on the waiting list."""
    rows = Enrolment.objects.filter(
        person=membership.user_id, session__lab__partnership=membership.partnership_id, state__in=TAKING_PART
    ).exclude(session__state=SessionState.DRAFT)
    return rows.select_related("session__lab", "session__room").annotate(place=_place())


def my_coming(membership: Membership, now: datetime) -> list[Enrolment]:
    rows = my_enrolments(membership).filter(session__ends_at__gt=now)
    return list(rows.order_by("session__starts_at", "pk"))


def my_past(membership: Membership, now: datetime) -> QuerySet[Enrolment]:
    """What is over, newest first: only seats, for who never got one was not there."""
    rows = my_enrolments(membership).filter(state=SEATED, session__ends_at__lte=now)
    return rows.filter(session__state=SessionState.PUBLISHED).order_by("-session__starts_at", "-pk")


@dataclass(frozen=True)
class NextSessions:
    """For the home page: the own sessions that come first, or else what one could sign up for."""

    own: list[Session]
    open: list[Session]

    def __bool__(self) -> bool:
        return bool(self.own or self.open)

    @property
    def shown(self) -> list[Session]:
        return self.own or self.open


def next_sessions(membership: Membership, now: datetime, at_most: int = 3) -> NextSessions:
    """One query: own sessions first (a seat, a place, or giving it), then what is open."""
    if not membership.can(Permission.TAKE_PART):
        return NextSessions([], [])
    mine = Enrolment.objects.filter(session=OuterRef("pk"), person=membership.user_id, state__in=TAKING_PART)
    gives = SessionGuest.objects.filter(session=OuterRef("pk"), person=membership.user_id)
    rows = (
        Session.objects.filter(
            lab__partnership=membership.partnership_id, state=SessionState.PUBLISHED, ends_at__gt=now
        )
        .annotate(
            my_state=Subquery(mine.values("state")[:1]),
            my_place=Subquery(mine.annotate(place=_place()).values("place")[:1]),
            gives=Exists(gives),
            closes=Coalesce("enrol_until", "starts_at"),
        )
        .annotate(own=Case(When(Q(my_state__isnull=False) | Q(gives=True), then=True), default=False))
        .filter(Q(own=True) | Q(takes_enrolments=True, closes__gt=now))
        .select_related("lab", "room")
        .order_by(F("own").desc(), "starts_at", "pk")[:at_most]
    )
    found = list(rows)
    own = [row for row in found if row.own]
    return NextSessions(own, [] if own else found)
