"""The rules of pace and schedule: tables of examples, and what holds for anything."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions import pace
from contributions.pace import Course, Mark, Schedule
from lib.periods import Period

YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 1500)).map(lambda it: Period(it[0], it[0] + timedelta(days=it[1])))


@pytest.mark.parametrize(
    ("day", "gone"),
    [
        (date(2025, 7, 31), 0),
        (date(2025, 8, 1), 1),
        (date(2026, 7, 30), 364),
        (date(2026, 7, 31), 365),
        (date(2027, 1, 1), 365),
    ],
)
def test_days_gone(day, gone):
    assert pace.days_gone(YEAR, day) == gone


def test_the_29th_of_february_is_a_day():
    assert pace.length(Period(date(2023, 8, 1), date(2024, 7, 31))) == 366


@pytest.mark.parametrize(
    ("course", "schedule", "lag"),
    [
        (Course(), Schedule.NO_PLEDGE, 0),
        (Course(0, 0, 500), Schedule.NO_PLEDGE, 0),
        (Course(1000, 500, 1000), Schedule.DONE, 0),
        (Course(1000, 500, 1200), Schedule.DONE, 0),
        (Course(1000, 500, 500), Schedule.ON_SCHEDULE, 0),
        (Course(1000, 500, 700), Schedule.ON_SCHEDULE, 0),
        (Course(1000, 500, 400), Schedule.ON_SCHEDULE, 100),  # exactly the tolerance
        (Course(1000, 500, 399), Schedule.BEHIND, 101),
        (Course(1000, 500, 0), Schedule.BEHIND, 500),
        (Course(1000, 500, -60), Schedule.BEHIND, 500),  # corrections only
        (Course(1000, 0, 0), Schedule.ON_SCHEDULE, 0),  # not begun
        (Course(1000, 1000, 950), Schedule.ON_SCHEDULE, 50),
    ],
)
def test_schedule(course, schedule, lag):
    assert (course.schedule, course.lag) == (schedule, lag)


@pytest.mark.parametrize(
    ("hours", "goods", "schedule"),
    [
        (Course(), Course(), Schedule.NO_PLEDGE),
        (Course(1000, 500, 0), Course(), Schedule.BEHIND),
        (Course(1000, 500, 1000), Course(100, 100, 0), Schedule.BEHIND),
        (Course(1000, 500, 1000), Course(100, 0, 0), Schedule.ON_SCHEDULE),
        (Course(1000, 500, 1000), Course(100, 0, 100), Schedule.DONE),
        (Course(1000, 500, 1000), Course(), Schedule.DONE),
    ],
)
def test_hours_and_goods_together(hours, goods, schedule):
    assert pace.together(hours, goods) == schedule == pace.together(goods, hours)


@pytest.mark.parametrize(
    ("brought_in", "today", "to_come"),
    [
        (3000, date(2025, 7, 1), None),
        (3000, date(2025, 8, 29), None),  # 29 days: too early
        (3000, date(2025, 8, 30), 33500),  # 30 days: 3000 / 30 x 335
        (0, date(2025, 8, 30), 0),
        (-500, date(2025, 8, 30), 0),
        (3000, date(2026, 7, 31), 0),
        (3000, date(2027, 7, 31), 0),
        (1, date(2026, 1, 29), 1),  # 182 gone, 183 to come: half up
        (100, date(2026, 1, 29), 101),
    ],
)
def test_what_the_pace_brings(brought_in, today, to_come):
    assert pace.still_to_come(brought_in, period=YEAR, today=today) == to_come


@given(brought_in=st.integers(-(10**9), 10**9), period=SPANS, today=DAYS)
def test_a_pace_is_never_negative_and_within_one_of_the_exact_sum(brought_in, period, today):
    found = pace.still_to_come(brought_in, period=period, today=today)
    gone, days = pace.days_gone(period, today), pace.length(period)
    if found is None:
        assert gone < pace.DAYS_BEFORE_A_PACE
    else:
        assert found >= 0
        assert abs(2 * found * gone - 2 * max(0, brought_in) * (days - gone)) <= gone


def test_marks_by_the_day_of_the_work():
    days = [(date(2025, 9, 2), 200), (date(2025, 8, 4), 100), (date(2025, 12, 1), 450), (date(2025, 9, 2), 50)]
    found = pace.marks(days, pledged=1000)
    assert found == (
        Mark(25, date(2025, 9, 2)),
        Mark(50, date(2025, 12, 1)),
        Mark(75, date(2025, 12, 1)),
        Mark(100, None),
    )


def test_a_correction_takes_a_mark_away_until_it_is_reached_again():
    days = [(date(2025, 9, 2), 250), (date(2025, 9, 5), -10), (date(2025, 10, 1), 10)]
    assert pace.marks(days, pledged=1000)[0] == Mark(25, date(2025, 10, 1))
    assert pace.marks(days[:2], pledged=1000)[0] == Mark(25, None)


def test_without_a_pledge_there_is_nothing_to_reach():
    assert pace.marks([(date(2025, 9, 2), 250)], pledged=0) == ()


@given(st.lists(st.tuples(DAYS, st.integers(-500, 1000)), max_size=30), st.integers(1, 5000))
def test_marks_come_in_order(days, pledged):
    found = pace.marks(days, pledged=pledged)
    reached = [mark.day for mark in found if mark.day]
    assert reached == sorted(reached)
    total = sum(amount for _day, amount in days)
    assert [bool(mark.day) for mark in found] == [bool(days) and total * 100 >= pledged * m for m in pace.MARKS]
