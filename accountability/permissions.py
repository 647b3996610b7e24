"""Who may ask for a report, and try a failed one again."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .states import REPORTS

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import AccountabilityReport


def can_make_reports(by: "Membership") -> Decision:
    """Management makes reports; an auditor reads them."""
    return ALLOWED if by.can(Permission.MAKE_REPORTS) else refused(_("Only management makes accountability reports."))


def can_retry(by: "Membership", report: "AccountabilityReport") -> Decision:
    """Only a failed report can be tried again."""
    if not can_make_reports(by):
        return can_make_reports(by)
    return ALLOWED if REPORTS.allows("retry", report.state) else refused(_("Only a failed report can be tried again."))
