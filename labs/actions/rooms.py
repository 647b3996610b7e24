"""Booking a room, cancelling a booking, and the room of a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.figures import moment
from lib.patience import patient_with
from lib.periods import month_of, today
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership import audit
from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership
from partnership.queries import people_here

from ..models import Booking, Room, RoomRental, Session
from ..models.rooms import SHORTEST
from ..queries.rooms import Occasion, Wish, bookings_within, clash_sentence, occasions_of
from ..rooms_rights import can_book, can_cancel, needs_reason
from ..rooms_rules import MOST_WEEKS, RoomRefusal, Slot, refuse_times
from ..rooms_sentences import FIELDS, REFUSALS

INSTANT = timedelta.resolution
NO_REASON = gettext_lazy("Say why you cancel this. Who booked it reads that.")


@dataclass(frozen=True)
class Use:
    """What a room is booked for."""

    purpose: str
    people: int = 1


class RoomRefused(Refused):
    """What of a wish cannot be: sentences by field."""

    def __init__(self, sentences: dict):
        super().__init__(" ".join(str(each) for each in sentences.values()))
        self.sentences = sentences


class RoomTaken(RoomRefused):
    """Somebody is there already, or the room cannot be had on some days; `occasions` says which."""

    def __init__(self, occasions: list[Occasion], by: Membership):
        super().__init__({_field(each): problem_words(each, by) for each in occasions if each.problem})
        self.occasions = occasions


def _field(occasion: Occasion) -> str:
    return FIELDS.get(occasion.problem, "start")


def problem_words(occasion: Occasion, by: Membership) -> str:
    """Why a day of a wish cannot be, in words for who wishes it."""
    return clash_sentence(occasion.clash, by) if occasion.clash else str(REFUSALS[occasion.problem])


patient = patient_with(gettext_lazy("Somebody else is working on the same room at this moment. Try it again."))


def hold_room(room: Room) -> Room:
    """Until the end of the transaction nobody else books, lets or changes this room."""
    return Room.objects.select_for_update().get(pk=room.pk)


@patient
@transaction.atomic
def book(*, by: Membership, wish: Wish, use: Use, nonce: UUID, now: datetime, only_free: bool = False) -> list[Booking]:
    """Book a room, once or some weeks in a row: all days or none, or with `only_free` the days that can be.

    The same form sent twice is one booking. Raises Refused, RoomRefused for what can never be, RoomTaken for the rest.
    """
    _refuse_wish(by, wish, now)
    wish = Wish(hold_room(wish.room), wish.day, wish.start, wish.end, wish.weeks)
    if sent := _sent(by, nonce):
        return sent
    occasions = look(by=by, wish=wish, now=now)
    free = [each for each in occasions if not each.problem]
    if not free or (len(free) < len(occasions) and not only_free):
        raise RoomTaken(occasions, by)
    return [_book(wish.room, each.slot, by, use, nonce, now) for each in free]


def _sent(by: Membership, nonce: UUID) -> list[Booking]:
    """What this very form booked before."""
    rows = Booking.objects.filter(series=nonce, booked_by=by.user_id).select_related("room")
    return list(rows.order_by("starts_at", "pk"))


def _refuse_wish(by: Membership, wish: Wish, now: datetime) -> None:
    demand(can_book(by))
    if wish.room.partnership_id != by.partnership_id or not 1 <= wish.weeks <= MOST_WEEKS:
        raise Refused(_("Choose a room of this partnership, at most %(weeks)s weeks in a row.") % {"weeks": MOST_WEEKS})
    if found := refuse_times(wish.day, wish.start, wish.end, now=now):
        raise RoomRefused({field: REFUSALS[code] for field, code in found.items()})


def look(*, by: Membership, wish: Wish, now: datetime) -> list[Occasion]:
    """Which days of a wish can be, and why the others cannot; writes nothing. Raises Refused, RoomRefused."""
    _refuse_wish(by, wish, now)
    return _within_a_year(occasions_of(wish, by), wish, now)


def _within_a_year(occasions: list[Occasion], wish: Wish, now: datetime) -> list[Occasion]:
    """The last weeks of a row may be too far away."""
    far = {
        each.day: code
        for each in occasions
        if each.slot and (code := refuse_times(each.day, wish.start, wish.end, now=now).get("day"))
    }
    return [Occasion(each.day, each.slot, far.get(each.day) or each.problem, each.clash) for each in occasions]


def _book(room: Room, slot: Slot, by: Membership, use: Use, nonce: UUID, now: datetime) -> Booking:
    booking = _kept(
        Booking(
            room=room,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            purpose=use.purpose,
            people=use.people,
            organisation_id=by.organisation_id,
            booked_by_id=by.user_id,
            booked_at=now,
            series=nonce,
        )
    )
    audit.record(by=by, verb="booking.made", row=booking, at=now)
    return booking


def _kept(booking: Booking) -> Booking:
    """Write a booking; what the database refuses because somebody is there is said in words."""
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") == "booking_no_overlap":
            raise Refused(REFUSALS[RoomRefusal.TAKEN]) from error
        raise
    return booking


# --- Cancelling ------------------------------------------------------------------------------------------------
@patient
@transaction.atomic
def cancel_booking(*, by: Membership, booking: Booking, now: datetime, reason: str = "") -> None:
    """Give a room back. Who cancels for somebody else says why, and that person gets a mail. Raises Refused."""
    demand(can_cancel(by, booking, now))
    reason = reason.strip()
    if needs_reason(by, booking) and not reason:
        raise Refused(NO_REASON)
    give_back(booking, by=by, reason=reason, now=now)


def give_back(booking: Booking, *, by: Membership, reason: str, now: datetime) -> None:
    """Cancel a live booking as `by`, and tell who made it. Call it inside a transaction. Raises SomeoneWasFirst."""
    changes = {"cancelled_at": now, "cancelled_by_id": by.user_id, "cancel_reason": reason}
    if not Booking.objects.live().filter(pk=booking.pk).update(**changes):
        raise SomeoneWasFirst
    booking.refresh_from_db(fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    audit.record(by=by, verb="booking.cancelled", row=booking, at=now)
    here = people_here(by.partnership_id, now).filter(user=booking.booked_by_id)  # who left hears nothing
    if booking.booked_by_id != by.user_id and here.exists():
        with translation.override(settings.LANGUAGE_CODE):
            key = f"booking-cancelled:{booking.pk}:{now.isoformat()}"
            post(key=key, to=booking.booked_by.email, letter=_letter(booking, by), now=now)


def _letter(booking: Booking, by: Membership) -> Letter:
    names = {
        "name": booking.booked_by.name,
        "room": booking.room.name,
        "moment": moment(booking.starts_at),
        "manager": by.user.name,
        "purpose": booking.purpose,
        "reason": booking.cancel_reason,
    }
    return Letter(
        subject=_("Your booking of %(room)s is cancelled") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            _("%(manager)s cancelled your booking of %(room)s on %(moment)s (%(purpose)s).") % names,
            _("The reason: %(reason)s") % names,
        ),
        button=_("Find another room"),
        path=reverse("rooms", kwargs={"partnership": by.partnership.slug}),
    )


# --- The room of a session -------------------------------------------------------------------------------------
@transaction.atomic
def hold_for_session(session: Session, by: Membership, now: datetime) -> Booking | None:
    """Keep the room of a session for it, at its times: makes, moves or gives back its booking.

    A lab may open the building for a session, so opening hours do not bind it; who is there already and who rents the
    room do. Call it in the transaction that plans or changes the session. Raises Refused in words for the room field.
    """
    if session.room_id is None or session.state == "cancelled":
        release_session(session, by, now)
        return None
    room = hold_room(session.room)
    if room.partnership_id != by.partnership_id:
        raise Refused(_("Choose a room of this partnership."))
    slot, purpose = Slot(session.starts_at, session.ends_at), session.title[:120]
    kept = Booking.objects.filter(session=session).first()
    held = kept and (kept.room_id, kept.starts_at, kept.ends_at, kept.purpose)
    if held == (room.pk, slot.starts_at, slot.ends_at, purpose):
        return kept
    _refuse_for_session(session, room, slot, by)
    booking = kept or Booking(session=session, booked_at=now)
    values = {"room": room, "starts_at": slot.starts_at, "ends_at": slot.ends_at, "purpose": purpose}
    values |= {"people": session.capacity or 1, "booked_by_id": by.user_id, "organisation_id": by.organisation_id}
    for name, value in values.items():
        setattr(booking, name, value)
    audit.record(by=by, verb="booking.moved" if kept else "booking.made", row=_kept(booking), at=now)
    return booking


def _refuse_for_session(session: Session, room: Room, slot: Slot, by: Membership) -> None:
    if slot.ends_at - slot.starts_at < SHORTEST:
        raise Refused(_("A room is booked for at least a quarter of an hour. Choose a later end, or no room."))
    last = today(slot.ends_at - INSTANT)  # what ends at midnight does not touch the next day
    if room.closed_on and room.closed_on <= last:
        raise Refused(REFUSALS[RoomRefusal.OUT_OF_USE])
    months = {"first_month__lte": month_of(last), "last_month__gte": month_of(today(slot.starts_at))}
    if RoomRental.objects.filter(room=room, **months).exclude(organisation=by.organisation_id).exists():
        raise Refused(REFUSALS[RoomRefusal.LET])
    for clash in bookings_within([room.pk], slot):
        if clash.session_id != session.pk:
            raise Refused(clash_sentence(clash, by))


@transaction.atomic
def release_session(session: Session, by: Membership, now: datetime) -> None:
    """Give the room of a session back, if it has one. After that a draft can be thrown away."""
    booking = Booking.objects.live().select_for_update().filter(session=session).first()
    if booking:
        changes = {"session": None, "cancelled_at": now, "cancelled_by_id": by.user_id}
        Booking.objects.filter(pk=booking.pk).update(**changes)
        audit.record(by=by, verb="booking.cancelled", row=booking, at=now, session=session.pk)
