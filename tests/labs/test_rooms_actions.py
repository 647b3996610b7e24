"""Booking and giving back, session rooms, and managing the building: every way an action can end."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from labs.actions import rooms as actions
from labs.actions import rooms_manage as manage
from labs.models import Booking, ClosedDays, OpeningHours, Room, RoomRental, Session
from labs.queries.rooms import Wish, days_of, free_rooms
from labs.rooms_rules import Open
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW, make_member
from tests.labs.rooms_stage import TUESDAY, book, build, hour

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def stage(cast):
    return build(cast)


@pytest.fixture
def day_and_night(cast):
    """The building never closes, so that the nights in which the clock changes can be booked."""
    manage.set_hours(by=cast.mirjam, room=None, week={day: Open(0, 1440) for day in range(7)}, now=NOW)


# --- Overlap ---------------------------------------------------------------------------------------------------
def test_what_touches_is_booked_and_what_overlaps_is_not(cast):
    book(cast.anna, cast.zaal, "10", "11")
    book(cast.bram, cast.zaal, "11", "12")
    book(cast.bram, cast.zaal, "9", "10")
    for start, end in (("10:45", "11:15"), ("9:30", "10:15"), ("10:15", "10:45"), ("8", "13")):
        with pytest.raises(actions.RoomTaken):
            book(cast.bram, cast.zaal, start, end)
    book(cast.bram, cast.kamer, "10", "11")
    assert Booking.objects.count() == 4


def raw(cast, start: datetime, end: datetime, **values):
    """A booking past all actions: only the database is left to refuse it."""
    people = {"organisation": cast.terpdok, "booked_by": cast.anna.user, "booked_at": NOW, "purpose": "Les"}
    with transaction.atomic():
        return Booking.objects.create(**{"room": cast.zaal, "starts_at": start, "ends_at": end} | people | values)


NIGHTS = [
    datetime(2026, 3, 17, 9, tzinfo=UTC),
    datetime(2026, 3, 29, 0, tzinfo=UTC),  # an hour before the clock goes forward
    datetime(2026, 10, 25, 0, tzinfo=UTC),  # the first of the two times that it is two o'clock
]


@pytest.mark.parametrize("ten", NIGHTS)
def test_the_database_refuses_a_minute_of_overlap_and_not_a_touch(cast, ten):
    hour_, minute = timedelta(hours=1), timedelta(minutes=1)
    first = raw(cast, ten, ten + hour_)
    for start, end in ((ten + hour_ - minute, ten + 2 * hour_), (ten - hour_, ten + minute), (ten, ten + hour_)):
        with pytest.raises(IntegrityError, match="booking_no_overlap"):
            raw(cast, start, end)
    raw(cast, ten + hour_, ten + 2 * hour_)
    raw(cast, ten - hour_, ten)
    raw(cast, ten, ten + hour_, room=cast.kamer)
    Booking.objects.filter(pk=first.pk).update(cancelled_at=NOW, cancelled_by=cast.anna.user)
    raw(cast, ten, ten + hour_)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"ends_at": NOW + timedelta(minutes=14)}, "booking_not_too_short"),
        ({"people": 0}, "booking_for_somebody"),
        ({"cancelled_at": NOW}, "booking_cancelled_by_someone"),
        ({"cancel_reason": "Lekkage"}, "booking_cancelled_by_someone"),
        ({"session": True, "cancelled_at": NOW, "cancelled_by": True}, "booking_of_a_session_is_live"),
    ],
)
def test_the_database_refuses_impossible_bookings(cast, values, name):
    people = {"session": lambda: session(cast), "cancelled_by": lambda: cast.carla.user}
    values = {key: people[key]() if value is True else value for key, value in values.items()}
    values = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)} | values
    with pytest.raises(IntegrityError, match=name):
        raw(cast, values.pop("starts_at"), values.pop("ends_at"), **values)


@pytest.mark.usefixtures("day_and_night")
def test_the_night_that_the_clock_goes_forward(cast):
    (long,) = book(cast.anna, cast.zaal, "1", "3:30", day=SPRING)
    assert long.ends_at - long.starts_at == timedelta(minutes=90)
    book(cast.bram, cast.zaal, "3:30", "4", day=SPRING)
    with pytest.raises(actions.RoomTaken):
        book(cast.bram, cast.zaal, "3:15", "4", day=SPRING)
    with pytest.raises(actions.RoomRefused, match="bestaat niet") as refused:
        book(cast.bram, cast.kamer, "2:30", "4", day=SPRING)
    assert set(refused.value.sentences) == {"start"}


@pytest.mark.usefixtures("day_and_night")
def test_the_night_that_the_clock_goes_back(cast):
    (both,) = book(cast.anna, cast.zaal, "2:30", "3", day=AUTUMN)
    assert both.ends_at - both.starts_at == timedelta(minutes=90)
    book(cast.bram, cast.zaal, "2", "2:30", day=AUTUMN)
    book(cast.bram, cast.zaal, "3", "4", day=AUTUMN)
    with pytest.raises(actions.RoomTaken):
        book(cast.bram, cast.zaal, "2:45", "3", day=AUTUMN)
    (day,) = days_of([cast.zaal], [AUTUMN], cast.anna, NOW)
    assert [each["words"] for each in day.offers] == ["00:00–02:00", "04:00–24:00"]


@pytest.mark.usefixtures("day_and_night")
def test_a_day_of_a_row_on_which_the_time_does_not_exist_is_left_out(cast):
    first = SPRING - timedelta(weeks=1)
    with pytest.raises(actions.RoomTaken):
        book(cast.anna, cast.zaal, "2", "2:45", day=first, weeks=2)
    assert len(book(cast.anna, cast.zaal, "2", "2:45", day=first, weeks=2, only_free=True)) == 1


# --- Booking ---------------------------------------------------------------------------------------------------
def test_the_same_form_twice_is_one_booking(cast):
    nonce = uuid4()
    first, again = (book(cast.anna, cast.zaal, weeks=3, nonce=nonce) for _ in range(2))
    assert first == again and Booking.objects.count() == 3
    assert AuditEvent.objects.filter(verb="booking.made").count() == 3


def test_all_days_or_none_or_the_free_ones(cast):
    book(cast.bram, cast.zaal, day=TUESDAY + timedelta(weeks=1))
    with pytest.raises(actions.RoomTaken) as refused:
        book(cast.anna, cast.zaal, weeks=3)
    assert [bool(each.problem) for each in refused.value.occasions] == [False, True, False]
    assert not Booking.objects.filter(booked_by=cast.anna.user).exists()
    assert len(book(cast.anna, cast.zaal, weeks=3, only_free=True)) == 2
    with pytest.raises(actions.RoomTaken):
        book(cast.mo, cast.zaal, weeks=3, only_free=True)


def test_weeks_beyond_a_year_are_left_out(cast):
    last = date(2027, 3, 16)
    with pytest.raises(actions.RoomTaken):
        book(cast.anna, cast.zaal, day=last, weeks=2)
    assert len(book(cast.anna, cast.zaal, day=last, weeks=2, only_free=True)) == 1


@pytest.mark.parametrize("weeks", [0, 13])
def test_a_row_has_a_length(cast, weeks):
    with pytest.raises(Refused):
        book(cast.anna, cast.zaal, weeks=weeks)


def test_who_may_book(cast):
    for person in (cast.sanne, cast.aad):
        with pytest.raises(Refused, match="rol"):
            book(person, cast.zaal)
    with pytest.raises(Refused):
        book(cast.anna, cast.elders_zaal)
    assert book(cast.thea, cast.zaal)


def test_rooms_that_are_free_then(cast):
    big = Room.objects.create(partnership=cast.werkplaats, name="Aula", seats=60)
    wish = Wish(cast.zaal, TUESDAY, hour("10"), hour("11"))
    assert free_rooms(wish, cast.anna, 2) == [cast.kamer, big]
    assert free_rooms(wish, cast.anna, 5) == [big]
    book(cast.bram, cast.kamer, "10:45", "12")
    Room.objects.filter(pk=big.pk).update(closed_on=TUESDAY)
    assert free_rooms(wish, cast.anna, 2) == []


# --- Giving back -----------------------------------------------------------------------------------------------
def test_the_own_booking_is_given_back_without_a_mail(cast):
    (mine,) = book(cast.anna, cast.zaal)
    actions.cancel_booking(by=cast.anna, booking=mine, now=NOW)
    assert AuditEvent.objects.filter(verb="booking.cancelled").count() == 1
    assert not OutboxMail.objects.exists()
    book(cast.bram, cast.zaal)


def test_who_booked_hears_why_it_is_cancelled(cast):
    (theirs,) = book(cast.anna, cast.zaal)
    with pytest.raises(Refused, match="waarom"):
        actions.cancel_booking(by=cast.carla, booking=theirs, now=NOW, reason=" ")
    actions.cancel_booking(by=cast.carla, booking=theirs, now=NOW, reason="Lekkage")
    mail = OutboxMail.objects.get()
    assert mail.to == cast.anna.user.email and "Lekkage" in mail.text and "Carla Noorderpoort" in mail.text


def test_who_may_not_give_back(cast):
    (theirs,) = book(cast.anna, cast.zaal)
    for person in (cast.mo, cast.bram, cast.thea):
        with pytest.raises(Refused):
            actions.cancel_booking(by=person, booking=theirs, now=NOW, reason="Ik wil hier")
    with pytest.raises(Refused, match="voorbij"):
        actions.cancel_booking(by=cast.anna, booking=theirs, now=theirs.ends_at)
    actions.cancel_booking(by=cast.anna, booking=theirs, now=NOW)
    with pytest.raises(Refused):
        actions.cancel_booking(by=cast.anna, booking=theirs, now=NOW)
    stale = Booking.objects.get()
    stale.cancelled_at = None
    with pytest.raises(SomeoneWasFirst):
        actions.cancel_booking(by=cast.anna, booking=stale, now=NOW)


# --- Sessions --------------------------------------------------------------------------------------------------
def session(cast, room=None, start=datetime(2026, 3, 17, 18, tzinfo=UTC), hours=2, **values):
    people = {"planned_by": cast.carla.user, "planned_at": NOW, "changed_at": NOW}
    defaults = {"lab": cast.learning_lab, "kind": "training", "title": "Docker", "room": room}
    times = {"starts_at": start, "ends_at": start + timedelta(hours=hours)}
    return Session.objects.create(**defaults | times | people | values)


def test_a_session_keeps_moves_and_gives_back_its_room(cast):
    docker = session(cast, cast.zaal)
    booking = actions.hold_for_session(docker, cast.carla, NOW)
    assert (booking.session, booking.room, booking.purpose) == (docker, cast.zaal, "Docker")
    assert actions.hold_for_session(docker, cast.carla, NOW) == booking
    assert AuditEvent.objects.filter(object_type="labs.booking").count() == 1
    docker.room, docker.ends_at = cast.kamer, docker.ends_at + timedelta(hours=1)
    assert actions.hold_for_session(docker, cast.carla, NOW) == booking
    booking.refresh_from_db()
    assert (booking.room, booking.ends_at) == (cast.kamer, docker.ends_at)
    docker.room = None
    assert actions.hold_for_session(docker, cast.carla, NOW) is None
    assert not Booking.objects.live().exists()
    docker.room = cast.zaal
    again = actions.hold_for_session(docker, cast.carla, NOW)
    assert again != booking and Booking.objects.get(session=docker) == again
    docker.state = "cancelled"
    assert actions.hold_for_session(docker, cast.carla, NOW) is None
    actions.release_session(docker, cast.carla, NOW)
    assert not Booking.objects.live().exists()
    verbs = AuditEvent.objects.filter(object_type="labs.booking").order_by("pk").values_list("verb", flat=True)
    made, moved, gone = "booking.made", "booking.moved", "booking.cancelled"
    assert list(verbs) == [made, moved, gone, made, gone]


def test_a_session_does_not_push_anybody_out(cast):
    at = datetime(2026, 3, 17, 9, tzinfo=UTC)
    book(cast.anna, cast.zaal, "10", "11")
    with pytest.raises(Refused, match="Anna Terpdok"):
        actions.hold_for_session(session(cast, cast.zaal, at), cast.carla, NOW)
    other = session(cast, cast.kamer, at, state="published")
    actions.hold_for_session(other, cast.carla, NOW)
    with pytest.raises(Refused, match="Docker"):
        actions.hold_for_session(session(cast, cast.kamer, at), cast.carla, NOW)
    with pytest.raises(actions.RoomTaken):
        book(cast.anna, cast.kamer, "11", "12")
    with pytest.raises(Refused, match="bijeenkomst"):
        actions.cancel_booking(by=cast.carla, booking=other.booking, now=NOW, reason="Weg")


def test_a_session_is_in_a_room_that_is_there(cast):
    Room.objects.filter(pk=cast.zaal.pk).update(closed_on=TUESDAY)
    with pytest.raises(Refused, match="buiten gebruik"):
        actions.hold_for_session(session(cast, cast.zaal), cast.carla, NOW)
    lets(cast, cast.kamer, date(2026, 3, 1))
    with pytest.raises(Refused, match="verhuurd"):
        actions.hold_for_session(session(cast, cast.kamer), cast.carla, NOW)
    with pytest.raises(Refused):
        actions.hold_for_session(session(cast, cast.elders_zaal), cast.carla, NOW)


# --- The building ----------------------------------------------------------------------------------------------
def test_a_room_is_added_once_and_its_name_is_its_own(cast):
    nonce, values = uuid4(), {"name": "Aula", "kind": "room", "seats": 60, "description": ""}
    first, again = (manage.add_room(by=cast.carla, nonce=nonce, now=NOW, **values) for _ in range(2))
    assert first == again
    with pytest.raises(Refused, match="naam"):
        manage.add_room(by=cast.carla, nonce=uuid4(), now=NOW, **values)
    with pytest.raises(Refused, match="naam"):
        manage.change_room(by=cast.carla, room=first, now=NOW, name="Zaal")
    manage.change_room(by=cast.carla, room=first, now=NOW, **values | {"seats": 50})
    manage.change_room(by=cast.carla, room=first, now=NOW, **values | {"seats": 50})
    assert AuditEvent.objects.get(verb="room.changed").data == {"fields": ["seats"]}


def test_out_of_use_cancels_what_comes_and_tells_people(cast):
    (before,), (_after,) = book(cast.anna, cast.zaal), book(cast.anna, cast.zaal, day=TUESDAY + timedelta(days=1))
    out = {"by": cast.carla, "room": cast.zaal, "day": TUESDAY + timedelta(days=1), "now": NOW}
    with pytest.raises(Refused):
        manage.take_out_of_use(**out, reason="")
    docker = session(cast, cast.zaal, datetime(2026, 3, 20, 9, tzinfo=UTC))
    actions.hold_for_session(docker, cast.carla, NOW)
    with pytest.raises(Refused, match="1 bijeenkomst"):
        manage.take_out_of_use(**out, reason="Verbouwing")
    actions.release_session(docker, cast.carla, NOW)
    assert manage.take_out_of_use(**out, reason="Verbouwing") == 1
    assert set(Booking.objects.live()) == {before}
    assert OutboxMail.objects.get().to == cast.anna.user.email
    with pytest.raises(actions.RoomTaken, match="buiten gebruik"):
        book(cast.anna, cast.zaal, day=TUESDAY + timedelta(days=2))
    manage.put_into_use(by=cast.carla, room=cast.zaal, now=NOW)
    manage.put_into_use(by=cast.carla, room=cast.zaal, now=NOW)
    assert AuditEvent.objects.filter(verb="room.put_back").count() == 1
    assert book(cast.anna, cast.zaal, day=TUESDAY + timedelta(days=2))


def test_hours_of_a_room_stand_above_those_of_the_building(cast):
    manage.set_hours(by=cast.carla, room=cast.zaal, week={1: Open(hour("18"), hour("22"))}, now=NOW)
    with pytest.raises(actions.RoomTaken, match="openingstijden"):
        book(cast.anna, cast.zaal)
    assert book(cast.anna, cast.zaal, "20", "21") and book(cast.anna, cast.kamer)
    with pytest.raises(actions.RoomTaken, match="gesloten"):
        book(cast.anna, cast.zaal, day=TUESDAY + timedelta(days=1))
    manage.set_hours(by=cast.carla, room=cast.zaal, week={}, now=NOW)
    assert book(cast.anna, cast.zaal)
    with pytest.raises(Refused):
        manage.set_hours(by=cast.carla, room=None, week={0: Open(600, 500)}, now=NOW)


def test_closed_days_and_open_after_all(cast):
    nonce, span = uuid4(), {"first_on": TUESDAY, "last_on": TUESDAY + timedelta(days=3)}
    first, again = (
        manage.close_days(by=cast.carla, reason="Verhuizing", nonce=nonce, now=NOW, **span) for _ in range(2)
    )
    assert first == again
    with pytest.raises(actions.RoomTaken, match="gesloten"):
        book(cast.anna, cast.zaal)
    with pytest.raises(Refused):
        manage.close_days(by=cast.carla, first_on=MAY, last_on=APRIL, reason="x", nonce=uuid4(), now=NOW)
    manage.open_days(by=cast.carla, closed=first, now=NOW)
    assert book(cast.anna, cast.zaal)


# --- Letting ---------------------------------------------------------------------------------------------------
def lets(cast, room, first=APRIL, last=MAY, partner=None, price="300", **values):
    values = {"by": cast.carla, "nonce": uuid4(), "now": NOW} | values
    months = {"first_month": first, "last_month": last}
    return manage.let(room=room, organisation=partner or cast.terpdok, price=Decimal(price), **months, **values)


def test_in_months_that_it_is_let_only_the_partner_books(cast):
    nonce = uuid4()
    assert lets(cast, cast.bureau, nonce=nonce) == lets(cast, cast.bureau, nonce=nonce)
    with pytest.raises(actions.RoomTaken, match="verhuurd"):
        book(cast.bram, cast.bureau, day=date(2026, 4, 7))
    assert book(cast.anna, cast.bureau, day=date(2026, 4, 7))
    assert book(cast.bram, cast.bureau, day=date(2026, 6, 2))


def test_months_are_let_once(cast):
    lets(cast, cast.bureau)
    for first, last in ((APRIL, APRIL), (MAY, JUNE), (date(2026, 1, 1), date(2026, 12, 1))):
        with pytest.raises(Refused, match="al verhuurd"):
            lets(cast, cast.bureau, first, last, cast.wadbyte)
    assert lets(cast, cast.bureau, JUNE, JUNE, cast.wadbyte) and lets(cast, cast.kamer)
    with pytest.raises(IntegrityError, match="rental_no_overlap"):
        RoomRental.objects.filter(organisation=cast.wadbyte).update(first_month=MAY)


@pytest.mark.parametrize(
    ("first", "last", "price", "name"),
    [
        (MAY, APRIL, "300", "rental_ends_after_start"),
        (date(2026, 4, 2), MAY, "300", "rental_of_whole_months"),
        (APRIL, MAY, "0", "rental_has_a_price"),
    ],
)
def test_the_database_refuses_impossible_rentals(cast, first, last, price, name):
    values = {"organisation": cast.terpdok, "agreed_by": cast.carla.user, "agreed_at": NOW, "price": Decimal(price)}
    with pytest.raises((IntegrityError, Exception), match=name if last > first else "range|rental"):
        RoomRental.objects.create(room=cast.zaal, first_month=first, last_month=last, **values)


def test_a_room_is_not_let_over_the_heads_of_who_booked_it(cast):
    (theirs,) = book(cast.bram, cast.zaal, day=date(2026, 5, 12))
    with pytest.raises(Refused, match="1 reservering"):
        lets(cast, cast.zaal)
    rental = lets(cast, cast.zaal, APRIL, APRIL)
    change = {"by": cast.carla, "rental": rental, "note": "", "now": NOW}
    with pytest.raises(Refused, match="1 reservering"):
        manage.change_rental(**change, last_month=MAY)
    actions.cancel_booking(by=cast.bram, booking=theirs, now=NOW)
    assert manage.change_rental(**change, last_month=MAY).last_month == MAY
    with pytest.raises(Refused):
        manage.change_rental(**change, last_month=date(2026, 3, 1))
    lets(cast, cast.zaal, JUNE, JUNE, cast.wadbyte)
    with pytest.raises(Refused, match="al verhuurd"):
        manage.change_rental(**change, last_month=JUNE)
    manage.remove_rental(by=cast.carla, rental=rental, now=NOW)
    assert RoomRental.objects.count() == 1


def test_what_cannot_be_let(cast):
    for wrong in ({"room": cast.elders_zaal}, {"partner": cast.kleibyte}, {"price": "0"}, {"first": JUNE}):
        with pytest.raises(Refused):
            lets(cast, **{"room": cast.zaal} | wrong)
    Room.objects.filter(pk=cast.zaal.pk).update(closed_on=MAY)
    with pytest.raises(Refused, match="buiten gebruik"):
        lets(cast, cast.zaal)
    assert lets(cast, cast.zaal, APRIL, APRIL)


def test_only_who_manages_rooms_manages_them(cast):
    rental = lets(cast, cast.kamer)
    closed = ClosedDays.objects.create(partnership=cast.werkplaats, first_on=MAY, last_on=MAY, reason="Feest")
    manager = make_member("Rik Roostermaker", cast.noorderpoort, "coordinator")
    for deed, values in (
        (manage.add_room, {"nonce": uuid4(), "name": "Aula"}),
        (manage.change_room, {"room": cast.zaal, "name": "Grote zaal"}),
        (manage.take_out_of_use, {"room": cast.zaal, "day": TUESDAY, "reason": "Weg"}),
        (manage.put_into_use, {"room": cast.zaal}),
        (manage.set_hours, {"room": None, "week": {}}),
        (manage.close_days, {"first_on": MAY, "last_on": MAY, "reason": "Feest", "nonce": uuid4()}),
        (manage.open_days, {"closed": closed}),
        (manage.change_rental, {"rental": rental, "last_month": APRIL, "note": ""}),
        (manage.remove_rental, {"rental": rental}),
    ):
        for person in (cast.anna, cast.mo, cast.thea, cast.sanne, cast.aad):
            with pytest.raises(Refused):
                deed(by=person, now=NOW, **values)
        deed(by=manager, now=NOW, **values)
    with pytest.raises(Refused):
        lets(cast, cast.kamer, by=cast.mo)
    assert not OpeningHours.objects.filter(partnership=cast.werkplaats).exists()


def test_one_form_is_one_rental_also_with_another_room_in_it(cast):
    nonce = uuid4()
    first = lets(cast, cast.kamer, nonce=nonce)
    assert lets(cast, cast.bureau, nonce=nonce) == first


def test_a_room_is_not_let_in_months_that_it_is_out_of_use(cast):
    rental = lets(cast, cast.kamer, APRIL, APRIL)
    with pytest.raises(Refused, match="verhuurd"):
        manage.take_out_of_use(by=cast.carla, room=cast.kamer, day=date(2026, 4, 15), reason="Verbouwing", now=NOW)
    manage.take_out_of_use(by=cast.carla, room=cast.kamer, day=MAY, reason="Verbouwing", now=NOW)
    with pytest.raises(Refused, match="buiten gebruik"):
        manage.change_rental(by=cast.carla, rental=rental, last_month=MAY, note="", now=NOW)
    rental.refresh_from_db()
    assert rental.last_month == APRIL
