"""Het Kasteel: six rooms and eight desks, two weeks of bookings around today, and two companies that rent."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from lib.holidays import public_holidays
from lib.periods import add_months, month_of, today
from partnership.demo_accounts import ACCOUNTS
from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Programme
from partnership.roles import Role

from ..actions import rooms, rooms_manage
from ..kinds import RoomKind
from ..models import Room
from ..queries.rooms import Wish
from ..rooms_rules import Open, moment_of

BUILDING = (
    ("Ridderzaal", 40, "Scherm, beamer en podium. Met een rolstoel bereikbaar via de lift."),
    ("Torenkamer", 8, "Scherm voor videobellen. Alleen met de trap bereikbaar."),
    ("Wapenkamer", 12, "Werkbanken en een kast met netwerkapparatuur."),
    ("Bibliotheek", 6, "Stilteruimte met een whiteboard."),
    ("Poortkamer", 4, "Voor een gesprek onder vier ogen."),
    ("Orangerie", 20, "Verplaatsbare tafels, twee schermen."),
)
DESKS = 8
WEEK = {0: (480, 1080), 1: (480, 1260), 2: (480, 1080), 3: (480, 1260), 4: (480, 1020)}
# (room, from, until, what for, people, who), one row a day, turning.
DAYS = (
    (("Torenkamer", 9, 10, "Sprintoverleg", 6, 0), ("Ridderzaal", 13, 16, "Informatiemiddag", 35, 2)),
    (("Torenkamer", 10, 12, "Kennismaking met stagiairs", 5, 1), ("Orangerie", 9, 12, "Projectdag jaar 2", 18, 3)),
    (("Bibliotheek", 9, 12, "Werken aan het onderzoek", 3, 2), ("Poortkamer", 14, 15, "Loopbaangesprek", 2, 3)),
    (
        ("Wapenkamer", 9, 16, "Netwerken aanleggen", 12, 3),
        ("Torenkamer", 15, 16, "Voortgang met de opdrachtgever", 4, 0),
    ),
    (("Orangerie", 13, 17, "Demo's van de week", 16, 1), ("Poortkamer", 9, 10, "Overleg praktijkbegeleiders", 3, 2)),
)
DAYS_AROUND = 7


def add_rooms(programme: Programme, now: datetime) -> None:
    """Made with the same steps as people take; what is past was booked a week before."""
    people = [_member(programme, role) for role in (Role.COMPANY_MEMBER, Role.COMPANY_MANAGER, Role.COORDINATOR)]
    people.append(_member(programme, Role.TEACHER))
    manager = _member(programme, Role.MANAGEMENT)
    found = _build(manager, now)
    _let(programme, manager, people[1].organisation, found, now)
    day = today(now)
    for number in range(-DAYS_AROUND, DAYS_AROUND + 1):
        _book_day(day + timedelta(days=number), people, found, now)


def _member(programme: Programme, role: Role) -> Membership:
    """The one who logs in to the demonstration with a role."""
    email = next(email for email, its_role in ACCOUNTS if its_role == role)
    found = Membership.objects.filter(partnership=programme.partnership, user__email=email)
    return found.select_related("user", "organisation", "partnership").get()


def _build(manager: Membership, now: datetime) -> dict[str, Room]:
    def add(name: str, kind: str, seats: int, text: str) -> Room:
        values = {"name": name, "kind": kind, "seats": seats, "description": text}
        return rooms_manage.add_room(by=manager, nonce=uuid4(), now=now, **values)

    found = {name: add(name, RoomKind.ROOM, seats, text) for name, seats, text in BUILDING}
    for number in range(1, DESKS + 1):
        name = f"Werkplek {number}"
        found[name] = add(name, RoomKind.DESK, 1, "In de Kemenade, met een tweede scherm.")
    week = {weekday: Open(*hours) for weekday, hours in WEEK.items()}
    rooms_manage.set_hours(by=manager, room=None, week=week, now=now)
    ridderzaal = week | {5: Open(540, 1020)}
    rooms_manage.set_hours(by=manager, room=found["Ridderzaal"], week=ridderzaal, now=now)
    january = date(today(now).year + 1, 1, 2)
    rooms_manage.close_days(
        by=manager, first_on=january, last_on=january, reason="Kerstvakantie", nonce=uuid4(), now=now
    )
    return found


def _let(programme: Programme, manager: Membership, company: Organisation, found: dict[str, Room], now: datetime):
    """One to the company of the demonstration, which pledged hours; one to another."""
    month = month_of(today(now))
    others = Organisation.objects.filter(partnership=programme.partnership, kind=OrganisationKind.COMPANY)
    other = others.exclude(pk=company.pk).order_by("name", "pk").first()
    for name, partner, back, ahead, price in (
        ("Werkplek 1", company, -5, 6, "125.00"),
        ("Werkplek 2", other, -2, 9, "125.00"),
    ):
        rooms_manage.let(
            by=manager,
            room=found[name],
            organisation=partner,
            first_month=add_months(month, back),
            last_month=add_months(month, ahead),
            price=Decimal(price),
            note="Huurovereenkomst ligt bij de beheerder van Het Kasteel.",
            nonce=uuid4(),
            now=now,
        )


def _book_day(day: date, people: list[Membership], found: dict[str, Room], now: datetime) -> None:
    if day.weekday() not in WEEK or day in public_holidays(day, day):
        return
    number = day.toordinal()
    for name, start, end, purpose, count, who in DAYS[number % len(DAYS)] + DAYS[(number + 2) % len(DAYS)]:
        _book(people[who], Wish(found[name], day, start * 60, end * 60), rooms.Use(purpose, count), now)
    for shift, who in ((0, number % 2), (3, 2), (4, 3)):
        desk = found[f"Werkplek {3 + (number + shift) % (DESKS - 2)}"]
        _book(people[who], Wish(desk, day, 9 * 60, 16 * 60), rooms.Use("Een dag in het lab"), now)


def _book(by: Membership, wish: Wish, use: rooms.Use, now: datetime) -> None:
    """A booking of a time that has begun was made before; on a closed day nobody comes."""
    then = now - timedelta(weeks=2) if moment_of(wish.day, wish.start) < now else now
    if not any(each.problem for each in rooms.look(by=by, wish=wish, now=then)):
        rooms.book(by=by, wish=wish, use=use, nonce=uuid4(), now=then)
