"""Colleagues: who else logs hours for the organisation that somebody acts for."""

from datetime import datetime

from partnership.models import Membership
from partnership.roles import Permission, Role, allows


def colleagues_of(membership: Membership, now: datetime) -> dict[int, str]:
    """The other people who log hours for the same organisation at this moment: names by the person's id; one query."""
    roles = [role for role in Role.values if allows(role, Permission.LOG_HOURS)]
    found = Membership.objects.active(now).filter(
        partnership=membership.partnership_id, organisation=membership.organisation_id, role__in=roles
    )
    others = found.exclude(user=membership.user_id).order_by("user__name", "user_id")
    return dict(others.values_list("user_id", "user__name"))
