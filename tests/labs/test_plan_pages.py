"""The plan as a picture, as a table and as a file; the page of an activity; labs of the partnership's own."""

import io
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labs import actions
from labs.actions.plan_labs import free_slug
from labs.models import Lab, Milestone
from labs.plan_pictures import plan_picture
from labs.queries.plan import plan_of
from lib.workflow import Refused
from partnership.models import AuditEvent, Partnership
from tests.cast import (
    NOW,
    TODAY,
    make_activity,
    make_goal,
    make_member,
    make_milestone,
    make_organisation,
    make_programme,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def text(response):
    return response.content.decode()


def budgeted(activity, price="73"):
    return activity.costs.create(
        position=1, year=2025, description="Docenten", unit="uur", quantity=10, unit_price=price, amount=10 * int(price)
    )


def test_the_plan_tells_goal_activity_and_milestone(cast, log_in):
    goal = make_goal(cast.programme)
    actions.change(by=cast.mirjam, activity=cast.masterclasses, goal=goal, now=NOW)
    make_milestone(cast.masterclasses)
    make_milestone(cast.incubator, "Startplaats open", date(2026, 3, 20))
    page = text(log_in(cast.mirjam).get(url("plan")))
    for words in ("1. Elke student", "Tien masterclasses gegeven", "2 weeks late", "due in 4 days", "Without a goal"):
        assert words in page
    assert "Open an activity and choose what it is for" in page
    assert "Open an activity and choose what it is for" not in text(log_in(cast.carla).get(url("plan")))


def test_partners_read_the_plan_without_its_costs(cast, log_in):
    budgeted(cast.masterclasses)
    make_milestone(cast.masterclasses)
    for person in (cast.anna, cast.mo):
        for address in (url("plan"), url("activity", cast.masterclasses.pk)):
            page = text(log_in(person).get(address))
            assert "Tien masterclasses gegeven" in page
            assert "730" not in page
            assert url("plan_budget") not in page
        assert log_in(person).get(url("plan_budget")).status_code == 403
        assert log_in(person).get(url("plan_budget_download")).status_code == 403
        assert "Costs" not in [cell.value for row in sheet(log_in(person).get(url("plan_download"))) for cell in row]
    for person in (cast.carla, cast.aad, cast.mirjam):
        assert "730" in text(log_in(person).get(url("plan")))
        assert "730" in text(log_in(person).get(url("activity", cast.masterclasses.pk)))


def test_filters_for_lab_and_programme(cast, log_in):
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2", name="Ander programma")
    make_activity(second, cast.learning_lab, "Elders gepland")
    client = log_in(cast.mirjam)
    page = text(client.get(url("plan"), {"lab": "business"}))
    assert "Incubator" in page
    assert "Masterclasses" not in page
    for asked in ({"lab": "maan"}, {"programme": "x"}, {"programme": cast.other_programme.pk}):
        assert "Masterclasses" in text(client.get(url("plan"), asked))
    assert "Elders gepland" in text(client.get(url("plan"), {"programme": second.pk}))


def test_the_picture_has_a_bar_per_activity_and_a_shape_per_mark(cast):
    make_milestone(cast.masterclasses)
    make_milestone(cast.masterclasses, "Straks", date(2026, 12, 1))
    own = Lab.objects.create(partnership=cast.werkplaats, kind="other", slug="groen", name="Groenlab")
    make_activity(cast.programme, own, "Kas")
    plan = plan_of(cast.mirjam, cast.programme, TODAY)
    drawing = plan_picture(cast.programme, plan, TODAY, lambda pk: f"/{pk}/")
    assert {row.row.label for row in drawing.rows} == {"Masterclasses", "Incubator", "Practoraat", "Kas"}
    marks = [mark for row in drawing.rows for mark in row.marks]
    assert [mark.tone for mark in marks] == ["late", "planned"]
    assert plan_picture(cast.programme, plan_of(cast.mirjam, None, TODAY), TODAY, str) is None


def test_the_pages_take_as_many_queries_for_many_rows(cast, log_in):
    client = log_in(cast.mirjam)
    addresses = [url("plan"), url("activity", cast.masterclasses.pk), url("plan_budget"), url("plan_goals")]
    budgeted(cast.masterclasses)
    goal = make_goal(cast.programme)
    make_milestone(cast.masterclasses)

    def counts():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    counts()
    few = counts()
    for number in range(5):
        activity = make_activity(cast.programme, cast.learning_lab, f"Activiteit {number}")
        actions.change(by=cast.mirjam, activity=activity, goal=goal, now=NOW)
        budgeted(activity)
        make_milestone(activity)
        make_milestone(cast.masterclasses, f"Mijlpaal {number}")
        make_goal(cast.programme, f"Doel {number}")
    assert counts() == few
    assert max(few) <= 10


def sheet(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows())


def test_the_plan_is_taken_along_and_nothing_in_it_runs(cast, log_in):
    Milestone.objects.filter(pk=make_milestone(cast.masterclasses).pk).update(name="=1+1")
    budgeted(cast.masterclasses)
    response = log_in(cast.mirjam).get(url("plan_download"))
    assert 'filename="activity-plan-2026-03-16.xlsx"' in response["Content-Disposition"]
    cells = {cell.value: cell for row in sheet(response) for cell in row}
    assert cells["=1+1"].data_type == "s"
    assert {"Masterclasses", "2 weeks late", "Late", 730} <= set(cells)


def test_the_budget_is_taken_along(cast, log_in):
    budgeted(cast.masterclasses)
    rows = [[cell.value for cell in row] for row in sheet(log_in(cast.aad).get(url("plan_budget_download")))]
    assert ["Masterclasses", "Activity", "Learning Lab", 2025, "Docenten", None, 10, "uur", 73, 730] in rows
    assert rows[-1][0] == "Total"
    assert rows[-1][-1] == 730


def test_a_partnership_without_programme_or_labs(cast, log_in, client):
    assert client.get(url("plan_download")).status_code == 302
    empty = Partnership.objects.create(slug="leeg", name="Leeg")
    school = make_organisation(empty, "roc", "ROC", "applicant_school")
    client = log_in(make_member("Lea Leeg", school, "management"))
    for name in ("plan", "plan_budget", "plan_goals", "goal_new"):
        assert client.get(reverse(name, args=["leeg"])).status_code == 200
    for name in ("plan_download", "plan_budget_download"):
        assert client.get(reverse(name, args=["leeg"])).status_code == 404


# --- Labs ---------------------------------------------------------------------------------------------------------
def test_a_lab_of_our_own_gets_an_address_and_a_public_page(cast, log_in):
    client = log_in(cast.mirjam)
    form = {"name": "Groen & Zorg", "purpose_nl": "Voor de zorg", "purpose_en": "", "nonce": uuid4()}
    assert client.post(url("lab_new"), form | {"name": ""}).context["form"].errors
    for _ in range(2):
        client.post(url("lab_new"), form)
    lab = Lab.objects.get(name="Groen & Zorg")
    assert (lab.kind, lab.slug) == ("other", "groen-zorg")
    assert "Voor de zorg" in text(client.get(url("lab", lab.slug)))
    assert AuditEvent.objects.filter(verb="lab.opened").count() == 1
    client.post(url("lab_new"), form | {"nonce": uuid4()})
    assert Lab.objects.filter(slug="groen-zorg-2").exists()
    with pytest.raises(Refused):
        actions.add_lab(by=cast.carla, name="X", purpose_nl="", purpose_en="", nonce=uuid4(), now=NOW)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("New", "new-2"), ("open", "open-2"), ("Kennis", "kennis-2"), ("!!!", "lab"), ("a" * 80, "a" * 44)],
)
def test_an_address_is_free_and_no_page_of_ours(name, slug):
    assert free_slug(name, {"kennis"}) == slug


def test_what_a_lab_is_for_is_said_on_one_page(cast, log_in):
    """The page of its name and coordinators shows it, and leads there."""
    client, lab = log_in(cast.mirjam), cast.kennis_lab
    Lab.objects.filter(pk=lab.pk).update(purpose_nl="Onderzoek", purpose_en="Research")
    address, purpose = url("lab_edit", lab.pk), url("lab_purpose", lab.slug)
    page = client.get(address)
    assert "Research" in text(page) and f'href="{purpose}"' in page.content.decode()
    assert set(page.context["form"].fields) == {"name"}
    values = {"name": "Kennislab", "purpose_nl": "Iets anders", "purpose_en": ""}
    for _ in range(2):
        assert client.post(address, values).status_code == 302
    lab.refresh_from_db()
    assert (lab.name, lab.purpose_nl, lab.purpose_en) == ("Kennislab", "Onderzoek", "Research")
    assert AuditEvent.objects.filter(verb="lab.renamed").count() == 1
    assert "name" in client.post(address, values | {"name": ""}).context["form"].errors
    assert set(client.get(purpose).context["form"].fields) == {"purpose_nl", "purpose_en", "seen"}
