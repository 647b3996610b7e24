"""Contacts from a file, in two steps: read and judged, looked at, then written. The same file twice adds nothing."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from contributions.sheets.book import Book
from contributions.sheets.refused import plain_cell
from lib.uploads import bare_name
from lib.workflow import SomeoneWasFirst, demand
from partnership.models import Membership

from ..contact_rights import can_change_contacts
from ..kinds import RowOutcome
from ..models import BlockedAddress, Campaign, Contact, ContactSheet, ContactSheetRow
from ..survey.facts import ContactFacts
from ..survey.people import ASKED, Known, PersonVerdict, columns_in, judge_people
from .campaigns_common import locked
from .contact_adding import NewContact, add_to

BATCH = 2000
MOST_NAME = 120
KEPT = timedelta(days=30)


def read_file(
    *,
    by: Membership,
    campaign: Campaign,
    name: str,
    content: bytes,
    partnership_id: int | None,
    nonce: UUID,
    now: datetime,
) -> ContactSheet:
    """Judge every row of a file and keep the verdicts to be looked at. The same form twice gives one row.

    Raises Refused, SheetRefused for a file that can't be read, and NoColumn for one that lacks a column.
    """
    demand(can_change_contacts(by, campaign))
    sent = ContactSheet.objects.filter(campaign=campaign, nonce=nonce)
    if there := sent.first():
        return there
    columns, verdicts = _judged(campaign, name, content)
    try:
        with transaction.atomic():
            counts = Counter(verdict.outcome for verdict in verdicts)
            sheet = ContactSheet.objects.create(
                campaign=campaign,
                partnership_id=partnership_id,
                name=bare_name(name)[-MOST_NAME:] or "contacts",
                columns=columns,
                **{str(outcome): counts[outcome] for outcome in RowOutcome},
                uploaded_by_id=by.user_id,
                uploaded_at=now,
                nonce=nonce,
            )
            rows = (_row(sheet, verdict) for verdict in verdicts)
            ContactSheetRow.objects.bulk_create(rows, batch_size=BATCH)
            return sheet
    except IntegrityError:
        if there := sent.first():
            return there
        raise


def _judged(campaign: Campaign, name: str, content: bytes) -> tuple[list[str], list[PersonVerdict]]:
    with Book(name, content) as book:
        page = book.best(ASKED)
        columns = columns_in(page.header)
        verdicts = judge_people(book.rows(page), columns, known_of(campaign))
    names = page.header.names
    return [names.get(number, "") for number in range(max(names, default=-1) + 1)], verdicts


def known_of(campaign: Campaign) -> Known:
    """What is there already, in two queries."""
    rows = Contact.objects.filter(campaign=campaign).order_by()
    fields = ("key", "email", "name", "language", "workplace__name", "tranche__name", "sector")
    facts = [ContactFacts(*(value or "" for value in row)) for row in rows.values_list(*fields)]
    blocked = BlockedAddress.objects.filter(partnership=campaign.partnership_id).values_list("email", flat=True)
    return Known(
        languages=tuple(campaign.languages),
        by_email={contact.email: contact for contact in facts},
        keys=frozenset(contact.key for contact in facts),
        blocked=frozenset(blocked),
    )


def _row(sheet: ContactSheet, verdict: PersonVerdict) -> ContactSheetRow:
    return ContactSheetRow(
        sheet=sheet,
        number=verdict.number,
        outcome=verdict.outcome,
        reason=verdict.reason,
        column=verdict.column,
        cells={str(column): plain_cell(value) for column, value in verdict.cells.items()},
        contact=verdict.contact,
    )


def write_sheet(*, by: Membership, sheet: ContactSheet, version: int, now: datetime) -> int:
    """Add what was accepted; what came in or was blocked meanwhile is left out. Of two who confirm at once one does.

    Raises Refused, SomeoneWasFirst.
    """
    with locked(sheet.campaign) as campaign:
        demand(can_change_contacts(by, campaign))
        mine = ContactSheet.objects.filter(pk=sheet.pk, version=version, written_at=None)
        if not mine.update(version=version + 1, written_at=now):
            raise SomeoneWasFirst
        rows = ContactSheetRow.objects.filter(sheet=sheet, outcome=RowOutcome.ACCEPTED).order_by("number")
        new = [NewContact(**facts) for facts in rows.values_list("contact", flat=True)]
        return add_to(campaign, new, by=by, partnership_id=sheet.partnership_id, now=now)


def throw_away(*, by: Membership, sheet: ContactSheet) -> None:
    """Forget what was read; contacts that came of it stay. Raises Refused."""
    with locked(sheet.campaign) as campaign:
        demand(can_change_contacts(by, campaign))
        ContactSheet.objects.filter(pk=sheet.pk).delete()


@transaction.atomic
def tidy_sheets(*, now: datetime) -> int:
    """The rows hold what people's files said; after a month nobody needs them."""
    return ContactSheet.objects.filter(uploaded_at__lt=now - KEPT).delete()[0]
