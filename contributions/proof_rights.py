"""Who may add proof to hours, a month or another contribution, and take it away: the same answer for page and action.

Proof may be added until somebody decided. It may be taken away only while the thing itself may change: what was judged
with it, or is about to be, stays as it was judged.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .permissions import NO_RIGHT, is_own
from .states import APPROVED, EDITABLE, TimesheetState

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Contribution, HourEntry, Timesheet

NOT_YOURS = _("Only who logged this, and the manager of the same organisation, can do this.")
DECIDED = {
    "entry": _("These hours are approved. Proof can be added until then."),
    "timesheet": _("This month is locked. Nothing can be added to it any more."),
    "contribution": _("This contribution is approved. Proof can be added until then."),
}
LOCKED = _("This month is locked. Nothing can be added to it any more.")
KEPT = {
    "entry": _("This proof stays: the hours were submitted with it. Take the hours back first, as long as you can."),
    "timesheet": _("This proof stays: the month was submitted with it."),
    "contribution": _("This proof stays: the contribution was submitted with it. Take that back first if you can."),
}


def _may_touch(membership: "Membership", row: "HourEntry | Timesheet") -> Decision:
    """One's own hours and months, and as a manager those of the organisation."""
    if is_own(membership, row):
        return ALLOWED if membership.can(Permission.LOG_HOURS) else refused(NO_RIGHT)
    same = row.organisation_id == membership.organisation_id
    return ALLOWED if same and membership.can(Permission.SEE_ORGANISATION_HOURS) else refused(NOT_YOURS)


def can_prove_hours(membership: "Membership", entry: "HourEntry", *, locked: bool) -> Decision:
    """Add proof to hours, until they are approved or their month is locked."""
    if not (decision := _may_touch(membership, entry)):
        return decision
    if entry.state == APPROVED:
        return refused(DECIDED["entry"])
    return refused(LOCKED) if locked else ALLOWED


def can_prove_month(membership: "Membership", month: "Timesheet") -> Decision:
    """Add proof to a month, such as a scan of a signature, until it is locked."""
    if not (decision := _may_touch(membership, month)):
        return decision
    return refused(DECIDED["timesheet"]) if month.state == TimesheetState.LOCKED else ALLOWED


def can_prove_goods(membership: "Membership", goods: "Contribution") -> Decision:
    """Add proof to what the own organisation brought in, until it is approved."""
    if not membership.can(Permission.BRING_GOODS):
        return refused(NO_RIGHT)
    if goods.organisation_id != membership.organisation_id:
        return refused(_("This is a contribution of another organisation."))
    return refused(DECIDED["contribution"]) if goods.state == APPROVED else ALLOWED


def may_change_still(kind: str, state: str) -> Decision:
    """Whether what a proof hangs on may itself still change, so that the proof may go."""
    open_states = (TimesheetState.DRAFT,) if kind == "timesheet" else EDITABLE
    return ALLOWED if state in open_states else refused(KEPT[kind])
