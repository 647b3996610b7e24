"""Who may do what with a teacher in practice, and if not, why: the same answer for button, page and action."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .practice_states import MATCHED, PRACTICE, RUNNING

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import PracticePlacement

NOT_YOURS = _("Only the two who take part and who runs the labs can do this.")
NOT_BY_YOURSELF = _("You take part in this yourself. Let another coordinator decide on it.")
ONLY_LABS = _("Only the coordinators and the management can do this.")
WRONG_STATE = _("This cannot be done any more in the present state.")
NOT_RUNNING = _("This is not running, so nothing is planned in it.")
NOT_FOR_ANOTHER = _("Only who was there says so; nobody does it for the other.")


def runs(placement: "PracticePlacement", by: "Membership") -> bool:
    """Coordinators and management of the partnership, unless they are one of the two."""
    here = by.partnership_id == placement.partnership_id
    return here and by.can(Permission.RUN_LABS) and not placement.side_of(by)


def can_step(placement: "PracticePlacement", verb: str, by: "Membership") -> Decision:
    """Matching and completing is for who runs the labs; withdrawing and ending also for whom it concerns."""
    if not PRACTICE.allows(verb, placement.state):
        return refused(WRONG_STATE)
    if runs(placement, by):
        return ALLOWED
    needed = PRACTICE[verb].permission
    if needed == Permission.RUN_LABS:
        own = placement.side_of(by) and by.can(needed)
        return refused(NOT_BY_YOURSELF if own else ONLY_LABS)
    concerned = placement.side_of(by) or (verb == "withdraw" and placement.asked_as_id == by.pk)
    return ALLOWED if concerned and by.can(needed) else refused(NOT_YOURS)


def can_plan(placement: "PracticePlacement", by: "Membership") -> Decision:
    """Meetings are planned by the two, or by who runs the labs."""
    if not (runs(placement, by) or placement.side_of(by)):
        return refused(NOT_YOURS)
    return ALLOWED if placement.state == RUNNING else refused(NOT_RUNNING)


def can_tell(placement: "PracticePlacement", by: "Membership") -> Decision:
    """What one of the two says about a meeting or looks back on."""
    if not placement.side_of(by):
        return refused(NOT_FOR_ANOTHER)
    return ALLOWED if placement.state in MATCHED else refused(NOT_RUNNING)
