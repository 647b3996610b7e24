"""The impact surveys of the demonstration. Everybody and everything in them is made up, but how many answered."""

from collections.abc import Callable
from datetime import datetime

from partnership.models import Partnership

from .answers import add_closed_campaigns
from .reports import add_report

SUBJECTS: tuple[Callable[[Partnership, datetime], None], ...] = (add_closed_campaigns, add_report)


def add_impact(partnership: Partnership, now: datetime) -> None:
    """Add the campaigns as of the moment `now`, subject by subject; what is there already stays as it is."""
    for add in SUBJECTS:
        add(partnership, now)
