"""The pages of impact of the demonstration. Everybody and everything in it is made up."""

from collections.abc import Callable
from datetime import datetime

from partnership.models import Programme

from .indicators import add_indicators
from .stories import add_stories

SUBJECTS: tuple[Callable[[Programme, datetime], None], ...] = (add_indicators, add_stories)


def add_impact(programme: Programme, now: datetime) -> None:
    """Fill the pages as of the moment `now`, subject by subject."""
    for add in SUBJECTS:
        add(programme, now)
