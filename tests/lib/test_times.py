"""Times of day and the moments they are, also in the two nights that the clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lib.times import beside, clock_of, day_of, exists, laid, moment_of, parse_time, typed_time

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9:00", time(9)),
        ("9", time(9)),
        ("09.30", time(9, 30)),
        ("9u30", time(9, 30)),
        ("9 uur", time(9)),
        ("0930", time(9, 30)),
        (" 13:45 ", time(13, 45)),
        ("0:00", time(0)),
    ],
)
def test_times_as_people_type_them(typed, expected):
    assert parse_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "half tien", "9:5", "12345", "-1", "9:00:00"])
def test_what_is_no_time(typed):
    with pytest.raises(ValueError, match="not_a_time"):
        parse_time(typed)


def test_a_time_is_shown_as_it_is_typed():
    assert [typed_time(time(9, 5)), typed_time(None)] == ["9:05", ""]


@pytest.mark.parametrize(("day", "lasts"), [(FORWARD, 3), (BACK, 5), (date(2026, 6, 1), 4)])
def test_a_night_lasts_as_long_as_it_really_does(day, lasts):
    assert moment_of(day, time(4)) - moment_of(day, time(0)) == timedelta(hours=lasts)


def test_a_time_that_the_clock_skips_or_shows_twice():
    assert not exists(FORWARD, time(2, 30))
    assert exists(BACK, time(2, 30)) and exists(FORWARD, time(3))
    assert moment_of(BACK, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first of the two


def test_a_moment_lies_at_the_same_time_beside_another_day():
    start = moment_of(date(2026, 3, 23), time(9))
    place = beside(start, date(2026, 3, 24))
    assert place == (-1, time(9))
    moved = laid(place, date(2026, 3, 31))
    assert (day_of(moved), clock_of(moved)) == (date(2026, 3, 30), time(9))
    assert moved - start == timedelta(days=7, hours=-1)
    assert beside(None, FORWARD) is laid(None, FORWARD) is None
