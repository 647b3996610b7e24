"""When a room can be booked, in plain values; also in the nights that the clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from labs.forms.rooms import ClockField
from labs.rooms_rules import (
    A_DAY,
    Open,
    RoomRefusal,
    Slot,
    clock,
    free_between,
    minutes_on,
    moment_of,
    refuse_hours,
    refuse_times,
    weekly,
    whole_day,
)
from labs.rooms_sentences import REFUSALS
from tests.cast import NOW
from tests.labs.rooms_stage import TUESDAY, hour

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_every_refusal_has_its_sentence():
    assert set(REFUSALS) == set(RoomRefusal)


def test_the_hour_that_is_skipped_does_not_exist():
    assert moment_of(SPRING, hour("1:45")) == datetime(2026, 3, 29, 0, 45, tzinfo=UTC)
    assert moment_of(SPRING, hour("3")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    for time in ("2", "2:15", "2:45"):
        with pytest.raises(ValueError, match="no_such_time"):
            moment_of(SPRING, hour(time))


def test_of_the_hour_that_comes_twice_the_earlier_is_meant():
    assert moment_of(AUTUMN, hour("2:30")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of(AUTUMN, hour("3")) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (TUESDAY, 24)])
def test_a_day_lasts_as_long_as_it_lasts(day, hours):
    whole = whole_day(day)
    assert whole.ends_at - whole.starts_at == timedelta(hours=hours)
    assert (minutes_on(day, whole.starts_at), minutes_on(day, whole.ends_at)) == (0, A_DAY)


@pytest.mark.parametrize(
    ("day", "start", "end", "found"),
    [
        (TUESDAY, "10", "10:15", {}),
        (TUESDAY, "10", "10", {"end": RoomRefusal.ENDS_BEFORE_START}),
        (TUESDAY, "10:05", "11", {"start": RoomRefusal.NOT_QUARTERS}),
        (TUESDAY, "10", "11:59", {"end": RoomRefusal.NOT_QUARTERS}),
        (SPRING, "2:30", "4", {"start": RoomRefusal.NO_SUCH_TIME}),
        (SPRING, "1", "2:30", {"end": RoomRefusal.NO_SUCH_TIME}),
        (SPRING, "1", "3", {}),
        (AUTUMN, "2", "3", {}),
        (date(2026, 3, 15), "10", "11", {"day": RoomRefusal.PAST}),
        (date(2026, 3, 16), "10:15", "11", {"start": RoomRefusal.PAST}),  # it is 10:30
        (date(2026, 3, 16), "10:30", "11", {}),
        (date(2027, 3, 16), "10", "11", {}),
        (date(2027, 3, 17), "10", "11", {"day": RoomRefusal.TOO_FAR}),
    ],
)
def test_times_that_cannot_be_for_any_room(day, start, end, found):
    assert refuse_times(day, hour(start), hour(end), now=NOW) == found


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("8", "18", None),
        ("7:45", "9", RoomRefusal.OUTSIDE_HOURS),
        ("17", "18:15", RoomRefusal.OUTSIDE_HOURS),
    ],
)
def test_within_the_opening_hours(start, end, code):
    assert refuse_hours(hour(start), hour(end), Open(hour("8"), hour("18"))) == code
    assert refuse_hours(hour(start), hour(end), Open()) == RoomRefusal.CLOSED


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], [("8", "18")]),
        ([("8", "18")], []),
        ([("10", "11")], [("8", "10"), ("11", "18")]),
        ([("10", "11"), ("11", "12")], [("8", "10"), ("12", "18")]),
        ([("12", "13"), ("7", "9")], [("9", "12"), ("13", "18")]),
        ([("17", "20")], [("8", "17")]),
        ([("19", "20")], [("8", "18")]),
        ([("0", "24")], []),
    ],
)
def test_what_is_left_of_a_day(taken, free):
    pairs = [(hour(start), hour(end)) for start, end in taken]
    assert free_between(Open(hour("8"), hour("18")), pairs) == [(hour(start), hour(end)) for start, end in free]


def test_what_touches_does_not_overlap():
    ten, eleven, twelve = (moment_of(TUESDAY, hour(time)) for time in ("10", "11", "12"))
    minute = timedelta(minutes=1)
    assert not Slot(ten, eleven).overlaps(eleven, twelve)
    assert Slot(ten, eleven).overlaps(eleven - minute, twelve)


def test_weeks_keep_their_weekday_and_their_clock():
    days = weekly(date(2026, 3, 24), 2)
    assert days == [date(2026, 3, 24), date(2026, 3, 31)]
    assert [minutes_on(day, moment_of(day, hour("10"))) for day in days] == [600, 600]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("9", 540), ("9:30", 570), ("9.30", 570), ("0930", 570), ("9u30", 570), ("13h", 780), ("24:00", 1440), ("0", 0)],
)
def test_times_as_people_type_them(typed, minutes):
    assert ClockField().clean(typed) == minutes
    assert ClockField().clean(clock(minutes)) == minutes


@pytest.mark.parametrize("typed", ["25", "9:60", "24:15", "noon", "-1", "9:5:0"])
def test_what_is_no_time(typed):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        ClockField().clean(typed)
