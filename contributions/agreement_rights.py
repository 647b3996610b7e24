"""Who may do what with an agreement, and if not, why: the same answer for button, page and action.

Anybody with the right to sign at the partner itself may sign, also when the mail went to a colleague: people are ill
and leave. Nobody signs for another organisation, nor what they prepared themselves.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .permissions import NO_RIGHT, can_manage_pledges
from .states import AGREEMENTS, AgreementState

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Agreement

NOT_OPEN = {
    AgreementState.PREPARED.value: _("This agreement was not sent yet."),
    AgreementState.SENT.value: _("This agreement was sent already."),
    AgreementState.SIGNED.value: _("This agreement is signed and does not change any more."),
    AgreementState.WITHDRAWN.value: _("This agreement was withdrawn."),
}
STALE = _(
    "A pledge in this agreement changed after it was prepared, so it no longer says what was agreed."
    " It has to be withdrawn and prepared anew."
)


def _in_time(verb: str, agreement: "Agreement") -> Decision:
    return ALLOWED if AGREEMENTS.allows(verb, agreement.state) else refused(NOT_OPEN[agreement.state])


def can_prepare(membership: "Membership") -> Decision:
    return can_manage_pledges(membership)


def can_send(membership: "Membership", agreement: "Agreement", *, is_stale: bool) -> Decision:
    if not can_manage_pledges(membership):
        return can_manage_pledges(membership)
    if is_stale and agreement.is_open:
        return refused(STALE)
    return _in_time("send", agreement)


def can_sign(membership: "Membership", agreement: "Agreement", *, is_stale: bool) -> Decision:
    """In the browser: for the own organisation only, and not what one prepared."""
    if not membership.can(Permission.SIGN_AGREEMENTS):
        return refused(NO_RIGHT)
    if membership.organisation_id != agreement.organisation_id:
        return refused(_("Only somebody who may sign for this partner can do so."))
    if agreement.prepared_by_id == membership.user_id:
        return refused(_("You prepared this agreement. Somebody else of your organisation signs it."))
    if is_stale and agreement.is_open:
        return refused(STALE)
    return _in_time("sign", agreement)


def can_record_paper(membership: "Membership", agreement: "Agreement", *, is_stale: bool) -> Decision:
    """Add the scan: management at any time before it is signed, the partner once it was sent."""
    if not membership.can(Permission.MANAGE_PLEDGES):
        signs = membership.can(Permission.SIGN_AGREEMENTS) and membership.organisation_id == agreement.organisation_id
        if not signs or agreement.state == AgreementState.PREPARED:
            return refused(NO_RIGHT)
    if is_stale and agreement.is_open:
        return refused(STALE)
    return _in_time("record_paper", agreement)


def can_withdraw(membership: "Membership", agreement: "Agreement") -> Decision:
    if not can_manage_pledges(membership):
        return can_manage_pledges(membership)
    return _in_time("withdraw", agreement)
