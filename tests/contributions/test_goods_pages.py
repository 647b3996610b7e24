"""The pages of materials, rooms and cash."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from contributions.models import Contribution, Proof
from partnership.models import Participation
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.files import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client, settings, tmp_path):
    client.cookies["django_language"] = "en"
    settings.DOCUMENTS_ROOT = tmp_path / "documents"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def text(response):
    return response.content.decode()


TYPED = {
    "materials": {
        "received_on": "10-2-2026",
        "quantity": "3",
        "unit_price": "899.99",
        "valuation": "invoice",
        "description": "Drie laptops voor het lab",
    },
    "room": {
        "starts_on": "1-11-2025",
        "ends_on": "31-1-2026",
        "quantity": "3",
        "unit_price": "500",
        "valuation": "rent",
        "description": "Vergaderzaal",
    },
    "cash": {"received_on": "1-2-2026", "amount": "1,000.00", "description": "Bijdrage voor prijzen"},
}


def send(client, kind="materials", **values):
    data = TYPED[kind] | {"nonce": str(uuid4()), "verb": "submit"} | values
    return client.post(url("contribution_new_kind", kind), data, follow=True)


def goods_of(cast, **values):
    defaults = {"state": "submitted", "submitted_at": NOW, "entered_by": cast.mo.user, "evidence": ""}
    return cast.cash(**defaults | {"description": "Prijzen voor studenten"} | values)


@pytest.mark.parametrize(
    ("who", "look", "bring", "decide"),
    [
        ("mo", 200, 200, 403),
        ("anna", 200, 403, 403),
        ("mirjam", 200, 200, 200),
        ("beheer", 200, 200, 200),
        ("aad", 200, 403, 403),
        ("carla", 403, 403, 403),
        ("thea", 403, 403, 403),
        ("sanne", 403, 403, 403),
        ("esra", 404, 404, 404),
    ],
)
def test_who_sees_who_brings_and_who_decides(log_in, cast, who, look, bring, decide):
    goods, client = goods_of(cast), log_in(getattr(cast, who))
    for name, *args in (("contributions",), ("contribution", goods.pk)):
        assert client.get(url(name, *args)).status_code == look
    for name, *args in (("contribution_new",), ("contribution_new_kind", "cash")):
        assert client.get(url(name, *args)).status_code == bring
    assert client.get(url("contribution_approvals")).status_code == decide
    for name in ("contribution_decide", "contribution_reopen"):
        assert client.get(url(name, goods.pk)).status_code == (302 if decide == 200 else decide)


def test_strangers_find_nothing(log_in, cast):
    goods = goods_of(cast)
    stranger = make_member("Wim Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    names = ("contribution", "contribution_edit", "contribution_submit", "contribution_withdraw", "contribution_delete")
    for member in (stranger, cast.esra):
        client = log_in(member)
        for name in names:
            assert client.get(url(name, goods.pk)).status_code == 404
            assert name == "contribution" or client.post(url(name, goods.pk)).status_code == 404
    assert goods not in log_in(stranger).get(url("contributions")).context["page"].object_list


def test_a_draft_is_for_the_own_managers_only(log_in, cast):
    goods = goods_of(cast, state="draft", submitted_at=None)
    assert log_in(cast.mo).get(url("contribution", goods.pk)).status_code == 200
    for who in (cast.anna, cast.mirjam, cast.aad):
        assert log_in(who).get(url("contribution", goods.pk)).status_code == 404


@pytest.mark.parametrize(("kind", "amount"), [("materials", "2699.97"), ("room", "1500.00"), ("cash", "1000.00")])
def test_entering_each_kind(log_in, cast, kind, amount):
    cast.pledge()
    page = text(send(log_in(cast.mo), kind))
    goods = Contribution.objects.get()
    assert (str(goods.amount), goods.kind, goods.state) == (amount, kind, "submitted")
    assert "Submitted: " in page and "There is no proof yet" in page
    assert goods.received_on == (date(2026, 1, 31) if kind == "room" else goods.received_on)


def test_entering_with_proof_at_once(log_in, cast):
    page = text(send(log_in(cast.mo), "cash", file=upload(pdf(), "betaling.pdf")))
    assert Proof.objects.get().contribution == Contribution.objects.get()
    assert "counts as co-financing once it is approved" in page and "betaling.pdf" in page


def test_a_file_that_is_no_proof_stops_nothing_typed(log_in, cast):
    page = text(send(log_in(cast.mo), file=upload(b"<html>")))
    assert "not a PDF, PNG or JPEG" in page and 'value="899.99"' in page and "Drie laptops" in page
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("materials", "received_on", "17-3-2026", "in the future"),
        ("materials", "received_on", "31-2-2026", "does not exist"),
        ("materials", "received_on", "1-1-2022", "before the subsidy"),
        ("materials", "quantity", "0", "more than 0"),
        ("materials", "quantity", "-1", "Write a number"),
        ("materials", "quantity", "drie", "Write a number"),
        ("materials", "unit_price", "0", "at least one cent"),
        ("materials", "unit_price", "1.234.5", "Write an amount"),
        ("materials", "unit_price", "2000000", "more than the budget"),
        ("materials", "valuation", "", "how the price was found"),
        ("materials", "valuation", "guess", "Choose one from the list"),
        ("materials", "description", "", "Say what it is"),
        ("room", "ends_on", "1-10-2025", "ends before it starts"),
        ("room", "quantity", "4", "more months than the period"),
        ("room", "ends_on", "", "Fill in a date"),
        ("cash", "amount", "", "Fill in an amount"),
        ("cash", "amount", "0", "at least one cent"),
    ],
)
def test_what_is_wrong_is_said_and_kept(log_in, cast, kind, field, value, words):
    page = text(send(log_in(cast.mo), kind, **{field: value}))
    assert words in page and 'role="alert"' in page
    kept = "description" if field != "description" else "unit_price"
    assert TYPED[kind].get(kept, "") in page
    assert not Contribution.objects.exists()


def test_a_draft_may_lack_what_submitting_needs(log_in, cast):
    client = log_in(cast.mo)
    page = text(send(client, valuation="", description="", verb="draft"))
    goods = Contribution.objects.get()
    assert "Saved as a draft" in page and "Before you can submit" in page
    page = text(client.post(url("contribution_submit", goods.pk), follow=True))
    assert "Say how the price was found" in page
    assert 'value="899.99"' in page


def test_sending_twice_gives_one(log_in, cast):
    client, nonce = log_in(cast.mo), str(uuid4())
    for _ in range(2):
        send(client, nonce=nonce)
    assert Contribution.objects.count() == 1


def test_for_the_organisation_that_was_on_the_screen(log_in, cast):
    page = text(send(log_in(cast.mo), acting_as="999"))
    assert "Meanwhile you act for" in page
    assert not Contribution.objects.exists()


def test_only_what_the_form_offers_is_set(log_in, cast):
    send(log_in(cast.mo), amount="5", state="approved", organisation=cast.wadbyte.pk, decided_by=cast.mo.user_id)
    goods = Contribution.objects.get()
    assert (goods.state, goods.organisation, goods.amount) == ("submitted", cast.terpdok, Decimal("2699.97"))


def test_the_applicant_school_is_told_what_it_cannot_bring(log_in, cast):
    client = log_in(cast.mirjam)
    page = text(client.get(url("contribution_new")))
    assert page.count("do not count under this scheme") == 2
    assert url("contribution_new_kind", "cash") in page and url("contribution_new_kind", "room") not in page
    assert "do not count under this scheme" in text(send(client, "materials"))
    assert not Contribution.objects.exists()


def test_a_room_without_hours_says_so_at_the_form(log_in, cast):
    client = log_in(cast.mo)
    assert "no pledge of hours" in text(client.get(url("contribution_new")))
    assert "This does not count yet" in text(client.get(url("contribution_new_kind", "room")))
    page = text(send(client, "room", file=upload(pdf())))
    assert "A room counts only beside a pledge of hours" in page
    cast.pledge()
    assert "This does not count yet" not in text(client.get(url("contribution_new_kind", "room")))


def test_who_takes_no_part_is_told(log_in, cast):
    Participation.objects.filter(organisation=cast.terpdok).delete()
    client = log_in(cast.mo)
    assert "no programme to bring this to" in text(client.get(url("contribution_new")))
    assert client.get(url("contribution_new_kind", "cash")).status_code == 302
    assert client.get(url("contribution_new_kind", "gold")).status_code == 404


def test_correcting_and_submitting_again(log_in, cast):
    goods = goods_of(cast, state="returned", return_reason="Welke factuur?")
    client = log_in(cast.mo)
    page = text(client.get(url("contribution_edit", goods.pk)))
    assert "Welke factuur?" in page and 'value="2,500"' in page
    values = TYPED["cash"] | {"amount": "2,600", "nonce": str(uuid4()), "version": goods.version, "verb": "submit"}
    assert "Submitted: " in text(client.post(url("contribution_edit", goods.pk), values, follow=True))
    goods.refresh_from_db()
    assert (goods.amount, goods.state) == (Decimal("2600.00"), "submitted")
    late = client.post(url("contribution_edit", goods.pk), values)
    assert "Take it back first" in text(late)
    assert "Take it back first" in text(client.get(url("contribution_edit", goods.pk), follow=True))


def test_taking_back_and_deleting_ask_first(log_in, cast):
    goods, client = goods_of(cast), log_in(cast.mo)
    assert "Take it back first" in text(client.get(url("contribution_delete", goods.pk), follow=True))
    assert "It is a draft again" in text(client.post(url("contribution_withdraw", goods.pk), follow=True))
    assert "Delete this contribution?" in text(client.get(url("contribution_delete", goods.pk)))
    assert Contribution.objects.exists()
    assert "is deleted" in text(client.post(url("contribution_delete", goods.pk), follow=True))
    assert not Contribution.objects.exists()


def decide(client, goods, **values):
    return client.post(url("contribution_decide", goods.pk), {"version": goods.version} | values, follow=True)


def test_deciding(log_in, cast):
    goods, client = goods_of(cast), log_in(cast.mirjam)
    assert "€2,500.00" in text(client.get(url("contribution_approvals")))
    assert "Approved without proof it counts for nothing" in text(client.get(url("contribution", goods.pk)))
    assert "field Reason" in text(decide(client, goods, verb="return", reason=""))
    assert decide(client, goods, verb="").status_code == 400
    assert "with your reason" in text(decide(client, goods, verb="return", reason="Welke factuur?"))
    page = text(decide(client, goods, verb="approve", reason="bewaard"))
    assert "does not wait" in page or "Somebody else just changed" in page
    assert Contribution.objects.get().state == "returned"


def test_approving_and_undoing(log_in, cast):
    goods, client = goods_of(cast), log_in(cast.mirjam)
    assert "Approved: €2,500.00 of Terpdok" in text(decide(client, goods, verb="approve"))
    assert "field Reason" in text(client.post(url("contribution_reopen", goods.pk), {"reason": ""}))
    page = client.post(url("contribution_reopen", goods.pk), {"reason": "Verkeerd bedrag"}, follow=True)
    assert "The approval is undone" in text(page)
    assert Contribution.objects.get().state == "submitted"


def test_the_list_adds_up_filters_and_sorts(log_in, cast):
    cash = cast.cash()
    bare = goods_of(cast, amount=Decimal("100.00"), received_on=date(2026, 2, 2))
    other = goods_of(cast, organisation=cast.wadbyte, kind="materials", amount=Decimal("50.00"), evidence="bon.pdf")
    client = log_in(cast.aad)

    def rows(**query):
        context = client.get(url("contributions"), query).context
        return [row.goods for row in context["rows"]], context["totals"]

    found, totals = rows()
    assert set(found) == {cash, bare, other}
    assert (totals.lines, totals.amount, totals.worth, totals.approved) == (
        3,
        Decimal("2650.00"),
        Decimal("2550.00"),
        Decimal("2500.00"),
    )
    assert rows(proof="no")[0] == [bare]
    assert set(rows(proof="yes")[0]) == {cash, other}
    assert rows(kind="materials")[0] == [other]
    assert rows(partner=cast.wadbyte.pk)[0] == [other]
    assert rows(since="1-2-2026")[0] == [bare]
    assert set(rows(state="submitted")[0]) == {bare, other}
    assert rows(sort="amount")[0] == [other, bare, cash]
    assert "ends before it starts" in text(client.get(url("contributions"), {"since": "2-2-2026", "until": "1-2-2026"}))
    assert "Nothing fits" in text(client.get(url("contributions"), {"kind": "room"}))


def test_empty_lists(log_in, cast):
    assert url("contribution_new") in text(log_in(cast.mo).get(url("contributions")))
    assert "No contributions yet" in text(log_in(cast.aad).get(url("contributions")))
    assert "Nothing waits for you" in text(log_in(cast.mirjam).get(url("contribution_approvals")))


@pytest.mark.parametrize("name", ["contributions", "contribution_approvals"])
def test_lists_take_the_same_queries_for_any_number_of_rows(log_in, cast, name, django_assert_max_num_queries):
    client, counts = log_in(cast.mirjam), []
    for organisation in (cast.terpdok, cast.wadbyte, cast.hanze):
        goods_of(cast, organisation=organisation)
        goods_of(cast, organisation=organisation, kind="room")
        with django_assert_max_num_queries(10) as caught:
            client.get(url(name))
        counts.append(len(caught))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    ("who", "name"), [("mirjam", "contribution"), ("mo", "contribution"), ("mo", "contribution_edit")]
)
def test_one_contribution_takes_at_most_fifteen_queries(log_in, cast, who, name, django_assert_max_num_queries):
    goods = goods_of(cast, **({"state": "draft", "submitted_at": None} if who == "mo" else {}))
    client = log_in(getattr(cast, who))
    with django_assert_max_num_queries(15):
        assert client.get(url(name, goods.pk)).status_code == 200
