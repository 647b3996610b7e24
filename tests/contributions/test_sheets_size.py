"""Twenty thousand rows: within a minute and half a gigabyte, read and written, on real connections."""

import random
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from contributions.actions import sheet_jobs, sheets
from contributions.models import HourEntry, SheetImport, SheetRow
from contributions.sheets.book import Book
from contributions.sheets.header import guess
from contributions.tasks import process_sheet
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.sheet_files import HEADER, SET, xlsx

ROWS = 20_000


def many(people):
    dice = random.Random(7)
    first = date(2023, 8, 1)
    yield HEADER
    for number in range(ROWS):
        day = first + timedelta(days=number // len(people) % 900)
        work = f"Projectgroep {dice.randrange(60)} begeleid; sprint review {dice.randrange(9)}"
        yield day, people[number % len(people)], dice.choice((0.5, 1, 2.25, 4)), work


def megabytes(what):
    """`VmRSS` is what this process holds now, `VmHWM` the most it held since that was last forgotten."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) // 1024


@pytest.mark.django_db
def test_triggers_find_the_setting_that_they_ask_for():
    """Without it writing many rows in one transaction takes time in the square of their number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore')")
        assert cursor.fetchone() == ("{}",)


@pytest.mark.django_db(transaction=True)
def test_twenty_thousand_rows(cast, settings, tmp_path, march):
    settings.DOCUMENTS_ROOT = tmp_path
    people = [make_member(f"Medewerker {number}", cast.terpdok, Role.COMPANY_MEMBER) for number in range(30)]
    content = xlsx(("Uren", list(many([each.user.name for each in people]))))
    upload = sheets.Upload("uren.xlsx", content)
    values = {"membership": cast.mo, "now": NOW}
    sheet = sheets.upload_sheet(programme=cast.programme, upload=upload, nonce=uuid4(), **values)
    before = megabytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak of the tests before this one
    with Book("uren.xlsx", content) as book:
        page = book.best()
        sheets.choose_columns(sheet=sheet, page=page, mapping=guess(page.header), constants=SET, **values)
    start, busy = time.perf_counter(), time.process_time()
    process_sheet(sheet_id=sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.accepted, SheetRow.objects.count()) == ("read", ROWS, ROWS)
    read = time.perf_counter() - start
    sheets.confirm_sheet(sheet=sheet, version=sheet.version, submit=True, **values)
    start = time.perf_counter()
    process_sheet(sheet_id=sheet.pk)
    written = time.perf_counter() - start
    sheet.refresh_from_db()
    assert (sheet.state, HourEntry.objects.filter(sheet=sheet).count()) == ("done", ROWS)
    memory = megabytes("VmHWM") - before
    busy = time.process_time() - busy
    print(f"read {read:.1f} s, written {written:.1f} s, {busy:.1f} s of it computing, {memory} MB beside {before}")
    assert busy < 40  # some 17 on a quiet computer; beside other work the same takes longer
    assert memory < 350  # a worker holds some 150 MB before it begins
    assert SheetImport.objects.count() == 1
    assert sheet_jobs.sweep_sheets(now=NOW) == []
