"""The sheets that companies gave as examples, and the command that brings a sheet in."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.core.management import CommandError, call_command

from contributions.models import HourEntry, SheetImport, SheetRow
from contributions.rules import MIN_DESCRIPTION
from contributions.sheets.facts import FIELDS, Reason
from contributions.sheets.judge import MOST_DESCRIPTION
from partnership.models import AuditEvent, Membership, User
from tests.contributions.sheet_files import EXAMPLES, HEADER, SET, WORK, bring, people_file, saved, text, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def people(tmp_path):
    return people_file(tmp_path)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("mapped", [False, True])
def test_an_example_comes_out_as_it_should(cast, people, name, mapped):
    wanted = EXAMPLES[name].expected
    mapping = {"map": [[f"{field}={column}"] for field, column in wanted["map"].items()]} if mapped else {}
    found = bring(cast, EXAMPLES[name].path, people=people, **mapping)
    assert found["accepted"] == wanted["accepted"] == HourEntry.objects.filter(state="submitted").count()
    assert found["hours"] == wanted["hours"]
    assert [{"row": row["row"], "reason": row["reason"]} for row in found["refused"]] == wanted["refused"]
    assert found["already_there"] == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_file_twice_adds_nothing(cast, people, name):
    first = bring(cast, EXAMPLES[name].path, people=people)
    again = bring(cast, EXAMPLES[name].path, people=people)
    assert (again["accepted"], again["hours"], again["already_there"]) == (0, "0.00", first["accepted"])
    assert again["refused"] == first["refused"]
    assert HourEntry.objects.count() == first["accepted"]
    assert SheetImport.objects.count() == 1
    assert User.objects.filter(email__startswith="sheet-").count() == 3


def test_what_is_written_is_that_of_the_sheet(cast, people):
    found = bring(cast, EXAMPLES["puntkomma.csv"].path, people=people)
    entry = HourEntry.objects.get(worked_on=date(2026, 4, 13))
    assert (entry.person.name, entry.minutes, entry.description) == (
        "Anna de Vries",
        450,
        "Projectgroep 4 begeleid; sprint review",
    )
    assert (entry.entered_by, entry.state, entry.kind, entry.activity) == (
        None,
        "submitted",
        "guest_teaching",
        cast.masterclasses,
    )
    sheet = SheetImport.objects.get()
    assert (sheet.state, sheet.accepted, sheet.refused, entry.sheet) == ("done", 57, 3, sheet)
    assert SheetRow.objects.filter(sheet=sheet).count() == 60
    assert found["refused"][2] == {"row": 38, "reason": "date", "value": "31-02-2026"}
    assert AuditEvent.objects.filter(verb="hours.imported").count() == 57
    assert AuditEvent.objects.filter(verb="sheet.written", partnership=cast.werkplaats).count() == 1


@pytest.mark.parametrize("column", [1, 3, 4])
def test_a_formula_that_nobody_worked_out_is_never_taken_for_what_it_says(cast, people, tmp_path, column):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([date(2026, 4, 13), "Anna de Vries", 2, WORK])
    book.active.append([date(2026, 4, 14), "Anna de Vries", 2, WORK])
    book.active.cell(3, column).value = '=CONCATENATE("Gastles ", "testautomatisering")'
    book.save(tmp_path / "uren.xlsx")
    found = bring(cast, tmp_path / "uren.xlsx", people=people)
    assert (found["accepted"], [row["row"] for row in found["refused"]]) == (1, [3])
    assert HourEntry.objects.get().description == WORK


def test_a_dry_run_keeps_nothing(cast, people):
    found = bring(cast, EXAMPLES["eenvoudig.xlsx"].path, "--dry-run", people=people)
    assert found["accepted"] == 53
    assert not HourEntry.objects.exists()
    assert not SheetImport.objects.exists()
    assert not User.objects.filter(email__startswith="sheet-").exists()
    assert not AuditEvent.objects.exists()


def test_people_are_added_once_and_can_not_log_in(cast, people, tmp_path):
    User.objects.create_user("sheet-1@example.org", "a long passphrase", name="Bram Anders")
    bring(cast, EXAMPLES["eenvoudig.xlsx"].path, people=people)
    added = User.objects.get(email="sheet-0@example.org")
    assert not added.has_usable_password()
    membership = Membership.objects.get(user=added)
    assert (membership.role, membership.organisation) == ("company_member", cast.terpdok)
    assert User.objects.get(email="sheet-1@example.org").name == "Bram Anders"


def test_at_a_terminal_it_is_said_in_words(cast, people):
    out = StringIO()
    call_command(
        "import_sheet",
        str(EXAMPLES["rommelig.xlsx"].path),
        partnership="werkplaats",
        programme="RIF19-00073",
        partner="terpdok",
        set=[[f"{name}={value}"] for name, value in SET.items()],
        add_people=people,
        stdout=out,
    )
    told = out.getvalue()
    assert "56" in told
    assert "147" in told
    assert "27" in told and "hours:" in told
    assert "Onbekende Collega" in told


def refusal(cast, path, **values) -> str:
    with pytest.raises(CommandError) as caught:
        bring(cast, path, **values)
    assert not HourEntry.objects.exists()
    return str(caught.value)


def test_a_needed_field_that_is_nowhere_refuses_the_sheet(cast, people):
    told = refusal(cast, EXAMPLES["eenvoudig.xlsx"].path, people=people, set=[["kind=guest_teaching"]])
    assert "Activiteit" in told or "Activity" in told
    assert not User.objects.filter(email__startswith="sheet-").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"map": [["date=Wanneer"]]},
        {"map": [["dag=Datum"]]},
        {"map": [["date"]]},
        {"set": [["activity=Bestaat niet", "kind=guest_teaching"]]},
        {"set": [["activity=Masterclasses", "kind=onzin"]]},
        {"sheet": "Februari"},
        {"partner": "niemand"},
        {"programme": "RIF19-1"},
        {"partnership": "nergens"},
    ],
)
def test_what_is_asked_for_and_is_not_there_refuses_the_sheet(cast, people, values):
    place = {"partnership": "werkplaats", "programme": "RIF19-00073", "partner": "terpdok"} | {
        name: value for name, value in values.items() if name in ("partner", "programme", "partnership")
    }
    options = {"set": [[f"{name}={value}"] for name, value in SET.items()]} | {
        name: value for name, value in values.items() if name not in place
    }
    with pytest.raises(CommandError):
        call_command("import_sheet", str(EXAMPLES["eenvoudig.xlsx"].path), **place, **options, stdout=StringIO())
    assert not HourEntry.objects.exists()


def test_a_partner_that_takes_no_part_is_refused(cast, tmp_path):
    cast.terpdok.participations.all().delete()
    path = saved(tmp_path, text([HEADER, ("10-10-2026", "Anna Terpdok", "1", WORK)]), "uren.csv")
    assert refusal(cast, path)


@pytest.mark.parametrize("kind", ["guest_teaching", "Gastlessen", "GUEST TEACHING", "Guest teaching"])
def test_kinds_and_activities_by_key_or_name(cast, tmp_path, kind):
    from contributions.sheets.judge import kinds

    known = kinds()
    if kind == "Gastlessen":  # the Dutch name, whatever it is
        kind = next(name for name, key in known.items() if key == "guest_teaching" and name != "guest teaching")
    rows = [(*HEADER, "Activiteit", "Soort inzet"), ("10-10-2026", "Anna Terpdok", "1", WORK, " MASTERCLASSES ", kind)]
    found = bring(cast, saved(tmp_path, text(rows), "uren.csv"), set=[])
    assert found["accepted"] == 1
    assert HourEntry.objects.get().kind == "guest_teaching"


def test_equal_rows_count_one_by_one(cast, tmp_path):
    row = ("10-10-2026", "Anna Terpdok", "1", WORK)
    cast.submitted(worked_on=date(2026, 10, 10), minutes=60, description=WORK)
    found = bring(cast, saved(tmp_path, text([HEADER, row, row]), "uren.csv"))
    assert (found["accepted"], found["already_there"]) == (1, 1)
    assert HourEntry.objects.count() == 2


def test_which_sheet_is_read(cast, tmp_path):
    rows = [HEADER, ("10-10-2026", "Anna Terpdok", "1", WORK)]
    two = [*rows, ("12-10-2026", "Anna Terpdok", "2", WORK)]
    content = xlsx(("Uitleg", [["Vul per dag een regel in"]]), ("Oud", two), ("Uren", rows), hidden=("Oud",))
    path = saved(tmp_path, content)
    assert bring(cast, path, "--dry-run")["accepted"] == 1
    assert bring(cast, path, "--dry-run", sheet="oud")["accepted"] == 2


def test_one_row_that_the_rules_refuse_leaves_the_others(cast, tmp_path):
    cast.submitted(worked_on=date(2026, 10, 12), minutes=1380)
    rows = [
        HEADER,
        ("12-10-2026", "Anna Terpdok", "1", WORK),
        ("12-10-2026", "Anna Terpdok", "0,25", WORK),
        ("13-10-2026", "Anna Terpdok", "25", WORK),
        ("21-11-2026", "Anna Terpdok", "1", WORK),
        ("13-10-2026", "Anna Terpdok", "1", "kort"),
        ("13-10-2026", "Anna Terpdok", "1", "x" * 501),
        ("13-10-2026", "Anna Terpdok", "9", WORK),
    ]
    found = bring(cast, saved(tmp_path, text(rows), "uren.csv"))
    assert [(row["row"], row["reason"]) for row in found["refused"]] == [
        (3, "more_than_24_hours"),
        (4, "more_than_24_hours"),
        (5, "future"),
        (6, "description"),
        (7, "description"),
    ]
    assert found["accepted"] == 2
    flags = {row.number: row.flags for row in SheetRow.objects.all()}
    assert "late" in flags[2]
    assert "more_than_8_hours" in flags[8]


def test_other_sheets_with_hours_are_named_beside_the_answer(cast, tmp_path):
    """Who reads only JSON must not miss the months on the other sheets."""
    month = [HEADER, ("12-10-2026", "Anna Terpdok", "1", WORK)]
    path = saved(tmp_path, xlsx(("Januari", month), ("Februari", month)))
    out, errors = StringIO(), StringIO()
    call_command(
        "import_sheet",
        str(path),
        partnership="werkplaats",
        programme="RIF19-00073",
        partner="terpdok",
        set=[[f"{name}={value}"] for name, value in SET.items()],
        as_json=True,
        stdout=out,
        stderr=errors,
    )
    assert json.loads(out.getvalue())["accepted"] == 1
    assert "Februari" in errors.getvalue()


def test_the_page_names_every_field_and_every_reason():
    page = (Path(__file__).resolve().parents[2] / "docs" / "hour-sheets.md").read_text(encoding="utf-8")
    assert [word for word in [*FIELDS, *Reason] if f"| `{word}` |" not in page] == []
    assert f"shorter than {MIN_DESCRIPTION} characters, longer than {MOST_DESCRIPTION}" in page


@pytest.mark.parametrize(
    ("description", "accepted"),
    [("Gastles SQL, 1A", True), ("Gastles SQL  1A", False), ("Gastles SQL 1A", False), ("", False), ("x" * 501, False)],
)
def test_a_row_says_what_was_done_as_the_form_asks(cast, people, tmp_path, description, accepted):
    book = openpyxl.Workbook()
    for row in (
        HEADER,
        (date(2026, 4, 13), "Anna de Vries", 2, description),
        (date(2026, 4, 14), "Bram Postma", 2, WORK),
    ):
        book.active.append(row)
    book.save(tmp_path / "kort.xlsx")
    found = bring(cast, tmp_path / "kort.xlsx", people=people)
    assert found["accepted"] == 1 + accepted
    assert [each["reason"] for each in found["refused"]] == ([] if accepted else ["description"])
    assert all(len(entry.description) >= MIN_DESCRIPTION for entry in HourEntry.objects.all())
