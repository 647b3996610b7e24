"""What a history folder may hold that is wrong, and what is said about it."""

import json
import random
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contributions.history.facts import Books, FolderError, Reason
from contributions.history.folder import read_folder
from contributions.history.judge import judge
from contributions.history.sentences import WHY_REFUSED
from contributions.models import HourEntry
from partnership.models import Partnership, Programme
from tests.contributions.history_folder import CASH, HEADERS, HOUR, PLEDGE, Content, partner, person

TODAY = date(2026, 3, 16)


def rejected(content: Content, folder) -> list[tuple[str, str, str, str]]:
    judgement = judge(read_folder(content.write(folder)), Books(), today=TODAY)
    return [(row.file, row.id, str(row.reason), row.value) for row in judgement.rejected]


BAD_HOURS = [
    ({"date": "2023-07-31"}, "outside_period", "2023-07-31"),
    ({"date": "2027-08-01"}, "outside_period", "2027-08-01"),
    ({"date": "2026-03-17"}, "future", "2026-03-17"),
    ({"date": "31-12-2024"}, "date", "31-12-2024"),
    ({"date": "2024-02-30"}, "date", "2024-02-30"),
    ({"date": "20240305"}, "date", "20240305"),
    ({"date": ""}, "date", ""),
    ({"hours": "0"}, "hours", "0"),
    ({"hours": "-2"}, "hours", "-2"),
    ({"hours": "0.1"}, "hours", "0.1"),
    ({"hours": "acht"}, "hours", "acht"),
    ({"hours": "NaN"}, "hours", "NaN"),
    ({"hours": "Infinity"}, "hours", "Infinity"),
    ({"hours": "1" + "0" * 30}, "hours", "1" + "0" * 30),
    ({"person": "niemand@example.org"}, "person", "niemand@example.org"),
    ({"activity": "Bestaat niet"}, "activity", "learning: Bestaat niet"),
    ({"activity": "Incubator"}, "activity", "learning: Incubator"),
    ({"lab": "maan"}, "activity", "maan: Masterclasses"),
    ({"hours": "24.25"}, "more_than_24_hours", "24.25"),
    ({"partner": "onbekend"}, "partner", "onbekend"),
    ({"kind": "dansen"}, "kind", "dansen"),
    ({"status": "klaar"}, "status", "klaar"),
    ({"description": "x" * 501}, "description", "x" * 501),
    ({"approved_by": ""}, "approved_by", ""),
    ({"approved_by": "geen adres"}, "approved_by", "geen adres"),
    ({"approved_by": "Anna@example.org"}, "own_approval", "Anna@example.org"),
    ({"approved_on": ""}, "approved_on", ""),
    ({"approved_on": "2024-03-04"}, "approved_on", "2024-03-04"),
    ({"id": ""}, "id", ""),
    ({"id": "x" * 41}, "id", "x" * 41),
    ({"description": "nul\x00teken"}, "characters", None),
    ({"description": "bel\x07letje"}, "characters", None),
]


@pytest.mark.parametrize(("change", "reason", "value"), BAD_HOURS)
def test_a_bad_hour_line_is_refused_with_its_value_and_the_rest_goes_on(tmp_path, change, reason, value):
    bad = HOUR | {"id": "H9"} | change
    content = Content(hours=[HOUR | {"date": "2024-03-08"}, bad, HOUR | {"id": "H3", "date": "2024-03-07"}])

    judgement = judge(read_folder(content.write(tmp_path)), Books(), today=TODAY)

    [refusal] = judgement.rejected
    assert (refusal.file, str(refusal.reason)) == ("hours.csv", reason)
    assert refusal.id == (bad["id"] or "line 3")
    assert value in (None, refusal.value)
    assert judgement.accepted_hour_lines == 2


@pytest.mark.parametrize("hours", ["0.25", "24", "2,5", "2:30"])
def test_hours_that_are_fine(tmp_path, hours):
    assert rejected(Content(hours=[HOUR | {"hours": hours}]), tmp_path) == []


@pytest.mark.parametrize("day", ["2023-08-01", "2026-03-16"])
def test_the_first_day_and_today_are_fine(tmp_path, day):
    assert rejected(Content(hours=[HOUR | {"date": day, "status": "submitted"}]), tmp_path) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "2028-01-01", "hours": "0", "person": "x@example.org", "activity": "?"}, "outside_period"),
        ({"date": "2026-12-01", "hours": "0", "person": "x@example.org", "activity": "?"}, "future"),
        ({"hours": "0", "person": "x@example.org", "activity": "?"}, "hours"),
        ({"person": "x@example.org", "activity": "?", "hours": "25"}, "person"),
        ({"activity": "?", "hours": "25", "kind": "?"}, "activity"),
    ],
)
def test_of_several_faults_the_first_of_a_fixed_order_is_said(tmp_path, change, reason):
    assert [row[2] for row in rejected(Content(hours=[HOUR | change]), tmp_path)] == [reason]


