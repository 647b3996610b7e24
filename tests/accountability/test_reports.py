"""Reports from request to file: figures, files, hashes, and what happens to the lines."""

import csv
import io
import json
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django.db import ProgrammingError, transaction
from pypdf import PdfReader

from accountability import actions, store
from accountability.models import AccountabilityReport, ReportPart, Snapshot
from accountability.reports.build import statement_of
from accountability.reports.documents import main_sheet
from contributions.queries.financing import realised
from lib.periods import Period
from lib.workflow import Refused
from tests.accountability.helpers import YEAR, ask, make
from tests.cast import NOW


def attached(path) -> dict[str, list[dict]]:
    """The CSV files inside a PDF, as rows."""
    with pikepdf.open(path) as pdf:
        files = {name: spec.get_file().read_bytes().decode() for name, spec in pdf.attachments.items()}
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in files.items()}


def text_of(path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def small_documents(monkeypatch):
    """Documents and volumes of two lines."""
    monkeypatch.setattr(actions, "LINES_PER_DOCUMENT", 2)
    monkeypatch.setattr(actions, "LINES_PER_VOLUME", 2)


@pytest.fixture
def books(cast):
    """A year with hours that count and hours that do not, cash, and an entry that waits."""
    cast.pledge()
    cast.approved(description="=HYPERLINK(1) stond op het bord")
    cast.approved(kind="internship_supervision", minutes=60, worked_on=date(2026, 3, 11))
    cast.approved(cast.bram, minutes=45, worked_on=date(2026, 2, 2), activity=cast.incubator)
    cast.approved(worked_on=date(2024, 9, 2), minutes=120)
    cast.submitted(worked_on=date(2026, 3, 12))
    cast.entry(worked_on=date(2026, 3, 13))
    cast.cash()
    return cast


def test_a_report_is_asked_for_once_and_made(books):
    report, created = ask(books.mirjam, books.programme)
    assert created
    assert report.number == "RIF19-00073/2026-001"
    assert report.line_count == 3
    make(report)
    assert report.state == "done"
    file = store.location(report.path)
    assert store.sha256_of(file) == report.sha256 == report.parts.get().sha256
    assert file.stat().st_size == report.size


def test_the_same_request_over_the_same_books_is_the_same_report(books):
    first, _created = ask(books.mirjam, books.programme)
    again, created = ask(books.mirjam, books.programme, now=NOW + timedelta(hours=1))
    assert (again, created) == (first, False)
    assert AccountabilityReport.objects.count() == 1


def test_changed_books_make_another_report_with_the_next_number(books):
    first, _created = ask(books.mirjam, books.programme)
    books.approved(minutes=15, worked_on=date(2026, 3, 3))
    second, created = ask(books.mirjam, books.programme)
    assert created
    assert [first.number, second.number] == ["RIF19-00073/2026-001", "RIF19-00073/2026-002"]


def test_the_same_form_twice_is_one_report_even_when_the_books_changed(books):
    nonce = uuid4()
    first, _created = ask(books.mirjam, books.programme, nonce=nonce)
    books.approved(minutes=15, worked_on=date(2026, 3, 3))
    again, created = ask(books.mirjam, books.programme, nonce=nonce)
    assert (again, created) == (first, False)


def test_another_language_is_another_report(books):
    dutch, _created = ask(books.mirjam, books.programme)
    english, created = ask(books.mirjam, books.programme, language="en")
    assert created
    assert "Accountability report" in text_of(store.location(make(english).path))
    assert dutch.number != english.number


@pytest.mark.parametrize("who", ["anna", "carla", "aad"])
def test_only_management_asks_for_reports(books, who):
    with pytest.raises(Refused):
        ask(getattr(books, who), books.programme)
    assert not AccountabilityReport.objects.exists()


def test_the_csv_gives_every_total_again(books):
    report = make(ask(books.mirjam, books.programme)[0])
    files = attached(store.location(report.path))
    statement = statement_of(report)
    lines = files["lines.csv"]
    assert len(lines) == report.line_count
    assert sum(Decimal(row["amount"]) for row in lines) == statement.total.hours_amount == Decimal("237.25")
    counting = [row for row in lines if row["counts"] == "yes"]
    assert sum(Decimal(row["hours"]) for row in counting) == Decimal(statement.total.minutes) / 60
    assert sum(Decimal(row["amount"]) for row in files["contributions.csv"]) == statement.total.other_amount == 2500
    whole = [row for row in files["programme.csv"] if row["state"] == "approved"]
    assert sum(Decimal(row["amount"]) for row in whole) == statement.programme_total.amount
    waiting = [row for row in files["programme.csv"] if row["state"] == "submitted"]
    assert sum(Decimal(row["worth"]) for row in waiting) == statement.waiting.amount == Decimal("182.50")
    assert sum(Decimal(row["amount"]) for row in files["pledges.csv"]) == statement.pledged_total == 8760


def test_the_report_and_the_portal_say_the_same(books):
    statement = statement_of(ask(books.mirjam, books.programme)[0])
    whole = realised(books.programme)
    assert statement.programme_total.hours_amount == whole.hours_value
    assert statement.programme_total.minutes == whole.minutes
    groups = {row.source: row.realised for row in statement.financing.rows if row.realised}
    assert groups == {**whole.by_group, "subsidy": whole.subsidy_matched}
    year = realised(books.programme, YEAR)
    assert statement.total.amount == year.cofinancing


def test_text_that_a_spreadsheet_would_run_is_defused(books):
    report = make(ask(books.mirjam, books.programme)[0])
    texts = [row["description"] for row in attached(store.location(report.path))["lines.csv"]]
    assert "'=HYPERLINK(1) stond op het bord" in texts


def test_what_does_not_count_is_shown_and_adds_nothing(books):
    report = make(ask(books.mirjam, books.programme)[0])
    row = next(r for r in attached(store.location(report.path))["lines.csv"] if r["counts"] == "no")
    assert (row["reason"], row["amount"], row["worth"]) == ("internship_supervision", "0.00", "73.00")


def test_a_period_without_lines_gives_a_report_that_says_so(books):
    report = make(ask(books.mirjam, books.programme, Period(date(2023, 9, 1), date(2023, 9, 30)), language="en")[0])
    assert report.state == "done"
    assert "Nothing was approved in the period" in text_of(store.location(report.path))
    assert attached(store.location(report.path))["lines.csv"] == []


def test_lines_in_a_report_can_not_be_reopened(books):
    ask(books.mirjam, books.programme)
    entry = books.anna.user.hours.get(worked_on=date(2026, 3, 10))
    assert entry.reported_at == NOW
    assert books.anna.user.hours.get(worked_on=date(2024, 9, 2)).reported_at is None


def test_bytes_are_the_same_in_another_process(books):
    statement = statement_of(ask(books.mirjam, books.programme)[0])
    first, second = main_sheet(statement).render(), main_sheet(statement).render()
    assert first.content == second.content


def test_the_funder_is_named_and_the_period_and_number(books):
    report = make(ask(books.mirjam, books.programme, language="en")[0])
    text = text_of(store.location(report.path))
    for words in ("(OCW)", "RIF19-00073/2026-001", "1 August 2025 to 31 July 2026", "The legal limits"):
        assert words in text


def test_many_lines_go_into_volumes_that_the_main_document_names(books, monkeypatch):
    small_documents(monkeypatch)
    report = make(ask(books.mirjam, books.programme)[0])
    assert report.path.endswith(".zip")
    main, one, two = report.parts.order_by("number")
    assert [(p.first_line, p.last_line) for p in (one, two)] == [(1, 2), (3, 3)]
    text = text_of(store.location(main.path)).replace("\n", " ")
    assert one.sha256 in text
    assert two.sha256 in text
    assert len(attached(store.location(main.path))["lines.csv"]) == 3
    volume = text_of(store.location(two.path))
    assert "Bram" in volume
    assert "OCW" in volume
    assert "Bram" not in text_of(store.location(main.path))


def test_the_main_document_waits_for_its_volumes(books, monkeypatch):
    small_documents(monkeypatch)
    report, _created = ask(books.mirjam, books.programme)
    assert actions.claim_part(part_id=report.parts.get(number=ReportPart.MAIN).pk, now=NOW) is None
    assert actions.claim_part(part_id=report.parts.get(number=1).pk, now=NOW) is not None


def test_the_download_is_the_same_zip_every_time(books, monkeypatch):
    small_documents(monkeypatch)
    report = make(ask(books.mirjam, books.programme)[0])
    members = [part.path for part in report.parts.order_by("number")]
    again = store.put_zip("again.zip", members, report.cutoff_at)
    assert again.sha256 == report.sha256


def test_a_finished_report_never_changes(books):
    report = make(ask(books.mirjam, books.programme)[0])
    rows = AccountabilityReport.objects.filter(pk=report.pk)
    for change in (
        lambda: rows.update(sha256="0" * 64),
        lambda: ReportPart.objects.filter(report=report).update(pages=1),
        lambda: Snapshot.objects.filter(report=report).update(packed=b""),
        lambda: Snapshot.objects.filter(report=report).delete(),
    ):
        with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
            change()


def test_figures_of_the_worked_example(cast):
    cast.pledge()
    for day in range(1, 16):
        cast.approved(minutes=480, worked_on=date(2025, 10, day))
    statement = statement_of(ask(cast.mirjam, cast.programme)[0])
    row = next(row for row in statement.partners if row.partner.name == "Terpdok Software")
    assert row.period.minutes == 120 * 60
    assert row.period.hours_amount == row.pledged == Decimal("8760.00")


def test_the_verifier_accepts_both_kinds_of_documents(books, monkeypatch):
    """PDF/A-3a and PDF/UA-1 at once; in a process of its own, for a Java machine can't be stopped within Python."""
    small_documents(monkeypatch)
    report = make(ask(books.mirjam, books.programme)[0])
    paths = [str(store.location(part.path)) for part in report.parts.order_by("number")]
    monkeypatch.setattr(actions, "LINES_PER_DOCUMENT", 2000)
    single = make(ask(books.mirjam, books.programme, language="en")[0])
    paths.append(str(store.location(single.path)))
    script = Path(__file__).with_name("verapdf.py")
    answer = subprocess.run([sys.executable, str(script), *paths], capture_output=True, check=True, text=True)
    assert json.loads(answer.stdout) == {path: {"3a": [], "ua1": []} for path in paths}
