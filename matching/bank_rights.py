"""Who may do what with the project bank, and go on from an assignment, and if not, why."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.kinds import GROUP_OF_KIND, FinancingGroup
from partnership.roles import Permission

from .assignment_rights import ONLY_COORDINATORS, cares, owns
from .kinds import ASKED_BY_SCHOOLS, FOR_STUDENTS, Follows
from .states import APPROVED, CLOSED

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Assignment, BankTemplate, FollowUpAsk

NOT_FOR_THE_BANK = _("Only work for students goes in the project bank.")
NOT_APPROVED = _("Only what was approved goes in the project bank.")
NOT_YOUR_TEMPLATE = _("Only the partnership that offered this template can change it.")
WITHDRAWN_ALREADY = _("This template is withdrawn. Put it back first.")
THERE_ALREADY = _("This template is in the project bank already.")
NOT_INVOLVED = _("Only the company and who looks after the board can go on from this.")
NOTHING_TO_GO_ON_FROM = _("One can go on from what is or was on the board.")
NO_RELAY = _("Only students hand their work over to a next team.")
PUT_AWAY_ALREADY = _("This was put away already.")
# Who brings work on the side of business: the companies of the own region.
BUSINESS = tuple(kind.value for kind, group in GROUP_OF_KIND.items() if group == FinancingGroup.BUSINESS)


def can_offer(assignment: "Assignment", by: "Membership") -> Decision:
    """Who looks after the board puts what was approved there in the bank."""
    if not cares(assignment, by):
        return refused(ONLY_COORDINATORS)
    if assignment.kind not in FOR_STUDENTS:
        return refused(NOT_FOR_THE_BANK)
    return ALLOWED if assignment.state in (APPROVED, CLOSED) else refused(NOT_APPROVED)


def can_change(template: "BankTemplate", by: "Membership") -> Decision:
    """Of the own partnership, as long as it is in the bank."""
    if not _keeps(template, by):
        return refused(NOT_YOUR_TEMPLATE)
    return ALLOWED if template.is_live else refused(WITHDRAWN_ALREADY)


def can_put_back(template: "BankTemplate", by: "Membership") -> Decision:
    if not _keeps(template, by):
        return refused(NOT_YOUR_TEMPLATE)
    return refused(THERE_ALREADY) if template.is_live else ALLOWED


def can_take(template: "BankTemplate", by: "Membership") -> Decision:
    """Who looks after any board, also that of the partnership that offered it."""
    if not by.can(Permission.MATCH):
        return refused(ONLY_COORDINATORS)
    return ALLOWED if template.is_live else refused(WITHDRAWN_ALREADY)


def _keeps(template: "BankTemplate", by: "Membership") -> bool:
    return by.partnership_id == template.partnership_id and by.can(Permission.MATCH)


def can_go_on(assignment: "Assignment", by: "Membership", how: str = Follows.EDITION) -> Decision:
    """The company, or who looks after the board, from what was approved once."""
    if not (owns(assignment, by) or cares(assignment, by)):
        return refused(NOT_INVOLVED)
    if assignment.state not in (APPROVED, CLOSED):
        return refused(NOTHING_TO_GO_ON_FROM)
    if how == Follows.RELAY and assignment.kind in ASKED_BY_SCHOOLS:
        return refused(NO_RELAY)
    return ALLOWED


def can_put_away(ask: "FollowUpAsk", by: "Membership") -> Decision:
    """The company that was asked says that it is not now."""
    if not owns(ask.assignment, by):
        return refused(NOT_INVOLVED)
    return ALLOWED if ask.put_away_at is None else refused(PUT_AWAY_ALREADY)
