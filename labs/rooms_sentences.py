"""What is said when a room cannot be had."""

from django.utils.translation import gettext_lazy as _

from .rooms_rules import RoomRefusal as R

REFUSALS = {
    R.NOT_QUARTERS: _("Rooms are booked in quarters of an hour: 9:00, 9:15, 9:30 or 9:45."),
    R.ENDS_BEFORE_START: _("This is not after the beginning. Choose a later time."),
    R.NO_SUCH_TIME: _("This time does not exist: the clock goes forward that night. Choose another time."),
    R.PAST: _("This is in the past. Choose a later moment."),
    R.TOO_FAR: _("A room can be booked at most a year ahead. Choose an earlier day."),
    R.OUT_OF_USE: _("This room is out of use then. Choose another room."),
    R.CLOSED: _("The building is closed on this day. Choose another day."),
    R.OUTSIDE_HOURS: _("This is outside the opening hours. Choose a time within them."),
    R.LET: _("This room is let in that month. Choose another room."),
    R.TAKEN: _("This room is already booked then."),
}
FIELDS = {
    R.OUT_OF_USE: "room",
    R.CLOSED: "day",
    R.OUTSIDE_HOURS: "start",
    R.LET: "room",
    R.TAKEN: "room",
}
