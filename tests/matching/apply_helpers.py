"""An assignment of Terpdok with Anna as mentor, students who apply for it, and applications in any state."""

from datetime import date, timedelta
from uuid import uuid4

from matching.actions import applications as student
from matching.actions.application_common import locked, move
from matching.actions.application_company import decide
from matching.models import Application, Assignment, AssignmentRole
from partnership.models import OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_member

DAY = timedelta(days=1)
WHY = "Ik bouw al twee jaar websites voor verenigingen en wil leren hoe dat in een team gaat."


def assignment(cast, *, seats=1, roles=("developer",), organisation=None, mentor=None, **values) -> Assignment:
    """On the board since a week, of Terpdok, with a seat for each role."""
    defaults = {
        "partnership": cast.werkplaats,
        "organisation": organisation or cast.terpdok,
        "mentor": mentor or cast.anna,
        "kind": "practice",
        "title": "Een planbord voor de werkplaats",
        "text": "Bouw een planbord waarop monteurs zien wat er vandaag te doen is.",
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 1, 29),
        "apply_until": date(2026, 6, 30),
        "state": "approved",
        "made_by": (mentor or cast.anna).user,
        "made_at": NOW - 9 * DAY,
        "submitted_by": (mentor or cast.anna).user,
        "submitted_at": NOW - 8 * DAY,
        "decided_by": cast.mirjam.user,
        "decided_at": NOW - 7 * DAY,
    }
    row = Assignment.objects.create(**defaults | values)
    for order, name in enumerate(roles, 1):
        AssignmentRole.objects.create(assignment=row, name=name, level="mbo4", seats=seats, order=order)
    return row


def classmate(cast, name="Daan Student"):
    return make_member(name, cast.noorderpoort, Role.STUDENT)


def draft(by, row: Assignment, **values) -> Application:
    defaults = {"role": row.roles.order_by("order").first(), "motivation": WHY, "nonce": uuid4(), "now": NOW}
    return student.draft_application(by=by, assignment=row, **defaults | values)


def submitted(by, row: Assignment, *, now=NOW, **values) -> Application:
    application = draft(by, row, now=now, **values)
    return student.submit_application(by=by, application=application, version=1, now=now)


WAY = {
    "submitted": (),
    "read": ("read",),
    "talking": ("talk",),
    "offered": ("read", "offer"),
    "declined": ("decline",),
}


def application(cast, state: str, *, by=None, row=None, now=NOW, decider=None) -> Application:
    """An application that came into `state` as one does."""
    by, row = by or cast.sanne, row or assignment(cast)
    made = draft(by, row, now=now)
    if state == "draft":
        return made
    if state == "cancelled":
        return _ended(made, "cancelled", now)
    if state == "withdrawn":
        return student.withdraw_application(by=by, application=made, version=1, now=now)
    made = student.submit_application(by=by, application=made, version=1, now=now)
    for verb in WAY.get(state, ("read", "offer") if state in ("accepted", "placed") else ()):
        step(decider or row.mentor, made, verb, now=now, reason="skills" if verb == "decline" else "")
    if state in ("accepted", "placed"):
        made.refresh_from_db()
        made = student.accept_offer(by=by, application=made, version=made.version, now=now)
    if state == "placed":
        with locked([row.pk]):
            move(made, "place", by=cast.carla, now=now)
    if state == "expired":
        return _ended(made, "expired", now)
    made.refresh_from_db()
    return made


def _ended(made, state, now):
    Application.objects.filter(pk=made.pk).update(state=state, moved_at=now, version=made.version + 1)
    made.refresh_from_db()
    return made


def step(by, made: Application, verb: str, *, now=NOW, **values):
    made.refresh_from_db()
    return decide(by=by, application=made, verb=verb, version=made.version, now=now, **values)


def mails(kind: str = "") -> list[str]:
    """To whom mail about applications is on its way, of one kind."""
    rows = OutboxMail.objects.filter(key__startswith="application", key__contains=f":{kind}")
    return sorted(rows.values_list("to", flat=True))
