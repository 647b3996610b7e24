"""The pages of months: who sees what, who is refused, and what stands there."""

from datetime import date

import pytest
from django.urls import reverse

from contributions.actions import months
from contributions.models import Document, Timesheet
from partnership.roles import Role
from tests.cast import NOW, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
FEBRUARY = date(2026, 2, 1)
DAY = date(2026, 2, 10)
KEY = "2026-02"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def line(cast, person=None, **values):
    return cast.entry(person, **{"explanation": "Na de vakantie ingevoerd", "worked_on": DAY} | values)


@pytest.fixture
def sheet(cast):
    line(cast)
    values = {"membership": cast.anna, "programme": cast.programme, "month": FEBRUARY, "now": NOW}
    return months.hand_in_month(**values, statement=True)


@pytest.fixture
def confirmed(cast, sheet):
    months.confirm_months(membership=cast.mo, picks={sheet.pk: None}, now=NOW)
    sheet.refresh_from_db()
    return sheet


def text(response):
    return response.content.decode()


# --- One's own month -------------------------------------------------------------------------------------------
def test_handing_in_on_the_page(log_in, cast):
    line(cast)
    client = log_in(cast.anna)
    assert "statement" in text(client.get(url("month", KEY)))
    client.post(url("month_hand_in", KEY), {"programme": cast.programme.pk, "statement": "on"})
    assert Timesheet.objects.get().state == "submitted"
    assert "Mo Terpdok" in text(client.get(url("month", KEY)))  # who can confirm it


def test_without_the_statement_it_is_asked_for(log_in, cast):
    line(cast)
    response = log_in(cast.anna).post(url("month_hand_in", KEY), {"programme": cast.programme.pk})
    assert response.status_code == 200
    assert response.context["form"].errors["statement"] == [str(months.NO_STATEMENT)]
    assert not Timesheet.objects.exists()


def test_what_is_missing_is_named_with_a_link(log_in, cast):
    entry = line(cast, description="Les")
    client = log_in(cast.anna)
    for response in (
        client.get(url("month", KEY)),
        client.post(url("month_hand_in", KEY), {"programme": cast.programme.pk, "statement": "on"}),
    ):
        assert url("hours_edit", entry.pk) in text(response)


def test_nothing_this_month_on_the_page(log_in, cast):
    client = log_in(cast.anna)
    client.post(url("month_nothing", KEY), {"programme": cast.programme.pk})
    assert Timesheet.objects.get().nothing
    assert client.get(url("month", KEY)).status_code == 200


def test_a_company_without_another_manager_says_so(log_in, cast):
    line(cast, cast.mo)
    months.hand_in_month(membership=cast.mo, programme=cast.programme, month=FEBRUARY, statement=True, now=NOW)
    assert not log_in(cast.mo).get(url("month", KEY)).context["confirmers"]
    make_member("Ma Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert log_in(cast.mo).get(url("month", KEY)).context["confirmers"]


NO_MONTHS = ["2026-13", "2026-2", "februari", "2020-01", "2026-02-01", "20260201", "9999-12", "0000-01"]


@pytest.mark.parametrize("key", NO_MONTHS)
def test_what_is_no_month_of_the_programme_is_not_found(log_in, cast, key):
    assert log_in(cast.anna).get(url("month", key)).status_code == 404


def test_looking_writes_nothing(log_in, cast):
    client = log_in(cast.anna)
    for address in (url("months"), url("month", KEY), url("month_hand_in", KEY), url("month_nothing", KEY)):
        client.get(address)
    assert not Timesheet.objects.exists()


# --- Queues and one month --------------------------------------------------------------------------------------
def test_confirming_many_on_the_page(log_in, cast, sheet):
    client = log_in(cast.mo)
    assert "Anna Terpdok" in text(client.get(url("months_confirm")))
    client.post(url("months_confirm"), {"verb": "confirm", "selected": f"{sheet.pk}-{sheet.version}"})
    sheet.refresh_from_db()
    assert sheet.state == "confirmed"


def test_accepting_and_returning_on_the_page(log_in, cast, confirmed):
    client = log_in(cast.carla)
    picked = f"{confirmed.pk}-{confirmed.version}"
    response = client.post(url("months_accept"), {"verb": "return", "selected": picked, "reason": ""})
    assert response.status_code == 200 and response.context["form"].errors
    client.post(url("months_accept"), {"verb": "accept", "selected": picked})
    confirmed.refresh_from_db()
    assert confirmed.state == "accepted"


def test_nothing_ticked_keeps_the_reason(log_in, cast, sheet):
    response = log_in(cast.mo).post(url("months_confirm"), {"verb": "return", "reason": "De derde ontbreekt"})
    assert "De derde ontbreekt" in text(response)


@pytest.mark.parametrize("verb", ["confirm", "return"])
def test_one_month_decided_on(log_in, cast, sheet, verb):
    data = {"verb": verb, "version": sheet.version, "reason": "De derde ontbreekt"}
    log_in(cast.mo).post(url("month_decide", sheet.pk), data)
    sheet.refresh_from_db()
    assert sheet.state == {"confirm": "confirmed", "return": "draft"}[verb]


def test_a_month_that_changed_while_somebody_looked_is_left_alone(log_in, cast, sheet):
    client = log_in(cast.mo)
    client.post(url("month_decide", sheet.pk), {"verb": "confirm", "version": sheet.version + 1})
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


# --- Who sees what ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("anna", "months_confirm", 403),
        ("mo", "months_confirm", 200),
        ("mo", "months_accept", 403),
        ("carla", "months_accept", 200),
        ("mirjam", "months_accept", 200),
        ("aad", "months_accept", 403),
        ("mo", "locks", 403),
        ("carla", "locks", 403),
        ("mirjam", "locks", 200),
        ("sanne", "months", 403),
        ("anna", "months", 200),
        ("thea", "months", 200),
        ("aad", "months", 200),
        ("beheer", "months", 200),
        ("esra", "months", 404),
    ],
)
def test_the_pages_by_role(log_in, cast, who, name, status):
    assert log_in(getattr(cast, who)).get(url(name)).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("mo", 200), ("carla", 200), ("mirjam", 200), ("aad", 200), ("bram", 404), ("joost", 404)],
)
def test_one_month_by_role(log_in, cast, sheet, who, status):
    assert log_in(getattr(cast, who)).get(url("month_sheet", sheet.pk)).status_code == status


