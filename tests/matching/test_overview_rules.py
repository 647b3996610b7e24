"""School years, and which share of women may be shown."""

from datetime import date

import pytest

from matching.overview_rules import FEWEST, WomenShare, school_year_of, share_of_women


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026), (date(2026, 12, 31), 2026)]
)
def test_a_school_year_begins_in_august(day, year):
    assert school_year_of(day) == year


@pytest.mark.parametrize(
    ("women", "told", "percent"),
    [(3, 10, 30), (1, 10, 10), (9, 10, 90), (5, 40, 15), (7, 20, 35), (6, 11, 55), (1, 20, 5)],
)
def test_a_share_is_in_steps_of_five(women, told, percent):
    assert share_of_women(women, told) == WomenShare(percent)


@pytest.mark.parametrize("told", range(FEWEST))
def test_of_fewer_than_ten_nothing_is_said(told):
    assert share_of_women(told // 2, told) is None


def test_nobody_reads_that_all_or_none_are():
    assert share_of_women(0, 10) == share_of_women(1, 50) == WomenShare(5, below=True)
    assert share_of_women(10, 10) == share_of_women(49, 50) == WomenShare(95, above=True)


def test_what_is_left_of_a_year_is_no_year():
    assert share_of_women(5, 10) and share_of_women(5, 10, forgotten=True) is None


def test_one_more_who_tells_it_moves_no_share_by_a_hair():
    """Every share is a multiple of five, from five to ninety-five."""
    found = {share_of_women(women, told) for told in range(FEWEST, 60) for women in range(told + 1)}
    assert {each.percent for each in found} == set(range(5, 100, 5))
