"""What who manages the rooms looks at."""

from datetime import date

from django.utils.dates import WEEKDAYS

from lib.holidays import public_holidays
from lib.periods import add_years, month_of
from partnership.models import Membership

from ..models import ClosedDays, OpeningHours, Room, RoomRental
from ..rooms_rules import Open, clock

WORKING_WEEK = {weekday: Open(8 * 60, 18 * 60) for weekday in range(5)}  # what the form starts with


def week_of(by: Membership, room: Room | None) -> tuple[dict[int, Open], bool]:
    """The hours per weekday of a room, or of the building; and whether they are its own."""
    rows = OpeningHours.objects.filter(partnership=by.partnership_id, room=room)
    if own := {row.weekday: Open(row.opens, row.closes) for row in rows}:
        return own, True
    return (week_of(by, None)[0] if room else WORKING_WEEK), False


def building(by: Membership, day: date) -> dict:
    """Everything on the page about the building, in five queries."""
    week, has_hours = week_of(by, None)
    closed = ClosedDays.objects.filter(partnership=by.partnership_id, last_on__gte=day).order_by("first_on", "pk")
    rentals = RoomRental.objects.visible_to(by).filter(last_month__gte=month_of(day))
    own_hours = set(
        OpeningHours.objects.filter(partnership=by.partnership_id, room__isnull=False).values_list("room", flat=True)
    )
    rooms = list(Room.objects.visible_to(by).order_by("-kind", "name", "pk"))
    return {
        "day": day,
        "rooms": [
            {"room": room, "own_hours": room.pk in own_hours, "out": bool(room.closed_on and room.closed_on <= day)}
            for room in rooms
        ],
        "has_hours": has_hours,
        "week": [(WEEKDAYS[number], _words(week.get(number, Open()))) for number in range(7)],
        "closed": closed,
        "holidays": sorted(each for each in public_holidays(day, add_years(day, 1)) if each >= day)[:4],
        "rentals": rentals.select_related("room", "organisation").order_by("first_month", "room__name", "pk"),
    }


def _words(hours: Open) -> str:
    return "" if hours.is_closed else f"{clock(hours.opens)}–{clock(hours.closes)}"
