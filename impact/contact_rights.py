"""Who may work on contacts, links and mail of a campaign, and when: for button, view and action alike."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused

from .permissions import can_manage
from .states import CLOSED, OPEN

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Campaign, Contact


def can_change_contacts(by: "Membership", campaign: "Campaign") -> Decision:
    managed = can_manage(by, campaign)
    if managed and campaign.state == CLOSED:
        return refused(_("This campaign is closed. Its contacts stay as they are."))
    return managed


def can_change_texts(by: "Membership", campaign: "Campaign") -> Decision:
    """Words may be put right while mail still leaves; what is asked may not."""
    managed = can_manage(by, campaign)
    if managed and campaign.state == CLOSED:
        return refused(_("This campaign is closed. Its texts stay as they were."))
    return managed


def can_mail(by: "Membership", campaign: "Campaign", today: date) -> Decision:
    """Ask people, or remind them: while they can answer."""
    managed = can_manage(by, campaign)
    return mails_now(campaign, today) if managed else managed


def mails_now(campaign: "Campaign", today: date) -> Decision:
    """Whether mail may leave on a day, whoever asks for it."""
    if campaign.state != OPEN:
        return refused(_("The campaign is not open. Open it before you mail anybody."))
    if today < campaign.opens_on:
        return refused(_("The first day has not come yet. Mail before it would lead to a closed door."))
    if today > campaign.closes_on:
        return refused(_("The last day has passed. Nobody can answer any more."))
    return ALLOWED


def can_remove_contact(by: "Membership", contact: "Contact") -> Decision:
    changed = can_change_contacts(by, contact.campaign)
    if changed and contact.invitation.sent_at:
        return refused(_("Who was invited can't be removed: the invitation is out. Withdraw the link instead."))
    return changed


def can_renew_link(by: "Membership", contact: "Contact", today: date) -> Decision:
    """Send somebody who was invited another link, in place of those that are out."""
    mailed = can_mail(by, contact.campaign, today)
    if not mailed:
        return mailed
    if not contact.invitation.sent_at:
        return refused(_("This person was not invited yet."))
    if contact.opted_out_at or contact.handed_to_id:
        return refused(_("This person does not answer: opted out, or handed the invitation to a colleague."))
    if contact.invitation.has_answered and contact.campaign.anonymous:
        return refused(_("This person answered. Only the link it was sent with leads to an anonymous answer."))
    return ALLOWED
