"""What personal calendars know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("The link to your own calendar, and the day it was last used"),
        fields=("labs.CalendarLink.person", "labs.CalendarLink.token_hash"),
        purpose=_("Showing your sessions in the calendar of your phone. Of the link only a hash is kept."),
        basis=INTEREST,
        kept=_("Until you end it."),
        seen_by=_("You. Who you give the link can read your calendar."),
    ),
)
not_personal = ()
