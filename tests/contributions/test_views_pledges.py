from uuid import uuid4

import pytest
from django.urls import reverse

from contributions.models import Pledge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, pk=None):
    values = {"partnership": "werkplaats"}
    return reverse(name, kwargs=values if pk is None else values | {"pk": pk})


def text(response):
    return response.content.decode()


def typed(cast, **values):
    return {
        "partner": cast.terpdok.pk,
        "year": f"{cast.programme.pk}-3",
        "hours": "120",
        "nonce": str(uuid4()),
    } | values


@pytest.mark.parametrize(
    ("who", "look", "manage"),
    [
        ("mirjam", 200, 200),
        ("beheer", 200, 200),
        ("aad", 200, 403),
        ("anna", 403, 403),
        ("mo", 403, 403),
        ("carla", 403, 403),
        ("thea", 403, 403),
        ("sanne", 403, 403),
        ("esra", 404, 404),
    ],
)
def test_who_sees_and_who_enters(log_in, cast, who, look, manage):
    pledge = cast.pledge()
    client = log_in(getattr(cast, who))
    assert client.get(url("pledges")).status_code == look
    assert client.get(url("pledge", pledge.pk)).status_code == look
    assert client.get(url("pledge_new")).status_code == manage
    assert client.get(url("pledge_edit", pledge.pk)).status_code == manage
    assert client.get(url("pledge_withdraw", pledge.pk)).status_code == manage
    assert client.post(url("pledge_withdraw", pledge.pk)).status_code == (302 if manage == 200 else manage)


def test_a_pledge_of_another_partnership_is_not_there(log_in, cast):
    pledge = cast.pledge(cast.kleibyte, programme=cast.other_programme)
    client = log_in(cast.mirjam)
    for name in ("pledge", "pledge_edit", "pledge_withdraw"):
        assert client.get(url(name, pledge.pk)).status_code == 404


def test_entering(log_in, cast):
    response = log_in(cast.mirjam).post(url("pledge_new"), typed(cast), follow=True)
    pledge = Pledge.objects.get()
    assert (str(pledge.amount), pledge.starts_on.isoformat()) == ("8760.00", "2025-08-01")
    assert "€8,760.00" in text(response)
    assert "Pledged, not signed yet" in text(response)
    assert "Not signed yet" in text(log_in(cast.mirjam).get(url("pledges")))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hours", "0", "more than 0 hours"),
        ("hours", "-1", "more than 0 hours"),
        ("hours", "0.1", "quarters"),
        ("hours", "veel", "as a number"),
        ("partner", "", "Choose a partner"),
        ("year", "1-9", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_kept(log_in, cast, field, value, words):
    page = text(log_in(cast.mirjam).post(url("pledge_new"), typed(cast) | {field: value}))
    assert words in page
    assert f'value="{typed(cast)["hours"] if field != "hours" else value}"' in page
    assert not Pledge.objects.exists()


def test_a_partner_of_another_partnership_is_not_on_offer(log_in, cast):
    page = text(log_in(cast.mirjam).post(url("pledge_new"), typed(cast, partner=cast.kleibyte.pk)))
    assert "Select a valid choice" in page
    assert "Kleibyte" not in page


def test_a_second_pledge_for_the_same_year_is_refused_and_kept(log_in, cast):
    cast.pledge()
    page = text(log_in(cast.mirjam).post(url("pledge_new"), typed(cast, hours="80")))
    assert "already has a pledge of this kind" in page
    assert 'value="80"' in page


def test_sending_twice_gives_one_pledge(log_in, cast):
    client, data = log_in(cast.mirjam), typed(cast)
    answers = [client.post(url("pledge_new"), data).url for _ in range(2)]
    assert len(set(answers)) == 1
    assert Pledge.objects.count() == 1


def test_changing_keeps_the_earlier_version(log_in, cast):
    first = cast.pledge()
    client = log_in(cast.mirjam)
    assert 'value="120"' in text(client.get(url("pledge_edit", first.pk)))
    page = text(client.post(url("pledge_edit", first.pk), typed(cast, hours="80"), follow=True))
    assert "€5,840.00" in page
    assert "€8,760.00" in page
    assert list(Pledge.objects.order_by("version").values_list("version", "replaces")) == [(1, None), (2, first.pk)]
    assert "There is a newer version" in text(client.get(url("pledge", first.pk)))


def test_withdrawing_asks_first(log_in, cast):
    pledge = cast.pledge()
    client = log_in(cast.mirjam)
    assert "Withdraw this pledge?" in text(client.get(url("pledge_withdraw", pledge.pk)))
    assert Pledge.objects.current().exists()
    assert "The pledge is withdrawn" in text(client.post(url("pledge_withdraw", pledge.pk), follow=True))
    assert not Pledge.objects.current().exists()
    assert "was withdrawn" in text(client.get(url("pledge", pledge.pk)))


def test_the_list_adds_up_and_filters(log_in, cast):
    cast.pledge()
    cast.pledge(cast.wadbyte, quantity=80, amount=5840)
    cast.pledge(cast.wadbyte, kind="room", unit="month", quantity=12, amount=3000)
    client = log_in(cast.aad)
    totals = client.get(url("pledges")).context["totals"]
    assert (totals.lines, totals.minutes, str(totals.amount)) == (3, 12000, "17600.00")
    assert client.get(url("pledges"), {"partner": cast.terpdok.pk}).context["totals"].lines == 1
    assert client.get(url("pledges"), {"kind": "room"}).context["totals"].lines == 1
    assert client.get(url("pledges"), {"year": f"{cast.programme.pk}-3"}).context["totals"].lines == 3
    assert client.get(url("pledges"), {"year": f"{cast.programme.pk}-4"}).context["totals"].lines == 0
    assert client.get(url("pledges"), {"sort": "-amount"}).context["rows"][0]["pledge"].organisation == cast.terpdok


OTHERS = {
    "materials": {"quantity": "3", "unit": "laptop", "unit_price": "899,95"},
    "room": {"quantity": "11.5", "unit_price": "275"},
    "cash": {"amount": "2.500"},
}


@pytest.mark.parametrize(("kind", "amount"), [("materials", "2699.85"), ("room", "3162.50"), ("cash", "2500.00")])
def test_entering_and_changing_something_else_than_hours(log_in, cast, kind, amount):
    cast.pledge()
    client = log_in(cast.mirjam)
    client.cookies["django_language"] = "nl"
    assert 'name="hours"' not in text(client.get(url("pledge_new"), {"kind": kind}))
    client.post(f"{url('pledge_new')}?kind={kind}", typed(cast, **OTHERS[kind]))
    pledge = Pledge.objects.get(kind=kind)
    assert str(pledge.amount) == amount
    assert client.get(url("pledge_edit", pledge.pk)).status_code == 200
    changed = {"quantity": "1", "unit": "laptop", "unit_price": "100", "amount": "100"}
    client.post(url("pledge_edit", pledge.pk), typed(cast, **changed))
    assert str(Pledge.objects.get(replaces=pledge).amount) == "100.00"


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("materials", "quantity", "0", "more than nothing"),
        ("materials", "quantity", "veel", "Write a number"),
        ("materials", "quantity", "100000", "more than fits"),
        ("materials", "unit", "", "Say what is promised"),
        ("materials", "unit_price", "-5", "Write an amount"),
        ("materials", "unit_price", "9999999", "more than ten million"),
        ("room", "quantity", "13", "12 months"),
        ("room", "unit_price", "0", "more than nothing"),
        ("cash", "amount", "", "Fill in an amount"),
        ("cash", "amount", "0", "more than nothing"),
        ("cash", "amount", "99999999", "too large"),
    ],
)
def test_what_is_wrong_about_something_else(log_in, cast, kind, field, value, words):
    cast.pledge()
    english = {"materials": {"unit_price": "899.95"}, "cash": {"amount": "2,500"}}.get(kind, {})
    page = text(
        log_in(cast.mirjam).post(
            f"{url('pledge_new')}?kind={kind}", typed(cast, **OTHERS[kind] | english | {field: value})
        )
    )
    assert words in page
    assert Pledge.objects.count() == 1


