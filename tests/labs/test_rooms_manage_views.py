"""The pages of who manages the rooms."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from labs.models import Booking, ClosedDays, OpeningHours, Room, RoomRental
from tests.cast import NOW
from tests.labs.rooms_stage import book, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage(cast, client):
    client.cookies["django_language"] = "en"
    with time_machine.travel(NOW, tick=False):
        yield build(cast)


@pytest.fixture
def manager(cast, log_in):
    return log_in(cast.carla)


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def text(response):
    return response.content.decode()


ROOM = {"name": "Aula", "kind": "room", "seats": "60", "description": "Met podium"}


def test_a_room_is_added_changed_taken_out_of_use_and_put_back(cast, manager):
    form = ROOM | {"nonce": str(uuid4())}
    assert [manager.post(url("room_new"), form).status_code for _ in range(2)] == [302, 302]
    aula = Room.objects.get(name="Aula")
    assert manager.post(url("room_edit", aula.pk), ROOM | {"seats": "50"}).status_code == 302
    book(cast.anna, aula)
    out = manager.post(url("room_out", aula.pk), {"day": "17-3-2026", "reason": "Verbouwing"}, follow=True)
    assert "1 booking is cancelled" in text(out) and not Booking.objects.live().exists()
    aula.refresh_from_db()
    assert (aula.seats, aula.closed_on) == (50, date(2026, 3, 17))
    shown = text(manager.get(url("room", aula.pk), {"day": "17-3-2026"}))
    assert "Out of use" in shown
    assert "Aula" not in text(manager.get(url("rooms"), {"day": "17-3-2026"}))
    assert "Aula" in text(manager.get(url("rooms"), {"day": "16-3-2026"}))
    assert manager.post(url("room_back", aula.pk)).status_code == 302
    assert "Aula" in text(manager.get(url("rooms"), {"day": "17-3-2026"}))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": "Zaal"}, "name"), ({"name": ""}, "name"), ({"seats": "0"}, "seats"), ({"kind": "tower"}, "kind")],
)
def test_what_is_wrong_with_a_room_is_said_at_its_field(cast, manager, changes, field):
    new = manager.post(url("room_new"), ROOM | {"nonce": str(uuid4())} | changes)
    assert set(new.context["form"].errors) == {field}
    changed = manager.post(url("room_edit", cast.kamer.pk), ROOM | changes)
    assert set(changed.context["form"].errors) == {field}
    assert set(manager.post(url("room_out", cast.kamer.pk), {"day": "", "reason": ""}).context["form"].errors) == {
        "day",
        "reason",
    }


def hours(**changes):
    """A form with 9 to 17 on Monday and closed for the rest of the week."""
    empty = {f"{key}_{day}": "" for key in ("opens", "closes") for day in range(7)}
    return empty | {"opens_0": "9", "closes_0": "17:00"} | changes


def test_the_hours_of_the_building_and_of_a_room(cast, manager):
    assert manager.post(url("room_hours"), hours()).status_code == 302
    assert manager.post(url("room_own_hours", cast.zaal.pk), hours(opens_5="10", closes_5="24")).status_code == 302
    week = OpeningHours.objects.filter(partnership=cast.werkplaats)
    assert set(week.filter(room=None, closes__gt=0).values_list("weekday", "opens", "closes")) == {(0, 540, 1020)}
    assert week.get(room=cast.zaal, weekday=5).closes == 1440
    assert "its own" in text(manager.get(url("rooms_manage")))
    assert manager.post(url("room_hours_forget", cast.zaal.pk)).status_code == 302
    assert not week.filter(room=cast.zaal).exists()
    assert OpeningHours.objects.filter(partnership=cast.elders).count() == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_0": ""}, "closes_0"),
        ({"opens_0": ""}, "opens_0"),
        ({"closes_0": "9:00"}, "closes_0"),
        ({"opens_3": "soon", "closes_3": "12"}, "opens_3"),
    ],
)
def test_hours_that_cannot_be(manager, changes, field):
    answer = manager.post(url("room_hours"), hours(**changes))
    assert set(answer.context["form"].errors) == {field}


def test_the_building_closes_some_days_and_opens_after_all(cast, manager):
    form = {"first_on": "1-5-2026", "last_on": "8-5-2026", "reason": "Meivakantie", "nonce": str(uuid4())}
    assert [manager.post(url("closed_days_add"), form).status_code for _ in range(2)] == [302, 302]
    closed = ClosedDays.objects.get()
    assert "The building is closed on this day: Meivakantie." in text(manager.get(url("rooms"), {"day": "7-5-2026"}))
    wrong = manager.post(url("closed_days_add"), form | {"last_on": "1-4-2026", "nonce": str(uuid4())})
    assert set(wrong.context["form"].errors) == {"last_on"}
    assert manager.post(url("closed_days_remove", closed.pk)).status_code == 302
    assert not ClosedDays.objects.exists()
    theirs = ClosedDays.objects.create(
        partnership=cast.elders, first_on=date(2026, 5, 1), last_on=date(2026, 5, 1), reason="Feest"
    )
    assert manager.post(url("closed_days_remove", theirs.pk)).status_code == 404


def rental(cast, **changes):
    return {
        "room": cast.bureau.pk,
        "organisation": cast.terpdok.pk,
        "first_month": "2026-04-01",
        "last_month": "2026-12-01",
        "price": "125.50",
        "note": "",
        "nonce": str(uuid4()),
    } | changes


def test_a_desk_is_let_shown_shortened_and_the_mistake_removed(cast, manager):
    form = rental(cast)
    assert [manager.post(url("rental_new"), form).status_code for _ in range(2)] == [302, 302]
    made = RoomRental.objects.get()
    assert "Terpdok Software" in text(manager.get(url("rooms_manage")))
    assert "Let to Terpdok Software until the end of December 2026." in text(
        manager.get(url("room", cast.bureau.pk), {"day": "7-4-2026"})
    )
    change = {"last_month": "2026-05-01", "note": "Eerder weg"}
    assert manager.post(url("rental", made.pk), change).status_code == 302
    made.refresh_from_db()
    assert (made.last_month, made.note) == (date(2026, 5, 1), "Eerder weg")
    early = manager.post(url("rental", made.pk), change | {"last_month": "2026-03-01"})
    assert set(early.context["form"].errors) == {"last_month"}
    assert manager.post(url("rental_remove", made.pk)).status_code == 302
    assert not RoomRental.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_month": "2026-03-01"}, "last_month"),
        ({"first_month": "2026-04-02"}, "first_month"),
        ({"price": "0"}, "price"),
        ({"price": "100000"}, "price"),
        ({"price": "99999999"}, "price"),
        ({"room": "0"}, "room"),
    ],
)
def test_what_is_wrong_with_a_rental_is_said_at_its_field(cast, manager, changes, field):
    assert set(manager.post(url("rental_new"), rental(cast, **changes)).context["form"].errors) == {field}


def test_a_month_that_is_let_already_is_refused_in_words(cast, manager):
    manager.post(url("rental_new"), rental(cast))
    again = manager.post(url("rental_new"), rental(cast, organisation=cast.wadbyte.pk))
    assert "let already" in text(again)


def test_rentals_of_others_do_not_exist(cast, manager, log_in):
    manager.post(url("rental_new"), rental(cast))
    made = RoomRental.objects.get()
    for person, code in (("mo", 403), ("thea", 403), ("sanne", 403), ("esra", 404), ("mirjam", 200)):
        assert log_in(getattr(cast, person)).get(url("rental", made.pk)).status_code == code
        client = log_in(getattr(cast, person))
        if code != 200:
            assert client.post(url("rental_remove", made.pk)).status_code == code
    RoomRental.objects.update(room=cast.elders_zaal)
    assert log_in(cast.mirjam).get(url("rental", made.pk)).status_code == 404


@pytest.mark.parametrize("name", ["room_out", "room_back", "room_hours_forget", "room_edit", "room_own_hours"])
def test_steps_are_for_who_manages_rooms(cast, log_in, name):
    for person, code in (("anna", 403), ("thea", 403), ("esra", 404)):
        assert log_in(getattr(cast, person)).post(url(name, cast.zaal.pk), {}).status_code == code
    assert log_in(cast.carla).post(url(name, cast.zaal.pk), {}).status_code in (200, 302)
    assert log_in(cast.carla).post(url(name, cast.elders_zaal.pk), {}).status_code == 404


def test_the_page_asks_as_much_with_many_rooms_as_with_one(
    cast, manager, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(10) as asked:
        manager.get(url("rooms_manage"))
    queries = len(asked)  # the requests that follow empty the log
    for number in range(20):
        room = Room.objects.create(partnership=cast.werkplaats, name=f"Plek {number}", kind="desk")
        manager.post(url("rental_new"), rental(cast, room=room.pk))
    with django_assert_num_queries(queries):
        manager.get(url("rooms_manage"))
