"""Contacts from a file: judged row by row, written once, and refused rows given back."""

from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import Workbook, load_workbook

from contributions.sheets.facts import SheetRefused
from impact.actions import contact_sheets as sheets
from impact.models import BlockedAddress, Contact, ContactSheet, ContactSheetRow
from impact.survey.facts import Reason
from impact.survey.people import NoColumn
from impact.survey.sentences import why_refused
from lib.workflow import Refused, SomeoneWasFirst
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.impact.campaign_helpers import draft, opened, with_people

pytestmark = pytest.mark.django_db
HEAD = "naam;e-mailadres;sector;taal;werkplaats;tranche\n"
GOOD = "Els;Els@Example.org;mbo;nl;Drenthe;1\nWim;wim@example.org;overig;Engels;;\n"


def read(cast, row, text, by=None, name="mensen.csv", nonce=None):
    content = text.encode() if isinstance(text, str) else text
    place = {"partnership_id": None, "nonce": nonce or uuid4(), "now": NOW}
    return sheets.read_file(by=by or cast.mirjam, campaign=row, name=name, content=content, **place)


def write(cast, sheet, by=None, version=1):
    return sheets.write_sheet(by=by or cast.mirjam, sheet=sheet, version=version, now=NOW)


def verdicts(sheet):
    return [(row.outcome, row.reason) for row in sheet.rows.order_by("number")]


def test_nothing_is_written_until_somebody_confirms(cast):
    row = draft(cast)
    sheet = read(cast, row, HEAD + GOOD)
    assert (sheet.accepted, sheet.refused, sheet.already_there) == (2, 0, 0)
    assert not Contact.objects.exists()
    assert write(cast, sheet) == 2
    els, wim = Contact.objects.order_by("pk")
    assert (els.email, els.name, els.workplace.name, els.tranche.name) == ("els@example.org", "Els", "Drenthe", "1")
    assert (wim.sector, wim.language, wim.workplace) == ("other", "en", None)


def test_the_same_file_again_adds_nobody(cast):
    row = draft(cast)
    write(cast, read(cast, row, HEAD + GOOD))
    again = read(cast, row, HEAD + GOOD)
    assert (again.accepted, again.already_there) == (0, 2)
    assert write(cast, again) == 0


def test_a_file_read_twice_before_it_is_written_adds_once(cast):
    row = draft(cast)
    first, second = read(cast, row, HEAD + GOOD), read(cast, row, HEAD + GOOD)
    assert (write(cast, first), write(cast, second)) == (2, 0)
    with pytest.raises(SomeoneWasFirst):
        write(cast, first)


