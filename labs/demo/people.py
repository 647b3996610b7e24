"""Who acts in the demonstration of the labs."""

from partnership.models import Membership, Programme
from partnership.roles import Role


def member(programme: Programme, email: str) -> Membership:
    """Somebody of the demonstration's accounts."""
    found = Membership.objects.filter(user__email=email, partnership=programme.partnership_id)
    return found.select_related("user", "partnership", "organisation").get()


def companies(programme: Programme, count: int) -> list[Membership]:
    """People of as many companies, one of each."""
    rows = Membership.objects.filter(partnership=programme.partnership_id, role=Role.COMPANY_MEMBER)
    one_each = rows.order_by("organisation", "pk").distinct("organisation")
    return list(one_each.select_related("user", "partnership", "organisation")[:count])
