"""The pages of rooms: who is where, booking, the own bookings."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from labs.models import Booking, Room
from tests.cast import NOW
from tests.labs.rooms_stage import TUESDAY, book, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage(cast, client):
    client.cookies["django_language"] = "en"
    with time_machine.travel(NOW, tick=False):
        yield build(cast)


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def text(response):
    return response.content.decode()


def typed(cast, **changes):
    return {
        "room": cast.zaal.pk,
        "day": "17-3-2026",
        "start": "10:00",
        "end": "11.30",
        "purpose": "Sprintoverleg",
        "people": "4",
        "weeks": "1",
        "nonce": str(uuid4()),
    } | changes


def send(client, cast, **changes):
    return client.post(url("room_book"), typed(cast, **changes))


LOOK = {"anna", "mo", "bram", "thea", "carla", "mirjam", "beheer"}
MANAGE = {"carla", "mirjam", "beheer"}
EVERYBODY = LOOK | {"sanne", "aad"}


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("rooms", LOOK),
        ("room", LOOK),
        ("room_book", LOOK),
        ("bookings", LOOK),
        ("rooms_manage", MANAGE),
        ("room_new", MANAGE),
        ("room_edit", MANAGE),
        ("room_out", MANAGE),
        ("room_hours", MANAGE),
        ("room_own_hours", MANAGE),
        ("rental_new", MANAGE),
    ],
)
def test_a_page_opens_for_its_roles_and_no_stranger_knows_it(cast, client, name, who):
    of_a_room = name in ("room", "room_edit", "room_out", "room_own_hours")
    address = url(name, *([cast.zaal.pk] if of_a_room else []))
    for person in EVERYBODY:
        client.force_login(getattr(cast, person).user)
        assert client.get(address).status_code == (200 if person in who else 403), person
    client.force_login(cast.ed.user)
    assert client.get(address).status_code == 404
    if of_a_room:
        client.force_login(cast.mirjam.user)
        assert client.get(url(name, cast.elders_zaal.pk)).status_code == 404


def test_a_day_says_in_words_what_is_free_and_what_is_taken(cast, log_in):
    book(cast.bram, cast.zaal, "10", "11")
    book(cast.anna, cast.kamer, "8", "18")
    page = text(log_in(cast.anna).get(url("rooms"), {"day": "17-3-2026"}))
    assert "08:00–10:00" in page and "11:00–18:00" in page
    assert "taken" in page and "yours" in page
    assert "Bram" not in page
    assert "Bram Wadbyte" in text(log_in(cast.carla).get(url("rooms"), {"day": "17-3-2026"}))


@pytest.mark.parametrize("day", ["18-4-2026", "27-4-2026", "nonsense", "1-1-2099"])
def test_a_closed_or_strange_day_is_a_page_too(cast, log_in, day):
    assert log_in(cast.anna).get(url("rooms"), {"day": day}).status_code == 200
    assert log_in(cast.anna).get(url("room", cast.zaal.pk), {"day": day}).status_code == 200


@pytest.mark.parametrize("name", ["rooms", "room"])
def test_a_page_asks_as_much_with_many_bookings_as_with_one(
    cast, log_in, name, django_assert_max_num_queries, django_assert_num_queries
):
    def fill(number):
        while Booking.objects.count() < number:
            at = timezone.localtime(NOW).replace(hour=8, minute=0) + timezone.timedelta(
                days=Booking.objects.count() // 40, minutes=15 * (Booking.objects.count() % 40)
            )
            Booking.objects.create(
                room=cast.zaal,
                starts_at=at,
                ends_at=at + timezone.timedelta(minutes=15),
                purpose="Les",
                organisation=cast.terpdok,
                booked_by=cast.anna.user,
                booked_at=NOW,
            )

    client = log_in(cast.carla)
    address = url(name, *([cast.zaal.pk] if name == "room" else []))
    fill(1)
    with django_assert_max_num_queries(10) as asked:
        client.get(address)
    queries = len(asked)
    for number in (3, 300):
        fill(number)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_a_room_is_booked_once(cast, log_in):
    client, nonce = log_in(cast.anna), str(uuid4())
    answers = [send(client, cast, nonce=nonce) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    booking = Booking.objects.get()
    assert timezone.localtime(booking.starts_at).strftime("%d-%m %H:%M") == "17-03 10:00"
    assert (booking.purpose, booking.people, booking.organisation) == ("Sprintoverleg", 4, cast.terpdok)
    assert "Zaal is yours" in text(client.get(answers[0].url))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": "10:10"}, "start"),
        ({"end": "9"}, "end"),
        ({"end": "half elf"}, "end"),
        ({"day": "15-3-2026"}, "day"),
        ({"day": "16-3-2026", "start": "9:00"}, "start"),
        ({"day": "17-3-2027"}, "day"),
        ({"day": "21-3-2026"}, "day"),
        ({"day": "27-4-2026"}, "day"),
        ({"start": "7:00"}, "start"),
        ({"end": "18:15"}, "start"),
        ({"people": "0"}, "people"),
        ({"weeks": "13"}, "weeks"),
        ({"purpose": ""}, "purpose"),
        ({"room": ""}, "room"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, log_in, changes, field):
    answer = send(log_in(cast.anna), cast, **changes)
    assert set(answer.context["form"].errors) == {field}
    assert not Booking.objects.exists()


def test_a_room_of_another_partnership_is_not_offered(cast, log_in):
    answer = send(log_in(cast.anna), cast, room=cast.elders_zaal.pk)
    assert set(answer.context["form"].errors) == {"room"}


def test_more_people_than_seats_is_a_warning(cast, log_in):
    client = log_in(cast.anna)
    assert "8 seats, and you come with 9" in text(client.get(send(client, cast, people="9").url))
    assert "seats, and you" not in text(client.get(send(client, cast, people="8", day="18-3-2026").url))


def test_who_comes_second_hears_so_without_a_name_and_is_offered_another_room(cast, log_in):
    book(cast.bram, cast.zaal, "10", "11")
    answer = send(log_in(cast.anna), cast)
    page = text(answer)
    assert "Zaal is already booked from 10:00 to 11:00." in page and "Bram" not in page
    assert "Take Kamer" in page and "Take Bureau" not in page
    again = typed(cast) | {"room": [cast.zaal.pk, cast.kamer.pk]}
    assert log_in(cast.anna).post(url("room_book"), again).status_code == 302
    assert Booking.objects.get(booked_by=cast.anna.user).room == cast.kamer
    colleague = text(send(log_in(cast.mo), cast, room=cast.kamer.pk))
    assert "Anna Terpdok" in colleague


def test_weeks_in_a_row_are_shown_before_anything_is_booked(cast, log_in):
    book(cast.bram, cast.zaal, "10", "11", day=TUESDAY + timezone.timedelta(weeks=2))
    client = log_in(cast.anna)
    looked = send(client, cast, weeks="4")
    assert "Book the 3 free days" in text(looked) and Booking.objects.count() == 1
    seen = looked.context["form"].data["seen"]
    other = send(client, cast, weeks="5", seen=seen, verb="free")
    assert "Book the 4 free days" in text(other) and Booking.objects.count() == 1
    refused = send(client, cast, weeks="4", seen=seen, verb="all")
    assert "Not free" in text(refused) and Booking.objects.count() == 1
    assert send(client, cast, weeks="4", seen=seen, verb="free").status_code == 302
    assert Booking.objects.filter(booked_by=cast.anna.user).count() == 3


def test_all_days_are_booked_when_all_are_free(cast, log_in):
    client = log_in(cast.anna)
    looked = send(client, cast, weeks="12")
    assert "Book all 12 days" in text(looked)
    seen = looked.context["form"].data["seen"]
    assert send(client, cast, weeks="12", seen=seen, verb="all").status_code == 302
    assert Booking.objects.count() == 12


def test_my_bookings_and_giving_one_back(cast, log_in):
    client = log_in(cast.anna)
    assert "You booked nothing yet" in text(client.get(url("bookings")))
    (mine,) = book(cast.anna, cast.zaal)
    assert "Zaal" in text(client.get(url("bookings")))
    answer = client.post(url("booking", mine.pk), {}, follow=True)
    assert "The booking is cancelled" in text(answer)
    assert client.post(url("booking", mine.pk), {}).status_code == 200
    assert "cancelled" in text(client.get(url("bookings")))


def test_somebody_elses_booking_is_cancelled_with_a_reason_by_who_manages_rooms(cast, log_in):
    (theirs,) = book(cast.bram, cast.zaal)
    assert log_in(cast.anna).post(url("booking", theirs.pk), {"reason": "Ik wil hier"}).status_code == 404
    client = log_in(cast.carla)
    assert "reason" in client.post(url("booking", theirs.pk), {"reason": " "}).context["form"].errors
    assert client.post(url("booking", theirs.pk), {"reason": "Lekkage"}).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.cancelled_by, theirs.cancel_reason) == (cast.carla.user, "Lekkage")


def test_without_rooms_the_page_says_what_belongs_there(cast, log_in):
    Room.objects.all().delete()
    assert "Add a room" in text(log_in(cast.mirjam).get(url("rooms")))
    assert "Add a room" not in text(log_in(cast.anna).get(url("rooms")))


def test_a_day_without_a_year_is_the_coming_one(cast, client):
    client.force_login(cast.anna.user)
    send(client, cast, day="12-1")  # of 2026 it is over, so 2027 is meant
    assert timezone.localtime(Booking.objects.get().starts_at).date() == date(2027, 1, 12)


def test_who_sends_a_form_again_for_another_room_hears_which_room_it_is(cast, client):
    client.force_login(cast.anna.user)
    nonce = str(uuid4())
    send(client, cast, nonce=nonce)
    send(client, cast, nonce=nonce, room=cast.kamer.pk)
    told = text(client.get(url("rooms")))
    assert "Zaal is yours" in told and "Kamer is yours" not in told


def test_who_sends_a_form_again_after_cancelling_hears_that_the_room_is_not_theirs(cast, client):
    client.force_login(cast.anna.user)
    nonce = str(uuid4())
    send(client, cast, nonce=nonce)
    client.get(url("rooms"))  # the message is read
    client.post(url("booking", Booking.objects.get().pk), {"reason": ""})
    answer = send(client, cast, nonce=nonce)
    assert answer.status_code == 302 and Booking.objects.live().count() == 0
    told = text(client.get(answer.url))
    assert "You booked Zaal before with this form" in told and "Zaal is yours" not in told


def test_who_sends_a_row_again_after_cancelling_a_day_of_it_hears_which_days_are_left(cast, client):
    client.force_login(cast.anna.user)
    nonce = str(uuid4())
    seen = send(client, cast, nonce=nonce, weeks="3").context["form"].data["seen"]
    row = {"nonce": nonce, "weeks": "3", "seen": seen, "verb": "all"}
    send(client, cast, **row)
    client.get(url("rooms"))
    client.post(url("booking", Booking.objects.order_by("starts_at").first().pk), {"reason": ""})
    answer = send(client, cast, **row)
    told = text(client.get(answer.url))
    assert "Part of what you booked" in told and "yours on 2 days, from 24" in told


def test_days_that_are_taken_take_no_query_each(cast, client, django_assert_max_num_queries):
    book(cast.bram, cast.zaal, "10", "11", weeks=12)
    client.force_login(cast.anna.user)
    with django_assert_max_num_queries(14):
        send(client, cast, weeks="12")
