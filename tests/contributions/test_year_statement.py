"""The year statement: its figures are those of the standing page, it holds no names, and it is a proper PDF."""

import io
import json
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse

from contributions.actions.statements import make_statement, make_statements
from contributions.models import Document
from contributions.queries.pace import one_partner
from contributions.queries.year_statement import year_statement
from contributions.reports.documents import rendered_document
from lib.workflow import Refused
from partnership.roles import Role
from tests.cast import NOW, TODAY, make_member
from tests.contributions.helpers import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
URL = "/werkplaats/standing/"


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def books(cast):
    """Two people gave one lesson, one of them another; a project; advice; cash; and things that do not count."""
    cast.pledge()
    cast.approved(minutes=465, amount=Decimal("565.75"), worked_on=date(2026, 3, 2))
    cast.approved(cast.mo, minutes=120, worked_on=date(2026, 3, 2))
    cast.approved(minutes=60, worked_on=date(2026, 3, 3))
    cast.approved(minutes=300, kind="student_project_guidance", activity=cast.incubator)
    cast.approved(minutes=15, kind="curriculum_advice", rate=Decimal("61.37"), amount=Decimal("15.34"))
    cast.approved(minutes=300, kind="internship_supervision")
    cast.approved(minutes=600, worked_on=date(2025, 3, 3))
    cast.submitted(minutes=90)
    cast.cash(amount=Decimal("1234.56"))
    cast.cash(evidence="")
    cast.cash(cast.wadbyte)


def statement(cast, number=3, organisation=None, today=TODAY):
    return year_statement(cast.programme, organisation or cast.terpdok, number, today)


def test_it_says_what_the_standing_page_says(cast, books):
    found = statement(cast).snapshot
    figures = one_partner(cast.programme, cast.terpdok.pk, cast.programme.years[2], TODAY).stand.figures
    assert (found["approved"], found["minutes"]) == (str(figures.approved), figures.approved_minutes)
    assert (found["pledged"], found["pledged_minutes"]) == ("8760.00", 7200)
    for parts in (found["labs"], found["kinds"]):
        assert sum(Decimal(row["amount"]) for row in parts) == Decimal(found["hours_worth"])
        assert sum(row["minutes"] for row in parts) == found["minutes"]
    assert sum(Decimal(row["amount"]) for row in found["goods"]) == Decimal(found["goods_worth"]) == Decimal("1234.56")
    assert Decimal(found["hours_worth"]) + Decimal(found["goods_worth"]) == figures.approved


def test_what_it_reached(cast, books):
    found = statement(cast).snapshot
    assert [found[name] for name in ("lessons", "projects", "activities", "people")] == [2, 1, 2, 2]


def test_it_holds_counts_and_no_names(cast, books):
    text = json.dumps(statement(cast).snapshot)
    assert "Anna" not in text
    assert "Gastles" not in text
    assert "student" not in text.replace("student_project_guidance", "")


def test_a_correction_takes_back_what_it_reached(cast, books):
    wrong = cast.approved(cast.mo, minutes=60, worked_on=date(2026, 2, 2), activity=cast.practoraat)
    assert statement(cast).snapshot["lessons"] == 3
    cast.approved(
        cast.mo,
        minutes=-60,
        worked_on=date(2026, 2, 2),
        activity=cast.practoraat,
        amount=Decimal("-73.00"),
        corrects=wrong,
        correction_reason="Verkeerde klas",
    )
    found = statement(cast).snapshot
    assert (found["lessons"], found["activities"]) == (2, 2)


def test_equal_books_give_the_same_document(cast, books):
    first = make_statement(by=cast.mo, programme=cast.programme, organisation=cast.terpdok, number=3, now=NOW)
    again = make_statement(by=cast.mirjam, programme=cast.programme, organisation=cast.terpdok, number=3, now=NOW)
    assert first == again
    cast.approved(minutes=60)
    other = make_statement(by=cast.mo, programme=cast.programme, organisation=cast.terpdok, number=3, now=NOW)
    assert other != first
    assert Document.objects.count() == 2


