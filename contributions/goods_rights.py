"""Who may do what with materials, a room or cash, and if not, why: the same answer for button, page and action."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .permissions import NO_RIGHT
from .states import APPROVED, EDITABLE, GOODS, SUBMITTED

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Contribution
    from .queries.goods import Hands

NOT_EDITABLE = {
    SUBMITTED: _("This was submitted. Take it back first if you want to change it."),
    APPROVED: _("This is approved. Ask the management of the partnership to undo that first."),
}
FROM_BEFORE = _("This came from the earlier administration and can only be looked at.")
IN_A_REPORT = _("This is in an accountability report. An approval that was reported cannot be undone.")


def can_bring(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.BRING_GOODS) else refused(NO_RIGHT)


def _is_own(membership: "Membership", goods: "Contribution") -> Decision:
    if goods.organisation_id != membership.organisation_id:
        return refused(_("This is a contribution of another organisation."))
    return can_bring(membership)


def can_change_goods(membership: "Membership", goods: "Contribution") -> Decision:
    """Change, submit or throw away: of the own organisation, and only while nobody has to judge it."""
    if not (decision := _is_own(membership, goods)):
        return decision
    if goods.history_id:
        return refused(FROM_BEFORE)
    return ALLOWED if goods.state in EDITABLE else refused(NOT_EDITABLE[goods.state])


def can_withdraw_goods(membership: "Membership", goods: "Contribution") -> Decision:
    if not (decision := _is_own(membership, goods)):
        return decision
    if goods.history_id:
        return refused(FROM_BEFORE)
    return ALLOWED if GOODS.allows("withdraw", goods.state) else refused(_("Only what waits can be taken back."))


def can_judge_goods(membership: "Membership", goods: "Contribution", hands: "Hands") -> Decision:
    """Nobody judges what they had a hand in, nor what their own organisation brings; of the lead partner's
    own contributions somebody else of its people decides, or nobody could."""
    if not membership.can(Permission.DECIDE_ON_GOODS):
        return refused(NO_RIGHT)
    if hands.touched:
        return refused(_("You entered this yourself. Somebody else of the management decides on it."))
    if hands.proved:
        return refused(_("You added the proof of this yourself. Somebody else of the management decides on it."))
    if hands.own_organisation and not hands.of_lead_partner:
        return refused(_("This is of your own organisation. Somebody else of the management decides on it."))
    return ALLOWED


def can_decide_on_goods(membership: "Membership", goods: "Contribution", hands: "Hands") -> Decision:
    """Approve or return."""
    if goods.state != SUBMITTED:
        return refused(_("This does not wait for a decision any more."))
    return can_judge_goods(membership, goods, hands)


def can_reopen_goods(membership: "Membership", goods: "Contribution", hands: "Hands") -> Decision:
    """Undo an approval, as long as no report was made with it."""
    if goods.state != APPROVED:
        return refused(_("This is not approved."))
    if goods.reported_at is not None:
        return refused(IN_A_REPORT)
    return can_judge_goods(membership, goods, hands)
