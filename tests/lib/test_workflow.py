import pytest

from contributions.states import HOURS
from lib.workflow import Decision, SomeoneWasFirst, Transition, Workflow, refused, take_step


def test_a_verb_is_described_once():
    step = Transition("go", ("a",), "b", "may_go")
    with pytest.raises(ValueError, match="twice"):
        Workflow(step, step)


def test_a_decision_is_true_or_says_why_not():
    assert Decision(True)
    assert not refused("because")
    assert refused("because").reason == "because"


def test_a_step_moves_state_and_version(cast):
    entry = cast.submitted()
    take_step(entry, HOURS["withdraw"])
    assert (entry.state, entry.version) == ("draft", 2)


def test_a_step_from_another_state_is_refused(cast):
    entry = cast.entry()
    with pytest.raises(SomeoneWasFirst):
        take_step(entry, HOURS["withdraw"])
    assert type(entry).objects.get().version == 1


def test_of_two_who_looked_at_the_same_version_one_wins(cast):
    mine = cast.submitted()
    theirs = type(mine).objects.get(pk=mine.pk)
    take_step(theirs, HOURS["withdraw"])
    with pytest.raises(SomeoneWasFirst):
        take_step(mine, HOURS["withdraw"])
