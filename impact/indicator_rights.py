"""Who may do what with the figures per year: predicates that say why not."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .indicator_kinds import year_name

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Indicator

FIRST_MONTH = 8  # August


def can_keep(by: "Membership") -> Decision:
    """Enter figures and targets, and close years."""
    if not by.can(Permission.MANAGE_IMPACT):
        return refused(_("Your role does not let you keep the figures per year."))
    return ALLOWED


def can_close(by: "Membership", year: int, day: date) -> Decision:
    """A year is closed when it is over: until then more may come."""
    kept = can_keep(by)
    if kept and day < date(year + 1, FIRST_MONTH, 1):
        return refused(_("School year %(year)s is not over yet.") % {"year": year_name(year)})
    return kept


def can_change(by: "Membership", indicator: "Indicator") -> Decision:
    kept = can_keep(by)
    if kept and indicator.partnership_id != by.partnership_id:
        return refused(_("This indicator is of another partnership."))
    if kept and indicator.ended_at:
        return refused(_("This indicator is not kept any longer."))
    return kept
