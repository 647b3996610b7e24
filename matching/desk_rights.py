"""Who may do what with a question at the desk, and if not, why: the same answer for button, page and action."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .assignment_rights import ONLY_COORDINATORS, WRONG_STATE
from .states import DESK

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import DeskQuestion

OWN_QUESTION = _("You asked this yourself. Let another coordinator decide on it.")
NOT_FOR_YOU = _("Companies bring their questions here. You cannot do this in your role.")


def can_ask(by: "Membership | None") -> Decision:
    """Companies ask, visitors too; who looks after the board writes down what comes in by telephone."""
    if by is None or by.can(Permission.ASK_DESK) or by.can(Permission.MATCH):
        return ALLOWED
    return refused(NOT_FOR_YOU)


def can_decide(question: "DeskQuestion", verb: str, by: "Membership") -> Decision:
    """For who looks after the board, and never on the own question."""
    if not DESK.allows(verb, question.state):
        return refused(WRONG_STATE)
    if by.partnership_id != question.partnership_id or not by.can(Permission.MATCH):
        return refused(ONLY_COORDINATORS)
    return refused(OWN_QUESTION) if question.asked_by_id == by.user_id else ALLOWED
