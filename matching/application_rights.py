"""Who may apply for what, and who decides on an application: predicates that say why not."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .kinds import FOR_STUDENTS
from .states import APPROVED, EXPIRES_AFTER, ApplicationState

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Application, Assignment

NOT_FOR_YOU = _("Only students apply for assignments.")
NOT_FOR_STUDENTS = _("Schools ask this of companies; students cannot apply for it.")
NOT_ON_THE_BOARD = _("This assignment is not on the board any more, so nobody can apply for it.")
TOO_LATE = _("The last day to apply for this assignment is over.")
NOT_YOUR_DECISION = _("Only the company of the assignment decides on this application.")
SAY_FOR_WHOM = _("Tick that you do this on behalf of the company, after you agreed it with them.")
OFFER_IS_OVER = _("The days in which this offer could be accepted are over.")


def can_apply(by: "Membership", assignment: "Assignment", day: date) -> Decision:
    """Whether a new application for any role of the assignment may come in on `day`."""
    if not by.can(Permission.APPLY) or by.partnership_id != assignment.partnership_id:
        return refused(NOT_FOR_YOU)
    if assignment.kind not in FOR_STUDENTS:
        return refused(NOT_FOR_STUDENTS)
    if assignment.state != APPROVED:
        return refused(NOT_ON_THE_BOARD)
    if assignment.apply_until and assignment.apply_until < day:
        return refused(TOO_LATE)
    return ALLOWED


def is_of_the_company(by: "Membership", assignment: "Assignment") -> bool:
    """Colleagues of the organisation share the work, and the mentor does too."""
    own = by.organisation_id == assignment.organisation_id or by.pk == assignment.mentor_id
    return by.can(Permission.OFFER_WORK) and by.partnership_id == assignment.partnership_id and own


def can_decide(by: "Membership", application: "Application", *, on_behalf: bool) -> Decision:
    """The company itself; who looks after the board only when it says to do so for the company."""
    assignment = application.assignment
    if is_of_the_company(by, assignment):
        return ALLOWED
    if not by.can(Permission.MATCH) or by.partnership_id != assignment.partnership_id:
        return refused(NOT_YOUR_DECISION)
    return ALLOWED if on_behalf else refused(SAY_FOR_WHOM)


def answer_due(application: "Application") -> datetime | None:
    """Until when somebody has to say something; None where nobody has to."""
    days = EXPIRES_AFTER.get(application.state)
    return application.moved_at + timedelta(days=days) if days else None


def can_accept(application: "Application", now: datetime) -> Decision:
    """An offer stands for so many days, also when nobody took it away yet."""
    due = answer_due(application)
    if application.state == ApplicationState.OFFERED and due and now >= due:
        return refused(OFFER_IS_OVER)
    return ALLOWED
