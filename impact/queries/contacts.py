"""The contacts of a campaign: where each stands, as a list and as a file; people of the portal to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.exports import Column, Sheet
from lib.figures import moment
from partnership.models import Membership

from ..models import BlockedAddress, Campaign, CampaignGroup, Contact, ContactSheet, ContactSheetRow
from .mailings import blocked_for


@dataclass(frozen=True)
class Standing:
    """How far asking somebody is: its word, its tone, and what rows it is true of."""

    label: str | Promise
    tone: str
    asks: Q


ASKED = Q(handed_to=None, opted_out_at=None, bounced_at=None, blocked=False, invitation__revoked_at=None)
STANDINGS = {
    "answered": Standing(gettext_lazy("answered"), "good", Q(invitation__has_answered=True)),
    "handed": Standing(gettext_lazy("handed to a colleague"), "neutral", Q(handed_to__isnull=False)),
    "opted_out": Standing(gettext_lazy("does not want to be asked"), "neutral", Q(opted_out_at__isnull=False)),
    "blocked": Standing(gettext_lazy("never asked"), "neutral", Q(blocked=True)),
    "bounced": Standing(gettext_lazy("mail comes back"), "bad", Q(bounced_at__isnull=False)),
    "revoked": Standing(gettext_lazy("link withdrawn"), "neutral", Q(invitation__revoked_at__isnull=False)),
    "reminded": Standing(gettext_lazy("reminded"), "wait", Q(invitation__reminders__gt=0) & ASKED),
    "invited": Standing(gettext_lazy("invited"), "wait", Q(invitation__sent_at__isnull=False) & ASKED),
    "new": Standing(gettext_lazy("not invited yet"), "neutral", Q(invitation__sent_at=None) & ASKED),
}
NOT_ANSWERED = Q(invitation__has_answered=False)
STANDINGS |= {
    key: Standing(each.label, each.tone, each.asks & NOT_ANSWERED)
    for key, each in STANDINGS.items()
    if key != "answered"
}
ORDER = {
    "name": ("name", "email"),
    "email": ("email",),
    "sector": ("sector", "name"),
    "workplace": ("workplace__name", "name"),
    "tranche": ("tranche__position", "name"),
}


def contacts_of(campaign: Campaign) -> QuerySet[Contact]:
    """The contacts of a campaign, each with its groups, its invitation, and whether it is `blocked`."""
    rows = Contact.objects.filter(campaign=campaign).annotate(blocked=blocked_for(campaign))
    return rows.select_related("workplace", "tranche", "invitation")


def standing_of(contact: Contact) -> Standing:
    """Where somebody stands; of several things the one that matters most."""
    invitation = contact.invitation
    facts = (
        ("answered", invitation.has_answered),
        ("handed", contact.handed_to_id),
        ("opted_out", contact.opted_out_at),
        ("blocked", contact.blocked),
        ("bounced", contact.bounced_at),
        ("revoked", invitation.revoked_at),
        ("reminded", invitation.reminders),
        ("invited", invitation.sent_at),
    )
    return STANDINGS[next((key for key, is_so in facts if is_so), "new")]


def groups_in(campaign: Campaign) -> list[CampaignGroup]:
    return list(CampaignGroup.objects.filter(campaign=campaign).in_order())


def contacts_sheet(campaign: Campaign, rows: QuerySet[Contact], now: datetime) -> Sheet:
    """The list to take along, under the names of columns that can be brought in again."""
    titles = ("contact", "email", "name", "language", "workplace", "tranche", "sector")
    columns = [Column(title, width=24) for title in titles]
    return Sheet(
        title=_("Contacts"),
        about=[(_("Campaign"), campaign.name), (_("Made"), moment(now))],
        columns=[*columns, Column(_("State"), width=24), Column(_("Reminders"), "whole")],
        rows=_lines(rows),
    )


def _lines(rows: QuerySet[Contact]) -> Iterator[tuple]:
    for row in rows.iterator(chunk_size=2000):
        groups = (row.workplace.name if row.workplace else "", row.tranche.name if row.tranche else "")
        facts = (row.key, row.email, row.name, row.language, *groups, row.sector)
        yield *facts, str(standing_of(row).label), row.invitation.reminders


# --- From elsewhere ----------------------------------------------------------------------------------------------
def people_to_ask(by: Membership, campaign: Campaign, chosen: dict, now: datetime) -> QuerySet[Membership]:
    """Members of the partnership who are neither in the campaign nor blocked; who has two roles comes twice."""
    there = Contact.objects.filter(campaign=campaign, email=OuterRef("user__email"))
    blocked = BlockedAddress.objects.filter(partnership=campaign.partnership_id, email=OuterRef("user__email"))
    rows = Membership.objects.visible_to(by).active(now).exclude(Exists(there)).exclude(Exists(blocked))
    if chosen.get("role"):
        rows = rows.filter(role=chosen["role"])
    if chosen.get("organisation"):
        rows = rows.filter(organisation=chosen["organisation"])
    if text := chosen.get("q"):
        rows = rows.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def sheets_of(campaign: Campaign) -> QuerySet[ContactSheet]:
    rows = ContactSheet.objects.filter(campaign=campaign).select_related("uploaded_by")
    return rows.order_by("-uploaded_at", "-pk")


def rows_of(sheet: ContactSheet, outcome: str = "") -> QuerySet[ContactSheetRow]:
    rows = ContactSheetRow.objects.filter(sheet=sheet).order_by("number")
    return rows.filter(outcome=outcome) if outcome else rows


def blocked_addresses(by: Membership, text: str = "") -> QuerySet[BlockedAddress]:
    """The addresses that the partnership never asks."""
    rows = BlockedAddress.objects.filter(partnership=by.partnership_id).select_related("blocked_by")
    return (rows.filter(email__icontains=text) if text else rows).order_by("email", "pk")