def test_24_hours_a_day_over_lines_of_any_status_and_partner_refused_ones_not_counted(tmp_path):
    lines = [
        HOUR | {"id": "a", "hours": "12", "status": "draft"},
        HOUR | {"id": "b", "hours": "12.25"},  # too many
        HOUR | {"id": "c", "hours": "12", "partner": "school", "status": "returned"},
        HOUR | {"id": "d", "hours": "0.25", "person": "ANNA@example.org"},  # too many, the same person
        HOUR | {"id": "e", "hours": "24", "person": "bram@example.org"},
    ]
    refused = [(row[1], row[2]) for row in rejected(Content(hours=lines), tmp_path)]

    assert refused == [("b", "more_than_24_hours"), ("d", "more_than_24_hours")]


def test_the_second_line_with_a_number_is_refused_also_when_it_differs(tmp_path):
    lines = [HOUR | {"hours": "0"}, HOUR, HOUR, HOUR | {"date": "2024-03-06"}]

    assert [row[2] for row in rejected(Content(hours=lines), tmp_path)] == ["hours", "duplicate", "duplicate"]


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("partners", partner("met spatie er in"), "key"),
        ("partners", partner("terp"), "duplicate"),
        ("partners", partner("nieuw", "vereniging"), "kind"),
        ("partners", partner("nieuw", "accountant"), "kind"),
        ("partners", partner("nieuw", kvk="1234567"), "kvk"),
        ("partners", partner("nieuw", employees="veel"), "employees"),
        ("partners", partner("nieuw", employees="99999999999"), "employees"),
        ("partners", partner("nieuw", joined="gisteren"), "date"),
        ("partners", partner("nieuw", name=""), "name"),
        ("partners", partner("nieuw", sector="x" * 61), "sector"),
        ("people", person("geen adres", "terp"), "email"),
        ("people", person("x@example.org", "onbekend"), "partner"),
        ("people", person("x@example.org", "terp", ""), "name"),
        ("people", person("anna@example.org", "terp"), "duplicate"),
        ("pledges", PLEDGE | {"partner": "onbekend"}, "partner"),
        ("pledges", PLEDGE, "duplicate"),
        ("pledges", PLEDGE | {"kind": "liefde"}, "kind"),
        ("pledges", PLEDGE | {"from": "2025-01-01", "to": "2024-01-01"}, "period"),
        ("pledges", PLEDGE | {"to": "2024-13-01"}, "date"),
        ("pledges", PLEDGE | {"kind": "cash", "quantity": "0"}, "quantity"),
        ("pledges", PLEDGE | {"kind": "cash", "unit": "x" * 21}, "unit"),
        ("pledges", PLEDGE | {"kind": "cash", "unit_price": "-1"}, "unit_price"),
        ("pledges", PLEDGE | {"kind": "cash", "amount": "1" + "0" * 30}, "amount"),
        ("contributions", CASH, "duplicate"),
        ("contributions", CASH | {"id": "C2", "date": "2023-07-31"}, "outside_period"),
        ("contributions", CASH | {"id": "C2", "date": "2026-03-17"}, "future"),
        ("contributions", CASH | {"id": "C2", "partner": "onbekend"}, "partner"),
        ("contributions", CASH | {"id": "C2", "kind": "hours"}, "kind"),
        ("contributions", CASH | {"id": "C2", "quantity": "veel"}, "quantity"),
        ("contributions", CASH | {"id": "C2", "unit_price": "1.001"}, "unit_price"),
        ("contributions", CASH | {"id": "C2", "amount": "-0.01"}, "amount"),
        ("contributions", CASH | {"id": "C2", "amount": "NaN"}, "amount"),
        ("contributions", CASH | {"id": "C2", "evidence": "x" * 201}, "evidence"),
        ("contributions", CASH | {"id": "C2", "status": "draft"}, "status"),
    ],
)
def test_a_bad_row_in_the_other_files_is_refused_too(tmp_path, file, row, reason):
    content = Content()
    getattr(content, file).append(row)

    [refusal] = rejected(content, tmp_path)
    assert (refusal[0], refusal[2]) == (f"{file}.csv", reason)


def test_every_reason_has_a_sentence():
    assert set(WHY_REFUSED) == set(Reason)


