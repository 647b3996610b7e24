"""The columns of a week: what each day is called, and whether and why nothing can be logged on it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from contributions.queries.checks import Effort
from contributions.queries.week import Closed, Week
from contributions.rules import Refusal
from lib.figures import day_in_week

from .hours import explain


@dataclass(frozen=True)
class Day:
    """One column: its date, what is special about it, and why it is closed for every activity."""

    date: date
    label: str
    special: str = ""
    closed: str = ""


def in_column(found: tuple[Refusal, Effort] | None) -> str:
    """Why nothing can be logged there, in words; nothing when it can."""
    return explain(found[0], found[1], None) if found else ""


def days_of(week: Week, closed: Closed, holidays: frozenset[date]) -> list[Day]:
    """The seven columns of a week."""
    return [Day(day, day_in_week(day), _special(day, holidays), _closed_for_all(day, closed)) for day in week.days]


def _special(day: date, holidays: frozenset[date]) -> str:
    if day in holidays:
        return _("public holiday")
    return _("weekend") if day.weekday() >= 5 else ""


def _closed_for_all(day: date, closed: Closed) -> str:
    found = [days.get(day) for days in closed.values()]
    return in_column(found[0]) if found and all(found) else ""
