"""Reports from request to file: figures, files, hashes, and what happens to the lines."""

import csv
import io
import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
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
from accountability.reports.documents import main_html, main_sheet
from contributions.queries.financing import realised
from lib.periods import Period
from lib.workflow import Refused
from tests.accountability.helpers import YEAR, ask, make
from tests.cast import NOW
from tests.contributions.helpers import faults

ROOT = Path(__file__).resolve().parent.parent.parent


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
    file = store.REPORTS.location(report.path)
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
    assert "Accountability report" in text_of(store.REPORTS.location(make(english).path))
    assert dutch.number != english.number


@pytest.mark.parametrize("who", ["anna", "carla", "aad"])
def test_only_management_asks_for_reports(books, who):
    with pytest.raises(Refused):
        ask(getattr(books, who), books.programme)
    assert not AccountabilityReport.objects.exists()


def test_the_csv_gives_every_total_again(books):
    report = make(ask(books.mirjam, books.programme)[0])
    files = attached(store.REPORTS.location(report.path))
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
    texts = [row["description"] for row in attached(store.REPORTS.location(report.path))["lines.csv"]]
    assert "'=HYPERLINK(1) stond op het bord" in texts


def test_what_does_not_count_is_shown_and_adds_nothing(books):
    report = make(ask(books.mirjam, books.programme)[0])
    row = next(r for r in attached(store.REPORTS.location(report.path))["lines.csv"] if r["counts"] == "no")
    assert (row["reason"], row["amount"], row["worth"]) == ("internship_supervision", "0.00", "73.00")


def test_a_period_without_lines_gives_a_report_that_says_so(books):
    report = make(ask(books.mirjam, books.programme, Period(date(2023, 9, 1), date(2023, 9, 30)), language="en")[0])
    assert report.state == "done"
    assert "Nothing was approved in the period" in text_of(store.REPORTS.location(report.path))
    assert attached(store.REPORTS.location(report.path))["lines.csv"] == []


def test_lines_in_a_report_can_not_be_reopened(books):
    ask(books.mirjam, books.programme)
    entry = books.anna.user.hours.get(worked_on=date(2026, 3, 10))
    assert entry.reported_at == NOW
    assert books.anna.user.hours.get(worked_on=date(2024, 9, 2)).reported_at is None


ELSEWHERE = """
import os, pickle, sys, django
django.setup()
from accountability.reports.documents import main_html, main_sheet
with open(sys.argv[1], "rb") as file:
    statement = pickle.load(file)
with open(sys.argv[2], "wb") as file:
    file.write(main_sheet(statement).render().content)
print(os.getpid())
"""


def test_bytes_are_the_same_in_another_process(books, tmp_path):
    statement = statement_of(ask(books.mirjam, books.programme)[0])
    kept, made = tmp_path / "statement", tmp_path / "made.pdf"
    kept.write_bytes(pickle.dumps(statement))
    own = os.environ | {"PYTHONHASHSEED": "4711"}  # sets in another order than here
    command = [sys.executable, "-c", ELSEWHERE, kept, made]
    answer = subprocess.run(command, env=own, cwd=ROOT, capture_output=True, check=True, text=True)
    assert int(answer.stdout.split()[-1]) != os.getpid()
    assert made.read_bytes() == main_sheet(statement).render().content


@pytest.mark.parametrize(("language", "words"), [("en", "Made by"), ("nl", "Gemaakt door")])
def test_it_says_who_made_it_also_when_the_name_changes_later(books, language, words):
    report, _created = ask(books.mirjam, books.programme, language=language)
    assert report.snapshot.maker == "Mirjam Management"
    type(books.mirjam.user).objects.filter(pk=books.mirjam.user_id).update(name="Mirjam Anders")
    said = " ".join(text_of(store.REPORTS.location(make(report).path)).split())
    assert f"{words} Mirjam Management" in said
    assert report.data_hash in said.replace(" ", "")
    assert "Mirjam Anders" not in said


def test_a_report_from_before_makers_were_kept_says_nothing_about_one(books):
    report, _created = ask(books.mirjam, books.programme, language="en")
    heading = replace(statement_of(report).heading, maker="")
    assert "Made by" not in main_html(replace(statement_of(report), heading=heading))


