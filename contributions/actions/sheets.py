"""What people do with a spreadsheet: bring it, say what its columns mean, confirm what was read, or stop."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from contributions.models import SheetImport, SheetMapping, SheetRow
from contributions.queries.sheets import header_key, read_books
from contributions.sheet_rights import can_import, can_step
from contributions.sheets.book import Book, Page
from contributions.sheets.facts import Problem, SheetRefused
from contributions.sheets.judge import Plan, check_constants
from contributions.states import SHEETS
from contributions.store import DOCUMENTS
from lib.periods import today
from lib.queue import wake
from lib.uploads import bare_name
from lib.workflow import demand, take_step
from partnership.audit import record
from partnership.models import Membership, Programme

from .common import patient

TASK = "contributions.tasks.process_sheet"
FRESH = {"attempts": 0, "lease_until": None, "held_by": "", "failure": "", "rows_done": 0, "rows_total": 0}
MOST_NAME = 120
KEPT = timedelta(days=90)  # the file and its rows; the hours themselves stay


@dataclass(frozen=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    content: bytes


def sheet_name(name: str) -> str:
    """A spreadsheet's name as it may be shown, at most as long as the column; its end tells most."""
    return bare_name(name)[-MOST_NAME:] or "uren"


def upload_sheet(
    *, membership: Membership, programme: Programme, upload: Upload, nonce: UUID, now: datetime
) -> SheetImport:
    """Keep a file that can be read, so that its columns can be chosen. The same form twice gives one row.

    Raises Refused, and SheetRefused for a file that cannot be brought in.
    """
    demand(can_import(membership))
    sent = SheetImport.objects.filter(uploaded_by=membership.user_id, nonce=nonce)
    if there := sent.first():
        return there
    with Book(upload.name, upload.content) as book:
        if not book.pages():
            raise SheetRefused(Problem.EMPTY)
    try:
        return _keep(membership, programme, upload, nonce, now)
    except IntegrityError:
        if there := sent.first():
            return there
        raise


def _keep(membership, programme: Programme, upload: Upload, nonce: UUID, now: datetime) -> SheetImport:
    path = f"sheets/{uuid.uuid4().hex}"
    DOCUMENTS.put(path, upload.content)
    try:
        with transaction.atomic():
            sheet = SheetImport.objects.create(
                programme=programme,
                organisation_id=membership.organisation_id,
                name=sheet_name(upload.name),
                path=path,
                sha256=sha256(upload.content).hexdigest(),
                size=len(upload.content),
                uploaded_by_id=membership.user_id,
                uploaded_at=now,
                nonce=nonce,
            )
            record(by=membership, verb="sheet.uploaded", row=sheet, at=now)
    except BaseException:
        DOCUMENTS.location(path).unlink(missing_ok=True)
        raise
    return sheet


def content_of(sheet: SheetImport) -> bytes:
    """The file of a spreadsheet. Raises SheetRefused when it is not kept any more."""
    try:
        return DOCUMENTS.location(sheet.path).read_bytes() if sheet.path else b""
    except FileNotFoundError:
        raise SheetRefused(Problem.EMPTY) from None


@patient
@transaction.atomic
def choose_columns(
    *,
    membership: Membership,
    sheet: SheetImport,
    page: Page,
    mapping: Mapping[str, str],
    constants: Mapping[str, str],
    now: datetime,
) -> None:
    """Say which column means what and have the sheet read; remembered for the next one like it.

    Raises Refused, SomeoneWasFirst, and SheetRefused for what cannot be.
    """
    demand(can_step(membership, sheet, "read"))
    plan = Plan.of(page.header, mapping, constants)
    check_constants(plan, read_books(sheet.programme, membership.organisation, day=today(now)))
    chosen = {"mapping": plan.mapping, "constants": plan.constants}
    names = page.header.names
    columns = [names.get(number, "") for number in range(max(names, default=-1) + 1)]
    about = {"sheet": page.name[:120], "header_row": page.header.row, "columns": columns}
    take_step(sheet, SHEETS["read"], **FRESH, **about, **chosen)
    SheetMapping.objects.update_or_create(
        organisation_id=sheet.organisation_id,
        header=header_key(page.header),
        defaults=chosen | {"remembered_by_id": membership.user_id, "remembered_at": now},
    )
    wake(TASK, sheet_id=sheet.pk)


@patient
@transaction.atomic
def choose_again(*, membership: Membership, sheet: SheetImport) -> None:
    """Back to the columns; what was read is thrown away. Raises Refused, SomeoneWasFirst."""
    demand(can_step(membership, sheet, "again"))
    take_step(sheet, SHEETS["again"], **FRESH, **dict.fromkeys(("accepted", "refused", "already_there", "minutes"), 0))
    SheetRow.objects.filter(sheet=sheet).delete()


@patient
@transaction.atomic
def confirm_sheet(*, membership: Membership, sheet: SheetImport, version: int, submit: bool, now: datetime) -> None:
    """Have what was accepted written, as submitted hours or as drafts; `version` is the one that was looked at.

    Of two who confirm at once one wins. Raises Refused, SomeoneWasFirst.
    """
    demand(can_step(membership, sheet, "write"))
    sheet.version = version
    take_step(sheet, SHEETS["write"], **FRESH, submit=submit)
    record(by=membership, verb="sheet.confirmed", row=sheet, at=now, rows=sheet.accepted, submit=submit)
    wake(TASK, sheet_id=sheet.pk)


@patient
@transaction.atomic
def cancel_sheet(*, membership: Membership, sheet: SheetImport, now: datetime) -> None:
    """Stop at any moment before the hours are written: the file and what was read are thrown away at once.

    A worker that is writing finds out and takes everything back. Raises Refused, SomeoneWasFirst.
    """
    demand(can_step(membership, sheet, "cancel"))
    path = sheet.path
    take_step(sheet, SHEETS["cancel"], **FRESH | {"failure": ""}, path="", finished_at=now)
    SheetRow.objects.filter(sheet=sheet).delete()
    record(by=membership, verb="sheet.cancelled", row=sheet, at=now)
    transaction.on_commit(lambda: forget_file(path))


def forget_file(path: str) -> None:
    if path:
        DOCUMENTS.location(path).unlink(missing_ok=True)


@transaction.atomic
def tidy_sheets(*, now: datetime) -> int:
    """Throw away files and rows of spreadsheets older than ninety days; what they brought in stays."""
    old = SheetImport.objects.filter(uploaded_at__lt=now - KEPT)
    with_rows = SheetRow.objects.filter(sheet__in=old)
    rows, _kinds = with_rows.delete()
    paths = list(old.exclude(path="").values_list("path", flat=True))
    old.exclude(path="").update(path="")
    transaction.on_commit(lambda: [forget_file(path) for path in paths])
    return rows + len(paths)
