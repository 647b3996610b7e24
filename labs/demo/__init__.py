"""The labs of the demonstration: a season of what happens in them. Everybody and everything in it is made up."""

from collections.abc import Callable
from datetime import datetime

from partnership.models import Programme

from .companies import add_companies
from .enrolments import add_enrolments
from .learning import add_learning
from .plan import add_plan
from .practice import add_practice
from .public import add_purposes
from .research import add_research
from .rooms import add_rooms
from .sessions import add_sessions
from .skills import add_skills
from .startcheck import add_start_checks

SUBJECTS: tuple[Callable[[Programme, datetime], None], ...] = (
    add_purposes,
    add_plan,
    add_rooms,
    add_sessions,
    add_enrolments,
    add_research,
    add_skills,
    add_start_checks,
    add_learning,
    add_companies,
    add_practice,
)


def add_labs(programme: Programme, now: datetime) -> None:
    """Fill the labs of a programme as of the moment `now`, subject by subject."""
    for add in SUBJECTS:
        add(programme, now)
