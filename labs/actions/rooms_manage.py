"""The building: its rooms and desks, when they are open, and to whom they are let."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib.periods import add_months, month_of
from lib.workflow import Refused, demand
from partnership import audit
from partnership.models import Membership, Organisation, Partnership

from ..models import Booking, ClosedDays, OpeningHours, Room, RoomRental
from ..rooms_rights import can_manage_rooms
from ..rooms_rules import A_DAY, Open, moment_of
from .rooms import give_back, hold_room, patient

SAME_NAME = gettext_lazy("There is a room with this name already. Choose another name.")
NO_REASON = gettext_lazy("Say why. Whose booking is cancelled by this reads it.")
LET_ALREADY = gettext_lazy("This room is let already in some of these months. Choose other months.")
CLAIMED = gettext_lazy("Rent was claimed for this rental, so it stays. Choose an earlier last month instead.")
CLAIMED_LATER = gettext_lazy("Rent was claimed for months after this one. Choose a later last month.")
LET_AFTER = gettext_lazy("This room is let after that day. Let the rental end first.")
# What the database refuses by name; rooms above keep the months of which rent was claimed.
UNWRITABLE = {"rental_no_overlap": LET_ALREADY, "rental_keeps_its_claims": CLAIMED_LATER}


# --- Rooms -----------------------------------------------------------------------------------------------------
def add_room(*, by: Membership, nonce: UUID, now: datetime, **values: Any) -> Room:
    """A new room or desk. The same nonce twice is one room. Raises Refused."""
    demand(can_manage_rooms(by))
    try:
        with transaction.atomic():
            room = Room.objects.create(partnership_id=by.partnership_id, nonce=nonce, **values)
            audit.record(by=by, verb="room.added", row=room, at=now)
    except IntegrityError:
        sent = Room.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise Refused(SAME_NAME) from None
        return sent
    return room


@patient
@transaction.atomic
def change_room(*, by: Membership, room: Room, now: datetime, **values: Any) -> Room:
    """Another name, kind, number of seats or description. Raises Refused."""
    demand(can_manage_rooms(by))
    current = hold_room(room)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    try:
        with transaction.atomic():
            current.save(update_fields=changed)
    except IntegrityError:
        raise Refused(SAME_NAME) from None
    audit.record(by=by, verb="room.changed", row=current, at=now, fields=changed)
    return current


@patient
@transaction.atomic
def take_out_of_use(*, by: Membership, room: Room, day: date, reason: str, now: datetime) -> int:
    """From a day on nobody uses a room; later bookings are cancelled with the reason. Says how many. Raises Refused."""
    demand(can_manage_rooms(by))
    if not reason.strip():
        raise Refused(NO_REASON)
    room = hold_room(room)
    if RoomRental.objects.filter(room=room, last_month__gte=month_of(day)).exists():
        raise Refused(LET_AFTER)
    later = Booking.objects.live().filter(room=room, ends_at__gt=max(now, moment_of(day, 0)))
    later = list(later.select_related("booked_by", "room").order_by("starts_at", "pk"))
    sessions = sum(1 for each in later if each.session_id)
    if sessions:
        raise Refused(
            ngettext(
                "%(count)s session is planned in this room after that. Give it another room first.",
                "%(count)s sessions are planned in this room after that. Give them another room first.",
                sessions,
            )
            % {"count": sessions}
        )
    Room.objects.filter(pk=room.pk).update(closed_on=day)
    audit.record(by=by, verb="room.taken_out", row=room, at=now)
    for booking in later:
        give_back(booking, by=by, reason=reason.strip(), now=now)
    return len(later)


@transaction.atomic
def put_into_use(*, by: Membership, room: Room, now: datetime) -> None:
    demand(can_manage_rooms(by))
    if Room.objects.filter(pk=room.pk, closed_on__isnull=False).update(closed_on=None):
        audit.record(by=by, verb="room.put_back", row=room, at=now)


# --- When the building is open ---------------------------------------------------------------------------------
@transaction.atomic
def set_hours(*, by: Membership, room: Room | None, week: Mapping[int, Open], now: datetime) -> None:
    """From when until when, per day of the week; for a room an empty week means that it follows the building.

    What is booked already stays booked.
    """
    demand(can_manage_rooms(by))
    for hours in week.values():
        if not 0 <= hours.opens <= hours.closes <= A_DAY:
            raise Refused(_("A day ends after it begins."))
    Partnership.objects.select_for_update().get(pk=by.partnership_id)  # so that two weeks never get mixed up
    OpeningHours.objects.filter(partnership=by.partnership_id, room=room).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            partnership_id=by.partnership_id, room=room, weekday=weekday, opens=hours.opens, closes=hours.closes
        )
        for weekday, hours in week.items()
    )
    audit.record(by=by, verb="room.hours_set", row=room or by.partnership, at=now)


@transaction.atomic
def close_days(*, by: Membership, first_on: date, last_on: date, reason: str, nonce: UUID, now: datetime) -> ClosedDays:
    """Days that the building is closed besides public holidays. What is booked already stays booked. Raises Refused."""
    demand(can_manage_rooms(by))
    if last_on < first_on:
        raise Refused(_("The last day is not before the first. Choose a later day."))
    values = {"partnership_id": by.partnership_id, "first_on": first_on, "last_on": last_on, "reason": reason}
    closed, made = ClosedDays.objects.get_or_create(nonce=nonce, defaults=values)
    if made:
        audit.record(by=by, verb="closed_days.added", row=closed, at=now)
    return closed


@transaction.atomic
def open_days(*, by: Membership, closed: ClosedDays, now: datetime) -> None:
    """Open after all."""
    demand(can_manage_rooms(by))
    audit.record(by=by, verb="closed_days.removed", row=closed, at=now)
    closed.delete()


# --- Letting ---------------------------------------------------------------------------------------------------
@patient
@transaction.atomic
def let(
    *,
    by: Membership,
    room: Room,
    organisation: Organisation,
    first_month: date,
    last_month: date,
    price: Decimal,
    nonce: UUID,
    now: datetime,
    note: str = "",
) -> RoomRental:
    """Let a room to a partner for whole months. The same nonce twice is one rental. Raises Refused."""
    demand(can_manage_rooms(by))
    if {room.partnership_id, organisation.partnership_id} != {by.partnership_id}:
        raise Refused(_("Room and partner are of this partnership."))
    _refuse_months(first_month, last_month, price)
    room = hold_room(room)
    if sent := RoomRental.objects.filter(nonce=nonce, room__partnership=by.partnership_id).first():
        return sent
    _refuse_out_of_use(room, last_month)
    _refuse_booked(room, organisation, first_month, last_month, now)
    values = {"first_month": first_month, "last_month": last_month, "price": price, "note": note, "nonce": nonce}
    rental = RoomRental(room=room, organisation=organisation, agreed_by_id=by.user_id, agreed_at=now, **values)
    _save_rental(rental)
    audit.record(by=by, verb="rental.agreed", row=rental, at=now)
    return rental


def _refuse_months(first_month: date, last_month: date, price: Decimal) -> None:
    if last_month < first_month:
        raise Refused(_("The last month is not before the first. Choose a later month."))
    if price <= 0:
        raise Refused(_("Rent is more than nothing. Fill in the price per month."))


def _refuse_out_of_use(room: Room, last_month: date) -> None:
    if room.closed_on and room.closed_on < add_months(last_month, 1):
        raise Refused(_("This room is out of use in some of these months. Choose other months."))


def _refuse_booked(room: Room, organisation: Organisation, first: date, last: date, now: datetime) -> None:
    """A room is not let over the heads of who booked it."""
    span = {"ends_at__gt": max(now, moment_of(first, 0)), "starts_at__lt": moment_of(add_months(last, 1), 0)}
    others = Booking.objects.live().filter(room=room, **span).exclude(organisation=organisation).count()
    if others:
        raise Refused(
            ngettext(
                "%(count)s booking of somebody else is in these months. Cancel it first.",
                "%(count)s bookings of others are in these months. Cancel those first.",
                others,
            )
            % {"count": others}
        )


def _save_rental(rental: RoomRental) -> None:
    try:
        with transaction.atomic():
            rental.save()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if words := UNWRITABLE.get(getattr(diagnosis, "constraint_name", "")):
            raise Refused(words) from error
        raise


@patient
@transaction.atomic
def change_rental(*, by: Membership, rental: RoomRental, last_month: date, note: str, now: datetime) -> RoomRental:
    """Let a rental end earlier or later; room, partner and price are what was agreed. Raises Refused."""
    demand(can_manage_rooms(by))
    room = hold_room(rental.room)
    rental = RoomRental.objects.select_for_update().select_related("organisation").get(pk=rental.pk)
    _refuse_months(rental.first_month, last_month, rental.price)
    if last_month > rental.last_month:
        _refuse_out_of_use(room, last_month)
        _refuse_booked(room, rental.organisation, add_months(rental.last_month, 1), last_month, now)
    rental.last_month, rental.note = last_month, note
    _save_rental(rental)
    audit.record(by=by, verb="rental.changed", row=rental, at=now)
    return rental


@transaction.atomic
def remove_rental(*, by: Membership, rental: RoomRental, now: datetime) -> None:
    """Take a rental away that was entered by mistake. Raises Refused once rent was claimed for it."""
    demand(can_manage_rooms(by))
    audit.record(by=by, verb="rental.removed", row=rental, at=now)
    try:
        with transaction.atomic():
            rental.delete()
    except ProtectedError:
        raise Refused(CLAIMED) from None
