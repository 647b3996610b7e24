"""What somebody else holds too long is refused in words; any other failure stays one."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError

from lib.patience import is_busy, patient_with
from lib.workflow import Refused


def failing(state):
    """An action that the database stops with a code."""

    def action(value, *, more):
        if state is None:
            return value + more
        raise OperationalError from _Stopped(state)

    return action


class _Stopped(Exception):
    def __init__(self, state):
        super().__init__(state)
        self.sqlstate = state


@pytest.mark.parametrize("state", ["55P03", "40P01"])
def test_a_lock_of_somebody_else_is_refused_in_words(state):
    with pytest.raises(Refused, match="Try it again") as refusal:
        patient_with("Try it again.")(failing(state))(1, more=2)
    assert is_busy(refusal.value.__cause__)


@pytest.mark.parametrize("state", ["57014", ""])
def test_any_other_failure_stays_one(state):
    with pytest.raises(OperationalError) as failure:
        patient_with("Try it again.")(failing(state))(1, more=2)
    assert not is_busy(failure.value)
    assert not is_busy(SimpleNamespace(__cause__=None))


def test_otherwise_nothing_changes():
    action = failing(None)
    assert patient_with("Try it again.")(action)(1, more=2) == 3
    assert patient_with("Try it again.")(action).__name__ == "action"