@pytest.mark.parametrize("name", ["month_decide", "month_pdf"])
def test_strangers_find_nothing_to_send_to(log_in, cast, sheet, name):
    assert log_in(cast.esra).post(url(name, sheet.pk), {"verb": "confirm"}).status_code == 404


# --- Paper -----------------------------------------------------------------------------------------------------
def test_the_signed_month_is_the_same_document_until_a_step_is_taken(log_in, cast, sheet):
    client = log_in(cast.anna)
    for _ in range(2):
        client.post(url("month_pdf", sheet.pk))
    cast.anna.user.name = "Anna Terp"
    cast.anna.user.save()
    client.post(url("month_pdf", sheet.pk))
    document = Document.objects.get()
    assert document.moment == NOW and document.snapshot["person"] == "Anna Terpdok"
    months.confirm_months(membership=cast.mo, picks={sheet.pk: None}, now=NOW)
    client.post(url("month_pdf", sheet.pk))
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("mo", 200), ("mirjam", 200), ("aad", 200), ("carla", 200), ("bram", 404), ("joost", 404)],
)
def test_who_keeps_the_signed_month(log_in, cast, sheet, who, status):
    """Whoever may ask for the file may read it too."""
    response = log_in(getattr(cast, who)).post(url("month_pdf", sheet.pk), follow=True)
    assert response.status_code == status


def test_a_coordinator_keeps_the_months_of_the_own_labs_only(log_in, cast, sheet):
    """Of this person and company, but of another month or another kind, nothing."""
    line(cast, worked_on=date(2026, 1, 6), activity=cast.incubator)
    values = {"membership": cast.anna, "programme": cast.programme, "month": date(2026, 1, 1), "now": NOW}
    elsewhere = months.hand_in_month(**values, statement=True)
    client = log_in(cast.anna)
    for row in (sheet, elsewhere):
        client.post(url("month_pdf", row.pk))
    log_in(cast.mo).post(url("months_company_pdf", KEY), {"programme": cast.programme.pk})
    assert Document.objects.count() == 3
    seen = Document.objects.visible_to(cast.carla).get()
    assert (seen.kind, seen.snapshot["month"]) == ("timesheet", "2026-02-01")
    carla = log_in(cast.carla)
    for document in Document.objects.all():
        status = 200 if document == seen else 404
        assert carla.get(reverse("document", args=["werkplaats", document.pk])).status_code == status


def test_the_months_of_a_company(log_in, cast, sheet):
    line(cast, cast.mo)
    client = log_in(cast.mo)
    page = text(client.get(url("months_company", KEY)))
    assert "Anna Terpdok" in page and "Mo Terpdok" in page
    client.post(url("months_company_pdf", KEY), {"programme": cast.programme.pk})
    assert Document.objects.get().kind == "month_overview"


# --- Queries ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["anna", "mo", "carla", "mirjam", "aad"])
def test_pages_take_the_same_queries_for_any_number_of_rows(log_in, cast, who, django_assert_max_num_queries):
    client = log_in(getattr(cast, who))
    pages = {"anna": ["months"], "mo": ["months", "months_confirm"], "carla": ["months", "months_accept"]}
    counts = []
    for number in range(3):
        for extra in range(number + 1):
            person = make_member(f"Kim {number} {extra}", cast.terpdok, Role.COMPANY_MEMBER)
            line(cast, person)
            values = {"membership": person, "programme": cast.programme, "month": FEBRUARY, "now": NOW}
            row = months.hand_in_month(**values, statement=True)
            if who == "carla":
                months.confirm_months(membership=cast.mo, picks={row.pk: None}, now=NOW)
        for name in pages.get(who, ["months"]):
            with django_assert_max_num_queries(15) as caught:
                assert client.get(url(name)).status_code == 200
            counts.append((name, len(caught)))
    assert len(set(counts)) == len(pages.get(who, ["months"]))


def test_one_month_takes_few_queries(log_in, cast, confirmed, django_assert_max_num_queries):
    for who, address in (("anna", url("month", KEY)), ("carla", url("month_sheet", confirmed.pk))):
        client = log_in(getattr(cast, who))
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("who", "sees_draft"), [("anna", True), ("mo", True), ("carla", False), ("mirjam", False), ("aad", False)]
)
def test_a_draft_that_came_later_is_for_the_person_and_the_company_only(log_in, cast, sheet, who, sees_draft):
    line(cast, worked_on=date(2026, 2, 11), description="Nog niet af, niet voor anderen")
    line(cast, worked_on=date(2026, 2, 12), description="Later ingediend", state="submitted", submitted_at=NOW)
    page = text(log_in(getattr(cast, who)).get(url("month_sheet", sheet.pk)))
    assert "Gastles over veilig programmeren" in page
    assert "Later ingediend" in page
    assert ("Nog niet af" in page) is sees_draft
