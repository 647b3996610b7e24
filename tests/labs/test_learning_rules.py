"""How far somebody is on a path, and which counts of students may be shown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.learning_rules import FEWEST, hidden_rows, progress_of


@pytest.mark.parametrize(
    ("steps", "needed", "done", "asked", "percent"),
    [
        ([("", "done"), ("", "not_begun")], {}, 1, 2, 50),
        ([("", "done"), ("", "signed_up")], {}, 1, 2, 50),  # signed up is not done
        ([("", "done"), ("a", "done"), ("a", "done"), ("a", "not_begun")], {"a": 1}, 2, 2, 100),  # no more than asked
        ([("a", "done"), ("a", "not_begun"), ("b", "not_begun"), ("b", "not_begun")], {"a": 1, "b": 1}, 1, 2, 50),
        ([("", "done"), ("", "done"), ("", "not_begun")], {}, 2, 3, 66),  # rounded down
        ([], {}, 0, 0, 0),
    ],
)
def test_how_far_somebody_is(steps, needed, done, asked, percent):
    progress = progress_of(steps, needed)
    assert (progress.done, progress.asked, progress.percent) == (done, asked, percent)
    assert progress.is_complete == (asked > 0 and done == asked)


@pytest.mark.parametrize(
    ("counts", "hidden", "hides_total"),
    [
        ([], set(), False),
        ([0, 7, 12], set(), False),
        ([3, 8, 30], {0, 1}, False),
        ([1, 5, 30], {0, 1, 2}, False),  # 6 minus the least the other can be would leave 1
        ([3], {0}, True),
        ([3, 0, 0], {0}, True),
        ([2, 3], {0, 1}, False),  # 5 together: each can be 1, and 4
        ([1, 1], {0, 1}, True),
        ([1, 1, 40], {0, 1, 2}, False),
    ],
)
def test_which_rows_are_hidden(counts, hidden, hides_total):
    assert hidden_rows(counts) == (hidden, hides_total)


@given(st.lists(st.integers(0, 12), max_size=5))
def test_subtracting_from_the_total_tells_nothing_about_a_small_count(counts):
    hidden, hides_total = hidden_rows(counts)
    small = [place for place in sorted(hidden) if counts[place] < FEWEST]
    assert small == [place for place, count in enumerate(counts) if 0 < count < FEWEST]
    if hides_total or not hidden:
        return
    together = sum(counts[place] for place in hidden)
    larger = len(hidden) - len(small)
    # Every way in which the hidden counts can make what is left of the total.
    ways = [
        few
        for few in product(range(1, FEWEST), repeat=len(small))
        if (sum(few) == together if not larger else together - sum(few) >= FEWEST * larger)
    ]
    for place in range(len(small)):
        assert {few[place] for few in ways} == set(range(1, FEWEST))
