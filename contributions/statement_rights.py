"""Who may have a partner's year statement made."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

if TYPE_CHECKING:
    from partnership.models import Membership, Organisation


def can_make_statement(membership: "Membership", organisation: "Organisation") -> Decision:
    """Management for every partner, a partner's people for their own organisation."""
    if can_make_statements(membership):
        return ALLOWED
    if membership.can(Permission.SEE_OWN_PLEDGE) and organisation.pk == membership.organisation_id:
        return ALLOWED
    return refused(_("Management and the partner itself make its year statement."))


def can_make_statements(membership: "Membership") -> Decision:
    """Of all partners at once."""
    if membership.can(Permission.MAKE_REPORTS):
        return ALLOWED
    return refused(_("Only management makes the year statements of all partners."))
