"""What is looked at year after year: the indicators that come with the portal, and how each is counted, in words."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    NUMBER = "number", _("whole number")
    DECIMAL = "decimal", _("number with one decimal")
    PERCENT = "percent", _("percentage")
    MONEY = "money", _("euros")


class Bound(models.TextChoices):
    """What is said of a share at an extreme."""

    BELOW = "below", _("less than")
    ABOVE = "above", _("more than")


NUMBER, DECIMAL, PERCENT, MONEY = Unit.values
BELOW, ABOVE = Bound.values
PLACES = {NUMBER: 0, DECIMAL: 1, PERCENT: 1, MONEY: 2}
# More than this no partnership has; who types it made a mistake.
MOST = {NUMBER: 1_000_000, DECIMAL: 1_000_000, PERCENT: 100, MONEY: 1_000_000_000}
FIRST_YEAR, LAST_YEAR = 2000, 2098  # school years, named by the year in which they begin
OWN = "own-"  # before the number of an own indicator, in addresses


@dataclass(frozen=True)
class BuiltIn:
    """An indicator that every partnership has; `meaning` says beside the figure what it is."""

    code: str
    name: str | Promise
    meaning: str | Promise
    unit: str = NUMBER
    counted: bool = True


STUDENTS_IN, STUDENTS_THROUGH, WOMEN, PLACED = "students-in", "students-through", "women", "placed"
SESSIONS, PARTICIPANTS, FOLLOW_UPS, PRACTICE = "sessions", "participants", "follow-ups", "practice"
NEW_COMPANIES, ACTIVE_COMPANIES = "new-companies", "active-companies"
STUDENT_COMPANIES, ACTIVE_STUDENT_COMPANIES = "student-companies", "active-student-companies"
BUILT_IN = (
    BuiltIn(
        STUDENTS_IN,
        _("Students who started"),
        _(
            "Students who began an education of the partnership in the school year, as the schools count them on "
            "1 October."
        ),
        counted=False,
    ),
    BuiltIn(
        STUDENTS_THROUGH,
        _("Students who went on"),
        _(
            "Students who went on to the next level in the school year, such as from mbo to hbo, as the schools "
            "count them."
        ),
        counted=False,
    ),
    BuiltIn(
        WOMEN,
        _("Share of women"),
        _(
            "Of the students placed in the school year who chose to tell it, the share of women, in steps of five per "
            "cent. Of fewer than ten of them it is not shown, nor when names of that year were erased already."
        ),
        unit=PERCENT,
    ),
    BuiltIn(
        PLACED,
        _("Students placed"),
        _(
            "Placements that begin in the school year. Who has two places counts twice; what was cancelled before it "
            "began does not count."
        ),
    ),
    BuiltIn(
        SESSIONS,
        _("Sessions held"),
        _("Sessions of all labs that were published, not cancelled, and are over; by the day they began."),
    ),
    BuiltIn(
        PARTICIPANTS,
        _("Attendances"),
        _(
            "People who were there according to the attendance list, at every session that counts under sessions "
            "held. Who was at three sessions counts three times."
        ),
    ),
    BuiltIn(
        NEW_COMPANIES,
        _("New companies"),
        _(
            "Companies and other partners whose first assignment for students came on the board in the school year, "
            "as the overview of matching counts them."
        ),
    ),
    BuiltIn(
        ACTIVE_COMPANIES,
        _("Active companies"),
        _(
            "Companies with approved hours worked in the school year, an assignment for students that came on the "
            "board in it, or a placement that began in it. A company counts once in a year."
        ),
    ),
    BuiltIn(
        STUDENT_COMPANIES,
        _("New student companies"),
        _("Student companies of the Business Lab that started in the school year; an idea that did not start is none."),
    ),
    BuiltIn(
        ACTIVE_STUDENT_COMPANIES,
        _("Active student companies"),
        _("Student companies that had started and were not over on at least one day of the school year."),
    ),
    BuiltIn(
        PRACTICE,
        _("Teachers in practice"),
        _(
            "Placements of teachers in companies, and pairs of a teacher and a professional, that begin in the school "
            "year. They are erased some years later, so close a year in time."
        ),
    ),
    BuiltIn(
        FOLLOW_UPS,
        _("Follow-up assignments"),
        _(
            "Assignments that came on the board in the school year and go on from an earlier one: a next edition, a "
            "relay or a follow-up question."
        ),
    ),
)
BY_CODE = {each.code: each for each in BUILT_IN}


def year_name(year: int) -> str:
    """A school year has two numbers."""
    return f"{year}-{year + 1}"


def year_short(year: int) -> str:
    """Under a small column: `2025-26`."""
    return f"{year}-{(year + 1) % 100:02}"
