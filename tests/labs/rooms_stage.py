"""A building to test in: the same rooms, hours and way to book in every test of rooms."""

from datetime import date
from uuid import uuid4

from labs.actions import rooms as actions
from labs.models import OpeningHours, Room
from labs.queries.rooms import Wish
from tests.cast import NOW

TUESDAY = date(2026, 3, 17)  # the day after the cast's moment


def hour(text: str) -> int:
    hours, _colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def build(cast):
    """Two rooms and a desk, open on working days from 8 to 18; a room of the other partnership."""
    rooms = {
        name: Room.objects.create(partnership=cast.werkplaats, name=name, kind=kind, seats=seats)
        for name, kind, seats in (("Zaal", "room", 8), ("Kamer", "room", 4), ("Bureau", "desk", 1))
    }
    cast.zaal, cast.kamer, cast.bureau = rooms.values()
    cast.elders_zaal = Room.objects.create(partnership=cast.elders, name="Zaal", seats=8)
    for partnership in (cast.werkplaats, cast.elders):
        OpeningHours.objects.bulk_create(
            OpeningHours(partnership=partnership, weekday=weekday, opens=hour("8"), closes=hour("18"))
            for weekday in range(5)
        )
    return cast


def book(by, room, start="10", end="11", day=TUESDAY, weeks=1, now=NOW, people=2, **values):
    """Book a room as somebody; gives the bookings."""
    wish = Wish(room, day, hour(start), hour(end), weeks)
    values = {"nonce": uuid4()} | values
    return actions.book(by=by, wish=wish, use=actions.Use("Overleg", people), now=now, **values)
