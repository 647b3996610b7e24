"""Changes of what is on the board: decided on, or taken back."""

from datetime import datetime

from django.db import transaction

from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.models import Membership

from ..assignment_rights import NOT_YOURS, can_decide_change, owns
from ..models import AssignmentChange
from ..queries.assignments import checklist_of, refreshed
from .assignment_mail import tell_change_decided
from .assignments import NO_REASON, demand, demand_whole
from .content import demand_sound, write


@transaction.atomic
def approve_change(*, by: Membership, change: AssignmentChange, now: datetime) -> AssignmentChange:
    """From now on the board shows it. Raises Refused, SomeoneWasFirst."""
    current, waiting = _held(change)
    demand(can_decide_change(waiting, by))
    demand_sound(current, waiting.values, now)
    write(current, waiting.values, by=by, now=now)
    current.version += 1
    current.save(update_fields=["version"])
    demand_whole(checklist_of(refreshed(current.pk), now))
    return _decided(by, waiting, now, approved=True)


@transaction.atomic
def refuse_change(*, by: Membership, change: AssignmentChange, reason: str, now: datetime) -> AssignmentChange:
    """The board stays as it is. Raises Refused, SomeoneWasFirst."""
    _current, waiting = _held(change)
    demand(can_decide_change(waiting, by))
    if not reason.strip():
        raise Refused(NO_REASON)
    return _decided(by, waiting, now, approved=False, reason=reason.strip())


@transaction.atomic
def take_back_change(*, by: Membership, change: AssignmentChange, now: datetime) -> None:
    """The owner thinks better of it. Raises Refused, SomeoneWasFirst."""
    current, waiting = _held(change)
    if not owns(current, by):
        raise Refused(NOT_YOURS)
    waiting.delete()
    audit.record(by=by, verb="assignment.change_taken_back", row=current, at=now)


def _held(change: AssignmentChange):
    """Assignment and change as they are now; SomeoneWasFirst when it was decided on or taken back meanwhile."""
    current = refreshed(change.assignment_id)
    waiting = AssignmentChange.objects.filter(pk=change.pk, approved=None).first()
    if waiting is None:
        raise SomeoneWasFirst
    waiting.assignment = current
    return current, waiting


def _decided(by: Membership, waiting: AssignmentChange, now: datetime, *, approved: bool, reason: str = ""):
    waiting.approved, waiting.reason, waiting.decided_at, waiting.decided_by_id = approved, reason, now, by.user_id
    waiting.save(update_fields=["approved", "reason", "decided_at", "decided_by"])
    row = waiting.assignment
    audit.record(by=by, verb="assignment.change_approved" if approved else "assignment.change_refused", row=row, at=now)
    tell_change_decided(waiting, by=by, now=now)
    return waiting