def test_a_kind_that_does_not_exist_is_hours(log_in, cast):
    assert 'name="hours"' in text(log_in(cast.mirjam).get(url("pledge_new"), {"kind": "gold"}))


def test_the_list_filters_on_the_signature(log_in, cast):
    cast.pledge()
    cast.promise(cast.wadbyte)
    client = log_in(cast.aad)
    for asked, partner in (("yes", cast.terpdok), ("no", cast.wadbyte)):
        [row] = client.get(url("pledges"), {"signed": asked}).context["rows"]
        assert row["pledge"].organisation == partner


def test_the_page_of_a_partner_keeps_what_was_withdrawn_and_what_it_left(log_in, cast):
    from partnership.models import Participation
    from tests.cast import NOW, TODAY

    cast.pledge(withdrawn_at=NOW)
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=TODAY)
    page = text(log_in(cast.aad).get(url("partner_pledges", cast.terpdok.pk)))
    assert "Withdrawn" in page
    assert "Left Digitaal Vakmanschap on 16 March 2026" in page
    assert log_in(cast.mirjam).get(url("partner_pledges", cast.kleibyte.pk)).status_code == 404
    assert log_in(cast.mo).get(url("partner_pledges", cast.terpdok.pk)).status_code == 403


def test_an_empty_list_offers_the_first_step(log_in, cast):
    assert url("pledge_new") in text(log_in(cast.mirjam).get(url("pledges")))
    assert "No pledges yet" in text(log_in(cast.aad).get(url("pledges")))


def test_the_list_takes_the_same_queries_for_any_number_of_rows(log_in, cast, django_assert_max_num_queries):
    client, counts = log_in(cast.mirjam), []
    for organisation in (cast.terpdok, cast.wadbyte, cast.hanze, cast.gemeente):
        for kind in ("hours", "room", "cash"):
            cast.pledge(organisation, kind=kind)
        with django_assert_max_num_queries(10) as caught:
            client.get(url("pledges"))
        counts.append(len(caught))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("name", ["pledge", "pledge_edit", "pledge_withdraw"])
def test_one_pledge_takes_at_most_ten_queries(log_in, cast, name, django_assert_max_num_queries):
    pledge = cast.pledge()
    client = log_in(cast.mirjam)
    with django_assert_max_num_queries(10):
        assert client.get(url(name, pledge.pk)).status_code == 200


def test_who_only_reads_is_not_told_about_a_right_they_did_not_ask_for(cast, log_in):
    pledge = cast.pledge()
    client = log_in(cast.aad)
    client.cookies["django_language"] = "en"
    page = client.get(f"/werkplaats/pledges/{pledge.pk}/")
    assert page.status_code == 200
    assert "Your role does not allow this" not in page.content.decode()
