"""What the pages of a programme say about its scheme and its budget (R14, R18)."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from partnership.models import BudgetLine, Programme
from partnership.queries import budget_plan

NEW = reverse("programme_new", args=["werkplaats"])


@pytest.fixture
def typed(cast):
    """A grant under the first scheme, as typed."""
    return {
        "name": "Digitaal Vakmanschap",
        "grant_number": "RIF14-00001",
        "lead_partner": cast.noorderpoort.pk,
        "scheme": "RIF14",
        "rate": "73,00",
        "subsidy_min": "200.000",
        "subsidy_max": "2.000.000",
        "applied_on": "31-1-2016",
        "starts_on": "1-8-2016",
        "ends_on": "31-7-2020",
        "budget_total": "3.000.000",
        "subsidy_granted": "1.000.000",
        "nonce": uuid4(),
    }


def test_a_scheme_without_entree_projects_refuses_one_and_says_so(cast, log_in, typed):
    client = log_in(cast.mirjam)
    refused = client.post(NEW, typed | {"entree": "on"})
    assert set(refused.context["form"].errors) == {"entree"}
    filled = client.post(NEW, typed | {"entree": "on", "fill": "1"})
    assert filled.status_code == 200  # filling in refuses nothing yet
    assert client.post(NEW, typed).status_code == 302
    assert not Programme.objects.get(grant_number="RIF14-00001").terms.entree


@pytest.mark.parametrize(
    ("subsidy", "business", "closes", "differs", "alert"),
    [
        ("1000000", "2000000", True, "0", None),
        ("900000", "2100000", True, "-100000", "info"),
        ("1000000", "1999999", False, "0", "warning"),
    ],
)
def test_a_plan_that_closes_may_still_differ_from_the_grant(cast, log_in, subsidy, business, closes, differs, alert):
    for source, amount in (("subsidy", subsidy), ("business", business)):
        BudgetLine.objects.create(programme=cast.programme, year=2024, source=source, amount=amount)
    plan = budget_plan(cast.programme)
    assert (plan.closes, plan.subsidy_gap) == (closes, Decimal(differs))
    page = log_in(cast.mirjam).get(reverse("programme", args=["werkplaats", cast.programme.pk])).content.decode()
    assert [kind for kind in ("info", "warning") if f"alert--{kind}" in page] == ([alert] if alert else [])
