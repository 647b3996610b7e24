"""What a company does with applications: read, talk, offer, decline. A team is decided on as a whole."""

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import Membership

from ..application_rights import can_decide, is_of_the_company
from ..kinds import DeclineReason
from ..models import Application
from ..states import APPLICATIONS, APPROVED, ApplicationState
from .application_common import current, demand, held, locked, move, seats_of, team_of
from .application_mail import tell_student

S = ApplicationState
VERBS = ("read", "talk", "offer", "decline")
NO_SUCH_STEP = _("This step is not there.")
NO_SEAT = _("All seats of the role %(role)s are taken or offered. Wait until somebody declines an offer.")
NOT_OPEN = _("This assignment is not on the board any more, so no seat in it can be offered.")
NO_REASON = _("Choose a reason, so that the student learns from it.")
NO_MESSAGE = _("Explain the other reason in the message.")
SAID = {"talk": "talking", "offer": "offered", "decline": "declined"}  # what the student hears by mail


def decide(
    *,
    by: Membership,
    application: Application,
    verb: str,
    version: int,
    now: datetime,
    reason: str = "",
    message: str = "",
    on_behalf: bool = False,
) -> list[Application]:
    """One step for an application, or for everybody of its team that is as far. Raises Refused."""
    if verb not in VERBS:
        raise Refused(NO_SUCH_STEP)
    if verb == "decline":
        _demand_reason(reason, message)
    with locked([application.assignment_id]):
        row = current(application, version)
        demand(can_decide(by, row, on_behalf=on_behalf))
        if not APPLICATIONS.allows(verb, row.state):
            raise SomeoneWasFirst
        rows = team_of(row, [row.state])
        if verb == "offer":
            _demand_seats(rows)
        values = {"handled_by_id": by.user_id}
        if verb == "decline":
            values |= {"decline_reason": reason, "message": message.strip()}
        for each in rows:
            move(each, verb, by=by, now=now, on_behalf=not is_of_the_company(by, row.assignment), **values)
            if verb in SAID:
                tell_student(each, SAID[verb], now=now)
        return rows


def _demand_reason(reason: str, message: str) -> None:
    if reason not in DeclineReason.values:
        raise Refused(NO_REASON)
    if reason == DeclineReason.OTHER and not message.strip():
        raise Refused(NO_MESSAGE)


def _demand_seats(rows: list[Application]) -> None:
    """Who was offered a seat holds it until the answer, so that an offer is never one too many."""
    if rows[0].assignment.state != APPROVED:
        raise Refused(NOT_OPEN)
    for role, wanted in Counter(row.role for row in rows).items():
        if held(role.pk) + wanted > seats_of(role, rows[0].assignment):
            raise Refused(NO_SEAT % {"role": role.name})
