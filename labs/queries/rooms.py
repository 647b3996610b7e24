"""When rooms are open, taken and free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from lib.holidays import public_holidays
from lib.periods import month_of, today
from partnership.models import Membership

from ..models import Booking, ClosedDays, OpeningHours, Room, RoomRental
from ..rooms_rights import sees_who
from ..rooms_rules import (
    A_DAY,
    QUARTER,
    Open,
    RoomRefusal,
    Slot,
    clock,
    free_between,
    minutes_on,
    moment_of,
    refuse_hours,
    weekly,
    whole_day,
)

AN_HOUR = 60  # minutes


class Opening:
    """The opening hours of a partnership's rooms from a day up to and including another, in two queries."""

    def __init__(self, partnership_id: int, first: date, last: date):
        self.hours: dict[int | None, dict[int, Open]] = {}
        for row in OpeningHours.objects.filter(partnership=partnership_id).order_by("room", "weekday", "pk"):
            self.hours.setdefault(row.room_id, {})[row.weekday] = Open(row.opens, row.closes)
        closed = ClosedDays.objects.filter(partnership=partnership_id, first_on__lte=last, last_on__gte=first)
        self.closed = list(closed.order_by("first_on", "pk"))
        self.holidays = public_holidays(first, last)

    @property
    def is_known(self) -> bool:
        return bool(self.hours)

    def of(self, room_id: int | None, day: date) -> Open:
        """A room with hours of its own follows those; any other follows the building."""
        if day in self.holidays:
            return Open(why=_("public holiday"))
        for each in self.closed:
            if each.first_on <= day <= each.last_on:
                return Open(why=each.reason)
        week = self.hours.get(room_id) or self.hours.get(None, {})
        return week.get(day.weekday(), Open())


