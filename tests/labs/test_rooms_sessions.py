"""Planning a session books its room; changing, cancelling and throwing away does what goes with that."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from labs import actions
from labs.actions import rooms_manage
from labs.actions.sessions import SessionRefused
from labs.models import Booking, Session
from labs.queries.rooms import taken_words
from tests.cast import NOW
from tests.labs import sessions
from tests.labs.rooms_stage import book, build

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
NINE = datetime(2026, 6, 1, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stage(cast):
    with time_machine.travel(NOW, tick=False):
        yield build(cast)


def change(cast, session, and_following=False, **changes):
    values = {"room": session.room, "starts_at": session.starts_at, "ends_at": session.ends_at} | changes
    return actions.change_session(
        by=cast.carla, session=session, version=session.version, values=values, guests=[],
        and_following=and_following, now=NOW,
    )  # fmt: skip


def series(cast, times=3):
    values = sessions.facts(cast, room=cast.zaal)
    days = [MONDAY + timedelta(weeks=number) for number in range(times)]
    made = actions.plan_series(
        by=cast.carla, values=values, guests=[], rhythm="weekly", days=days, nonce=uuid4(), publish=True, now=NOW
    )
    return list(made.sessions.order_by("series_day"))


def live():
    return list(Booking.objects.live().order_by("starts_at").values_list("room__name", "starts_at"))


def test_a_planned_session_has_its_room_and_a_changed_one_another(cast):
    session = sessions.planned(cast, room=cast.zaal)
    assert live() == [("Zaal", NINE)]
    change(cast, session, room=cast.kamer, starts_at=NINE + timedelta(hours=1))
    assert live() == [("Kamer", NINE + timedelta(hours=1))]
    session.refresh_from_db()
    change(cast, session, room=None)
    assert live() == []


def test_a_room_that_is_taken_is_said_at_its_field_and_nothing_is_planned(cast):
    book(cast.anna, cast.zaal, "10", "11", day=MONDAY)
    with pytest.raises(SessionRefused, match="Anna Terpdok") as refused:
        sessions.planned(cast, room=cast.zaal)
    assert refused.value.field == "room" and not Session.objects.exists()
    session = sessions.planned(cast)
    with pytest.raises(SessionRefused):
        change(cast, session, room=cast.zaal)
    session.refresh_from_db()
    assert session.room is None


def test_a_series_books_all_its_days_or_says_which_day_is_taken(cast):
    book(cast.anna, cast.zaal, "10", "11", day=MONDAY + timedelta(weeks=1))
    with pytest.raises(SessionRefused, match="8 jun"):
        series(cast)
    assert not Session.objects.exists()
    Booking.objects.update(cancelled_at=NOW, cancelled_by=cast.anna.user)
    series(cast)
    assert len(live()) == 3


@pytest.mark.parametrize("weeks", [1, -1])
def test_a_series_moves_onto_its_own_days(cast, weeks):
    first, *_rest = series(cast)
    days = timedelta(weeks=weeks)
    change(cast, first, and_following=True, starts_at=first.starts_at + days, ends_at=first.ends_at + days)
    assert [at for _room, at in live()] == [NINE + days + timedelta(weeks=number) for number in range(3)]


def test_a_cancelled_session_gives_its_room_back_and_so_does_a_draft_that_is_thrown_away(cast):
    session = sessions.planned(cast, room=cast.zaal)
    actions.cancel_session(by=cast.carla, session=session, version=session.version, reason="Ziek", now=NOW)
    assert live() == []
    draft = sessions.planned(cast, room=cast.zaal, publish=False)
    assert len(live()) == 1
    actions.discard_session(by=cast.carla, session=draft, version=draft.version, now=NOW)
    assert live() == [] and not Session.objects.filter(pk=draft.pk).exists()


def test_the_form_offers_the_rooms_of_the_building(cast, log_in):
    client, new = log_in(cast.carla), reverse("session_new", args=["werkplaats"])
    strange = client.post(new, sessions.typed(cast, room=cast.elders_zaal.pk))
    assert strange.context["form"].errors.keys() == {"room"}
    assert client.post(new, sessions.typed(cast, room=cast.zaal.pk)).status_code == 302
    session = Session.objects.get()
    assert (session.room, session.booking.room) == (cast.zaal, cast.zaal)
    again = client.post(new, sessions.typed(cast, room=cast.zaal.pk))
    assert "al gereserveerd" in again.context["form"].errors["room"][0]
    edit = reverse("session_edit", args=["werkplaats", session.pk])
    assert client.get(edit).context["form"]["room"].value() == cast.zaal.pk


@pytest.mark.parametrize("who", ["thea", "anna"])
def test_the_room_of_a_draft_or_of_a_session_of_a_few_people_says_nothing_to_others(cast, who):
    few = {"is_listed": False, "is_public": False, "takes_enrolments": False}
    secret = [sessions.planned(cast, by=cast.carla, room=cast.zaal, publish=False)]
    later = {"starts_at": NINE + timedelta(days=1), "ends_at": NINE + timedelta(days=1, hours=1)}
    secret.append(sessions.planned(cast, by=cast.carla, room=cast.zaal, **few, **later))
    for session in secret:
        booking = Booking.objects.select_related("session", "booked_by").get(session=session)
        assert taken_words(booking, getattr(cast, who)) == ("", "")
        assert taken_words(booking, cast.carla)[0] == session.title
        assert taken_words(booking, cast.mirjam)[0] == session.title  # who manages the rooms


@pytest.mark.parametrize("barred", ["out of use", "let"])
def test_a_session_until_midnight_does_not_touch_the_next_day(cast, barred):
    if barred == "let":
        rooms_manage.let(
            by=cast.mirjam, room=cast.zaal, organisation=cast.wadbyte, first_month=date(2026, 7, 1),
            last_month=date(2026, 8, 1), price=Decimal(100), nonce=uuid4(), now=NOW,
        )  # fmt: skip
    else:
        rooms_manage.take_out_of_use(by=cast.mirjam, room=cast.zaal, day=date(2026, 7, 1), reason="Verf", now=NOW)
    cast.zaal.refresh_from_db()
    midnight = datetime(2026, 6, 30, 22, tzinfo=UTC)
    with pytest.raises(SessionRefused):
        sessions.planned(
            cast, room=cast.zaal, starts_at=midnight - timedelta(hours=2), ends_at=midnight + timedelta(minutes=1)
        )
    assert sessions.planned(cast, room=cast.zaal, starts_at=midnight - timedelta(hours=2), ends_at=midnight).room


def test_a_session_too_short_for_a_room_is_refused_in_words(cast):
    with pytest.raises(SessionRefused, match="kwartier") as refusal:
        sessions.planned(cast, room=cast.zaal, ends_at=NINE + timedelta(minutes=10))
    assert refusal.value.field == "room" and not Session.objects.exists()
    assert sessions.planned(cast, ends_at=NINE + timedelta(minutes=10)).room is None
