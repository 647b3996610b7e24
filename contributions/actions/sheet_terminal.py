"""Bringing in a spreadsheet at a terminal: what the screen does in steps, in one go and one transaction."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from contributions.history.facts import Reason
from contributions.history.values import email as read_email
from contributions.history.write import ROLE_OF_KIND
from contributions.models import SheetImport
from contributions.queries.sheets import people_of, read_books
from contributions.sheets.book import Book
from contributions.sheets.csvs import decode
from contributions.sheets.facts import Judged, Outcome
from contributions.sheets.header import guess
from contributions.sheets.judge import Plan, check_constants, judge
from contributions.sheets.words import tidy
from contributions.states import SheetState
from lib.periods import start_of, today
from partnership.audit import record
from partnership.models import Membership, Organisation, Programme, User

from .sheet_jobs import Progress, figures_of, record_written, wait_for_others, write_entries, write_rows
from .sheets import Upload, sheet_name


@dataclass(frozen=True)
class Asked:
    """What to bring in, for whom, and how; `people` are e-mail addresses with names."""

    upload: Upload
    programme: Programme
    organisation: Organisation
    sheet: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Brought:
    """What came of it: the verdicts, under which columns of which sheet, and other sheets that look like hours."""

    judged: Judged
    mapping: dict[str, str]
    sheet: str
    others: tuple[str, ...]


class _NothingKept(Exception):
    """Takes a dry run back."""


def bring_in(asked: Asked, *, now: datetime, dry_run: bool = False) -> Brought:
    """Judge a spreadsheet and write what is accepted as submitted hours. Raises SheetRefused.

    With `dry_run` nothing stays, also of the people.
    """
    brought: list[Brought] = []
    try:
        with transaction.atomic():
            _add_people(asked, now)
            wait_for_others(person.id for person in people_of(asked.organisation))
            brought.append(_judge_and_write(asked, now, dry_run=dry_run))
            if dry_run:
                raise _NothingKept
    except _NothingKept:
        pass
    return brought[0]


def _judge_and_write(asked: Asked, now: datetime, *, dry_run: bool) -> Brought:
    books = read_books(asked.programme, asked.organisation, day=today(now))
    with Book(asked.upload.name, asked.upload.content) as book:
        names = list(asked.mapping.values())
        page = book.page(asked.sheet, names) if asked.sheet else book.best(names)
        alike = [each.name for each in book.pages(names) if each.score[:2] == (True, True) and each.name != page.name]
        guessed = {name: column for name, column in guess(page.header).items() if name not in asked.constants}
        plan = Plan.of(page.header, _without_twice(guessed, asked.mapping), asked.constants)
        check_constants(plan, books)
        judged = judge(book.rows(page), plan, books, today=today(now))
    if not dry_run and judged.count(Outcome.ACCEPTED):
        _write(asked, page, plan, judged, now)
    return Brought(judged, plan.mapping, page.name, () if asked.sheet else tuple(alike))


def _without_twice(guessed: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """What was asked for goes first; a column that was asked for is not guessed to be something else as well."""
    taken = set(asked.values())
    return {name: column for name, column in guessed.items() if column not in taken} | dict(asked)


def _write(asked: Asked, page, plan: Plan, judged: Judged, now: datetime) -> None:
    names = page.header.names
    sheet = SheetImport.objects.create(
        programme=asked.programme,
        organisation=asked.organisation,
        name=sheet_name(asked.upload.name),
        sha256=sha256(asked.upload.content).hexdigest(),
        size=len(asked.upload.content),
        sheet=page.name[:120],
        header_row=page.header.row,
        columns=[names.get(number, "") for number in range(max(names, default=-1) + 1)],
        mapping=plan.mapping,
        constants=plan.constants,
        state=SheetState.DONE,
        uploaded_at=now,
        finished_at=now,
        rows_total=len(judged.verdicts),
        rows_done=len(judged.verdicts),
        **figures_of(judged),
    )
    progress = Progress()
    write_rows(sheet, judged.verdicts, progress)
    write_entries(sheet, judged, None, progress, now)
    record_written(sheet, None, now)


# --- People ----------------------------------------------------------------------------------------------------


def read_people(content: bytes) -> tuple[tuple[str, str], ...]:
    """The rows of a CSV file with the columns email and name. Raises SheetRefused, RowError, ValueError."""
    text = decode(content)
    sign = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    heads = {tidy(name).lower(): name for name in reader.fieldnames or ()}
    if not {"email", "name"} <= set(heads):
        raise ValueError("email, name")
    rows = [(tidy(row[heads["email"]] or ""), tidy(row[heads["name"]] or "")) for row in reader]
    return tuple((read_email(email, Reason.EMAIL), name or email) for email, name in rows if email or name)


def _add_people(asked: Asked, now: datetime) -> None:
    """Accounts without a password, and a role at the company for who never had one there."""
    organisation = asked.organisation
    role = ROLE_OF_KIND.get(organisation.kind)
    since = min(start_of(asked.programme.starts_on), now)
    for email, name in asked.people:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name[:120])
        place = {"user": user, "organisation": organisation}
        if role is None or Membership.objects.filter(**place).exists():
            continue
        membership = Membership.objects.create(
            **place, partnership=organisation.partnership, role=role, started_at=since
        )
        where = {"partnership_id": organisation.partnership_id}
        record(by=None, verb="person.added", row=membership, at=now, **where)
