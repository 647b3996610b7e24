"""Who may do what with an entry or a pledge, and if not, why: the same answer for button, page and action."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .states import APPROVED, EDITABLE, HOURS, SUBMITTED

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import HourEntry, Pledge


@dataclass(frozen=True)
class Remit:
    """What a coordinator judges: hours of these labs, and never of the person's own organisations (ids)."""

    labs: frozenset[int]
    own_organisations: frozenset[int]


NOT_YOURS = _("Only the person who logged these hours can do this.")
NO_RIGHT = _("Your role does not allow this.")
NOT_EDITABLE = {
    SUBMITTED: _("You submitted these hours. Withdraw them first if you want to change them."),
    APPROVED: _("These hours are approved. Ask the coordinator of the lab to undo that first."),
}
NOT_A_CORRECTION = _("This belongs to a correction. Delete it and ask for another correction.")
WAS_CORRECTED = _("These hours were corrected. Delete or return the correction first.")
IN_A_REPORT = _("These hours are in an accountability report. An approval that was reported cannot be undone.")


def is_own(membership: "Membership", entry: "HourEntry") -> bool:
    """Logged by this person, on behalf of the organisation they act for now."""
    return entry.person_id == membership.user_id and entry.organisation_id == membership.organisation_id


def can_log(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.LOG_HOURS) else refused(NO_RIGHT)


def can_change(membership: "Membership", entry: "HourEntry") -> Decision:
    """Give other content: only one's own, and only while nobody has to judge it; a correction is made anew."""
    if entry.corrects_id is not None and entry.state in EDITABLE:
        return refused(NOT_A_CORRECTION)
    return can_throw_away(membership, entry)


def can_throw_away(membership: "Membership", entry: "HourEntry") -> Decision:
    """Only one's own, and only while nobody has to judge it."""
    if not is_own(membership, entry):
        return refused(NOT_YOURS)
    if entry.state not in EDITABLE:
        return refused(NOT_EDITABLE[entry.state])
    return can_log(membership)


def can_submit(membership: "Membership", entry: "HourEntry") -> Decision:
    return can_throw_away(membership, entry)


def can_withdraw(membership: "Membership", entry: "HourEntry") -> Decision:
    if not is_own(membership, entry):
        return refused(NOT_YOURS)
    if not HOURS.allows("withdraw", entry.state):
        return refused(_("Only hours that wait for approval can be withdrawn."))
    return can_log(membership)


def can_coordinate(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.DECIDE_ON_HOURS) else refused(NO_RIGHT)


def can_judge(membership: "Membership", entry: "HourEntry", remit: Remit) -> Decision:
    """Whether hours may be judged at all by this coordinator; nobody judges work of their own or of colleagues."""
    if not can_coordinate(membership):
        return can_coordinate(membership)
    if entry.person_id == membership.user_id:
        return refused(_("These are your own hours. Another coordinator decides on them."))
    if entry.organisation_id in remit.own_organisations:
        return refused(_("These are hours of your own organisation. Another coordinator decides on them."))
    if entry.activity.lab_id not in remit.labs:
        return refused(_("This activity belongs to a lab that you do not coordinate."))
    return ALLOWED


def can_decide(membership: "Membership", entry: "HourEntry", remit: Remit) -> Decision:
    """Approve or return."""
    if entry.state != SUBMITTED:
        return refused(_("These hours do not wait for approval any more."))
    return can_judge(membership, entry, remit)


def can_reopen(membership: "Membership", entry: "HourEntry", remit: Remit) -> Decision:
    """Undo an approval, as long as no report was made with it."""
    if entry.state != APPROVED:
        return refused(_("These hours are not approved."))
    if entry.reported_at is not None:
        return refused(IN_A_REPORT)
    return can_judge(membership, entry, remit)


def can_manage_pledges(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.MANAGE_PLEDGES) else refused(NO_RIGHT)


def can_change_pledge(membership: "Membership", pledge: "Pledge", *, is_newest: bool) -> Decision:
    """Only the newest version of a pledge."""
    if pledge.withdrawn_at is not None:
        return refused(_("This pledge was withdrawn."))
    if not is_newest:
        return refused(_("There is a newer version of this pledge."))
    return can_manage_pledges(membership)
