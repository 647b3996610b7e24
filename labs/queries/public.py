"""The labs as everybody may see them: what comes, what is worked on, and what came of it in numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from lib.figures import number
from lib.periods import start_of, today
from partnership.models import Partnership, Programme

from ..kinds import in_order
from ..learning_kinds import CountedIn
from ..models import Activity, Enrolment, Lab, LabCoordinator, PastAttendance, Session
from ..states import SessionState
from .plan import coordinators_of

# Fewer people than this are not counted in public: they could be recognised.
FEWEST = 5
ON_A_PAGE = 6


@dataclass
class PublicLab:
    """A lab with what its page says."""

    lab: Lab
    coming: list[Session] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    coordinators: list[LabCoordinator] = field(default_factory=list)
    held: int = 0
    people: int = 0
    coming_count: int = 0
    next: Session | None = None  # the first that goes on

    @property
    def people_in_words(self) -> str:
        return count_in_words(self.people)


@dataclass(frozen=True)
class PublicLabs:
    labs: list[PublicLab]
    since: date | None
    programmes: list[Programme]


def count_in_words(people: int) -> str:
    """A number of people that gives nobody away."""
    return number(people) if people == 0 or people >= FEWEST else _("fewer than %(count)s") % {"count": FEWEST}


def public_labs(partnership: Partnership, now: datetime, slug: str = "") -> PublicLabs:
    """The labs of a partnership in their order, or the one at `slug`; figures are of the programmes that run now."""
    day = today(now)
    labs = Lab.objects.filter(partnership=partnership)
    rows = sorted(labs.filter(slug=slug) if slug else labs.order_by("pk"), key=lambda lab: in_order(lab.slug))
    found = {lab.pk: PublicLab(lab) for lab in rows}
    running = Programme.objects.filter(partnership=partnership, starts_on__lte=day, ends_on__gte=day)
    programmes = list(running.order_by("starts_on", "pk"))
    since = programmes[0].starts_on if programmes else None
    public = Session.objects.public(partnership).filter(lab__in=found)
    _add_coming(found, public, now)
    _add_held(found, public, since, now)
    for each in coordinators_of(rows, now):
        found[each.lab_id].coordinators.append(each)
    planned = Activity.objects.filter(programme__in=programmes, lab__in=found)
    for each in planned.order_by("starts_on", "name", "pk"):
        found[each.lab_id].activities.append(each)
    return PublicLabs(list(found.values()), since, programmes)


def _add_coming(found: dict[int, PublicLab], public, now: datetime) -> None:
    """The first sessions of each lab that are not over; one that was cancelled is still told."""
    coming = public.filter(ends_at__gte=now)
    first = coming.annotate(turn=_turn("lab"), turn_in_state=_turn("lab", "state"))
    first = first.filter(Q(turn__lte=ON_A_PAGE) | Q(turn_in_state=1))
    for session in first.select_related("room").order_by("starts_at", "pk"):
        row = found[session.lab_id]
        session.lab = row.lab
        if session.turn <= ON_A_PAGE:
            row.coming.append(session)
        if session.state == SessionState.PUBLISHED and row.next is None:
            row.next = session
    counts = coming.filter(state=SessionState.PUBLISHED).order_by().values("lab").annotate(count=Count("pk"))
    for row in counts:
        found[row["lab"]].coming_count = row["count"]


def _turn(*fields: str) -> Window:
    return Window(RowNumber(), partition_by=[F(each) for each in fields], order_by=["starts_at", "pk"])


def _add_held(found: dict[int, PublicLab], public, since: date | None, now: datetime) -> None:
    """How many sessions were held, and how many different people were there."""
    held = public.filter(state=SessionState.PUBLISHED, ends_at__lt=now)
    if since:
        held = held.filter(starts_at__gte=start_of(since))
    for row in held.order_by().values("lab").annotate(count=Count("pk")):
        found[row["lab"]].held = row["count"]
    there = Enrolment.objects.filter(session__in=held, was_there=True)
    people = there.order_by().values("session__lab").annotate(count=Count("person", distinct=True))
    past = PastAttendance.objects.filter(session__in=held, counted_in__contains=[CountedIn.LAB])
    for row in people.union(past.order_by().values("session__lab").annotate(count=Count("pk")), all=True):
        found[row["session__lab"]].people += row["count"]
