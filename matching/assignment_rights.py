"""Who may do what with an assignment, and if not, why: the same answer for button, page and action."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.kinds import OrganisationKind
from partnership.roles import Permission

from .kinds import ASKED_BY_SCHOOLS, FOR_STUDENTS
from .states import APPROVED, ASSIGNMENTS, CLOSED, WITHDRAWN

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Assignment, AssignmentChange

NOT_YOURS = _("Only people of the organisation that offers this can do it.")
ONLY_COORDINATORS = _("Only the coordinators and the management can do this.")
NOT_BY_YOURSELF = _("You handed this in yourself. Let another coordinator decide on it.")
WRONG_STATE = _("This cannot be done any more in the present state.")
NOT_NOW = _("This is not on offer any more. Take it up again first.")
NO_RIGHT = _("You cannot do this in your role.")
NOT_THIS_KIND = _("Your organisation does not offer this kind. Choose another one.")
SCHOOLS = (OrganisationKind.SCHOOL, OrganisationKind.APPLICANT_SCHOOL)
DECISIONS = ("approve", "reject")


def kinds_of(organisation_kind: str) -> tuple[str, ...]:
    """What an organisation can put on the board: schools ask, others offer work to students."""
    return ASKED_BY_SCHOOLS if organisation_kind in SCHOOLS else FOR_STUDENTS


def owns(assignment: "Assignment", by: "Membership") -> bool:
    """People of the organisation that offers it, whoever entered it."""
    here = by.partnership_id == assignment.partnership_id and by.organisation_id == assignment.organisation_id
    return here and by.can(Permission.OFFER_WORK)


def cares(assignment: "Assignment", by: "Membership") -> bool:
    """Who looks after the board of this partnership."""
    return by.partnership_id == assignment.partnership_id and by.can(Permission.MATCH)


def can_step(assignment: "Assignment", verb: str, by: "Membership") -> Decision:
    """Deciding is for who looks after the board, and never on what one handed in; the rest is for the owner."""
    if not ASSIGNMENTS.allows(verb, assignment.state):
        return refused(WRONG_STATE)
    if verb not in DECISIONS:
        return ALLOWED if owns(assignment, by) else refused(NOT_YOURS)
    if not cares(assignment, by):
        return refused(ONLY_COORDINATORS)
    return refused(NOT_BY_YOURSELF) if assignment.submitted_by_id == by.user_id else ALLOWED


def can_edit(assignment: "Assignment", by: "Membership") -> Decision:
    """The owner changes it, until it was withdrawn or closed."""
    if not owns(assignment, by):
        return refused(NOT_YOURS)
    return refused(NOT_NOW) if assignment.state in (WITHDRAWN, CLOSED) else ALLOWED


def can_tell_for_school(assignment: "Assignment", by: "Membership") -> Decision:
    """What the school expects, and who guides the student there."""
    if not cares(assignment, by):
        return refused(ONLY_COORDINATORS)
    return refused(NOT_NOW) if assignment.state in (WITHDRAWN, CLOSED) else ALLOWED


def can_hand_over(assignment: "Assignment", by: "Membership") -> Decision:
    """Who looks after the board gives what can still change to a colleague, or takes it."""
    if not cares(assignment, by):
        return refused(ONLY_COORDINATORS)
    return refused(NOT_NOW) if assignment.state in (WITHDRAWN, CLOSED) else ALLOWED


def can_decide_change(change: "AssignmentChange", by: "Membership") -> Decision:
    if not cares(change.assignment, by):
        return refused(ONLY_COORDINATORS)
    if change.approved is not None or change.assignment.state != APPROVED:
        return refused(WRONG_STATE)
    return refused(NOT_BY_YOURSELF) if change.asked_by_id == by.user_id else ALLOWED
