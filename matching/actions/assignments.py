"""Assignments: entered, changed, handed in, decided on, withdrawn, taken up again and closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from lib.figures import day_plain
from lib.periods import today
from lib.workflow import Decision, Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..assignment_rights import (
    NO_RIGHT,
    NOT_THIS_KIND,
    can_edit,
    can_step,
    can_tell_for_school,
    kinds_of,
)
from ..kinds import Side
from ..models import Assignment, AssignmentChange
from ..queries.assignments import checklist_of, closed_for, refreshed, waiting_change, with_parts
from ..rules import Need, Point, lacking
from ..sentences import NEEDS
from ..states import APPROVED, ASSIGNMENTS, PENDING
from .application_endings import cancel_applications
from .assignment_mail import tell_decided
from .content import demand_sound, differing, plain, those_that_wait, write, write_expectation
from .going_on import demand_room_for

NO_REASON = _("Write why, so that the company knows what to change.")
LACKING = _("This is not there yet: %(what)s.")
TOO_LATE = _("New assignments of this kind could be handed in until %(day)s.")
TOO_LATE_UNTIL = _("New assignments of this kind could be handed in until %(day)s. You can again from %(again)s.")
CHANGE_WAITS = _("A change waits for approval already. Take it back first, or wait for the decision.")

KEPT = {"mentor": Need.MENTOR, "starts_on": Need.PERIOD, "ends_on": Need.PERIOD}


def demand(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason)


def demand_version(assignment: Assignment, version: int) -> None:
    if assignment.version != version:
        raise SomeoneWasFirst


def demand_whole(points: list[Point], side: Side | None = None) -> None:
    """Raises Refused with what is not there yet."""
    if missing := lacking(points, side):
        what = ", ".join(str(NEEDS[point.need][0]).lower() for point in missing)
        raise Refused(LACKING % {"what": what})


# --- Entered and changed -----------------------------------------------------------------------------------------
def make_assignment(*, by: Membership, kind: str, values: Mapping[str, Any], nonce: UUID, now: datetime) -> Assignment:
    """A draft of the own organisation, with what there is so far. Values: see `content`. Raises Refused."""
    if not by.can(Permission.OFFER_WORK):
        raise Refused(NO_RIGHT)
    if kind not in kinds_of(by.organisation.kind):
        raise Refused(NOT_THIS_KIND)

    def make() -> Assignment:
        assignment = Assignment.objects.create(
            partnership=by.partnership,
            organisation=by.organisation,
            kind=kind,
            made_by_id=by.user_id,
            made_at=now,
            nonce=nonce,
        )
        demand_sound(assignment, values, now)
        write(assignment, values, by=by, now=now)
        audit.record(by=by, verb="assignment.entered", row=assignment, at=now)
        return assignment

    return once(Assignment, make, nonce=nonce, made_by=by.user_id)


@transaction.atomic
def change_assignment(
    *, by: Membership, assignment: Assignment, version: int, values: Mapping[str, Any], now: datetime
) -> AssignmentChange | None:
    """Other words. On the board only small things change at once; the rest waits, and is given back.

    Raises Refused, SomeoneWasFirst.
    """
    current = refreshed(assignment.pk)
    demand(can_edit(current, by))
    demand_version(current, version)
    demand_sound(current, values, now)
    _demand_kept(current, values)
    before = plain(current)
    changed = differing(before, values)
    waits = those_that_wait(changed) if current.state == APPROVED else []
    at_once = [name for name in changed if name not in waits]
    if at_once:
        _write_now(current, {name: values[name] for name in at_once}, by, now)
    if not waits:
        return None
    return _ask(current, before, {name: values[name] for name in waits}, by, now)


def _demand_kept(current: Assignment, values: Mapping[str, Any]) -> None:
    """What was handed in keeps a contact person and a period. Raises Refused."""
    gone = [need for name, need in KEPT.items() if name in values and not values[name]]
    if gone and current.state in (PENDING, APPROVED):
        raise Refused(LACKING % {"what": str(NEEDS[gone[0]][0]).lower()})


def _write_now(current: Assignment, values: Mapping[str, Any], by: Membership, now: datetime) -> None:
    write(current, values, by=by, now=now)
    current.version += 1
    current.save(update_fields=["version"])
    if current.state in (PENDING, APPROVED):
        demand_whole(checklist_of(_reread(current), now), Side.COMPANY)
    audit.record(by=by, verb="assignment.changed", row=current, at=now, fields=sorted(values))


def _ask(
    current: Assignment, before: Mapping[str, Any], values: Mapping[str, Any], by: Membership, now: datetime
) -> AssignmentChange:
    """Keep a change until somebody decides on it. What would not be whole is refused now."""
    if waiting_change(current) is not None:
        raise Refused(CHANGE_WAITS)
    _look(current, values, by=by, now=now)
    change = AssignmentChange.objects.create(
        assignment=current,
        values=dict(values),
        before={name: before[name] for name in values},
        asked_by_id=by.user_id,
        asked_at=now,
    )
    audit.record(by=by, verb="assignment.change_asked", row=current, at=now, fields=sorted(values))
    return change


def _look(current: Assignment, values: Mapping[str, Any], *, by: Membership, now: datetime) -> None:
    """Raises Refused when the assignment would not be whole with these values; writes nothing."""
    with transaction.atomic():
        write(current, values, by=by, now=now)
        demand_whole(checklist_of(_reread(current), now), Side.COMPANY)
        transaction.set_rollback(True)
    current.refresh_from_db()


def _reread(current: Assignment) -> Assignment:
    return with_parts(Assignment.objects.all()).get(pk=current.pk)


@transaction.atomic
def tell_for_school(
    *, by: Membership, assignment: Assignment, school_mentor: Membership | None, said: Mapping[str, Any], now: datetime
) -> None:
    """Who guides the student at the school, and what the school expects. Raises Refused."""
    current = refreshed(assignment.pk)
    demand(can_tell_for_school(current, by))
    mentor = school_mentor.pk if school_mentor else None
    demand_sound(current, {"school_mentor": mentor}, now)
    write(current, {"school_mentor": mentor}, by=by, now=now)
    write_expectation(current, Side.SCHOOL, said, by=by, now=now)
    audit.record(by=by, verb="assignment.changed", row=current, at=now, fields=["school_mentor", "school"])


# --- Steps -------------------------------------------------------------------------------------------------------
@transaction.atomic
def submit(*, by: Membership, assignment: Assignment, version: int, now: datetime) -> Assignment:
    """Hand it in for approval. Raises Refused (with what is missing, or the deadline), SomeoneWasFirst."""
    current = _stepping(by, assignment, "submit", version)
    if current.submitted_at is None:
        demand_in_time(current, now)
    demand_whole(checklist_of(current, now), Side.COMPANY)
    values = {"submitted_by_id": by.user_id, "submitted_at": now, "decided_by_id": None, "decided_at": None}
    return _step(by, current, "submit", now, verb="assignment.submitted", reason="", **values)


def demand_in_time(assignment: Assignment, now: datetime) -> None:
    """Raises Refused after the deadline; who was sent back before it may hand in again."""
    deadline = closed_for(assignment.partnership_id, assignment.kind, today(now))
    if deadline is None:
        return
    words = {"day": day_plain(deadline.last_on)}
    if deadline.again_on is None:
        raise Refused(TOO_LATE % words)
    raise Refused(TOO_LATE_UNTIL % (words | {"again": day_plain(deadline.again_on)}))


@transaction.atomic
def approve(*, by: Membership, assignment: Assignment, version: int, now: datetime) -> Assignment:
    """Put it on the board. Raises Refused with what is missing, SomeoneWasFirst."""
    current = _stepping(by, assignment, "approve", version)
    demand_whole(checklist_of(current, now))
    values = {"decided_by_id": by.user_id, "decided_at": now, "coordinator_id": current.coordinator_id or by.pk}
    _step(by, current, "approve", now, verb="assignment.approved", **values)
    tell_decided(current, by=by, now=now)
    return current


@transaction.atomic
def reject(*, by: Membership, assignment: Assignment, version: int, reason: str, now: datetime) -> Assignment:
    """Send it back with what has to change. Raises Refused, SomeoneWasFirst."""
    current = _stepping(by, assignment, "reject", version)
    if not reason.strip():
        raise Refused(NO_REASON)
    values = {"decided_by_id": by.user_id, "decided_at": now, "reason": reason.strip()}
    _step(by, current, "reject", now, verb="assignment.rejected", **values)
    tell_decided(current, by=by, now=now)
    return current


@transaction.atomic
def withdraw(*, by: Membership, assignment: Assignment, version: int, now: datetime) -> Assignment:
    """It is not offered any more; a change that waits goes with it, and applications end, with a mail to each.

    Raises Refused, SomeoneWasFirst.
    """
    current = _stepping(by, assignment, "withdraw", version)
    _drop_change(current)
    _step(by, current, "withdraw", now, verb="assignment.withdrawn")
    cancel_applications(assignment=current, by=by, now=now, accepted=True)
    return current


@transaction.atomic
def take_up_again(*, by: Membership, assignment: Assignment, version: int, now: datetime) -> Assignment:
    """A draft again, that is handed in and decided on anew. Raises Refused, SomeoneWasFirst."""
    current = _stepping(by, assignment, "take_up_again", version)
    demand_room_for(current)
    empty = dict.fromkeys(("submitted_by_id", "submitted_at", "decided_by_id", "decided_at"))
    return _step(by, current, "take_up_again", now, verb="assignment.taken_up_again", reason="", **empty)


@transaction.atomic
def close(*, by: Membership, assignment: Assignment, version: int, now: datetime) -> Assignment:
    """Nobody can apply any more, and open applications end; it stays to be read. Raises Refused, SomeoneWasFirst."""
    current = _stepping(by, assignment, "close", version)
    _drop_change(current)
    _step(by, current, "close", now, verb="assignment.closed", closed_at=now)
    cancel_applications(assignment=current, by=by, now=now)
    return current


def _stepping(by: Membership, assignment: Assignment, verb: str, version: int) -> Assignment:
    current = refreshed(assignment.pk)
    if current.version != version and not ASSIGNMENTS.allows(verb, current.state):
        raise SomeoneWasFirst
    demand(can_step(current, verb, by))
    demand_version(current, version)
    return current


def _step(by: Membership, current: Assignment, step: str, now: datetime, *, verb: str, **values: Any) -> Assignment:
    take_step(current, ASSIGNMENTS[step], **values)
    audit.record(by=by, verb=verb, row=current, at=now)
    return current


def _drop_change(current: Assignment) -> None:
    AssignmentChange.objects.filter(assignment=current, approved=None).delete()
