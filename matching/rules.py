"""What an assignment needs before it can go on the board: plain values in, one list out for page and action."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .kinds import ASKED_BY_SCHOOLS, FOR_SEVERAL_TEAMS, AssignmentKind, Remote, Side

SHORTEST_TEXT = 80  # characters; fewer say nothing to who has to choose
# Where somebody of the school follows the student, and both sides say what they expect.
GUIDED = (AssignmentKind.INTERNSHIP, AssignmentKind.PRACTICE, AssignmentKind.GRADUATION)
BY_THE_WEEK = (*GUIDED, AssignmentKind.RESEARCH)
# Changes of these are on the board at once; all others wait for approval.
AT_ONCE = frozenset({"place", "apply_until", "is_public", "mentor", "school_mentor"})


class Need(StrEnum):
    """Each thing that is looked at, in the order of the page."""

    TITLE = "title"
    TEXT = "text"
    DELIVERED = "delivered"
    THEME = "theme"
    PERIOD = "period"
    HOURS = "hours"
    PLACE = "place"
    DEADLINE = "deadline"
    TEAMS = "teams"
    ROLES = "roles"
    MENTOR = "mentor"
    COMPANY_SAYS = "company_says"
    FITS = "fits"
    EDUCATION = "education"
    RECOGNITION = "recognition"
    SCHOOL_MENTOR = "school_mentor"
    SCHOOL_SAYS = "school_says"


# What the school sees to; the rest is for who offers the assignment.
FOR_THE_SCHOOL = (Need.RECOGNITION, Need.SCHOOL_MENTOR, Need.SCHOOL_SAYS)


@dataclass(frozen=True)
class Facts:
    """An assignment as far as the list is concerned."""

    kind: str
    title: str = ""
    text: str = ""
    theme: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    hours_a_week: int | None = None
    place: str = ""
    remote: str = Remote.ON_SITE
    apply_until: date | None = None
    is_critical: bool = False
    is_secret: bool = False
    teams: int = 1
    roles: int = 0
    has_mentor: bool = False
    has_school_mentor: bool = False
    has_education: bool = False
    is_recognised: bool = False
    company_says: bool = False
    school_says: bool = False
    is_relay: bool = False
    delivered: str = ""


@dataclass(frozen=True)
class Point:
    """One line of the list: whether it is there, and which side sees to it."""

    need: Need
    met: bool

    @property
    def side(self) -> Side:
        return Side.SCHOOL if self.need in FOR_THE_SCHOOL else Side.COMPANY


def checklist(facts: Facts, today: date) -> list[Point]:
    """Everything that this kind of assignment needs, met or not."""
    found = {
        Need.TITLE: bool(facts.title.strip()),
        Need.TEXT: len(facts.text.strip()) >= SHORTEST_TEXT,
        Need.THEME: bool(facts.theme),
        Need.PERIOD: _period_is_coming(facts, today),
        Need.PLACE: bool(facts.place.strip()) or facts.remote == Remote.REMOTE,
        Need.DEADLINE: _deadline_fits(facts, today),
        Need.MENTOR: facts.has_mentor,
        **({Need.DELIVERED: bool(facts.delivered.strip())} if facts.is_relay else {}),
        **(_for_students(facts) if facts.kind not in ASKED_BY_SCHOOLS else {}),
    }
    return [Point(need, found[need]) for need in Need if need in found]


def _for_students(facts: Facts) -> dict[Need, bool]:
    found = {
        Need.TEAMS: facts.teams == 1 or facts.kind in FOR_SEVERAL_TEAMS,
        Need.ROLES: facts.roles > 0,
        Need.COMPANY_SAYS: facts.company_says,
        Need.FITS: not facts.is_critical and not facts.is_secret,
    }
    if facts.kind in BY_THE_WEEK:
        found[Need.HOURS] = facts.hours_a_week is not None
    if facts.kind in GUIDED:
        found[Need.SCHOOL_MENTOR] = facts.has_school_mentor
        found[Need.SCHOOL_SAYS] = facts.school_says
    if facts.kind == AssignmentKind.INTERNSHIP:
        found[Need.EDUCATION] = facts.has_education
        found[Need.RECOGNITION] = facts.is_recognised
    return found


def _period_is_coming(facts: Facts, today: date) -> bool:
    return bool(facts.starts_on and facts.ends_on and facts.starts_on <= facts.ends_on and facts.ends_on >= today)


def _deadline_fits(facts: Facts, today: date) -> bool:
    """Nobody has to name a last day to apply; a day that is named can be kept."""
    if facts.apply_until is None:
        return True
    return facts.apply_until >= today and (facts.ends_on is None or facts.apply_until <= facts.ends_on)


def lacking(points: list[Point], side: Side | None = None) -> list[Point]:
    """What is not there yet, of one side or of both."""
    return [point for point in points if not point.met and side in (None, point.side)]
