"""Ending memberships."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused

from .. import audit
from ..models import Membership, Partnership
from ..permissions import can_end
from ..roles import Role


@transaction.atomic
def end(*, by: Membership, membership: Membership, now: datetime) -> None:
    """End a membership at this moment, also in sessions that are open. What the person did stays. Raises Refused."""
    # The partnership's row is the lock: of two managers who end each other at once, one stays.
    Partnership.objects.select_for_update().get(pk=by.partnership_id)
    current = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership.pk)
    decision = can_end(by, current)
    if not decision:
        raise Refused(decision.reason)
    if is_last_management(current, now):
        raise Refused(_("This is the only management member left. Invite another one first."))
    current.ended_at = max(now, current.started_at)
    current.save(update_fields=["ended_at"])
    audit.record(by=by, verb="membership.ended", row=current, at=now, user=current.user_id, role=current.role)


def is_last_management(membership: Membership, now: datetime) -> bool:
    """Whether nobody would manage the partnership once this membership ended."""
    if membership.role != Role.MANAGEMENT:
        return False
    managers = Membership.objects.active(now).filter(partnership=membership.partnership_id, role=Role.MANAGEMENT)
    # `now` may be from before we had the lock; who ended somebody in between did so at a later moment.
    return not managers.filter(ended_at=None).exclude(pk=membership.pk).exists()
