"""On which days a session repeats."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.kinds import Rhythm
from labs.repeats import MOST, Repeat, TooMany, days_of

FIRST = date(2026, 3, 10)  # the second Tuesday


def days(rhythm, first=FIRST, **values):
    return [day.isoformat() for day in days_of(Repeat(first, rhythm, **values)).chosen]


def test_every_week_and_every_two_weeks():
    assert days("weekly", times=3) == ["2026-03-10", "2026-03-17", "2026-03-24"]
    assert days("fortnightly", until=date(2026, 4, 7)) == ["2026-03-10", "2026-03-24", "2026-04-07"]
    assert days("weekly", until=date(2026, 3, 9)) == []


def test_every_month_on_the_same_weekday():
    assert days("monthly_weekday", times=3) == ["2026-03-10", "2026-04-14", "2026-05-12"]
    fifth = days("monthly_weekday", date(2026, 3, 31), times=3)
    assert fifth == ["2026-03-31", "2026-04-28", "2026-05-26"]  # a fifth is the last where there are four


def test_every_month_on_the_same_date():
    assert days("monthly_date", date(2027, 1, 31), times=3) == ["2027-01-31", "2027-02-28", "2027-03-31"]


def test_holidays_are_passed_over_and_do_not_count():
    found = days_of(Repeat(date(2026, 3, 30), "weekly", times=3))  # the second would be Easter Monday
    assert [day.isoformat() for day in found.chosen] == ["2026-03-30", "2026-04-13", "2026-04-20"]
    assert found.skipped == [date(2026, 4, 6)]
    assert date(2026, 4, 6) in days_of(Repeat(date(2026, 3, 30), "weekly", times=3, skips_holidays=False)).chosen


def test_more_than_one_can_oversee_is_refused():
    assert len(days("weekly", times=MOST)) == MOST
    with pytest.raises(TooMany):
        days("weekly", until=date(2028, 1, 1))
    with pytest.raises(ValueError, match="daily"):
        days("daily", times=2)


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.sampled_from(Rhythm.values), st.integers(1, 20))
def test_days_go_up_and_keep_their_rhythm(first, rhythm, times):
    found = days_of(Repeat(first, rhythm, times=times, skips_holidays=False)).chosen
    assert len(found) == times and found[0] == first and found == sorted(set(found))
    if rhythm != Rhythm.MONTHLY_DATE:
        assert {day.weekday() for day in found} == {first.weekday()}
    if rhythm.startswith("monthly"):
        assert len({(day.year, day.month) for day in found}) == times
