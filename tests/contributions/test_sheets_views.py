"""The pages around a spreadsheet, from choosing the file to what came of it."""

import io
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contributions.actions import sheet_jobs, sheets
from contributions.models import HourEntry, SheetImport, SheetMapping, SheetRow
from contributions.sheets.facts import SheetRefused
from contributions.store import DOCUMENTS
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.sheet_files import HEADER, WORK, text, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march", "files")]
BASE = "/werkplaats/hours/import/"
ROWS = [
    HEADER,
    ("02-03-2026", "Anna Terpdok", "2", WORK),
    ("03-03-2026", "Onbekend", "1", WORK),
    ("04-03-2026", "Mo Terpdok", "9", "=SUM(A1:A9) en nog meer werk"),
    ("Totaal", "", "12", ""),
]
REFUSED = ("05-03-2026", "Anna Terpdok", "acht", '=HYPERLINK("http://x")')


@pytest.fixture
def files(tmp_path, settings):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    return settings.DOCUMENTS_ROOT


def columns(**values):
    found = {
        f"column_{name}": column
        for name, column in zip(("date", "person", "hours", "description"), HEADER, strict=True)
    }
    return found | {"value_activity": "Masterclasses", "value_kind": "guest_teaching"} | values


def upload(client, cast, content, name="uren.csv", nonce=None):
    file = SimpleUploadedFile(name, content)
    data = {"programme": cast.programme.pk, "file": file, "nonce": str(nonce or uuid4())}
    return client.post(BASE, data)


def work(now=NOW):
    """What the worker would do."""
    for sheet in SheetImport.objects.filter(state__in=("reading", "writing")):
        claimed = sheet_jobs.claim_sheet(sheet_id=sheet.pk, now=now)
        sheet_jobs.process(sheet=claimed, progress=sheet_jobs.Progress(), clock=lambda: now)


@pytest.fixture
def ready(cast, log_in):
    """A spreadsheet in preview, and the client of who brought it."""
    client = log_in(cast.mo)
    upload(client, cast, text([*ROWS, REFUSED]))
    sheet = SheetImport.objects.get()
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
    work()
    sheet.refresh_from_db()
    return client, sheet


def test_from_file_to_hours(cast, log_in):
    client = log_in(cast.mo)
    assert "import/" in client.get("/werkplaats/hours/").content.decode()
    assert client.get(BASE).status_code == 200
    answer = upload(client, cast, text(ROWS))
    sheet = SheetImport.objects.get()
    assert answer.url == f"{BASE}{sheet.pk}/"
    page = client.get(answer.url, follow=True).content.decode()
    assert "Gastles testautomatisering" in page
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
    sheet.refresh_from_db()
    assert sheet.state == "reading"
    assert client.get(f"{BASE}{sheet.pk}/").status_code == 200
    assert client.get(f"{BASE}{sheet.pk}/progress/").status_code == 200
    assert not HourEntry.objects.exists()
    work()
    assert client.get(f"{BASE}{sheet.pk}/progress/").status_code == 286
    sheet.refresh_from_db()
    assert (sheet.state, sheet.accepted, sheet.refused, sheet.minutes) == ("read", 2, 1, 660)
    page = client.get(f"{BASE}{sheet.pk}/").content.decode()
    assert "Onbekend" in page and "Anna Terpdok" in page
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version, "how": "submit"})
    assert not HourEntry.objects.exists()
    work()
    entry = HourEntry.objects.get(person=cast.anna.user)
    assert (entry.minutes, entry.state, entry.entered_by, entry.sheet) == (120, "submitted", cast.mo.user, sheet)
    assert client.get(f"{BASE}{sheet.pk}/").status_code == 200
    assert client.get(f"/werkplaats/hours/{entry.pk}/").status_code == 200
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["sheet.uploaded", "sheet.confirmed", "hours.imported", "hours.imported", "sheet.written"]
    assert AuditEvent.objects.get(verb="sheet.written").actor == cast.mo.user


@pytest.mark.parametrize(("language", "label"), [("nl", "Rijen in orde"), ("en", "Accepted rows")])
def test_one_row_is_not_called_rows(cast, log_in, language, label):
    client = log_in(cast.mo)
    client.cookies["django_language"] = language
    upload(client, cast, text(ROWS[:2]))
    sheet = SheetImport.objects.get()
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
    work()
    page = client.get(f"{BASE}{sheet.pk}/").content.decode()
    assert f"<dt>{label}</dt><dd>1</dd></div>" in page


