"""Who may ask for a report, try a failed one again, and assess a notification duty."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .states import DUTIES, REPORTS, DutyState

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import AccountabilityReport, NotificationDuty


def can_make_reports(by: "Membership") -> Decision:
    """Management makes reports; an auditor reads them."""
    return ALLOWED if by.can(Permission.MAKE_REPORTS) else refused(_("Only management makes accountability reports."))


def can_retry(by: "Membership", report: "AccountabilityReport") -> Decision:
    """Only a failed report can be tried again."""
    if not can_make_reports(by):
        return can_make_reports(by)
    return ALLOWED if REPORTS.allows("retry", report.state) else refused(_("Only a failed report can be tried again."))


def can_assess(by: "Membership", duty: "NotificationDuty") -> Decision:
    """Management says whether the funder must be told, once; an auditor reads it."""
    if not by.can(Permission.ASSESS_DUTIES):
        return refused(_("Only management assesses whether the funder must be told."))
    return ALLOWED if duty.state == DutyState.OPEN else refused(_("This was assessed already, or it went by."))


def can_note_sending(by: "Membership", duty: "NotificationDuty") -> Decision:
    """When the funder was told is filled in once, by management."""
    if not by.can(Permission.ASSESS_DUTIES):
        return refused(_("Only management fills in when the funder was told."))
    if not DUTIES.allows("sent", duty.state):
        return refused(_("This need not be reported to the funder."))
    return ALLOWED if duty.reported_on is None else refused(_("When the funder was told stands here already."))
