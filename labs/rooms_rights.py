"""Who may do what with rooms and their bookings, and if not, why: the same answer for button, page and action."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Booking


def can_manage_rooms(by: "Membership") -> Decision:
    return ALLOWED if by.can(Permission.MANAGE_ROOMS) else refused(_("You cannot manage rooms in this role."))


def can_book(by: "Membership") -> Decision:
    return ALLOWED if by.can(Permission.BOOK_ROOMS) else refused(_("You cannot book rooms in this role."))


def sees_who(by: "Membership", booking: "Booking") -> bool:
    """Who booked a room, and what for, is for that person, for colleagues and for who manages the rooms.

    What is booked for a session is the lab's, so colleagues do not learn of a draft by its room.
    """
    colleague = booking.organisation_id == by.organisation_id and not booking.session_id
    return booking.booked_by_id == by.user_id or colleague or by.can(Permission.MANAGE_ROOMS)


def can_cancel(by: "Membership", booking: "Booking", now: datetime) -> Decision:
    """The own bookings, and every one for who manages the rooms; what is over stays as it was."""
    if booking.booked_by_id != by.user_id and not by.can(Permission.MANAGE_ROOMS):
        return refused(_("This is somebody else's booking. Ask that person, or who manages the rooms."))
    if booking.session_id:
        return refused(_("A session is held here. Change or cancel the session, and the room is free."))
    if booking.cancelled_at:
        return refused(_("This booking was cancelled already."))
    return ALLOWED if booking.ends_at > now else refused(_("This is over. What was, stays in the list."))


def needs_reason(by: "Membership", booking: "Booking") -> bool:
    """Who cancels for somebody else says why."""
    return booking.booked_by_id != by.user_id
