"""The matching board of the demonstration. Everybody and everything in it is made up."""

from collections.abc import Callable
from datetime import datetime

from partnership.models import Programme

from .applications import add_applications
from .assignments import add_assignments
from .bank import add_bank
from .desk import add_questions
from .kept import add_kept
from .placements import add_placements
from .rounds import add_rounds
from .skills import add_skill_tags

SUBJECTS: tuple[Callable[[Programme, datetime], None], ...] = (
    add_skill_tags,
    add_assignments,
    add_questions,
    add_applications,
    add_rounds,
    add_placements,
    add_bank,
    add_kept,
)


def add_matching(programme: Programme, now: datetime) -> None:
    """Fill the board as of the moment `now`, subject by subject."""
    for add in SUBJECTS:
        add(programme, now)
