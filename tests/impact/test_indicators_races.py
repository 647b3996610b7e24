"""Two people at once, with two real connections. Each was seen to fail with the lock taken away."""

import time

import pytest

from impact.actions import indicators as actions
from impact.models import IndicatorClosing, IndicatorEntry, IndicatorYear
from lib.workflow import Refused, SomeoneWasFirst
from tests.contributions.test_races import at_once
from tests.impact.indicator_helpers import close, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""

    def pausing(owner, name):
        step = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: (time.sleep(0.3), step(*args, **kwargs))[1])

    pausing(IndicatorYear, "save")
    pausing(actions, "fingerprint_of")


@pytest.mark.parametrize("is_there", [True, False])
def test_of_two_who_enter_at_once_one_is_told(cast, slow, is_there):
    if is_there:
        put(cast, value=1)
    version = int(is_there)
    answers = at_once(*[lambda value=value: put(cast, value=value, version=version) for value in (412, 413)])
    assert sorted(isinstance(answer, SomeoneWasFirst) for answer in answers) == [False, True]
    assert IndicatorEntry.objects.filter(number=version + 1).count() == 1


def test_a_year_is_closed_with_what_was_entered_or_not_at_all(cast, slow):
    put(cast, value=1)
    answers = at_once(lambda: close(cast, 2024), lambda: put(cast, value=2, version=1))
    closing = IndicatorClosing.objects.first()
    if closing is None:  # the entry was first, and what was seen was not confirmed
        assert any(isinstance(answer, Refused) for answer in answers)
        assert IndicatorEntry.objects.filter(value=2, corrects=False).exists()
    else:  # the closing was first, so that a late value without a reason is refused
        assert closing.snapshots.get(code="students-in").value == 1
        assert not IndicatorEntry.objects.filter(value=2).exists()


def test_a_year_is_closed_once(cast, slow):
    answers = at_once(lambda: close(cast, 2024), lambda: close(cast, 2024))
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert IndicatorClosing.objects.count() == 1