def test_the_funder_is_named_and_the_period_and_number(books):
    report = make(ask(books.mirjam, books.programme, language="en")[0])
    text = text_of(store.REPORTS.location(report.path))
    for words in ("(OCW)", "RIF19-00073/2026-001", "1 August 2025 to 31 July 2026", "The legal limits"):
        assert words in text


def test_many_lines_go_into_volumes_that_the_main_document_names(books, monkeypatch):
    small_documents(monkeypatch)
    report = make(ask(books.mirjam, books.programme)[0])
    assert report.path.endswith(".zip")
    main, one, two = report.parts.order_by("number")
    assert [(p.first_line, p.last_line) for p in (one, two)] == [(1, 2), (3, 3)]
    text = text_of(store.REPORTS.location(main.path)).replace("\n", " ")
    assert one.sha256 in text
    assert two.sha256 in text
    assert len(attached(store.REPORTS.location(main.path))["lines.csv"]) == 3
    volume = text_of(store.REPORTS.location(two.path))
    assert "Bram" in volume
    assert "OCW" in volume
    assert "Bram" not in text_of(store.REPORTS.location(main.path))


def test_the_main_document_waits_for_its_volumes(books, monkeypatch):
    small_documents(monkeypatch)
    report, _created = ask(books.mirjam, books.programme)
    assert actions.claim_part(part_id=report.parts.get(number=ReportPart.MAIN).pk, now=NOW) is None
    assert actions.claim_part(part_id=report.parts.get(number=1).pk, now=NOW) is not None


def test_the_download_is_the_same_zip_every_time(books, monkeypatch):
    small_documents(monkeypatch)
    report = make(ask(books.mirjam, books.programme)[0])
    members = [part.path for part in report.parts.order_by("number")]
    again = store.REPORTS.put_zip("again.zip", members, report.cutoff_at)
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
    paths = [str(store.REPORTS.location(part.path)) for part in report.parts.order_by("number")]
    monkeypatch.setattr(actions, "LINES_PER_DOCUMENT", 2000)
    single = make(ask(books.mirjam, books.programme, language="en")[0])
    paths.append(str(store.REPORTS.location(single.path)))
    script = Path(__file__).with_name("verapdf.py")
    answer = subprocess.run([sys.executable, str(script), *paths], capture_output=True, check=True, text=True)
    assert json.loads(answer.stdout) == {path: {"3a": [], "ua1": []} for path in paths}


def test_a_report_says_what_is_pledged_and_not_counting(books):
    books.promise(books.wadbyte)
    cash = {"kind": "cash", "unit": "amount", "quantity": 1, "unit_price": Decimal(500), "amount": Decimal("500.25")}
    books.promise(books.gemeente, **cash)
    books.pledge(books.kantoor)  # stands on no side
    report = make(ask(books.mirjam, books.programme, language="en")[0])
    statement, said = statement_of(report), text_of(store.REPORTS.location(report.path)).replace("\u00a0", " ")
    rows = [(row.reason, row.lines, row.minutes, row.amount) for row in statement.not_pledged]
    assert rows == [
        ("not_signed", 2, 7200, Decimal("9260.25")),
        ("outside_financing", 1, 7200, Decimal("8760.00")),
    ]
    assert statement.pledged_total == Decimal("8760.00")
    assert "Pledged, and not in the figures above" in said
    assert "Pledged, not signed yet." in said
    assert "€9,260.25" in said and "€18,020.25" in said
    lines = attached(store.REPORTS.location(report.path))["pledges.csv"]
    assert sum(Decimal(row["stated"]) for row in lines if row["reason"]) == statement.not_pledged_total
    assert rendered_again(report) == store.REPORTS.location(report.path).read_bytes()
    assert faults(store.REPORTS.location(report.path)) == {}


def rendered_again(report):
    return main_sheet(statement_of(report)).render().content


def test_a_report_in_which_all_pledges_count_says_nothing_of_it(books):
    report = make(ask(books.mirjam, books.programme, language="en")[0])
    said = text_of(store.REPORTS.location(report.path))
    assert "not in the figures above" not in said and "does not count as pledged" not in said