def test_of_all_partners_at_once(cast, books):
    made = make_statements(by=cast.mirjam, programme=cast.programme, number=3, now=NOW)
    assert [document.organisation for document in made] == [cast.terpdok, cast.wadbyte]
    with pytest.raises(Refused, match=r"Nothing that counts|nog niets goedgekeurd"):
        make_statements(by=cast.mirjam, programme=cast.programme, number=1, now=NOW)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_for_the_own_organisation_and_for_another(cast, books, role):
    programme = cast.programme if role == Role.AUDITOR else None
    member = make_member("Iemand", cast.terpdok, role, programme)
    manages = role in (Role.MANAGEMENT, Role.ADMINISTRATOR)
    own = manages or role in (Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)

    def allowed(deed, **values):
        try:
            deed(by=member, programme=cast.programme, number=3, now=NOW, **values)
        except Refused:
            return False
        return True

    assert allowed(make_statement, organisation=cast.terpdok) == own
    assert allowed(make_statement, organisation=cast.wadbyte) == manages
    assert allowed(make_statements) == manages


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_one_page_and_a_proper_pdf(cast, books, tmp_path, language):
    from django.utils import translation

    with translation.override(language):
        document = make_statement(by=cast.mo, programme=cast.programme, organisation=cast.terpdok, number=3, now=NOW)
    made = rendered_document(document)
    assert made.pages == 1
    assert made.content == rendered_document(document).content
    file = tmp_path / "statement.pdf"
    file.write_bytes(made.content)
    assert faults(file) == {}
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_a_page_full_of_everything_is_still_one_page(cast, books):
    kinds = ("curriculum_advice", "guest_teaching", "student_project_guidance", "teacher_placement")
    for kind in kinds:
        for activity in (cast.masterclasses, cast.incubator, cast.practoraat):
            cast.approved(minutes=1440, kind=kind, activity=activity)
    for kind in ("materials", "room"):
        cast.cash(kind=kind, amount=Decimal("123456.78"))
    cast.terpdok.name = "Samenwerkende Softwarehuizen en Adviesbureaus Noord-Nederland Coöperatie U.A."
    cast.terpdok.save()
    document = make_statement(by=cast.mo, programme=cast.programme, organisation=cast.terpdok, number=3, now=NOW)
    assert rendered_document(document).pages == 1


def test_a_short_name_with_many_rows_is_one_page_too(cast, books):
    for kind in ("guest_teaching", "student_project_guidance", "teacher_placement"):
        for activity in (cast.masterclasses, cast.incubator, cast.practoraat):
            cast.approved(minutes=60, kind=kind, activity=activity)
    for kind in ("materials", "room"):
        cast.cash(kind=kind, amount=Decimal("900"))
    document = make_statement(by=cast.mo, programme=cast.programme, organisation=cast.terpdok, number=3, now=NOW)
    assert rendered_document(document).pages == 1


# --- Pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "own", "other", "everybody"),
    [
        ("mirjam", 302, 302, 302),
        ("beheer", 302, 302, 302),
        ("aad", 403, 403, 403),
        ("anna", 302, 404, 403),
        ("mo", 302, 404, 403),
        ("carla", 403, 403, 403),
        ("thea", 403, 403, 403),
        ("sanne", 403, 403, 403),
        ("esra", 404, 404, 404),
    ],
)
def test_who_may_ask(log_in, cast, books, who, own, other, everybody):
    client, data = log_in(getattr(cast, who)), {"programme": cast.programme.pk, "year": "3"}
    assert client.post(f"{URL}{cast.terpdok.pk}/statement/", data).status_code == own
    assert client.post(f"{URL}{cast.wadbyte.pk}/statement/", data).status_code == other
    assert client.post(f"{URL}statements/", data).status_code == everybody
    assert Document.objects.count() == {302: 2 if other == 302 else 1}.get(own, 0)


def test_the_button_leads_to_the_document(log_in, cast, books):
    client = log_in(cast.mo)
    page = client.get(URL).content.decode()
    assert "Make the year statement" in page
    answer = client.post(f"{URL}{cast.terpdok.pk}/statement/", {"programme": cast.programme.pk, "year": "3"})
    assert answer.url == reverse("document", args=["werkplaats", Document.objects.get().pk])
    assert client.get(answer.url).status_code == 200
    assert log_in(cast.bram).get(answer.url).status_code == 404


@pytest.mark.parametrize("data", [{"year": "0"}, {"year": "9"}, {"year": ""}, {"year": "3", "programme": "x"}])
def test_a_year_that_is_not_there(log_in, cast, books, data):
    assert log_in(cast.mo).post(f"{URL}{cast.terpdok.pk}/statement/", data).status_code == 404


def test_nothing_yet_is_said(log_in, cast):
    cast.pledge()
    data = {"programme": cast.programme.pk, "year": "3"}
    page = log_in(cast.mo).post(f"{URL}{cast.terpdok.pk}/statement/", data, follow=True).content.decode()
    assert "Nothing that counts is approved in this year yet" in page
    assert "Make the year statement" not in page
    page = log_in(cast.mirjam).post(f"{URL}statements/", data, follow=True).content.decode()
    assert "Nothing that counts" in page
