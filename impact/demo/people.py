"""Who does things in the demonstration of impact."""

from partnership.models import Membership, Partnership
from partnership.roles import Role


def manager_of(partnership: Partnership) -> Membership:
    """The management of the partnership, who acts for it."""
    rows = Membership.objects.filter(partnership=partnership, role=Role.MANAGEMENT, ended_at=None)
    return rows.select_related("user", "partnership", "organisation").order_by("pk").first()