# --- What a room is like on a day -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Taken:
    """A booking on a day, in minutes of that day, in the words that the reader may know."""

    booking: Booking
    start: int
    end: int
    words: str
    by_name: str
    is_own: bool

    @property
    def times(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


@dataclass(frozen=True)
class RoomDay:
    """A room on a day: open from and until, what is taken, what is free, and to whom it is let."""

    room: Room
    day: date
    hours: Open
    taken: list[Taken]
    rental: RoomRental | None
    out_of_use: bool
    bookable: bool
    since: int  # the first quarter of the day that is not past

    @property
    def free(self) -> list[tuple[int, int]]:
        return free_between(self.hours, [(each.start, each.end) for each in self.taken])

    @property
    def offers(self) -> list[dict]:
        """Each free stretch in words, and what a form to book it starts with; nothing to start with when it is past."""
        return [
            {
                "words": f"{clock(start)}–{clock(end)}",
                "start": clock(max(start, self.since)),
                "end": clock(min(max(start, self.since) + AN_HOUR, end)),
                "bookable": self.bookable and end > self.since,
            }
            for start, end in self.free
        ]

    @property
    def all_day(self) -> bool:
        return bool(self.free) and self.free[0] == (self.hours.opens, self.hours.closes)


def taken_words(booking: Booking, by: Membership) -> tuple[str, str]:
    """What a booking is for and whose it is, as far as `by` may know; sessions on the calendar are no secret."""
    if booking.session_id and booking.session.state != "draft" and booking.session.is_listed:
        return booking.session.title, ""
    if sees_who(by, booking):
        return booking.purpose, booking.booked_by.name
    return "", ""


def bookings_within(room_ids: Iterable[int], slot: Slot):
    """The live bookings that overlap a stretch of time, with everything that is said about them."""
    rows = Booking.objects.live().filter(room__in=room_ids, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    return rows.select_related("room", "booked_by", "organisation", "session").order_by("room", "starts_at", "pk")


def days_of(rooms: list[Room], days: list[date], by: Membership, now: datetime) -> list[RoomDay]:
    """Every room on every day, in four queries."""
    span = Slot(moment_of(days[0], 0), moment_of(days[-1], A_DAY))
    opening = Opening(by.partnership_id, days[0], days[-1])
    booked = {key: list(rows) for key, rows in groupby(bookings_within([r.pk for r in rooms], span), _room)}
    rentals = {key: list(rows) for key, rows in groupby(_rentals([r.pk for r in rooms], days), _room)}
    return [
        _room_day(room, day, opening, booked.get(room.pk, []), rentals.get(room.pk, []), by, now)
        for room in rooms
        for day in days
    ]


def _room(row) -> int:
    return row.room_id


def _rentals(room_ids, days: list[date]):
    rows = RoomRental.objects.filter(
        room__in=room_ids, first_month__lte=month_of(days[-1]), last_month__gte=month_of(days[0])
    )
    return rows.select_related("organisation").order_by("room", "first_month", "pk")


def _room_day(room, day, opening, bookings, rentals, by, now) -> RoomDay:
    whole, month = whole_day(day), month_of(day)
    taken = []
    for booking in bookings:
        if whole.overlaps(booking.starts_at, booking.ends_at):
            start, end = minutes_on(day, booking.starts_at), minutes_on(day, booking.ends_at)
            words, name = taken_words(booking, by)
            taken.append(Taken(booking, start, end, words, name, booking.booked_by_id == by.user_id))
    rental = next((each for each in rentals if each.first_month <= month <= each.last_month), None)
    hours, out = opening.of(room.pk, day), bool(room.closed_on and room.closed_on <= day)
    barred = out or hours.is_closed or bool(rental and rental.organisation_id != by.organisation_id)
    since = -(-minutes_on(day, now) // QUARTER) * QUARTER
    return RoomDay(room, day, hours, taken, rental, out, not barred and whole.ends_at > now, since)


# --- A wish ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Wish:
    """A room on a day from a time to a time, perhaps some weeks in a row."""

    room: Room
    day: date
    start: int
    end: int
    weeks: int = 1


@dataclass(frozen=True)
class Occasion:
    """One day of a wish: when, and why not if it cannot be; `clash` is the booking that is there already."""

    day: date
    slot: Slot | None
    problem: RoomRefusal | None = None
    clash: Booking | None = None


def occasions_of(wish: Wish, by: Membership) -> list[Occasion]:
    """Each day of a wish whose times can be, judged in four queries; hold the room to be sure that it stays so."""
    days = weekly(wish.day, wish.weeks)
    opening = Opening(by.partnership_id, days[0], days[-1])
    span = Slot(whole_day(days[0]).starts_at, whole_day(days[-1]).ends_at)
    booked, rentals = list(bookings_within([wish.room.pk], span)), list(_rentals([wish.room.pk], days))
    return [_occasion(wish, day, opening, booked, rentals, by) for day in days]


def _occasion(wish: Wish, day: date, opening, booked, rentals, by) -> Occasion:
    try:
        slot = Slot(moment_of(day, wish.start), moment_of(day, wish.end))
    except ValueError:
        return Occasion(day, None, RoomRefusal.NO_SUCH_TIME)
    month = month_of(day)
    if wish.room.closed_on and wish.room.closed_on <= day:
        return Occasion(day, slot, RoomRefusal.OUT_OF_USE)
    if any(r.first_month <= month <= r.last_month and r.organisation_id != by.organisation_id for r in rentals):
        return Occasion(day, slot, RoomRefusal.LET)
    if code := refuse_hours(wish.start, wish.end, opening.of(wish.room.pk, day)):
        return Occasion(day, slot, code)
    clash = next((each for each in booked if slot.overlaps(each.starts_at, each.ends_at)), None)
    return Occasion(day, slot, RoomRefusal.TAKEN if clash else None, clash)


def free_rooms(wish: Wish, by: Membership, people: int = 1) -> list[Room]:
    """Other rooms of the same kind that are free on the first day of a wish, the smallest that fits first."""
    others = Room.objects.visible_to(by).in_use(wish.day).filter(kind=wish.room.kind, seats__gte=people)
    others = list(others.exclude(pk=wish.room.pk).order_by("seats", "name", "pk"))
    slot = Slot(moment_of(wish.day, wish.start), moment_of(wish.day, wish.end))
    ids = [room.pk for room in others]
    opening = Opening(by.partnership_id, wish.day, wish.day)
    gone = {each.room_id for each in bookings_within(ids, slot)}
    gone |= {each.room_id for each in _rentals(ids, [wish.day]) if each.organisation_id != by.organisation_id}
    return [
        room
        for room in others
        if room.pk not in gone and not refuse_hours(wish.start, wish.end, opening.of(room.pk, wish.day))
    ]


def clash_sentence(clash: Booking, by: Membership) -> str:
    """Who is there already, with a name only for who may know it."""
    local = [clock(minutes_on(day_of(clash), moment)) for moment in (clash.starts_at, clash.ends_at)]
    words, name = taken_words(clash, by)
    values = {"room": clash.room.name, "start": local[0], "end": local[1], "who": name or words}
    if values["who"]:
        return _("%(room)s is already booked from %(start)s to %(end)s: %(who)s.") % values
    return _("%(room)s is already booked from %(start)s to %(end)s.") % values


def day_of(booking: Booking) -> date:
    return today(booking.starts_at)


def own_bookings(by: Membership):
    """What a person booked, in every role here."""
    rows = Booking.objects.filter(room__partnership=by.partnership_id, booked_by=by.user_id)
    return rows.select_related("room", "session", "cancelled_by")
