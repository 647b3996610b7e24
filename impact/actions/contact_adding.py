"""Writing contacts, from wherever they come: once per address, with their groups, not yet invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from lib.workflow import demand
from partnership import audit
from partnership.models import Membership

from ..contact_rights import can_change_contacts
from ..kinds import Grouping
from ..models import BlockedAddress, Campaign, CampaignGroup, Contact, Invitation
from .campaigns_common import locked
from .groups import natural

BATCH = 2000


@dataclass(frozen=True)
class NewContact:
    """Somebody to ask; without a key the portal gives one."""

    email: str
    sector: str
    language: str
    name: str = ""
    workplace: str = ""
    tranche: str = ""
    key: str = ""


def add_contacts(
    *,
    by: Membership,
    campaign: Campaign,
    contacts: Iterable[NewContact],
    partnership_id: int | None = None,
    now: datetime,
) -> int:
    """Add who is not there yet and is not blocked; says how many. Raises Refused."""
    with locked(campaign) as row:
        demand(can_change_contacts(by, row))
        return add_to(row, contacts, by=by, partnership_id=partnership_id, now=now)


def add_to(row: Campaign, contacts: Iterable[NewContact], *, by: Membership, partnership_id, now: datetime) -> int:
    """The same for a campaign that is locked already."""
    new = _new(row, contacts)
    if not new:
        return 0
    groups = _groups(row, new)
    number = _last_number(row)
    rows = []
    for contact in new:
        key = contact.key
        if not key:
            number += 1
            key = f"c{number:05d}"
        rows.append(_row(row, contact, key, groups, partnership_id))
    Contact.objects.bulk_create(rows, batch_size=BATCH)
    Invitation.objects.bulk_create((Invitation(contact=contact) for contact in rows), batch_size=BATCH)
    audit.record(by=by, verb="campaign.contacts_added", row=row, at=now, contacts=len(rows))
    return len(rows)


def _new(row: Campaign, contacts: Iterable[NewContact]) -> list[NewContact]:
    there = Contact.objects.filter(campaign=row)
    addresses = set(there.values_list("email", flat=True))
    addresses |= set(BlockedAddress.objects.filter(partnership=row.partnership_id).values_list("email", flat=True))
    keys = set(there.values_list("key", flat=True))
    new = []
    for contact in contacts:
        if contact.email not in addresses and (not contact.key or contact.key not in keys):
            addresses.add(contact.email)
            keys.add(contact.key)
            new.append(contact)
    return new


def _row(row: Campaign, contact: NewContact, key: str, groups: dict, partnership_id: int | None) -> Contact:
    return Contact(
        campaign=row,
        key=key,
        email=contact.email,
        name=contact.name,
        language=contact.language,
        workplace_id=groups.get((Grouping.WORKPLACE, contact.workplace)),
        tranche_id=groups.get((Grouping.TRANCHE, contact.tranche)),
        sector=contact.sector,
        partnership_id=partnership_id,
    )


def _last_number(row: Campaign) -> int:
    """The highest number that the portal gave in this campaign, so that no key comes twice."""
    given = Contact.objects.filter(campaign=row, key__regex=r"^c\d{1,9}$")
    return given.aggregate(last=Max(Cast(Substr("key", 2), IntegerField())))["last"] or 0


def _groups(row: Campaign, new: list[NewContact]) -> dict[tuple[str, str], int]:
    """The groups that new contacts name, made where they are not there."""
    wanted = {(Grouping.WORKPLACE.value, contact.workplace) for contact in new if contact.workplace}
    wanted |= {(Grouping.TRANCHE.value, contact.tranche) for contact in new if contact.tranche}
    return groups_named(row, wanted)


def groups_named(row: Campaign, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The groups of a campaign by kind and name, with those that are `wanted`.

    Which tranches are early follows from their order, so a new one comes where its number or name says.
    """
    here = CampaignGroup.objects.filter(campaign=row)
    known = set(here.values_list("kind", "name"))
    new = [CampaignGroup(campaign=row, kind=kind, name=name) for kind, name in set(wanted) - known]
    if new:
        CampaignGroup.objects.bulk_create(new)
        every = sorted(here, key=lambda group: (group.kind, natural(group.name)))
        for position, group in enumerate(every, 1):
            group.position = position
        CampaignGroup.objects.bulk_update(every, ["position"], batch_size=BATCH)
    return {(kind, name): pk for kind, name, pk in here.values_list("kind", "name", "pk")}
