"""What management does with single contacts and addresses: put right, remove, note what came back, never ask again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused, demand
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..contact_rights import can_change_contacts, can_remove_contact
from ..kinds import Grouping
from ..models import BlockedAddress, Campaign, Contact, InvitationLink
from .campaigns_common import locked
from .contact_adding import groups_named

TWICE = _("Somebody with this address is asked in this campaign already.")
BLOCKED = _("This address is on the list of who is never asked.")
ANSWERED = _("This person answered. Address and groups stay as they are; name and language can be put right.")
OWN_WISH = _("This person asked for it. Only he or she can take it back.")
NO_RIGHT = _("Your role does not let you manage impact surveys.")
FIXED = ("email", "workplace", "tranche", "sector")  # what stays once somebody answered


def _contact(campaign: Campaign, contact: Contact) -> Contact:
    rows = Contact.objects.select_related("campaign__partnership", "invitation", "workplace", "tranche")
    return rows.get(pk=contact.pk, campaign=campaign)


def change_contact(*, by: Membership, contact: Contact, values: dict[str, str], now: datetime) -> Contact:
    """Put name, address, language and groups right. Another address ends the links that went to the old one.

    Raises Refused.
    """
    try:
        with locked(contact.campaign) as campaign:
            demand(can_change_contacts(by, campaign))
            row = _contact(campaign, contact)
            if row.invitation.has_answered and any(values[field] != _now(row, field) for field in FIXED):
                raise Refused(ANSWERED)
            moved = values["email"] != row.email
            if moved:
                _refuse_address(campaign, values["email"])
                row.bounced_at = None
                InvitationLink.objects.filter(invitation=row.invitation, revoked_at=None).update(revoked_at=now)
            _write(row, campaign, values)
            audit.record(by=by, verb="contact.changed", row=row, at=now)
            return row
    except IntegrityError as error:
        raise Refused(TWICE) from error


def _now(row: Contact, field: str) -> str:
    value = getattr(row, field)
    return value if isinstance(value, str) else (value.name if value else "")


def _refuse_address(campaign: Campaign, email: str) -> None:
    if BlockedAddress.objects.filter(partnership=campaign.partnership_id, email=email).exists():
        raise Refused(BLOCKED)
    if Contact.objects.filter(campaign=campaign, email=email).exists():
        raise Refused(TWICE)


def _write(row: Contact, campaign: Campaign, values: dict[str, str]) -> None:
    wanted = [(kind, values[kind]) for kind in Grouping.values if values[kind]]
    groups = groups_named(campaign, wanted)
    for field in ("name", "email", "language", "sector"):
        setattr(row, field, values[field])
    for kind in Grouping.values:
        setattr(row, f"{kind}_id", groups.get((kind, values[kind])))
    row.save()


def remove_contacts(*, by: Membership, campaign: Campaign, contacts: Iterable[int], now: datetime) -> int:
    """Remove who was not invited; who was, stays. Says how many went. Raises Refused."""
    with locked(campaign) as row:
        demand(can_change_contacts(by, row))
        wanted = Contact.objects.filter(campaign=row, pk__in=list(contacts)).select_related("campaign", "invitation")
        going = [contact for contact in wanted if can_remove_contact(by, contact)]
        audit.record_many(by=by, verb="contact.removed", rows=going, at=now)
        Contact.objects.filter(pk__in=[contact.pk for contact in going]).delete()
        return len(going)


def note_bounce(*, by: Membership, contact: Contact, bounced: bool, now: datetime) -> None:
    """Mail came back, so no more is sent; or it arrives after all. Raises Refused."""
    with locked(contact.campaign) as campaign:
        demand(can_change_contacts(by, campaign))
        row = _contact(campaign, contact)
        if bool(row.bounced_at) == bounced:
            return
        row.bounced_at = now if bounced else None
        row.save(update_fields=["bounced_at"])
        audit.record(by=by, verb="contact.bounced" if bounced else "contact.bounce_cleared", row=row, at=now)


@transaction.atomic
def block_addresses(*, by: Membership, emails: Iterable[str], now: datetime) -> int:
    """Never ask these addresses again, in no campaign of the partnership; says how many are new. Raises Refused."""
    if not by.can(Permission.MANAGE_IMPACT):
        raise Refused(NO_RIGHT)
    wanted = set(emails)
    rows = BlockedAddress.objects.filter(partnership=by.partnership_id)
    known = set(rows.filter(email__in=wanted).values_list("email", flat=True))
    place = {"partnership_id": by.partnership_id, "blocked_by_id": by.user_id, "blocked_at": now}
    BlockedAddress.objects.bulk_create(
        (BlockedAddress(email=email, **place) for email in sorted(wanted - known)), ignore_conflicts=True
    )
    new = list(rows.filter(email__in=wanted - known))
    audit.record_many(by=by, verb="address.blocked", rows=new, at=now)
    return len(new)


@transaction.atomic
def unblock_address(*, by: Membership, address: BlockedAddress, now: datetime) -> None:
    """Let an address be asked again. What somebody asked for himself, stays. Raises Refused."""
    if not by.can(Permission.MANAGE_IMPACT) or by.partnership_id != address.partnership_id:
        raise Refused(NO_RIGHT)
    if address.blocked_by_id is None:
        raise Refused(OWN_WISH)
    audit.record(by=by, verb="address.unblocked", row=address, at=now)
    address.delete()
