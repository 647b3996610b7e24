"""Who prepares, looks at and sends reminders, and who may switch the own ones off."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission, Role

from .permissions import NO_RIGHT

if TYPE_CHECKING:
    from datetime import date

    from partnership.models import Membership

    from .models import ReminderRound

NOT_PREPARED = _("These reminders were sent or stopped already.")
EARLIER_WEEK = _("These reminders are of an earlier week. Those of this week are prepared anew.")


def can_send_reminders(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.SEND_REMINDERS) else refused(NO_RIGHT)


def can_change_round(membership: "Membership", row: "ReminderRound", *, week: "date") -> Decision:
    """Send it, stop it, or leave somebody out: only before it left, and only in its own week."""
    if not can_send_reminders(membership):
        return can_send_reminders(membership)
    if row.state != "prepared":
        return refused(NOT_PREPARED)
    return ALLOWED if row.week == week else refused(EARLIER_WEEK)


def can_switch_off(membership: "Membership", *, other_managers: int) -> Decision:
    """`other_managers`: how many other managers of the company are reminded."""
    if membership.role == Role.COMPANY_MANAGER and not other_managers:
        return refused(
            _(
                "You are the only manager of your organisation who is reminded. "
                "Somebody there has to hear what waits, so yours stay on. Invite another manager, or ask one to switch "
                "reminders on."
            )
        )
    return ALLOWED
