"""Single links: withdrawn, or sent anew in place of those that are out."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lib.periods import today
from lib.workflow import Refused, demand
from partnership import audit
from partnership.actions.mail import post
from partnership.models import Membership

from ..contact_rights import can_change_contacts, can_renew_link
from ..kinds import TextPurpose
from ..models import Campaign, Contact, Invitation, InvitationLink
from ..queries.mailings import blocked_for
from ..tokens import hash_of, new_token, survey_path
from .campaign_mail import letter_for, text_for, texts_of
from .campaigns_common import locked

A_WHILE = timedelta(minutes=2)
JUST_SENT = _("A link was sent a moment ago. Wait until it has arrived.")
BLOCKED = _("This address is on the list of who is never asked.")


def _contact(campaign: Campaign, contact: Contact) -> Contact:
    rows = Contact.objects.annotate(blocked=blocked_for(campaign)).select_related("campaign__partnership", "invitation")
    return rows.get(pk=contact.pk, campaign=campaign)


def revoke_link(*, by: Membership, contact: Contact, now: datetime) -> None:
    """No link of this person opens anything any more, and no mail follows. Raises Refused."""
    with locked(contact.campaign) as campaign:
        demand(can_change_contacts(by, campaign))
        row = _contact(campaign, contact)
        Invitation.objects.filter(pk=row.invitation.pk, revoked_at=None).update(revoked_at=now)
        if InvitationLink.objects.filter(invitation=row.invitation, revoked_at=None).update(revoked_at=now):
            audit.record(by=by, verb="contact.link_revoked", row=row, at=now)


def send_new_link(*, by: Membership, contact: Contact, now: datetime) -> None:
    """Another link by mail; those that are out stop working. Sent twice at once, one leaves. Raises Refused."""
    with locked(contact.campaign) as campaign:
        row = _contact(campaign, contact)
        demand(can_renew_link(by, row, today(now)))
        if row.blocked:
            raise Refused(BLOCKED)
        links = InvitationLink.objects.filter(invitation=row.invitation)
        if links.filter(made_at__gt=now - A_WHILE, revoked_at=None).exists():
            raise Refused(JUST_SENT)
        links.filter(revoked_at=None).update(revoked_at=now)
        Invitation.objects.filter(pk=row.invitation.pk).update(revoked_at=None)
        Contact.objects.filter(pk=row.pk).update(bounced_at=None)
        _send(campaign, row, now)
        audit.record(by=by, verb="contact.link_renewed", row=row, at=now)


def _send(campaign: Campaign, row: Contact, now: datetime) -> None:
    token = new_token()
    link = InvitationLink.objects.create(invitation=row.invitation, token_hash=hash_of(token), made_at=now)
    text = text_for(texts_of(campaign, TextPurpose.INVITATION), campaign, row.language)
    letter = letter_for(campaign, text, row, survey_path(token))
    with override(text.language):
        post(key=f"survey-link:{campaign.pk}:{row.pk}:{link.pk}", to=row.email, letter=letter, now=now)
