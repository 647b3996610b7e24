"""Who may do what with somebody's month, and if not, why: the same answer for button, page and action."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from contributions.calendar import last_working_day
from contributions.permissions import NO_RIGHT
from contributions.states import TimesheetState
from lib.figures import day_plain
from lib.periods import Period, month_period
from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

if TYPE_CHECKING:
    from partnership.models import Membership, Programme

    from .models import Timesheet

DRAFT, SUBMITTED, CONFIRMED, ACCEPTED, LOCKED = TimesheetState.values
OUTSIDE = _("This month is outside the programme.")
TOO_EARLY = _("This month is not over yet. You can hand it in from its last working day, %(day)s.")
OWN_MONTH = _("This is your own month. Somebody else decides on it.")
CONFIRMED_YOURSELF = _("You confirmed this month for the company. Somebody else accepts it.")
OWN_ORGANISATION = _("This is a month of your own organisation. Somebody else accepts it.")
OTHER_ORGANISATION = _("This is a month of another organisation.")
RETURNABLE_BY_COMPANY = (SUBMITTED, CONFIRMED)
RETURNABLE_BY_PARTNERSHIP = (CONFIRMED, ACCEPTED)


def can_hand_in(membership: "Membership", programme: "Programme", month: date, *, day: date) -> Decision:
    """Hand in one's own month, or say that there was nothing: from its last working day."""
    if not membership.can(Permission.LOG_HOURS):
        return refused(NO_RIGHT)
    first = last_working_day(month)
    if not _overlap(programme.period, month_period(month)):
        return refused(OUTSIDE)
    if day < first:
        return refused(TOO_EARLY % {"day": day_plain(first)})
    return ALLOWED


def _overlap(one: Period, other: Period) -> bool:
    return one.overlap(other) is not None


def can_confirm(membership: "Membership", sheet: "Timesheet") -> Decision:
    """Confirm a colleague's month on behalf of the organisation."""
    if not membership.can(Permission.CONFIRM_MONTHS):
        return refused(NO_RIGHT)
    if sheet.organisation_id != membership.organisation_id:
        return refused(OTHER_ORGANISATION)
    if sheet.person_id == membership.user_id:
        return refused(OWN_MONTH)
    if sheet.state != SUBMITTED:
        return refused(_("This month does not wait for the company."))
    return ALLOWED


def can_judge_month(membership: "Membership", sheet: "Timesheet", own_organisations: frozenset[int]) -> Decision:
    """Whether the partnership's side of a month is this person's to decide on."""
    if not membership.can(Permission.ACCEPT_MONTHS):
        return refused(NO_RIGHT)
    if sheet.person_id == membership.user_id:
        return refused(OWN_MONTH)
    if sheet.organisation_id in own_organisations:
        return refused(OWN_ORGANISATION)
    return ALLOWED


def can_accept(membership: "Membership", sheet: "Timesheet", own_organisations: frozenset[int]) -> Decision:
    """Accept a confirmed month."""
    if sheet.state != CONFIRMED:
        return refused(_("This month does not wait for the partnership."))
    if sheet.confirmed_by_id == membership.user_id:
        return refused(CONFIRMED_YOURSELF)
    return can_judge_month(membership, sheet, own_organisations)


def can_return_month(membership: "Membership", sheet: "Timesheet", own_organisations: frozenset[int]) -> Decision:
    """Give a month back: the company what waits for it or what it confirmed, the partnership until it is locked."""
    company = membership.can(Permission.CONFIRM_MONTHS) and sheet.organisation_id == membership.organisation_id
    if company and sheet.person_id != membership.user_id and sheet.state in RETURNABLE_BY_COMPANY:
        return ALLOWED
    if sheet.state not in RETURNABLE_BY_PARTNERSHIP:
        return refused(_("This month can't be returned now."))
    return can_judge_month(membership, sheet, own_organisations)


def can_manage_locks(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.OVERRIDE_LOCKS) else refused(NO_RIGHT)
