"""Two people at one assignment, on two real connections. Two changes at once and a change that is taken back fail
without the row lock; the others are held by a step, a version or a nonce."""

import threading
from uuid import uuid4

import pytest

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import assignments as actions
from matching.actions import changes
from matching.models import Assignment, AssignmentChange
from partnership.models import AuditEvent, OutboxMail
from tests.contributions.test_races import at_once
from tests.matching.offers_helpers import LATER, approved, content, pending, role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_looks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""
    looked = actions.checklist_of

    def checklist_of(*args):
        found = looked(*args)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(actions, "checklist_of", checklist_of)
    monkeypatch.setattr(changes, "checklist_of", checklist_of)


def losers(answers):
    return sum(isinstance(answer, SomeoneWasFirst) for answer in answers)


def test_of_two_coordinators_who_approve_one_wins(cast, slow_looks):
    row = pending(cast)

    def approve(by):
        return actions.approve(by=by, assignment=row, version=row.version, now=LATER)

    assert losers(at_once(lambda: approve(cast.carla), lambda: approve(cast.joost))) == 1
    assert AuditEvent.objects.filter(verb="assignment.approved").count() == 1
    assert OutboxMail.objects.count() == 1


def test_approving_and_sending_back_at_once_is_one_of_the_two(cast, slow_looks):
    row = pending(cast)
    values = {"assignment": row, "version": row.version, "now": LATER}
    answers = at_once(
        lambda: actions.approve(by=cast.carla, **values),
        lambda: actions.reject(by=cast.joost, reason="Nog niet", **values),
    )
    assert losers(answers) == 1


def test_what_is_approved_is_what_was_looked_at(cast, slow_looks):
    row = pending(cast)
    values = content(cast, title="Iets anders", roles=[role(cast, pk=row.roles.get().pk)])
    approve = {"by": cast.carla, "assignment": row, "version": row.version, "now": LATER}
    change = {"by": cast.anna, "assignment": row, "version": row.version, "values": values, "now": LATER}
    answers = at_once(lambda: actions.approve(**approve), lambda: actions.change_assignment(**change))
    assert losers(answers) == 1
    row.refresh_from_db()
    assert (row.state, row.title) in {("approved", "Planbord voor monteurs"), ("pending", "Iets anders")}


def test_a_change_is_approved_or_taken_back(cast, slow_looks):
    row = approved(cast)
    values = content(cast, title="Iets anders", roles=[role(cast, pk=row.roles.get().pk)])
    waits = actions.change_assignment(by=cast.anna, assignment=row, version=row.version, values=values, now=LATER)
    answers = at_once(
        lambda: changes.approve_change(by=cast.carla, change=waits, now=LATER),
        lambda: changes.take_back_change(by=cast.anna, change=waits, now=LATER),
    )
    assert losers(answers) == 1
    row.refresh_from_db()
    assert (row.title == "Iets anders") == AssignmentChange.objects.filter(approved=True).exists()


def test_two_changes_at_once_are_one(cast, slow_looks):
    row = approved(cast)
    here = row.roles.get().pk

    def change(by, title):
        values = content(cast, title=title, roles=[role(cast, pk=here)])
        return actions.change_assignment(by=by, assignment=row, version=row.version, values=values, now=LATER)

    answers = at_once(lambda: change(cast.anna, "A"), lambda: change(cast.mo, "B"))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert AssignmentChange.objects.count() == 1


def test_a_form_sent_twice_at_once_makes_one(cast):
    nonce = uuid4()
    values = content(cast)

    def make():
        return actions.make_assignment(by=cast.anna, kind="practice", values=values, nonce=nonce, now=LATER).pk

    first, second = at_once(make, make)
    assert first == second
    assert Assignment.objects.count() == 1