@pytest.mark.parametrize("cells", ["H1", ",".join("x" * 13), "H1,terp"])
def test_a_row_with_another_number_of_columns_is_refused(tmp_path, cells):
    folder = Content().write(tmp_path)
    with (folder / "hours.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"{cells}\n\n")

    [refusal] = judge(read_folder(folder), Books(), today=TODAY).rejected
    assert refusal.reason == Reason.COLUMNS


# --- What refuses the whole folder ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["programme.json", *HEADERS])
def test_a_missing_file_refuses_the_folder(tmp_path, name):
    (Content().write(tmp_path) / name).unlink()

    with pytest.raises(FolderError, match=name):
        read_folder(tmp_path)


@pytest.mark.parametrize("name", ["programme.json", *HEADERS])
def test_a_file_that_is_not_utf_8_refuses_the_folder(tmp_path, name):
    (Content().write(tmp_path) / name).write_bytes(b"\xff\xfe\x00caf\xe9")

    with pytest.raises(FolderError, match=f"{name}.*UTF-8"):
        read_folder(tmp_path)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("header", ["", "id;partner;person", "x,y,z", "{header},extra", "{header},{header}"])
def test_a_broken_header_refuses_the_folder(tmp_path, name, header):
    (Content().write(tmp_path) / name).write_text(header.format(header=HEADERS[name]) + "\n", encoding="utf-8")

    with pytest.raises(FolderError, match=f"{name}.*{HEADERS[name]}"):
        read_folder(tmp_path)


def test_a_byte_order_mark_and_another_order_of_columns_are_fine(tmp_path):
    folder = Content().write(tmp_path)
    path = folder / "people.csv"
    path.write_text("\ufeffname,partner,email\r\nAnna,terp,anna@example.org\r\n", encoding="utf-8")

    assert judge(read_folder(folder), Books(), today=TODAY).rejected == []


@pytest.mark.parametrize("row", ['H2,"open', "x" * 200_000, 'a"b,"c"d'])
def test_rows_that_cannot_be_split_refuse_the_folder_or_themselves_but_never_crash(tmp_path, row):
    folder = Content().write(tmp_path)
    with (folder / "hours.csv").open("a", encoding="utf-8") as handle:
        handle.write(row)
    try:
        said = str(judge(read_folder(folder), Books(), today=TODAY).rejected)
    except FolderError as error:
        said = str(error)
    assert "hours.csv" in said


BAD_PROGRAMMES = [
    "",
    "[]",
    "null",
    '"text"',
    "{",
    '{"name": NaN}',
    "[" * 100_000,
    '{"rate": 1' + "0" * 6000 + "}",
]


@pytest.mark.parametrize("text", BAD_PROGRAMMES, ids=range(len(BAD_PROGRAMMES)))
def test_a_programme_that_cannot_be_read_refuses_the_folder(tmp_path, text):
    (Content().write(tmp_path) / "programme.json").write_text(text, encoding="utf-8")

    with pytest.raises(FolderError, match=r"programme\.json"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    "key", ["name", "scheme", "grant_number", "application_date", "start", "rate", "lead_partner", "labs"]
)
@pytest.mark.parametrize("value", [None, -5, "", [], {}, True, "x" * 500, "\x00", "\ud800"], ids=repr)
def test_a_programme_with_a_senseless_value_refuses_the_folder(tmp_path, key, value):
    content = Content()
    content.programme[key] = value

    with pytest.raises(FolderError, match=key):
        read_folder(content.write(tmp_path))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("end", "2023-07-31"),
        ("end", "9999-12-31"),
        ("application_date", "2024-01-01"),
        ("scheme", "RIF99"),
        ("rate", "0"),
        ("rate", "-73"),
        ("rate", "1e2"),
        ("budget_total", "0.00"),
        ("budget_total", "1" + "0" * 30),
        ("subsidy_granted", "3000000.01"),
        ("labs", {"maan": ["x"]}),
        ("labs", {"kennis": "x"}),
        ("labs", {"kennis": [5]}),
        ("labs", {"kennis": [""]}),
    ],
)
def test_a_programme_that_cannot_be_refuses_the_folder(tmp_path, key, value):
    content = Content()
    content.programme[key] = value

    with pytest.raises(FolderError, match=key):
        read_folder(content.write(tmp_path))


@pytest.mark.parametrize("key", list(Content().programme)[:-1])
def test_a_programme_with_a_missing_key_refuses_the_folder(tmp_path, key):
    content = Content()
    del content.programme[key]

    with pytest.raises(FolderError, match=key):
        read_folder(content.write(tmp_path))


@pytest.mark.django_db
def test_a_refused_folder_leaves_nothing_behind(tmp_path):
    content = Content()
    content.programme["lead_partner"] = "niet-daar"

    with pytest.raises(CommandError, match="niet-daar"):
        call_command("import_history", str(content.write(tmp_path)), partnership="proef")
    assert not Partnership.objects.exists()
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_ten_thousand_rows_of_junk_are_refused_one_by_one(tmp_path):
    r = random.Random(3)
    pieces = [
        "",
        "x",
        "\x00",
        "=1+1",
        "2024-03-05",
        "-1",
        "9" * 40,
        "é",
        "\u202e",
        "approved",
        "terp",
        "anna@example.org",
    ]
    junk = [{column: r.choice(pieces) for column in HOUR} for _ in range(10_000)]
    content = Content(hours=[*junk, HOUR | {"id": "echt"}])
    folder = content.write(tmp_path)

    judgement = judge(read_folder(folder), Books(), today=TODAY)
    call_command("import_history", str(folder), partnership="proef", as_json=True, stdout=StringIO())

    assert len(judgement.rejected) + judgement.accepted_hour_lines == 10_001
    assert HourEntry.objects.filter(history_id="echt").exists()
    assert json.dumps(judgement.as_json())