def test_as_drafts(cast, ready):
    client, sheet = ready
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version, "how": "draft"})
    work()
    assert set(HourEntry.objects.values_list("state", "submitted_at")) == {("draft", None)}


def test_the_columns_are_remembered_per_company(cast, ready, log_in):
    client, _sheet = ready
    assert SheetMapping.objects.get().organisation == cast.terpdok
    other = text([HEADER, ("09-03-2026", "Anna Terpdok", "1", WORK)])
    upload(client, cast, other)
    page = client.get(f"{BASE}{SheetImport.objects.latest('pk').pk}/columns/").content.decode()
    assert '<option value="guest_teaching" selected>' in page


def test_what_is_missing_is_said_at_its_field(cast, log_in):
    client = log_in(cast.mo)
    upload(client, cast, text(ROWS))
    sheet = SheetImport.objects.get()
    for wrong in (
        columns(column_person=""),
        columns(value_activity=""),
        columns(column_person="Datum"),
        columns(column_person="Bestaat niet"),
    ):
        answer = client.post(f"{BASE}{sheet.pk}/columns/?sheet=", wrong)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    sheet.refresh_from_db()
    assert sheet.state == "uploaded"


def test_a_file_with_several_sheets_asks_which(cast, log_in):
    client = log_in(cast.mo)
    data = [*ROWS[:2]]
    upload(client, cast, xlsx(("Januari", data), ("Februari", data)), "uren.xlsx")
    sheet = SheetImport.objects.get()
    page = client.get(f"{BASE}{sheet.pk}/columns/").content.decode()
    assert "?sheet=Februari" in page
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=Februari", columns())
    sheet.refresh_from_db()
    assert (sheet.sheet, sheet.state) == ("Februari", "reading")


def test_the_rows_can_be_filtered(cast, ready):
    client, sheet = ready
    for query, numbers in (
        ("outcome=refused", [3, 6]),
        ("reason=hours", [6]),
        ("flag=more_than_8_hours", [4]),
        ("outcome=already_there", []),
        ("outcome=nonsense", [2, 3, 4, 6]),
    ):
        page = client.get(f"{BASE}{sheet.pk}/?{query}")
        assert [each.row.number for each in page.context["rows"]] == numbers


def test_refused_rows_come_back_and_cannot_run(cast, ready):
    client, sheet = ready
    answer = client.get(f"{BASE}{sheet.pk}/refused/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [list(row) for row in book.active.iter_rows()]
    assert [cell.value for cell in rows[0]][:4] == list(HEADER)
    assert [cell.value for cell in rows[2]][:5] == [*REFUSED, 6]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    assert rows[2][5].value
    again = io.BytesIO(answer.content).getvalue()
    upload(client, cast, again, "geweigerd.xlsx")
    assert SheetImport.objects.count() == 2


@pytest.mark.parametrize("state", ["uploaded", "reading", "read", "writing"])
def test_cancelled_without_a_trace(cast, ready, state, django_capture_on_commit_callbacks):
    client, sheet = ready
    path = DOCUMENTS.location(sheet.path)
    SheetImport.objects.filter(pk=sheet.pk).update(state=state)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{BASE}{sheet.pk}/cancel/")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.path) == ("cancelled", "")
    assert not path.exists()
    assert not SheetRow.objects.exists()
    assert not HourEntry.objects.exists()
    work()
    assert not HourEntry.objects.exists()
    assert client.get(f"{BASE}{sheet.pk}/").status_code == 200


def test_cancelled_while_it_is_written(cast, ready, monkeypatch):
    """The worker is half-way when somebody stops it: everything goes back."""
    client, sheet = ready
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version, "how": "submit"})
    claimed = sheet_jobs.claim_sheet(sheet_id=sheet.pk, now=NOW)
    write = sheet_jobs.write_entries

    def slowly(*args):
        write(*args)
        assert HourEntry.objects.exists()
        client.post(f"{BASE}{sheet.pk}/cancel/")

    monkeypatch.setattr(sheet_jobs, "write_entries", slowly)
    with pytest.raises(sheet_jobs.Stopped):
        sheet_jobs.write_sheet(sheet=claimed, progress=sheet_jobs.Progress(), now=NOW)
    assert not HourEntry.objects.exists()


