"""Entering and changing a grant: presets, bounds, budget (R01, R02, R06, R07, R14, R18)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from lib.workflow import Refused
from partnership.actions import programmes as actions
from partnership.forms.fields import parse_amount
from partnership.models import AuditEvent, Programme
from partnership.queries import budget_plan
from partnership.schemes import PRESETS, preset
from tests.cast import NOW

NEW = reverse("programme_new", args=["werkplaats"])


@pytest.fixture
def typed(cast):
    return {
        "name": "Digitaal Vakmanschap II",
        "grant_number": "RIF24-00001",
        "lead_partner": cast.noorderpoort.pk,
        "scheme": "RIF24",
        "rate": "86,00",
        "subsidy_min": "250.000",
        "subsidy_max": "2.500.000",
        "override_reason": "",
        "applied_on": "31-1-2027",
        "starts_on": "1-8-2027",
        "ends_on": "31-7-2031",
        "budget_total": "3.000.000",
        "subsidy_granted": "1.000.000",
        "nonce": uuid4(),
    }


@pytest.fixture
def client_(cast, log_in):
    return log_in(cast.mirjam)


def errors(response):
    return set(response.context["form"].errors)


def test_a_grant_is_entered_once(client_, typed, cast):
    answers = [client_.post(NEW, typed) for _ in range(2)]
    programme = Programme.objects.get(grant_number="RIF24-00001")
    assert [answer.url for answer in answers] == [reverse("programme", args=["werkplaats", programme.pk])] * 2
    assert (programme.rate, programme.budget_total) == (Decimal("86.00"), Decimal("3000000.00"))
    assert programme.terms == preset("RIF24")
    assert (programme.starts_on, programme.ends_on) == (date(2027, 8, 1), date(2031, 7, 31))
    assert programme.participations.get().organisation == cast.noorderpoort
    assert AuditEvent.objects.get(verb="programme.entered").object_id == programme.pk


@pytest.mark.parametrize("scheme", PRESETS)
@pytest.mark.parametrize("entree", [False, True])
def test_choosing_a_scheme_fills_in_and_saves_nothing(client_, typed, scheme, entree):
    typed |= {"fill": "1", "scheme": scheme, "rate": "1", **({"entree": "on"} if entree else {})}
    response = client_.post(NEW, typed)
    form, terms = response.context["form"], preset(scheme)
    assert form["rate"].value() == parse_back(terms.rate)
    assert form["subsidy_max"].value() == parse_back(terms.subsidy_max)
    assert form["name"].value() == typed["name"]
    assert form["nonce"].value() == str(typed["nonce"])
    assert bool(form["entree"].value()) is entree
    assert not Programme.objects.filter(name=typed["name"]).exists()


def parse_back(amount):
    """A field shows an amount as text that reads back to the same amount."""

    class Same(str):
        def __eq__(self, other):
            return parse_amount(other) == amount

        __hash__ = str.__hash__

    return Same()


def test_another_rate_takes_a_reason(client_, typed):
    assert errors(client_.post(NEW, typed | {"rate": "80"})) == {"override_reason"}
    reason = {"rate": "80", "override_reason": "So says the decision."}
    assert client_.post(NEW, typed | reason).status_code == 302
    programme = Programme.objects.get(grant_number="RIF24-00001")
    assert programme.rate == programme.terms.rate == Decimal("80.00")
    assert programme.override_reason == "So says the decision."


@pytest.mark.parametrize(
    ("scheme", "starts_on", "ends_on", "approved", "wrong"),
    [
        ("RIF24", "1-8-2027", "31-7-2031", "", set()),
        ("RIF24", "1-8-2027", "31-7-2032", "", set()),
        ("RIF24", "1-8-2027", "31-7-2030", "", {"ends_on"}),
        ("RIF24", "1-8-2027", "30-7-2031", "", {"ends_on"}),
        ("RIF24", "1-8-2027", "1-8-2027", "", {"ends_on"}),
        ("RIF24", "1-8-2027", "1-1-2027", "", {"ends_on"}),
        ("RIF14", "1-8-2027", "31-7-2031", "", set()),
        ("RIF14", "1-8-2027", "31-7-2032", "", {"extension_approved_on"}),
        ("RIF14", "1-8-2027", "31-7-2032", "1-2-2031", set()),
    ],
)
def test_how_long_a_programme_lasts(client_, typed, scheme, starts_on, ends_on, approved, wrong):
    terms = PRESETS[scheme]
    bounds = {"rate": terms.rate, "subsidy_min": terms.subsidy_min, "subsidy_max": terms.subsidy_max}
    typed |= bounds | {"scheme": scheme, "starts_on": starts_on, "ends_on": ends_on}
    response = client_.post(NEW, typed | {"extension_approved_on": approved})
    assert (response.status_code == 302) is not wrong or errors(response) == wrong
    if wrong:
        assert errors(response) == wrong


@pytest.mark.parametrize(
    ("subsidy", "bound"),
    [
        ("249.999,99", "€\u00a0250.000,00"),
        ("250.000", None),
        ("2.500.000", None),
        ("2.500.000,01", "€\u00a02.500.000,00"),
    ],
)
def test_a_subsidy_outside_the_bounds_is_refused_with_the_bound(client_, typed, subsidy, bound):
    response = client_.post(NEW, typed | {"subsidy_granted": subsidy})
    if bound is None:
        assert response.status_code == 302
        return
    assert errors(response) == {"subsidy_granted"}
    assert bound in response.content.decode()
    assert "RIF24 art." in response.content.decode()
    assert subsidy in response.content.decode()  # what was typed is still there


def test_an_entree_project_keeps_its_own_limits(client_, typed):
    client_.post(NEW, typed | {"entree": "on"})
    terms = Programme.objects.get(grant_number="RIF24-00001").terms
    assert terms.entree
    assert terms == preset("RIF24", entree=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grant_number", "RIF19-00073"),
        ("grant_number", "RIF19-99999"),
        ("rate", "acht"),
        ("rate", "0"),
        ("budget_total", "0"),
        ("budget_total", "-5"),
        ("starts_on", "31 februari"),
        ("applied_on", "1-9-2027"),
        ("decided_on", "1-1-2027"),
        ("lead_partner", "999999"),
        ("scheme", "RIF99"),
        ("name", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(client_, typed, name, value):
    response = client_.post(NEW, typed | {name: value})
    assert name in errors(response)
    assert response.context["form"][name].value() == value
    assert Programme.objects.count() == 2


def test_a_lead_partner_of_another_partnership_is_not_offered(client_, typed, cast):
    assert errors(client_.post(NEW, typed | {"lead_partner": cast.kleibyte.pk})) == {"lead_partner"}


def test_an_accountant_is_no_lead_partner(client_, typed, cast):
    assert errors(client_.post(NEW, typed | {"lead_partner": cast.kantoor.pk})) == {"lead_partner"}
    assert client_.post(NEW, typed).status_code == 302


def granted(cast, **changes):
    """A grant as the action takes it."""
    return {
        "name": "Digitaal Vakmanschap II",
        "grant_number": "RIF24-00001",
        "lead_partner": cast.noorderpoort,
        "scheme": "RIF24",
        "rate": Decimal("86.00"),
        "override_reason": "",
        "decided_on": None,
        "applied_on": date(2027, 1, 31),
        "starts_on": date(2027, 8, 1),
        "ends_on": date(2031, 7, 31),
        "extension_approved_on": None,
        "budget_total": Decimal("3000000"),
        "subsidy_granted": Decimal("1000000"),
        "terms": preset("RIF24"),
        "now": NOW,
    } | changes


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": date(2030, 7, 31)},
        {"ends_on": date(2027, 7, 31)},
        {"applied_on": date(2027, 8, 2)},
        {"decided_on": date(2027, 1, 30)},
        {"subsidy_granted": Decimal("249999.99")},
        {"subsidy_granted": Decimal("2500000.01")},
        {"rate": Decimal("0")},
        {"budget_total": Decimal("0")},
        {"terms": replace(preset("RIF24"), rate=Decimal("80.00"))},
    ],
)
def test_the_actions_refuse_what_the_form_refuses(cast, wrong):
    with pytest.raises(Refused):
        actions.make(by=cast.mirjam, nonce=uuid4(), **granted(cast, **wrong))
    made = actions.make(by=cast.mirjam, nonce=uuid4(), **granted(cast))
    with pytest.raises(Refused):
        actions.change(by=cast.mirjam, programme=made, **granted(cast, **wrong))
    assert actions.change(by=cast.mirjam, programme=made, **granted(cast, name="Anders")).name == "Anders"


@pytest.mark.parametrize("lead", ["kantoor", "kleibyte"])
def test_who_leads_stands_on_a_side_of_this_partnership(cast, lead):
    with pytest.raises(Refused):
        actions.make(by=cast.mirjam, nonce=uuid4(), **granted(cast, lead_partner=getattr(cast, lead)))
    assert not AuditEvent.objects.exists()


def test_a_new_lead_partner_takes_part_too(cast):
    made = actions.make(by=cast.mirjam, nonce=uuid4(), **granted(cast))
    actions.change(by=cast.mirjam, programme=made, **granted(cast, lead_partner=cast.hanze))
    joined = made.participations.get(organisation=cast.hanze)
    assert (joined.group, joined.joined_on) == ("other", date(2027, 8, 1))
    assert AuditEvent.objects.filter(verb="partner.joined", object_id=joined.pk).count() == 1
    assert made.participations.count() == 2


def test_the_log_names_the_cells_of_the_budget_that_changed(cast):
    def set_budget(**amounts):
        cells = {(int(name[-4:]), name[:-4]): Decimal(amount) for name, amount in amounts.items()}
        actions.set_budget(by=cast.mirjam, programme=cast.programme, amounts=cells, now=NOW)

    set_budget(subsidy2024=10, business2024=20, other2025=0)
    set_budget(subsidy2024=10, business2024=30, applicant2026=5)
    set_budget(subsidy2024=10, business2024=30, applicant2026=5)
    events = AuditEvent.objects.filter(verb="programme.budgeted").order_by("pk")
    assert [event.data["fields"] for event in events] == [
        ["business-2024", "subsidy-2024"],
        ["business-2024", "applicant-2026"],
    ]


def change_url(programme):
    return reverse("programme_edit", args=["werkplaats", programme.pk])


def test_changing_the_rate_leaves_approved_hours_alone(client_, cast):
    entry = cast.approved()
    page = client_.get(change_url(cast.programme))
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    values |= {"rate": "80", "override_reason": "The decision says so."}
    assert client_.post(change_url(cast.programme), values).status_code == 302
    cast.programme.refresh_from_db()
    entry.refresh_from_db()
    assert cast.programme.rate == Decimal("80.00")
    assert (entry.rate, entry.amount) == (Decimal("73.00"), Decimal("182.50"))
    assert AuditEvent.objects.get(verb="programme.changed").data["fields"] == [
        "override_reason",
        "rate",
        "terms_granted",
    ]


def test_a_grant_that_does_not_change_is_not_written_down(client_, cast):
    form = client_.get(change_url(cast.programme)).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client_.post(change_url(cast.programme), values).status_code == 302
    assert not AuditEvent.objects.exists()


def test_the_budget_per_year_and_source_and_whether_it_closes(client_, cast):
    url = reverse("programme_budget", args=["werkplaats", cast.programme.pk])
    detail = reverse("programme", args=["werkplaats", cast.programme.pk])
    cells = {
        "subsidy-2024": "1.000.000",
        "business-2024": "1.000.000",
        "other-2025": "999.999,99",
        "applicant-2027": "",
    }
    assert client_.post(url, cells).status_code == 302
    plan = budget_plan(cast.programme)
    assert plan.years == (2023, 2024, 2025, 2026, 2027)
    assert plan.gap == Decimal("-0.01")
    assert "alert--warning" in client_.get(detail).content.decode()
    client_.post(url, cells | {"other-2025": "1000000"})
    plan = budget_plan(cast.programme)
    assert plan.closes
    assert plan.per_source == [Decimal("1000000.00"), Decimal("1000000.00"), Decimal("0.00"), Decimal("1000000.00")]
    assert "alert--warning" not in client_.get(detail).content.decode()
    wrong = client_.post(url, cells | {"other-2025": "veel"})
    assert errors(wrong) == {"other-2025"}
    assert budget_plan(cast.programme).closes


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1000000", "1000000"),
        ("1.000.000", "1000000"),
        ("1,000,000", "1000000"),
        ("1.000.000,50", "1000000.50"),
        ("1,000,000.50", "1000000.50"),
        ("€ 250 000", "250000"),
        ("86,5", "86.5"),
        ("86.50", "86.50"),
        (" 0 ", "0"),
    ],
)
def test_amounts_as_people_type_them(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["acht", "-5", "1.5.5", "1,2,3", "12.345.6", "0,125", "86,125", "", "1e6", "٣"])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError, match="not_an_amount"):
        parse_amount(text)


def test_lists_take_a_fixed_number_of_queries(client_, cast, django_assert_max_num_queries):
    from tests.cast import make_programme

    for name, args in (("programmes", []), ("programme", [cast.programme.pk])):
        url = reverse(name, args=["werkplaats", *args])
        client_.get(url)
        with django_assert_max_num_queries(8):
            client_.get(url)
    for number in range(5):
        make_programme(cast.werkplaats, cast.noorderpoort, f"X-{number}")
    with django_assert_max_num_queries(6):
        client_.get(reverse("programmes", args=["werkplaats"]))


def test_who_saves_a_programme_second_is_told_and_loses_nothing(client_, cast, typed):
    edit = reverse("programme_edit", args=["werkplaats", cast.programme.pk])
    first, second = (shown(client_.get(edit)) for _ in range(2))
    assert client_.post(edit, first | {"name": "Van de eerste"}).status_code == 302
    response = client_.post(edit, second | {"name": "Van de tweede"})
    assert response.status_code == 200
    assert response.context["form"].errors["__all__"] == [str(actions.CHANGED_MEANWHILE)]
    assert response.context["form"]["name"].value() == "Van de tweede"
    assert Programme.objects.get(pk=cast.programme.pk).name == "Van de eerste"
    fresh = shown(client_.get(edit))
    assert client_.post(edit, fresh | {"name": "Van de tweede"}).status_code == 302
    assert Programme.objects.get(pk=cast.programme.pk).name == "Van de tweede"


def shown(response) -> dict:
    """What a browser would send back from a form that nobody touched."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    values["lead_partner"] = getattr(values["lead_partner"], "pk", values["lead_partner"])
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.mark.parametrize("rate", ["1e999999999", "NaN", "Infinity", "9" * 40, "1e5"])
def test_a_rate_that_is_no_amount_gets_a_plain_sentence(client_, typed, rate):
    response = client_.post(NEW, typed | {"rate": rate}, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert "rate" in errors(response)
    assert "Decimal" not in str(response.context["form"].errors)


@pytest.mark.parametrize("nonce", ["", "x"])
def test_a_form_that_is_not_whole_does_not_blame_the_grant_number(client_, typed, nonce):
    response = client_.post(NEW, typed | {"nonce": nonce})
    assert errors(response) == {"nonce"}
    assert client_.post(NEW, typed).status_code == 302


def test_control_characters_do_not_get_into_a_name(client_, typed):
    client_.post(NEW, typed | {"name": "Digitaal\x07 Vak\x1bmanschap\x7f"})
    assert Programme.objects.get(grant_number=typed["grant_number"]).name == "Digitaal Vakmanschap"
