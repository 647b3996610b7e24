"""Two real connections at the same moment. Seen to fail with the lock taken away."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest

from labs.actions import milestones
from labs.actions.budget import CostRow, fingerprint, set_costs
from labs.models import ActivityCost, MilestoneReport
from lib.workflow import Refused, SomeoneWasFirst
from tests.cast import NOW, TODAY, make_milestone
from tests.contributions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
VALUES = {"outcome": "yes", "looked_on": TODAY, "text": "Gelukt.", "seen": 0, "now": NOW}


@pytest.fixture
def slowly(monkeypatch):
    """Between holding the row and writing passes a moment, as on a busy server."""
    held = milestones._hold

    def hold(*args):
        found = held(*args)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(milestones, "_hold", hold)


def test_of_two_who_report_at_once_one_is_told(cast, slowly):
    milestone = make_milestone(cast.masterclasses)
    answers = at_once(
        lambda: milestones.report_milestone(by=cast.carla, milestone=milestone, nonce=uuid4(), **VALUES),
        lambda: milestones.report_milestone(by=cast.mirjam, milestone=milestone, nonce=uuid4(), **VALUES),
    )
    assert MilestoneReport.objects.count() == 1
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1


def test_the_same_report_twice_at_once_is_one(cast, slowly):
    milestone, nonce = make_milestone(cast.masterclasses), uuid4()

    def send():
        return milestones.report_milestone(by=cast.carla, milestone=milestone, nonce=nonce, **VALUES).pk

    first, second = at_once(send, send)
    assert first == second


def test_a_milestone_is_not_removed_while_somebody_reports(cast, slowly):
    milestone = make_milestone(cast.masterclasses)
    answers = at_once(
        lambda: milestones.report_milestone(by=cast.carla, milestone=milestone, nonce=uuid4(), **VALUES),
        lambda: milestones.remove_milestone(by=cast.mirjam, milestone=milestone, now=NOW),
    )
    milestone.refresh_from_db()
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert MilestoneReport.objects.exists() != (milestone.removed_at is not None)


def test_of_two_who_fill_in_a_budget_one_is_told(cast):
    def fill(price):
        row = CostRow("Docenten", "uur", price, {2025: price})
        return set_costs(by=cast.mirjam, activity=cast.masterclasses, rows=[row], seen=fingerprint([]), now=NOW)

    answers = at_once(lambda: fill(Decimal(10)), lambda: fill(Decimal(20)))
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1
    assert ActivityCost.objects.count() == 1