def test_done_is_done(cast, ready):
    client, sheet = ready
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version, "how": "submit"})
    work()
    for step in ("confirm", "again", "cancel"):
        client.post(f"{BASE}{sheet.pk}/{step}/", {"version": sheet.version, "how": "submit"})
    work()
    sheet.refresh_from_db()
    assert sheet.state == "done"
    assert HourEntry.objects.count() == 2


def test_back_to_the_columns(cast, ready):
    client, sheet = ready
    client.post(f"{BASE}{sheet.pk}/again/")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.accepted) == ("uploaded", 0)
    assert not SheetRow.objects.exists()
    assert client.get(f"{BASE}{sheet.pk}/columns/").status_code == 200


def test_what_was_looked_at_is_what_is_confirmed(cast, ready):
    client, sheet = ready
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version - 1, "how": "submit"})
    sheet.refresh_from_db()
    assert sheet.state == "read"


def test_the_books_may_change_between_preview_and_confirmation(cast, ready):
    client, sheet = ready
    cast.submitted(worked_on=date(2026, 3, 2), minutes=120, description=WORK)  # typed meanwhile
    make_member("Onbekend", cast.terpdok, Role.COMPANY_MEMBER)  # would be accepted by now, but nobody confirmed that
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version, "how": "submit"})
    work()
    sheet.refresh_from_db()
    assert (sheet.accepted, sheet.already_there, sheet.refused, sheet.minutes) == (1, 1, 2, 540)
    rows = {row.number: (row.outcome, "changed" in row.flags) for row in SheetRow.objects.all()}
    assert rows == {2: ("already_there", True), 3: ("refused", False), 4: ("accepted", False), 6: ("refused", False)}
    assert HourEntry.objects.count() == 2


def test_the_same_file_again_is_there_already(cast, ready):
    client, sheet = ready
    client.post(f"{BASE}{sheet.pk}/confirm/", {"version": sheet.version, "how": "submit"})
    work()
    upload(client, cast, text([*ROWS, REFUSED]))
    second = SheetImport.objects.latest("pk")
    client.post(f"{BASE}{second.pk}/columns/?sheet=", columns())
    work()
    second.refresh_from_db()
    assert (second.accepted, second.already_there, second.minutes) == (0, 2, 0)


def test_the_same_form_twice_keeps_one_file(cast, log_in):
    client, nonce = log_in(cast.mo), uuid4()
    upload(client, cast, text(ROWS), nonce=nonce)
    upload(client, cast, text(ROWS), nonce=nonce)
    assert SheetImport.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600])
def test_a_file_that_is_refused_leaves_nothing(cast, log_in, content, files):
    answer = upload(log_in(cast.mo), cast, content, "uren.xlsx")
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not SheetImport.objects.exists()
    assert not files.exists() or not any(path.is_file() for path in files.rglob("*"))


def test_a_file_that_is_too_large_is_refused(cast, log_in):
    answer = upload(log_in(cast.mo), cast, b"x" * (10 * 1024 * 1024 + 1))
    assert "10" in str(answer.context["form"].errors["file"])


@pytest.mark.parametrize("who", ["anna", "carla", "mirjam", "aad", "sanne", "thea", "beheer"])
def test_other_roles_are_kept_out(cast, ready, log_in, who):
    _client, sheet = ready
    client = log_in(getattr(cast, who))
    for page in ("", f"{sheet.pk}/", f"{sheet.pk}/columns/", f"{sheet.pk}/progress/", f"{sheet.pk}/refused/"):
        assert client.get(BASE + page).status_code == 403
    for step in ("confirm", "again", "cancel"):
        assert client.post(f"{BASE}{sheet.pk}/{step}/", {"version": 3, "how": "submit"}).status_code == 403
    assert upload(client, cast, text(ROWS)).status_code == 403
    sheet.refresh_from_db()
    assert sheet.state == "read"


