"""The pages of impact of the demonstration. Everybody and everything in it is made up, but how many answered."""

from collections.abc import Callable
from datetime import datetime

from partnership.models import Partnership

from .answers import add_closed_campaigns
from .campaigns import add_open_campaign
from .indicators import add_indicators
from .reading import add_reading_and_a_link
from .reports import add_report
from .stories import add_stories

SUBJECTS: tuple[Callable[[Partnership, datetime], None], ...] = (
    add_closed_campaigns,
    add_report,
    add_open_campaign,
    add_reading_and_a_link,
    add_indicators,
    add_stories,
)


def add_impact(partnership: Partnership, now: datetime) -> None:
    """Fill the pages as of the moment `now`, subject by subject; what is there already stays as it is."""
    for add in SUBJECTS:
        add(partnership, now)
