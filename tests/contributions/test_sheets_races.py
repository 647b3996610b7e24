"""Two people, or two workers, at the same moment. Each test was seen to fail with its lock or condition taken away."""

import threading
from datetime import date
from uuid import uuid4

import pytest

from contributions import actions
from contributions.actions import sheet_jobs, sheets
from contributions.models import HourEntry, SheetImport
from contributions.queries.checks import Effort
from contributions.sheets.book import Book
from contributions.sheets.header import guess
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.sheet_files import HEADER, SET, WORK, text
from tests.contributions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROW = ("10-03-2026", "Anna Terpdok", "20", WORK)


@pytest.fixture
def bring(cast, settings, tmp_path, march):
    """A spreadsheet with these rows, read and ready to be confirmed."""
    settings.DOCUMENTS_ROOT = tmp_path

    def make(*rows):
        content = text([HEADER, *rows])
        values = {"membership": cast.mo, "now": NOW}
        upload = sheets.Upload("uren.csv", content)
        sheet = sheets.upload_sheet(programme=cast.programme, upload=upload, nonce=uuid4(), **values)
        with Book("uren.csv", content) as book:
            page = book.best()
            sheets.choose_columns(sheet=sheet, page=page, mapping=guess(page.header), constants=SET, **values)
        work(sheet.pk)
        return sheet.pk

    return make


def work(pk):
    claimed = sheet_jobs.claim_sheet(sheet_id=pk, now=NOW)
    if claimed is not None:
        sheet_jobs.process(sheet=claimed, progress=sheet_jobs.Progress(), clock=lambda: NOW)
    return claimed


def confirm(cast, pk):
    sheet = SheetImport.objects.select_related("programme").get(pk=pk)
    sheets.confirm_sheet(membership=cast.mo, sheet=sheet, version=sheet.version, submit=True, now=NOW)
    return sheet


@pytest.fixture
def slow_books(monkeypatch):
    """Between looking in the books and writing passes a moment, as on a busy server."""
    read = sheet_jobs.read_books

    def slowly(*args, **kwargs):
        books = read(*args, **kwargs)
        threading.Event().wait(0.3)
        return books

    monkeypatch.setattr(sheet_jobs, "read_books", slowly)


def test_of_two_who_confirm_at_once_one_wins(cast, bring):
    pk = bring(ROW)
    seen = [SheetImport.objects.get(pk=pk) for _ in range(2)]
    answers = at_once(
        *(
            lambda sheet=sheet: sheets.confirm_sheet(
                membership=cast.mo, sheet=sheet, version=sheet.version, submit=True, now=NOW
            )
            for sheet in seen
        )
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert AuditEvent.objects.filter(verb="sheet.confirmed").count() == 1


def test_of_two_workers_one_writes(cast, bring, slow_books):
    pk = bring(ROW)
    confirm(cast, pk)
    answers = at_once(lambda: work(pk), lambda: work(pk))
    assert sum(answer is None for answer in answers) == 1
    assert HourEntry.objects.count() == 1


def test_the_same_sheet_twice_at_once_is_written_once(cast, bring, slow_books):
    first, second = bring(ROW), bring(ROW)
    confirm(cast, first)
    confirm(cast, second)
    at_once(lambda: work(first), lambda: work(second))
    assert HourEntry.objects.count() == 1
    assert sorted(SheetImport.objects.values_list("accepted", "already_there")) == [(0, 1), (1, 0)]


def test_a_day_keeps_24_hours_beside_somebody_who_types(cast, bring, slow_books):
    pk = bring(ROW)
    confirm(cast, pk)
    effort = Effort(
        person_id=cast.anna.user_id,
        organisation_id=cast.terpdok.pk,
        activity=cast.masterclasses,
        worked_on=date(2026, 3, 10),
        minutes=20 * 60,
        kind="guest_teaching",
        description=WORK,
    )

    def type_it():
        threading.Event().wait(0.1)
        return actions.log_hours(membership=cast.anna, effort=effort, nonce=uuid4(), now=NOW)

    answers = at_once(lambda: work(pk), type_it)
    assert HourEntry.objects.count() == 1
    assert isinstance(answers[1], Refused)


def test_cancelling_beats_a_worker_that_writes(cast, bring, slow_books):
    pk = bring(ROW)
    confirm(cast, pk)

    def cancel():
        threading.Event().wait(0.15)
        sheet = SheetImport.objects.get(pk=pk)
        sheets.cancel_sheet(membership=cast.mo, sheet=sheet, now=NOW)

    at_once(lambda: work(pk), cancel)
    assert SheetImport.objects.get(pk=pk).state == "cancelled"
    assert not HourEntry.objects.exists()