def test_other_companies_do_not_see_it(cast, ready, log_in):
    _client, sheet = ready
    client = log_in(make_member("Wim Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER))
    for page in ("", "columns/", "progress/", "refused/"):
        assert client.get(f"{BASE}{sheet.pk}/{page}").status_code == 404
    for step in ("confirm", "again", "cancel"):
        assert client.post(f"{BASE}{sheet.pk}/{step}/").status_code == 404
    assert client.get(BASE).status_code == 200
    assert "uren.csv" not in client.get(BASE).content.decode()
    assert log_in(cast.esra).get(BASE).status_code == 404


def test_looking_changes_nothing_and_asks_the_same(cast, ready, django_assert_max_num_queries):
    client, sheet = ready
    for page in ("", f"{sheet.pk}/", f"{sheet.pk}/columns/", f"{sheet.pk}/progress/"):
        with django_assert_max_num_queries(15):
            client.get(BASE + page)
    assert not HourEntry.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(cast, log_in, rows, django_assert_num_queries):
    client = log_in(cast.mo)
    data = [HEADER, *((f"0{n + 2}-03-2026", "Anna Terpdok", "2", WORK) for n in range(rows))]
    upload(client, cast, text(data))
    sheet = SheetImport.objects.get()
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
    claimed = sheet_jobs.claim_sheet(sheet_id=sheet.pk, now=NOW)
    with django_assert_num_queries(10):
        sheet_jobs.read_sheet(sheet=claimed, progress=sheet_jobs.Progress(), now=NOW)


def test_what_is_old_is_thrown_away(cast, ready, django_capture_on_commit_callbacks):
    _client, sheet = ready
    path = DOCUMENTS.location(sheet.path)
    with django_capture_on_commit_callbacks(execute=True):
        sheets.tidy_sheets(now=NOW + timedelta(days=89))
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        sheets.tidy_sheets(now=NOW + timedelta(days=91))
    assert not path.exists()
    assert not SheetRow.objects.exists()
    assert SheetImport.objects.count() == 1


def test_a_worker_that_dies_is_replaced_and_given_up_on_in_the_end(cast, log_in, settings):
    client = log_in(cast.mo)
    upload(client, cast, text(ROWS))
    sheet = SheetImport.objects.get()
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
    later = NOW
    for attempt in range(1, settings.JOB_ATTEMPTS + 1):
        assert sheet_jobs.claim_sheet(sheet_id=sheet.pk, now=later).attempts == attempt
        assert sheet_jobs.claim_sheet(sheet_id=sheet.pk, now=later) is None
        later += timedelta(minutes=2)
        swept = sheet_jobs.sweep_sheets(now=later)
        assert swept == ([sheet.pk] if attempt < settings.JOB_ATTEMPTS else [])
    sheet.refresh_from_db()
    assert (sheet.state, sheet.failure) == ("failed", "worker_lost")
    assert client.get(f"{BASE}{sheet.pk}/").status_code == 200
    client.post(f"{BASE}{sheet.pk}/again/")
    sheet.refresh_from_db()
    assert sheet.state == "uploaded"


def test_a_file_that_is_gone_fails_with_its_reason(cast, log_in):
    client = log_in(cast.mo)
    upload(client, cast, text(ROWS))
    sheet = SheetImport.objects.get()
    client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
    DOCUMENTS.location(sheet.path).unlink()
    work()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.failure) == ("failed", "empty")
    with pytest.raises(SheetRefused):
        sheets.content_of(sheet)


def test_numbers_beyond_all_reason_are_refused_rows_that_come_back(cast, log_in):
    """Endless ones, and more digits than a number of a spreadsheet holds, in the day, the hours and the name."""
    client, odd = log_in(cast.mo), [987654, "Anna Terpdok", 987654, WORK]
    content = xlsx(
        ("Uren", [HEADER, odd, ("02-03-2026", 987654, "2", WORK), ("03-03-2026", "Anna Terpdok", "2", WORK)])
    )
    for number in ("9" * 400, "1E400", "-1E400", "NaN"):
        upload(client, cast, with_number(content, 987654, number), name="uren.xlsx")
        sheet = SheetImport.objects.latest("pk")
        client.post(f"{BASE}{sheet.pk}/columns/?sheet=", columns())
        work()
        sheet.refresh_from_db()
        assert (sheet.state, sheet.refused, sheet.accepted) == ("read", 2, 1), number
        assert client.get(f"{BASE}{sheet.pk}/").status_code == 200
        assert client.get(f"{BASE}{sheet.pk}/refused/").status_code == 200


def with_number(content: bytes, written: int, number: str) -> bytes:
    """The same file with another number in it than any program would write."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            found = source.read(name).replace(f"<v>{written}</v>".encode(), f"<v>{number}</v>".encode())
            archive.writestr(name, found)
    return target.getvalue()
