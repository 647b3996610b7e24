"""The budget of the plan: quantity times price, per activity and calendar year, beside what the sources bring."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from labs import actions
from labs.actions.budget import CostRow, fingerprint, set_costs
from labs.kinds import ActivityKind
from labs.models import Activity, ActivityCost
from labs.queries.budget import cost_lines, plan_budget, years_of
from lib.money import amount_of
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, BudgetLine
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def row(what="Docenten", price="73", organisation=None, **quantities):
    years = {int(year[1:]): Decimal(value) for year, value in quantities.items()}
    return CostRow(what, "uur", Decimal(price), years, organisation)


def fill(cast, *rows, by=None, activity=None, seen=None):
    activity = activity or cast.masterclasses
    known = fingerprint(list(activity.costs.in_order())) if seen is None else seen
    return set_costs(by=by or cast.mirjam, activity=activity, rows=rows, seen=known, now=NOW)


def test_lines_have_their_amount_to_the_cent(cast):
    lines = fill(cast, row(price="0.05", y2024="0.10", y2025="100"), row("Zaal", "250.50", cast.terpdok, y2026="3"))
    assert [(line.year, line.amount) for line in lines] == [
        (2024, Decimal("0.01")),  # half a cent goes up
        (2025, Decimal("5.00")),
        (2026, Decimal("751.50")),
    ]
    assert AuditEvent.objects.get().verb == "activity.budgeted"
    fill(cast, row(price="0.05", y2024="0.10", y2025="100"), row("Zaal", "250.50", cast.terpdok, y2026="3"))
    assert AuditEvent.objects.count() == 1  # the same again is no change


@given(quantity=st.decimals(0, 999_999, places=2), price=st.decimals(0, 999_999, places=2))
def test_amounts_are_rounded_half_up_as_everywhere(quantity, price):
    assert amount_of(quantity, price) == (quantity * price).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def test_what_is_refused(cast):
    for wrong in (
        lambda: fill(cast, row(y2022="1")),
        lambda: fill(cast, row(y2028="1")),
        lambda: fill(cast, row(y2025="1", organisation=cast.kleibyte)),
        lambda: fill(cast, row(y2025="1"), by=cast.carla),
        lambda: fill(cast, row(y2025="1"), by=cast.aad),
    ):
        with pytest.raises(Refused):
            wrong()
    with pytest.raises(SomeoneWasFirst):
        fill(cast, row(y2025="1"), activity=cast.other_activity)
    with pytest.raises(SomeoneWasFirst):
        fill(cast, row(y2025="1"), seen="0" * 64)
    assert not ActivityCost.objects.exists()
    assert fill(cast, row(y2023="1", y2027="1"))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"amount": "1.00"}, "activity_cost_adds_up"),
        ({"quantity": "0", "amount": "0"}, "activity_cost_of_something"),
        ({"unit_price": "-1", "amount": "-2"}, "activity_cost_not_negative"),
        ({"position": 1}, "activity_cost_once"),
    ],
)
def test_the_database_refuses_by_name(cast, values, constraint):
    fill(cast, row(y2025="1"))
    start = {"activity": cast.masterclasses, "position": 2, "year": 2025, "description": "X", "quantity": "2"}
    start |= {"unit_price": "3", "amount": "6"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ActivityCost.objects.create(**start | values)
    ActivityCost.objects.create(**start)


def test_sums_per_activity_year_and_partner_beside_the_programme(cast, log_in):
    Activity.objects.filter(pk=cast.incubator.pk).update(kind=ActivityKind.MANAGEMENT)
    fill(cast, row(y2024="100", y2025="50"), row("Zaal", "100", cast.terpdok, y2025="10"))
    fill(cast, row("Leiding", "90", y2025="10"), activity=cast.incubator)
    BudgetLine.objects.create(programme=cast.programme, year=2025, source="subsidy", amount=Decimal("5000"))
    BudgetLine.objects.create(programme=cast.programme, year=2025, source="business", amount=Decimal("550"))
    found = plan_budget(cast.mirjam, cast.programme)
    assert found.years == (2023, 2024, 2025, 2026, 2027)
    assert [line.name for line in found.management] == ["Incubator"]
    assert dict(zip(found.years, found.sums, strict=True))[2025] == Decimal("5550.00")
    assert found.total == Decimal("12850.00")
    assert [(line.name, line.total) for line in found.partners] == [("Terpdok Software", Decimal("1000.00"))]
    assert found.whole.gap == Decimal("12850.00") - cast.programme.budget_total
    page = log_in(cast.carla).get(url("plan_budget")).content.decode()
    assert "exactly as budgeted" in page
    assert "€7,300.00 more than budgeted" in page
    assert "€2,987,150.00 less than budgeted" in page
    assert "project management" in page


def test_an_empty_budget_says_so(cast, log_in):
    assert plan_budget(cast.mirjam, cast.programme).is_empty
    assert "Open an activity and fill in its budget" in log_in(cast.mirjam).get(url("plan_budget")).content.decode()


# --- The grid -----------------------------------------------------------------------------------------------------
def grid(cast, rows=2, **cells):
    seen = fingerprint(list(cast.masterclasses.costs.in_order()))
    return {"rows": rows, "seen": seen} | {name.replace("_", "-"): value for name, value in cells.items()}


def test_a_budget_is_typed_with_a_decimal_comma_and_comes_back(cast, log_in):
    client, address = log_in(cast.mirjam), url("activity_budget", cast.masterclasses.pk)
    client.cookies["django_language"] = "nl"
    form = grid(cast, what_0="Docenten", unit_0="uur", price_0="73,50", y2024_0="7,5", y2025_0="1.200", what_1="Zaal")
    form |= {"price-1": "100", "y2025-1": "2", "partner-1": cast.terpdok.pk}
    assert client.post(address, form).url == url("activity", cast.masterclasses.pk)
    first, second = cost_lines(cast.masterclasses, years_of(cast.programme))
    assert first.amounts[1:3] == [Decimal("551.25"), Decimal("88200.00")]
    assert second.first.organisation == cast.terpdok
    page = client.get(address)
    assert page.context["form"]["price-0"].value() == "73,50"
    assert 'value="7,50"' in page.content.decode()


def test_an_empty_row_is_taken_away(cast, log_in):
    fill(cast, row(y2025="1"), row("Zaal", "100", y2025="2"))
    client, address = log_in(cast.mirjam), url("activity_budget", cast.masterclasses.pk)
    form = grid(cast, what_1="Zaal", unit_1="uur", price_1="100", y2025_1="2", partner_0=cast.terpdok.pk)
    client.post(address, form)
    assert [line.first.description for line in cost_lines(cast.masterclasses, (2025,))] == ["Zaal"]
    client.post(address, grid(cast))
    assert not ActivityCost.objects.exists()


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"what_0": "Docenten", "price_0": "73"}, {"y2023-0"}),
        ({"what_0": "Docenten", "y2025_0": "1"}, {"price-0"}),
        ({"price_0": "73", "y2025_0": "1"}, {"what-0"}),
        ({"what_0": "Docenten", "price_0": "veel", "y2025_0": "1"}, {"price-0"}),
        ({"what_0": "Docenten", "price_0": "73", "y2025_0": "1,234"}, {"y2025-0"}),
        ({"what_0": "Docenten", "price_0": "1000000", "y2025_0": "1"}, {"price-0"}),
        ({"what_0": "Docenten", "price_0": "73", "y2025_0": "-1"}, {"y2025-0"}),
        ({"what_0": "Docenten", "price_0": "73", "y2025_0": "1", "partner_0": "999999"}, {"partner-0"}),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_stays(cast, log_in, cells, fields):
    client = log_in(cast.mirjam)
    client.cookies["django_language"] = "nl"
    answer = client.post(url("activity_budget", cast.masterclasses.pk), grid(cast, **cells))
    assert set(answer.context["form"].errors) == fields
    for name, value in cells.items():
        assert answer.context["form"][name.replace("_", "-")].value() == value
    assert not ActivityCost.objects.exists()


def test_more_rows_without_losing_what_was_typed(cast, log_in):
    client = log_in(cast.mirjam)
    form = grid(cast, what_0="Docenten", price_0="veel", more="1")
    answer = client.post(url("activity_budget", cast.masterclasses.pk), form)
    assert answer.context["form"].count == 5
    assert not answer.context["form"].errors
    assert 'value="Docenten"' in answer.content.decode() and 'value="veel"' in answer.content.decode()
    for rows in ("x", "-3", "100000", "9" * 5000):
        assert client.post(url("activity_budget", cast.masterclasses.pk), grid(cast, rows=rows)).status_code == 200


def test_a_year_that_the_programme_has_not_is_no_cell(cast, log_in):
    form = grid(cast, what_0="Docenten", price_0="73", y2022_0="5", y2025_0="1")
    log_in(cast.mirjam).post(url("activity_budget", cast.masterclasses.pk), form)
    assert [cost.year for cost in ActivityCost.objects.all()] == [2025]


def test_who_was_second_is_told_and_keeps_what_was_typed(cast, log_in):
    form = grid(cast, what_0="Docenten", price_0="73", y2025_0="1")
    fill(cast, row("Van een ander", y2025="9"))
    answer = log_in(cast.mirjam).post(url("activity_budget", cast.masterclasses.pk), form)
    assert "Somebody else just changed this" in answer.content.decode()
    assert answer.context["form"]["what-0"].value() == "Docenten"
    assert ActivityCost.objects.get().description == "Van een ander"


def test_only_management_changes_a_budget(cast, log_in):
    address = url("activity_budget", cast.masterclasses.pk)
    form = grid(cast, what_0="Docenten", price_0="73", y2025_0="1")
    for person in (cast.carla, cast.aad, cast.anna):
        assert log_in(person).post(address, form).status_code == 403
    assert log_in(cast.mirjam).post(address, form).status_code == 302
    actions.change(by=cast.mirjam, activity=cast.masterclasses, name="Anders", now=NOW)
    assert ActivityCost.objects.count() == 1
