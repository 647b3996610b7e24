"""The board of the demonstration: assignments of every kind and in every state, from texts that say enough."""

import pytest

from matching.demo import assignments
from matching.kinds import AssignmentKind, Level, Theme
from matching.rules import SHORTEST_TEXT

EXAMPLES = assignments.EXAMPLES


def test_there_are_some_of_every_kind_and_in_every_state():
    assert {each.kind for each in EXAMPLES} == set(AssignmentKind.values)
    assert {each.state for each in EXAMPLES} == {"approved", "pending", "draft", "rejected"}
    assert {each.more for each in EXAMPLES} == {"", "closed", "withdrawn", "changing", "company"}
    assert len(EXAMPLES) >= 59


@pytest.mark.parametrize("each", EXAMPLES, ids=lambda each: each.title)
def test_each_says_enough(each):
    assert len(each.text) >= SHORTEST_TEXT
    assert len(each.title) <= 120 and each.theme in Theme.values
    assert all(role.level in Level.values for role in each.roles)


def test_titles_differ():
    assert len({each.title for each in EXAMPLES}) == len(EXAMPLES)
