"""What stands on the calendar of a partnership, for a member or for anybody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from lib.periods import ONE_DAY, Period, month_period, start_of
from lib.times import day_of
from partnership.models import Membership, Partnership

from ..models import Enrolment, Session, SessionGuest
from ..sentences import last_day_of
from ..states import TAKING_PART

MOST_ON_A_DAY = 4  # in a cell of the month; the rest is a link further


def on_calendar(partnership: Partnership, membership: Membership | None) -> QuerySet[Session]:
    """What this visitor may see, with its lab and room, and whether it concerns the visitor."""
    if membership is None:
        return Session.objects.public(partnership).select_related("lab", "room")
    rows = Session.objects.visible_to(membership).select_related("lab", "room")
    seats = Enrolment.objects.filter(session=OuterRef("pk"), person=membership.user_id, state__in=TAKING_PART)
    gives = SessionGuest.objects.filter(session=OuterRef("pk"), person=membership.user_id)
    return rows.annotate(takes_part=Exists(seats), gives=Exists(gives))


def chosen(rows: QuerySet[Session], filters: dict) -> QuerySet[Session]:
    """Narrowed to what the filter above the calendar asks."""
    for name, lookup in (("lab", "lab__slug"), ("kind", "kind"), ("language", "language")):
        if filters.get(name):
            rows = rows.filter(**{lookup: filters[name]})
    if filters.get("audience"):
        rows = rows.filter(audience__contains=[filters["audience"]])
    if filters.get("whose"):
        rows = rows.filter(Q(takes_part=True) | Q(gives=True))
    return rows


def coming(rows: QuerySet[Session], since: datetime) -> QuerySet[Session]:
    return rows.filter(ends_at__gt=since).order_by("starts_at", "pk")


def earlier(rows: QuerySet[Session], before: datetime) -> QuerySet[Session]:
    return rows.filter(ends_at__lte=before).order_by("-starts_at", "-pk")


def by_day(rows: Iterable[Session]) -> list[tuple[date, list[Session]]]:
    """The rows under the day on which they begin, in the order that they came."""
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: day_of(row.starts_at))]


# --- A month as weeks --------------------------------------------------------------------------------------------
@dataclass
class Day:
    """A cell of the month: a day with what stands on it. Days of the months beside it are empty."""

    day: date
    in_month: bool
    is_today: bool
    sessions: list[Session] = field(default_factory=list)

    @property
    def shown(self) -> list[Session]:
        """All of them, unless there are too many for a cell."""
        return self.sessions if len(self.sessions) <= MOST_ON_A_DAY else self.sessions[: MOST_ON_A_DAY - 1]

    @property
    def more(self) -> int:
        return len(self.sessions) - len(self.shown)


@dataclass(frozen=True)
class Week:
    number: int
    days: list[Day]

    @property
    def is_empty(self) -> bool:
        return not any(day.sessions for day in self.days)


def month_of_sessions(rows: QuerySet[Session], month: date, today: date) -> list[Week]:
    """The month that begins on `month`, in one query whatever stands in it; something longer stands on each day."""
    period = month_period(month)
    inside = rows.filter(starts_at__lt=start_of(period.last + ONE_DAY), ends_at__gt=start_of(period.first))
    weeks = _weeks(period, today)
    cells = {cell.day: cell for week in weeks for cell in week.days if cell.in_month}
    for row in inside.order_by("starts_at", "pk"):
        day, last = max(day_of(row.starts_at), period.first), last_day_of(row.starts_at, row.ends_at)
        while day <= min(last, period.last):
            cells[day].sessions.append(row)
            day += ONE_DAY
    return weeks


def _weeks(period: Period, today: date) -> list[Week]:
    monday, weeks = period.first - timedelta(days=period.first.weekday()), []
    while monday <= period.last:
        days = [monday + timedelta(days=number) for number in range(7)]
        weeks.append(Week(monday.isocalendar().week, [Day(day, day in period, day == today) for day in days]))
        monday += timedelta(weeks=1)
    return weeks


# --- One session -------------------------------------------------------------------------------------------------
def guests_of(session: Session) -> list[SessionGuest]:
    return list(_guests(session))


def guests_shown(session: Session, now: datetime) -> list[SessionGuest]:
    """With whether somebody has `left` the partnership since, so that who runs the lab looks for another guest."""
    here = Membership.objects.active(now).filter(partnership=session.lab.partnership_id, user=OuterRef("person"))
    return list(_guests(session).annotate(left=~Exists(here)))


def _guests(session: Session) -> QuerySet[SessionGuest]:
    return session.guests.select_related("person", "organisation").order_by("pk")


def series_of(rows: QuerySet[Session], session: Session) -> list[Session]:
    """The other days of the series that this visitor may see."""
    if session.series_id is None:
        return []
    others = rows.filter(series=session.series_id).exclude(pk=session.pk)
    return list(others.order_by("starts_at", "pk"))
