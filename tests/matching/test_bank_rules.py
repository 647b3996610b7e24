"""When a company is satisfied, how long a template lasts, and what a template may not say."""

from datetime import date, timedelta
from itertools import product

import pytest

from matching.bank_rules import MOST_WEEKS, is_satisfied, last_of, named_in, weeks_between


@pytest.mark.parametrize(
    ("marks", "satisfied"),
    [
        ((5, 5, 5, 5), True),
        ((4, 4, 4, 4), True),
        ((5, 5, 3, 3), True),
        ((4, 4, 4, 3), False),  # not four on average
        ((5, 5, 5, 2), False),  # one is poor, whatever the average
        ((1, 1, 1, 1), False),
        ((), False),
    ],
)
def test_a_company_is_satisfied(marks, satisfied):
    assert is_satisfied(marks) is satisfied


def test_better_marks_never_make_it_less_satisfied():
    for marks in product(range(1, 6), repeat=4):
        if is_satisfied(marks):
            for place in range(4):
                better = [*marks]
                better[place] = min(5, better[place] + 1)
                assert is_satisfied(better), (marks, better)


@pytest.mark.parametrize(
    ("days", "weeks"), [(0, 1), (4, 1), (6, 1), (7, 2), (11, 2), (13, 2), (14, 3), (7 * 500, MOST_WEEKS)]
)
def test_weeks_count_as_begun(days, weeks):
    first = date(2026, 9, 7)
    assert weeks_between(first, first + timedelta(days=days)) == weeks
    assert weeks_between(None, first) is weeks_between(first, None) is None


@pytest.mark.parametrize("weeks", [1, 2, 20, MOST_WEEKS])
def test_a_period_of_so_many_weeks_counts_so_many(weeks):
    first = date(2026, 9, 7)
    assert weeks_between(first, last_of(first, weeks)) == weeks


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Begeleid door Jan de Boer."], ["Jan de Boer"]),
        (["begeleid door jan de boer, elke dag"], ["Jan de Boer"]),
        (["Roept Jan", "de Boer op"], []),
        (["Jan de Boersma helpt"], []),
        (["Stuur het naar x.y@bedrijf.example"], ["x.y@bedrijf.example"]),
        (["Werk in januari"], []),
        (["", "Van Terp & Dok (Groningen)."], ["Terp & Dok (Groningen)"]),
        ([], []),
    ],
)
def test_who_is_named(texts, found):
    assert named_in(texts, ["Jan de Boer", "Terp & Dok (Groningen)", "", " "]) == found


@pytest.mark.parametrize("text", ["Vraag Jan  de Boer", "Vraag Jan\nde Boer", "Vraag Jan de\u00a0Boer"])
def test_a_name_is_found_however_it_is_spaced(text):
    assert named_in([text], ["Jan de Boer"]) == ["Jan de Boer"]