def test_the_same_form_twice_is_one_file(cast):
    row, nonce = draft(cast), uuid4()
    assert read(cast, row, HEAD + GOOD, nonce=nonce) == read(cast, row, HEAD + GOOD, nonce=nonce)
    assert ContactSheet.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        ("Jan;jan;mbo;nl;;", "email", "email"),
        ("Jan;;mbo;nl;;", "email", "email"),
        ("Jan;jan@example.org;vo;nl;;", "sector", "sector"),
        ("Jan;jan@example.org;;nl;;", "sector", "sector"),
        ("Jan;jan@example.org;mbo;fr;;", "language", "language"),
        (f"{'J' * 161};jan@example.org;mbo;nl;;", "name", "name"),
        (f"Jan;jan@example.org;mbo;nl;{'w' * 161};", "group", "workplace"),
        ("Jan;els@example.org;hbo;nl;Drenthe;1", "duplicate", "email"),
        ("Jan;jan@example.org;mbo;nl;;;te;veel", "columns", ""),
        ("Jan;blocked@example.org;mbo;nl;;", "blocked", "email"),
        (f"Jan;{'j' * 250}@example.org;mbo;nl;;", "email", "email"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_not(cast, line, reason, column):
    row = draft(cast)
    BlockedAddress.objects.create(partnership=cast.werkplaats, email="blocked@example.org", blocked_at=NOW)
    sheet = read(cast, row, f"{HEAD}{GOOD}{line}\n")
    assert verdicts(sheet) == [("accepted", ""), ("accepted", ""), ("refused", reason)]
    assert sheet.rows.get(outcome="refused").column == column
    assert write(cast, sheet) == 2


def test_what_is_there_and_says_something_else_is_refused(cast):
    row = draft(cast)
    write(cast, read(cast, row, HEAD + GOOD))
    changed = read(cast, row, f"{HEAD}Els;els@example.org;hbo;nl;Drenthe;1\n")
    assert verdicts(changed) == [("refused", "changed")]


def test_a_language_the_campaign_does_not_speak_is_refused_and_none_is_its_first(cast):
    row = draft(cast, languages=["en"])
    sheet = read(cast, row, "email;sector;language\na@example.org;mbo;nl\nb@example.org;mbo;\n")
    assert verdicts(sheet) == [("refused", "language"), ("accepted", "")]
    write(cast, sheet)
    assert Contact.objects.get().language == "en"


def test_own_keys_are_kept_and_come_once(cast):
    row = draft(cast)
    text = "contact,email,sector\nk1,a@example.org,mbo\nk1,b@example.org,mbo\nk2,c@example.org,mbo\n"
    sheet = read(cast, row, text)
    assert [each[1] for each in verdicts(sheet)] == ["", "duplicate", ""]
    write(cast, sheet)
    assert set(Contact.objects.values_list("key", flat=True)) == {"k1", "k2"}
    other = read(cast, row, "contact,email,sector\nk1,d@example.org,mbo\nk9,a@example.org,mbo\n")
    assert verdicts(other) == [("refused", "duplicate"), ("refused", "changed")]


def test_a_spreadsheet_is_read_with_its_numbers(cast):
    book = Workbook()
    book.active.append(["Naam", "Email", "Sector", "Tranche", "Iets anders"])
    book.active.append(["Els", "els@example.org", "HBO", 1, 12.5])
    content = BytesIO()
    book.save(content)
    row = draft(cast)
    write(cast, read(cast, row, content.getvalue(), name="mensen.xlsx"))
    contact = Contact.objects.get()
    assert (contact.sector, contact.tranche.name) == ("hbo", "1")


def test_a_file_without_its_columns_or_that_is_none_is_refused(cast):
    row = draft(cast)
    for text in ("naam;sector\nEls;mbo\n", "naam;email\nEls;els@example.org\n"):
        with pytest.raises(NoColumn):
            read(cast, row, text)
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04 broken"):
        with pytest.raises(SheetRefused):
            read(cast, row, content)
    assert not ContactSheet.objects.exists()


def test_refused_rows_come_back_as_text_that_is_no_formula(cast, log_in):
    row = draft(cast)
    sheet = read(cast, row, f'{HEAD}"=HYPERLINK(""http://x"")";niets;mbo;nl;;\n')
    client = log_in(cast.mirjam)
    response = client.get(f"/werkplaats/impact/campaigns/{row.pk}/contacts/file/{sheet.pk}/refused/")
    page = load_workbook(BytesIO(response.content)).active
    assert page["A2"].value.startswith("=HYPERLINK")
    assert page["A2"].data_type == "s"
    assert page["H2"].value == why_refused(Reason.EMAIL, "email")


def test_who_does_not_manage_brings_and_writes_nothing(cast):
    row = opened(cast)
    sheet = read(cast, row, HEAD + GOOD)
    for by in (cast.carla, cast.esra):
        with pytest.raises(Refused):
            read(cast, row, HEAD + GOOD, by=by)
        with pytest.raises(Refused):
            write(cast, sheet, by=by)
        with pytest.raises(Refused):
            sheets.throw_away(by=by, sheet=sheet)
    assert write(cast, sheet) == 2


def test_what_was_read_is_thrown_away(cast):
    row = with_people(cast)
    sheet = read(cast, row, HEAD + GOOD)
    sheets.throw_away(by=cast.mirjam, sheet=sheet)
    assert not ContactSheetRow.objects.exists()
    read(cast, row, HEAD + GOOD)
    assert sheets.tidy_sheets(now=NOW + sheets.KEPT / 2) == 0
    assert sheets.tidy_sheets(now=NOW + 2 * sheets.KEPT)
    assert not ContactSheet.objects.exists()


def test_every_reason_is_said_in_words():
    assert all(why_refused(reason) for reason in Reason)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_writes(cast):
    sheet = read(cast, draft(cast), HEAD + GOOD)
    done = at_once(*[lambda: write(cast, sheet)] * 2)
    assert sorted(str(type(each).__name__) for each in done) == ["SomeoneWasFirst", "int"]
    assert Contact.objects.count() == 2
