"""Hours under a lab of the partnership's own get through everywhere that hours of the first three do."""

import csv
import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse

from accountability import store
from contributions.actions.statements import make_statement
from contributions.queries.financing import realised
from contributions.queries.year_statement import year_statement
from contributions.reports.documents import rendered_document
from labs import actions
from labs.models import LabCoordinator
from tests.accountability.helpers import ask, make
from tests.cast import NOW, TODAY, make_activity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def files(client, settings, tmp_path):
    client.cookies["django_language"] = "en"
    settings.DOCUMENTS_ROOT, settings.REPORTS_ROOT = tmp_path / "documents", tmp_path / "reports"


@pytest.fixture
def kas(cast):
    """An activity of a fourth lab, which Carla coordinates."""
    names = {"name": "Groen & Zorg", "purpose_nl": "", "purpose_en": ""}
    lab = actions.add_lab(by=cast.mirjam, nonce=uuid4(), now=NOW, **names)
    LabCoordinator.objects.create(lab=lab, membership=cast.carla)
    return make_activity(cast.programme, lab, "Kas vol sensoren")


def lines_of(report) -> list[dict]:
    with pikepdf.open(store.REPORTS.location(report.path)) as pdf:
        text = pdf.attachments["lines.csv"].get_file().read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text)))


def page(client, name, **query):
    return client.get(reverse(name, args=["werkplaats"]), query).content.decode()


def test_its_hours_wait_in_the_inbox_of_its_coordinator(cast, kas, log_in):
    cast.submitted(activity=kas, description="Sensoren geijkt")
    assert "Sensoren geijkt" in page(log_in(cast.carla), "approvals")
    assert "Sensoren geijkt" not in page(log_in(cast.joost), "approvals")
    assert "Groen &amp; Zorg" in page(log_in(cast.carla), "home")


def test_its_hours_are_in_the_financing(cast, kas, log_in):
    cast.approved(activity=kas)
    assert realised(cast.programme).hours_value_by_lab == {"groen-zorg": Decimal("182.50")}
    assert "Groen &amp; Zorg" in page(log_in(cast.mirjam), "financing")
    assert "Kas vol sensoren" in page(log_in(cast.anna), "hours")


def test_its_hours_are_in_the_lines_of_a_report(cast, kas):
    cast.approved(activity=kas)
    [line] = lines_of(make(ask(cast.mirjam, cast.programme)[0]))
    assert (line["lab"], line["activity"], line["amount"]) == ("groen-zorg", "Kas vol sensoren", "182.50")


def test_its_hours_are_in_the_year_statement(cast, kas):
    cast.pledge()
    cast.approved(activity=kas)
    [lab] = year_statement(cast.programme, cast.terpdok, 3, TODAY).snapshot["labs"]
    assert lab["name"] == "Groen & Zorg"
    values = {"programme": cast.programme, "organisation": cast.terpdok, "number": 3}
    document = make_statement(by=cast.mo, now=NOW, **values)
    assert rendered_document(document).pages == 1


def test_a_report_keeps_the_name_that_an_activity_had_then(cast, kas):
    """R41: renaming an activity changes the plan, and no report that was made before."""
    cast.approved(activity=kas)
    before = make(ask(cast.mirjam, cast.programme)[0])
    actions.change(by=cast.mirjam, activity=kas, name="Slimme kas", now=NOW)
    cast.approved(activity=kas, worked_on=date(2026, 3, 11))
    after = make(ask(cast.mirjam, cast.programme)[0])
    assert [line["activity"] for line in lines_of(before)] == ["Kas vol sensoren"]
    assert {line["activity"] for line in lines_of(after)} == {"Slimme kas"}
