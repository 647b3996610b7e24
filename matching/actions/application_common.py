"""What all actions on applications share: the locks, a step with its traces, and whom a step is about.

Locks are taken in one order, so that no two deeds wait for each other: a student's own row, assignments by number, and
only then applications, which nobody changes without the lock on their assignment.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from lib.patience import is_busy
from lib.workflow import Decision, Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership

from ..models import Application, ApplicationStep, Assignment, AssignmentRole
from ..states import APPLICATIONS, HOLDING

RELATED = ("assignment__partnership", "assignment__organisation", "role", "team", "student__user")
# The verb of each state that an application comes into, also when a coordinator brings it there for the company.
DONE = {
    "submitted": "application.submitted",
    "read": "application.read",
    "talking": "application.talking",
    "offered": "application.offered",
    "accepted": "application.accepted",
    "placed": "application.placed",
    "declined": "application.declined",
    "withdrawn": "application.withdrawn",
    "expired": "application.expired",
    "cancelled": "application.cancelled",
    "read_on_behalf": "application.read_on_behalf",
    "talking_on_behalf": "application.talking_on_behalf",
    "offered_on_behalf": "application.offered_on_behalf",
    "declined_on_behalf": "application.declined_on_behalf",
}
TRY_AGAIN = _("Somebody else works on this assignment at this moment. Try it again.")


def demand(decision: Decision) -> None:
    """Raises Refused with the reason of a decision that does not allow it."""
    if not decision:
        raise Refused(decision.reason)


@contextmanager
def locked(assignments: Iterable[int] = (), *, student: Membership | None = None) -> Iterator[None]:
    """A transaction in which nobody else moves applications of these assignments, or of this student.

    With a student the assignments are those of the student's applications too. Raises Refused when it takes long.
    """
    try:
        with transaction.atomic():
            wanted = set(assignments)
            if student is not None:
                Membership.objects.select_for_update(no_key=True).get(pk=student.pk)
                wanted |= set(Application.objects.alive().filter(student=student).values_list("assignment", flat=True))
            rows = Assignment.objects.select_for_update(of=("self",), no_key=True)
            list(rows.filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))
            yield
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(TRY_AGAIN) from error


def current(application: Application, version: int | None = None) -> Application:
    """The application as it is now; inside `locked`. Raises SomeoneWasFirst when it is not what was looked at."""
    row = Application.objects.select_related(*RELATED).filter(pk=application.pk, erased_at=None).first()
    if row is None or (version is not None and row.version != version):
        raise SomeoneWasFirst
    return row


def move(
    row: Application, verb: str, *, by: Membership | None, now: datetime, on_behalf: bool = False, **changes
) -> None:
    """One step of one application, with its traces. `by` is None for the portal itself."""
    take_step(row, APPLICATIONS[verb], moved_at=now, reminded_at=None, **changes)
    trace(row, by=by, now=now)
    ending = "_on_behalf" if on_behalf else ""
    record(row, verb=DONE[f"{row.state}{ending}"], by=by, now=now)


def trace(row: Application, *, by: Membership | None, now: datetime) -> None:
    ApplicationStep.objects.create(application=row, state=row.state, by_id=by.user_id if by else None, at=now)


def record(row: Application, *, verb: str, by: Membership | None, now: datetime, **data) -> None:
    where = {"assignment": row.assignment_id, "partnership_id": row.assignment.partnership_id}
    audit.record(by=by, verb=verb, row=row, at=now, **where, **data)


def team_of(row: Application, states: Iterable[str]) -> list[Application]:
    """Everybody whom a step on `row` is about: the row itself, or all of its team in one of these states."""
    if row.team_id is None:
        return [row]
    rows = Application.objects.filter(team=row.team_id, state__in=states).exclude(pk=row.pk)
    return [row, *rows.select_related(*RELATED).order_by("pk")]


def seats_of(role: AssignmentRole, assignment: Assignment) -> int:
    return role.seats * assignment.teams


def held(role_id: int, states: Iterable[str] = HOLDING) -> int:
    """How many hold a seat of a role, or were offered one."""
    return Application.objects.filter(role=role_id, state__in=states).count()
