"""How a milestone stands, and how that is said."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from labs.plan_sentences import difference, said
from labs.rules import Pace, standing_of

TODAY = date(2026, 3, 16)


def stands(days, outcome=None, reached_after=0):
    """A milestone planned so many days from today; when it was reached, so many days after its planned date."""
    planned = TODAY + timedelta(days=days)
    return standing_of(planned, outcome, planned + timedelta(days=reached_after), TODAY)


@pytest.mark.parametrize(
    ("days", "outcome", "pace"),
    [
        (-1, None, Pace.LATE),
        (0, None, Pace.SOON),
        (42, None, Pace.SOON),
        (43, None, Pace.LATER),
        (-1, "partly", Pace.LATE),
        (-1, "no", Pace.LATE),
        (10, "no", Pace.SOON),
        (-400, "yes", Pace.REACHED),
        (10, "yes", Pace.REACHED),
    ],
)
def test_where_a_milestone_is(days, outcome, pace):
    assert stands(days, outcome).pace == pace


@pytest.mark.parametrize(
    ("days", "outcome", "after", "words"),
    [
        (-1, None, 0, "Late, 1 day late"),
        (-13, None, 0, "Late, 13 days late"),
        (-21, None, 0, "Late, 3 weeks late"),
        (-59, None, 0, "Late, 8 weeks late"),
        (-60, None, 0, "Late, 2 months late"),
        (0, None, 0, "Soon, due today"),
        (5, None, 0, "Soon, due in 5 days"),
        (14, None, 0, "Soon, due in 2 weeks"),
        (200, None, 0, "Planned, due in 6 months"),
        (-5, "partly", 0, "Partly reached, 5 days late"),
        (5, "no", 0, "Not reached, due in 5 days"),
        (-50, "yes", 0, "Reached, on its day"),
        (-50, "yes", 15, "Reached, 2 weeks late"),
        (-50, "yes", -1, "Reached, 1 day early"),
        (-50, "yes", -20, "Reached, 2 weeks early"),
        (-50, "yes", -90, "Reached, 3 months early"),
    ],
)
def test_late_is_said_in_words(days, outcome, after, words):
    with override("en"):
        found = said(stands(days, outcome, after))
        assert f"{found.label}, {found.note}" == words


def test_late_is_said_in_dutch_too():
    with override("nl"):
        assert said(stands(-21)).note == "3 weken te laat"
        assert said(stands(1)).note == "over 1 dag"


@pytest.mark.parametrize(
    ("costs", "words"),
    [("100.00", "exactly as budgeted"), ("99.99", "€0.01 less than budgeted"), ("101", "€1.00 more than budgeted")],
)
def test_a_difference_is_said_in_words(costs, words):
    with override("en"):
        assert difference(Decimal(costs), Decimal("100.00")) == words
