"""Who may let whom in and out: predicates that say why not, for button, view and action alike."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused

from .roles import Permission, Role

if TYPE_CHECKING:
    from .models import Invitation, Membership, Organisation

COLLEAGUES = (Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)


def roles_to_invite(by: "Membership") -> tuple[Role, ...]:
    """The roles that this member may give to somebody else."""
    if by.can(Permission.INVITE_ANYONE):
        return tuple(Role)
    return COLLEAGUES if by.can(Permission.INVITE_COLLEAGUES) else ()


def can_invite(by: "Membership", *, role: str, organisation: "Organisation") -> Decision:
    if organisation.partnership_id != by.partnership_id:
        return refused(_("This organisation is not part of your partnership."))
    if role not in roles_to_invite(by):
        return refused(_("You cannot give somebody this role."))
    if not by.can(Permission.INVITE_ANYONE) and organisation.pk != by.organisation_id:
        return refused(_("You can invite colleagues of your own organisation only."))
    return ALLOWED


def can_invite_manager(by: "Membership", organisation: "Organisation") -> Decision:
    """Give an organisation somebody who confirms months and signs for it."""
    return can_invite(by, role=Role.COMPANY_MANAGER, organisation=organisation)


def can_change_invitation(by: "Membership", invitation: "Invitation") -> Decision:
    """Sending again or withdrawing: whoever could have invited this person."""
    if invitation.accepted_at:
        return refused(_("This invitation was accepted already."))
    if invitation.revoked_at:
        return refused(_("This invitation was withdrawn already."))
    return can_invite(by, role=invitation.role, organisation=invitation.organisation)


def can_end(by: "Membership", membership: "Membership") -> Decision:
    """Ending a membership; that somebody has to stay in charge is checked with the rows locked, when it happens."""
    if membership.ended_at:
        return refused(_("This membership has ended already."))
    return can_invite(by, role=membership.role, organisation=membership.organisation)


def can_appoint(by: "Membership", membership: "Membership") -> Decision:
    """Making a member of a company its manager."""
    if membership.ended_at:
        return refused(_("This membership has ended already."))
    if membership.role != Role.COMPANY_MEMBER:
        return refused(_("Only a company member can be made manager. Invite others for that role."))
    return can_invite_manager(by, membership.organisation)
