"""A week of somebody's own hours: its days, what stands in it, what an earlier week had, and which days are closed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from contributions.calendar import public_holidays
from contributions.models import HourEntry
from contributions.rules import Refusal
from labs.models import Activity
from lib.money import QUARTER
from lib.periods import ONE_DAY
from partnership.models import Membership

from .checks import Effort, look_up, refuse_date

_NUMBER = re.compile(r"^(20\d{2})-W(\d{2})$")
DAYS = 7
LOOKS_BACK = timedelta(weeks=8)
LOOKS_AT = 60  # entries, to find what somebody logs most


@dataclass(frozen=True)
class Week:
    """A week by its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> "Week":
        """The week that `2026-W09` names. Raises ValueError when there is none."""
        found = _NUMBER.match(text)
        if not found:
            raise ValueError("no_such_week")
        return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(DAYS)]

    @property
    def sunday(self) -> date:
        return self.days[-1]

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def key(self) -> str:
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def previous(self) -> "Week":
        return Week(self.monday - timedelta(weeks=1))

    @property
    def following(self) -> "Week":
        return Week(self.monday + timedelta(weeks=1))


@dataclass
class Line:
    """One row of the week: an activity with a kind and a description, and its entries by day."""

    activity: Activity
    kind: str
    description: str
    explanation: str = ""
    entries: dict[date, HourEntry] = field(default_factory=dict)

    def takes(self, entry: HourEntry) -> bool:
        same = (self.activity, self.kind, self.description) == (entry.activity, entry.kind, entry.description)
        explained = not (self.explanation and entry.explanation) or self.explanation == entry.explanation
        return same and explained and entry.worked_on not in self.entries

    def add(self, entry: HourEntry) -> None:
        self.entries[entry.worked_on] = entry
        self.explanation = self.explanation or entry.explanation


def lines_of(entries: Iterable[HourEntry]) -> list[Line]:
    """Entries as rows: the same activity, kind and words on several days is one row; twice on a day makes two."""
    lines: list[Line] = []
    for entry in entries:
        line = next((line for line in lines if line.takes(entry)), None)
        if line is None:
            line = Line(entry.activity, entry.kind, entry.description)
            lines.append(line)
        line.add(entry)
    return lines


def own_entries(membership: Membership) -> QuerySet[HourEntry]:
    """Someone's own hours for the organisation they act for, with what a row shows of them; no corrections."""
    own = HourEntry.objects.visible_to(membership).filter(
        person=membership.user_id, organisation=membership.organisation_id, corrects=None
    )
    return own.select_related("activity__lab", "activity__programme")


def entries_in(membership: Membership, week: Week) -> list[HourEntry]:
    found = own_entries(membership).filter(worked_on__range=(week.monday, week.sunday))
    return list(found.order_by("entered_at", "pk"))


def earlier_lines(membership: Membership, week: Week) -> tuple[Week | None, list[Line]]:
    """The rows of the last week before this one that has any, and which week that is."""
    since = week.monday - LOOKS_BACK
    found = own_entries(membership).filter(worked_on__range=(since, week.monday - ONE_DAY))
    entries = list(found.order_by("-worked_on", "entered_at", "pk")[:LOOKS_AT])
    if not entries:
        return None, []
    last = Week.of(entries[0].worked_on)
    return last, lines_of(entry for entry in entries if entry.worked_on >= last.monday)


def recent(membership: Membership, limit: int = 4) -> list[HourEntry]:
    """The last entry of each of the combinations of activity, kind and words that somebody logged last; one query."""
    return one_of_each(last_own(own_entries(membership)))[:limit]


def last_own(entries: QuerySet[HourEntry]) -> QuerySet[HourEntry]:
    """Of somebody's own entries, those that are looked at to find what is logged most."""
    return entries.exclude(description="").order_by("-entered_at", "-pk")[:LOOKS_AT]


def one_of_each(entries: Iterable[HourEntry]) -> list[HourEntry]:
    """The first of each combination of activity, kind and words."""
    found: dict[tuple, HourEntry] = {}
    for entry in entries:
        found.setdefault((entry.activity_id, entry.kind, entry.description), entry)
    return list(found.values())


Closed = dict[int, dict[date, tuple[Refusal, Effort]]]


def closed_days(membership: Membership, activities: list[Activity], week: Week, *, day: date) -> Closed:
    """Per activity the days of this week on which nothing can be logged under it, and why not; three queries."""
    probes = [
        Effort(membership.user_id, membership.organisation_id, activity, each, QUARTER, "")
        for activity in activities
        for each in week.days
    ]
    facts, closed = look_up(probes, day=day), {activity.pk: {} for activity in activities}
    for probe in probes:
        for refusal in refuse_date(probe, facts, day=day).values():
            closed[probe.activity.pk].setdefault(probe.worked_on, (refusal, probe))
    return closed


def holidays_in(week: Week) -> frozenset[date]:
    return public_holidays(week.monday, week.sunday) & frozenset(week.days)
