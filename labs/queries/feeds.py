"""The sessions that stand in a calendar that people subscribe to."""

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from lib.periods import add_months, start_of, today
from partnership.models import AuditEvent, Membership, Partnership, User

from ..models import CalendarLink, Enrolment, Lab, LabCoordinator, Room, Session, SessionGuest
from ..states import TAKING_PART, EnrolmentState, SessionState

MONTHS_BACK = 3
MONTHS_AHEAD = 18
MOST = 2000
# What the log tells changes of: names, coordinators, guests and the like stand in calendars.
LOGGED = tuple(model._meta.label_lower for model in (Lab, Room, Session))


def public_sessions(partnership: Partnership, lab: Lab | None, now: datetime) -> QuerySet[Session]:
    """What anybody may see of a partnership, or of one of its labs."""
    rows = Session.objects.public(partnership)
    return _in_window(rows if lab is None else rows.filter(lab=lab), now)


def own_sessions(partnership: Partnership, person: User, now: datetime) -> QuerySet[Session]:
    """What somebody takes part in, gives, or has in a lab that he or she coordinates, with why it is here.

    A seat that was lost because the session was cancelled keeps the session here, so that the cancelling is seen.
    """
    mine = Enrolment.objects.filter(session=OuterRef("pk"), person=person)
    place = mine.filter(state__in=TAKING_PART).order_by("pk")
    lost = mine.filter(withdrawn_at__gte=OuterRef("cancelled_at"))
    active = Membership.objects.active(now).filter(partnership=partnership, user=person)
    led = LabCoordinator.objects.filter(membership__in=active)
    rows = Session.objects.filter(lab__partnership=partnership).exclude(state=SessionState.DRAFT)
    rows = rows.annotate(
        gives=Exists(SessionGuest.objects.filter(session=OuterRef("pk"), person=person)),
        place_state=Subquery(place.values("state")[:1]),
        enrolled_at=Subquery(place.values("enrolled_at")[:1]),
        seated_at=Subquery(place.values("seated_at")[:1]),
        lost=Exists(lost),
        runs=Exists(led.filter(lab=OuterRef("lab"))),
    )
    return _in_window(rows.filter(Q(gives=True) | Q(place_state__isnull=False) | Q(lost=True) | Q(runs=True)), now)


def _in_window(rows: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    day = today(now)
    first, end = start_of(add_months(day, -MONTHS_BACK)), start_of(add_months(day, MONTHS_AHEAD))
    rows = rows.filter(ends_at__gte=first, starts_at__lt=end)
    return rows.select_related("lab", "room").order_by("starts_at", "pk")[:MOST]


def last_change(partnership: Partnership, now: datetime) -> datetime:
    """When something last changed that a calendar of the partnership or of one of its labs shows.

    What is not public counts: taking a session off a calendar changes it, and so does taking it to another lab. Names
    of labs and rooms stand in calendars too; when they changed is in the log. And with each day, days come and go.
    """
    sessions = Session.objects.filter(lab__partnership=partnership).aggregate(at=Max("changed_at"))["at"]
    logged = AuditEvent.objects.filter(partnership=partnership, object_type__in=LOGGED).aggregate(at=Max("at"))["at"]
    return max(filter(None, [start_of(today(now)), sessions, logged]))


def last_own_change(link: CalendarLink, now: datetime) -> datetime:
    """When something last changed that may show in somebody's own calendar."""
    rows = Enrolment.objects.filter(person=link.person_id, session__lab__partnership=link.partnership_id)
    moments = rows.aggregate(a=Max("enrolled_at"), b=Max("seated_at"), c=Max("withdrawn_at")).values()
    roles = Membership.objects.filter(user=link.person_id, partnership=link.partnership_id, ended_at__lte=now)
    over = roles.aggregate(at=Max("ended_at"))["at"]
    return max(filter(None, [link.made_at, last_change(link.partnership, now), over, *moments]))


def working_link(partnership: Partnership, token_hash: str, now: datetime) -> CalendarLink | None:
    """The link behind a token's hash, as long as its person is a member here."""
    members = Membership.objects.active(now).filter(partnership=partnership).values("user")
    found = CalendarLink.objects.filter(partnership=partnership, token_hash=token_hash, person__in=members)
    return found.select_related("person", "partnership").first()


def is_waiting(session: Session) -> bool:
    """Whether all that somebody has of a session of `own_sessions` is a place on its waiting list."""
    return session.place_state == EnrolmentState.WAITING and not (session.gives or session.runs)
