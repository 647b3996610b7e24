"""The impact surveys of the demonstration. Everybody and everything in them is made up, but how many answered."""

from collections.abc import Callable
from datetime import datetime

from partnership.models import Partnership

from .answers import add_closed_campaigns
from .campaigns import add_open_campaign
from .reading import add_reading_and_a_link
from .reports import add_report

SUBJECTS: tuple[Callable[[Partnership, datetime], None], ...] = (
    add_closed_campaigns,
    add_report,
    add_open_campaign,
    add_reading_and_a_link,
)


def add_impact(partnership: Partnership, now: datetime) -> None:
    """Add the campaigns as of the moment `now`, subject by subject; what is there already stays as it is."""
    for add in SUBJECTS:
        add(partnership, now)
