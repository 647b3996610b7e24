"""States and the verbs between them: a table per workflow, and one way to take a step.

An app describes its workflow as transitions in `states.py`; only its `actions.py` takes them. A step is one conditional
UPDATE on state and version, so of two people who decide at once exactly one wins and the other hears it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Decision:
    """Whether somebody may do something, and if not, why, in words for that person."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


def refused(reason: str | Promise) -> Decision:
    """A refusal with its reason."""
    return Decision(False, reason)


@dataclass(frozen=True)
class Transition:
    """A verb of a workflow: from which states, to which, and the permission it takes."""

    verb: str
    sources: tuple[str, ...]
    target: str
    permission: str


class Workflow:
    """All transitions of one model's state. Raises ValueError when a verb is described twice."""

    def __init__(self, *transitions: Transition):
        self.transitions = {transition.verb: transition for transition in transitions}
        if len(self.transitions) != len(transitions):
            raise ValueError("a verb stands in the table twice")

    def __getitem__(self, verb: str) -> Transition:
        return self.transitions[verb]

    def allows(self, verb: str, state: str) -> bool:
        return state in self.transitions[verb].sources


class Refused(Exception):
    """A step that may not be taken; the message is meant for the person who tried."""

    def __init__(self, reason: str | Promise):
        super().__init__(str(reason))
        self.reason = reason


def demand(decision: Decision) -> None:
    """Raises Refused with the reason of a decision that does not allow it."""
    if not decision:
        raise Refused(decision.reason)


class SomeoneWasFirst(Refused):
    """The row changed between looking and deciding."""

    def __init__(self):
        super().__init__(_("Somebody else just changed this. Look at it again before you decide."))


def take_step(row: models.Model, transition: Transition, **changes: Any) -> None:
    """Move `row` (fields `state` and `version`) along a transition, writing `changes` with it, and refresh it.

    Must run inside a transaction. Raises SomeoneWasFirst when state or version are no longer what `row` says, or when
    the state is not one the transition starts from.
    """
    if row.state not in transition.sources:
        raise SomeoneWasFirst
    manager = type(row)._base_manager
    changed = manager.filter(pk=row.pk, state=row.state, version=row.version).update(
        state=transition.target, version=row.version + 1, **changes
    )
    if not changed:
        raise SomeoneWasFirst
    row.refresh_from_db(fields=["state", "version", *changes])
