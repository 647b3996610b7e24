"""What happened to rooms, bookings and rentals."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "room.added": _("Added room %(what)s"),
    "room.changed": _("Changed room %(what)s"),
    "room.taken_out": _("Took room %(what)s out of use"),
    "room.put_back": _("Put room %(what)s back into use"),
    "room.hours_set": _("Set opening hours (%(what)s)"),
    "closed_days.added": _("Closed the building for some days (%(what)s)"),
    "closed_days.removed": _("Opened the building on days that it would be closed (%(what)s)"),
    "booking.made": _("Booked a room (booking %(what)s)"),
    "booking.moved": _("Moved booking %(what)s"),
    "booking.cancelled": _("Cancelled booking %(what)s"),
    "rental.agreed": _("Let a room (rental %(what)s)"),
    "rental.changed": _("Changed rental %(what)s"),
    "rental.removed": _("Removed rental %(what)s"),
}
