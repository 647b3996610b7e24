from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.periods import ONE_DAY, Period, add_months, add_years, programme_years, today, working_days_between

days = st.dates(date(2014, 1, 1), date(2040, 12, 31))


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends_before_start"):
        Period(date(2026, 3, 2), date(2026, 3, 1))
    assert date(2026, 3, 1) in Period(date(2026, 3, 1), date(2026, 3, 1))


def test_overlap():
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert march.overlap(Period(date(2026, 3, 31), date(2026, 4, 30))) == Period(date(2026, 3, 31), date(2026, 3, 31))
    assert march.overlap(Period(date(2026, 4, 1), date(2026, 4, 30))) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # winter time, an hour ahead
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),  # summer time since that night
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_today_is_the_date_in_amsterdam(moment, day):
    assert today(moment) == day


@given(days, st.integers(1, 5))
def test_programme_years_cover_the_programme_without_gap_or_overlap(first, years):
    last = add_years(first, years) - ONE_DAY
    found = list(programme_years(first, last))
    assert len(found) == years
    assert found[0].first == first
    assert found[-1].last == last
    assert all(later.first == earlier.last + ONE_DAY for earlier, later in pairwise(found))


def test_leap_days():
    assert add_years(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_working_days_leave_out_weekends_and_holidays():
    friday, next_friday = date(2026, 4, 3), date(2026, 4, 10)
    assert working_days_between(friday, next_friday) == 5
    assert working_days_between(friday, next_friday, frozenset({date(2026, 4, 6)})) == 4
    assert working_days_between(next_friday, friday) == 0
