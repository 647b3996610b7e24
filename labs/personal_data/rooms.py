"""What bookings and rentals of rooms know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import DUTY, INTEREST, TEN_YEARS

personal = (
    PersonalData(
        what=_("Which rooms you booked, for what, and who cancelled that"),
        fields=(
            "labs.Booking.booked_by",
            "labs.Booking.purpose",
            "labs.Booking.cancelled_by",
            "labs.Booking.cancel_reason",
        ),
        purpose=_("Dividing the rooms, and knowing whom to ask."),
        basis=INTEREST,
        kept=_("Two years after the booking."),
        seen_by=_("You, your colleagues, and who manages the rooms. Others see only that the room is taken."),
    ),
    PersonalData(
        what=_("Who entered that a room is let"),
        fields=("labs.RoomRental.agreed_by", "labs.RoomRental.note"),
        purpose=_("Accounting for the rent as a contribution."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("The partner that rents, and who manages the rooms."),
    ),
)
not_personal = ("labs.ClosedDays.reason",)
