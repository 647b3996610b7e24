"""Who may correct hours that can't be changed any more, and if not, why."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from contributions.permissions import NO_RIGHT, NOT_YOURS, is_own
from contributions.states import APPROVED
from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import HourEntry


def can_correct(membership: "Membership", entry: "HourEntry", *, locked: bool) -> Decision:
    """The person, or the manager of the company, once an approved line is locked or in a report."""
    if not membership.can(Permission.LOG_HOURS):
        return refused(NO_RIGHT)
    managed = entry.organisation_id == membership.organisation_id and membership.can(Permission.SEE_ORGANISATION_HOURS)
    if not (is_own(membership, entry) or managed):
        return refused(NOT_YOURS)
    if entry.state != APPROVED:
        return refused(_("Only approved hours can be corrected."))
    if entry.minutes < 0:
        return refused(_("This line takes hours back itself. It can't be corrected."))
    if not locked and entry.reported_at is None:
        return refused(_("These hours are still open. Ask the coordinator to undo the approval, then change them."))
    return ALLOWED
