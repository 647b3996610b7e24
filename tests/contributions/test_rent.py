"""Rent of rooms in the building, brought in as a contribution: once, beside hours, and never by itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from contributions.actions import goods as goods_actions
from contributions.actions.rent import claim_rent
from contributions.models import Contribution, RentClaim
from contributions.queries.rent import rents_to_claim
from labs.actions import rooms_manage
from labs.models import Room, RoomRental
from lib.workflow import Refused
from partnership.models import AuditEvent, Participation
from tests.cast import NOW
from tests.contributions.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
DAY = NOW.date()  # 16 March 2026, in the third programme year


def month(text):
    year, number = text.split("-")
    return date(int(year), int(number), 1)


def let(cast, first="2025-12", last="2026-12", partner=None, name="Werkplek 1"):
    room, _new = Room.objects.get_or_create(partnership=cast.werkplaats, name=name, defaults={"kind": "desk"})
    return rooms_manage.let(
        by=cast.carla,
        room=room,
        organisation=partner or cast.terpdok,
        first_month=month(first),
        last_month=month(last),
        price=Decimal("125.50"),
        nonce=uuid4(),
        now=datetime(2025, 11, 1, tzinfo=UTC),
    )


def claim(cast, rental, first="2025-12", by=None, now=NOW):
    return claim_rent(by=by or cast.mo, rental=rental, programme=cast.programme, first_month=month(first), now=now)


def offers(cast, by=None, day=DAY):
    return [(each.year, each.first, each.last) for each in rents_to_claim(by or cast.mo, day)]


def test_months_that_are_over_are_on_offer_per_programme_year(cast):
    let(cast, "2025-06", "2026-12")
    assert offers(cast) == [
        (2, month("2025-6"), month("2025-7")),
        (3, month("2025-8"), month("2026-2")),
    ]
    assert offers(cast, day=date(2026, 3, 30))[-1][2] == month("2026-2")
    assert offers(cast, day=date(2026, 3, 31))[-1][2] == month("2026-3")


def test_months_outside_the_programme_or_the_taking_part_are_not_on_offer(cast):
    let(cast, "2023-06", "2023-09")
    assert offers(cast) == [(1, month("2023-8"), month("2023-9"))]
    Participation.objects.filter(organisation=cast.terpdok).update(joined_on=date(2023, 8, 15))
    assert offers(cast) == [(1, month("2023-9"), month("2023-9"))]
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=date(2023, 9, 15))
    assert offers(cast) == []


def test_nothing_is_on_offer_to_others(cast):
    let(cast)
    assert offers(cast, by=cast.bram) == offers(cast, by=cast.mirjam) == []


def test_one_step_makes_a_draft_that_counts_for_nothing_yet(cast):
    cast.pledge()
    goods = claim(cast, let(cast))
    assert (goods.state, goods.kind, goods.valuation) == ("draft", "room", "rent")
    assert (goods.quantity, goods.unit_price, goods.amount) == (3, Decimal("125.50"), Decimal("376.50"))
    assert (goods.starts_on, goods.ends_on, goods.received_on) == (
        date(2025, 12, 1),
        date(2026, 2, 28),
        date(2026, 2, 28),
    )
    assert (goods.organisation, goods.entered_by) == (cast.terpdok, cast.mo.user)
    assert set(AuditEvent.objects.filter(at=NOW).values_list("verb", flat=True)) == {"goods.entered", "rent.claimed"}
    assert offers(cast) == []


def test_the_same_months_are_never_brought_in_twice(cast):
    cast.pledge()
    rental = let(cast)
    goods = claim(cast, rental)
    assert claim(cast, rental) == goods
    with pytest.raises(Refused):
        claim(cast, rental, "2026-01")
    april = datetime(2026, 4, 1, tzinfo=UTC)
    assert claim(cast, rental, "2026-03", now=april).quantity == 1
    with pytest.raises(IntegrityError, match="rent_claimed_once"), transaction.atomic():
        RentClaim.objects.filter(contribution=goods).update(last_month=month("2026-3"))
    with pytest.raises(IntegrityError, match="rent_claimed_in_whole_months"), transaction.atomic():
        RentClaim.objects.filter(contribution=goods).update(first_month=date(2025, 12, 2))


def test_a_draft_that_is_thrown_away_puts_its_months_back(cast):
    cast.pledge()
    rental = let(cast)
    goods = claim(cast, rental)
    goods_actions.delete_goods(by=cast.mo, goods=goods, now=NOW)
    assert offers(cast) == [(3, month("2025-12"), month("2026-2"))]
    assert claim(cast, rental).pk != goods.pk


def submitted(cast, goods):
    """The same as the page does it: proof is not needed to hand it in."""
    goods.refresh_from_db()
    return goods_actions.submit_goods(by=cast.mo, goods=goods, now=NOW)


def come_back(cast, goods, how):
    if how == "withdrawn":
        return goods_actions.withdraw_goods(by=cast.mo, goods=goods, now=NOW)
    return goods_actions.return_goods(by=cast.mirjam, goods=goods, version=goods.version, reason="Welke?", now=NOW)


BACK = pytest.mark.parametrize("how", ["withdrawn", "returned"])


@BACK
def test_rent_that_came_back_is_claimed_anew_and_counts_once(cast, how):
    cast.pledge()
    rental = let(cast)
    first = submitted(cast, claim(cast, rental))
    assert offers(cast) == []
    come_back(cast, first, how)
    assert offers(cast) == [(3, month("2025-12"), month("2026-2"))]
    second = claim(cast, rental)
    assert second.pk != first.pk and offers(cast) == []
    with pytest.raises(Refused, match="opnieuw ingebracht"):
        submitted(cast, first)
    assert submitted(cast, second).state == "submitted"
    come_back(cast, second, "withdrawn")
    assert submitted(cast, first).state == "submitted"
    with pytest.raises(Refused, match="opnieuw ingebracht"):
        submitted(cast, second)
    goods_actions.approve_goods(by=cast.mirjam, goods=first, version=first.version, now=NOW)
    assert offers(cast) == []


@BACK
def test_rent_that_came_back_is_put_right_and_handed_in_again(cast, how):
    cast.pledge()
    goods = submitted(cast, claim(cast, let(cast)))
    come_back(cast, goods, how)
    assert submitted(cast, goods).state == "submitted"
    assert RentClaim.objects.get().released_at is None
    assert offers(cast) == []


def test_rent_that_came_back_holds_no_rental_and_then_is_not_handed_in(cast):
    cast.pledge()
    rental = let(cast)
    goods = submitted(cast, claim(cast, rental))
    come_back(cast, goods, "returned")
    rooms_manage.change_rental(by=cast.carla, rental=rental, note="", now=NOW, last_month=month("2026-1"))
    with pytest.raises(Refused, match="verhuur"):
        submitted(cast, goods)
    assert claim(cast, rental).quantity == 2


def test_the_database_lets_nobody_hand_in_rent_that_was_given_back(cast):
    cast.pledge()
    goods = submitted(cast, claim(cast, let(cast)))
    come_back(cast, goods, "withdrawn")
    with pytest.raises(IntegrityError, match="goods_bring_in_rent_of_their_own"), transaction.atomic():
        Contribution.objects.filter(pk=goods.pk).update(state="submitted", submitted_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_claiming_anew_and_handing_in_again_at_once_gives_one_of_both(cast):
    cast.pledge()
    rental = let(cast)
    goods = submitted(cast, claim(cast, rental))
    come_back(cast, goods, "returned")
    at_once(lambda: claim(cast, rental), lambda: submitted(cast, goods))
    assert RentClaim.objects.filter(released_at=None).count() == 1
    goods.refresh_from_db()
    assert Contribution.objects.count() == (1 if goods.state == "submitted" else 2)


def test_months_between_claims_are_an_offer_of_their_own(cast):
    cast.pledge()
    rental = let(cast)
    goods = claim(cast, rental)
    RentClaim.objects.filter(contribution=goods).update(first_month=month("2026-1"), last_month=month("2026-1"))
    assert offers(cast) == [(3, month("2025-12"), month("2025-12")), (3, month("2026-2"), month("2026-2"))]


def test_without_a_pledge_of_hours_the_rent_is_refused(cast):
    rental = let(cast)
    with pytest.raises(Refused, match="toezegging"):
        claim(cast, rental)
    cast.pledge(kind="cash", unit="euro")
    with pytest.raises(Refused, match="toezegging"):
        claim(cast, rental)
    assert not Contribution.objects.exists()


def test_who_may_bring_in_rent(cast):
    cast.pledge()
    rental = let(cast)
    for person in (cast.anna, cast.bram, cast.mirjam, cast.carla, cast.aad):
        with pytest.raises(Refused):
            claim(cast, rental, by=person)
    assert claim(cast, rental)


def test_a_rental_whose_rent_was_brought_in_stays(cast):
    cast.pledge()
    rental = let(cast)
    claim(cast, rental)
    with pytest.raises(Refused, match="ingebracht"):
        rooms_manage.remove_rental(by=cast.carla, rental=rental, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_draft(cast):
    cast.pledge()
    rental = let(cast)
    first, second = at_once(lambda: claim(cast, rental), lambda: claim(cast, rental))
    assert first == second and Contribution.objects.count() == 1


# --- Pages -----------------------------------------------------------------------------------------------------
def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def send(client, cast, rental, **values):
    data = {"programme": cast.programme.pk, "first_month": "2025-12-01"} | values
    return client.post(url("rent_claim", rental.pk), data, headers={"Accept-Language": "en"})


def page(client, address):
    return client.get(address, headers={"Accept-Language": "en"}).content.decode()


def test_the_page_offers_the_rent_and_one_button_makes_the_draft(cast, log_in):
    cast.pledge()
    rental, client = let(cast), log_in(cast.mo)
    shown = page(client, url("contributions"))
    assert "Rent that can be claimed" in shown and "Make a draft" in shown and "376.50" in shown
    answer = send(client, cast, rental)
    goods = Contribution.objects.get()
    assert answer.url == url("contribution", goods.pk)
    assert "without proof it counts for nothing" in page(client, answer.url)
    assert "Rent that can be claimed" not in page(client, url("contributions"))
    assert send(client, cast, rental).url == answer.url and Contribution.objects.count() == 1


def test_without_a_pledge_the_page_says_why_there_is_no_button(cast, log_in):
    rental, client = let(cast), log_in(cast.mo)
    shown = page(client, url("contributions"))
    assert "A room counts only beside a pledge of hours." in shown and "Make a draft" not in shown
    assert send(client, cast, rental).url == url("contributions")
    assert "A room counts only beside a pledge of hours." in page(client, url("contributions"))


def test_strangers_others_and_nonsense(cast, log_in):
    cast.pledge()
    rental = let(cast)
    for person, code in (("anna", 403), ("carla", 403), ("aad", 403), ("mirjam", 404), ("esra", 404)):
        assert send(log_in(getattr(cast, person)), cast, rental).status_code == code, person
    client = log_in(cast.mo)
    for wrong in ({"first_month": "soon"}, {"programme": "x"}, {"programme": cast.other_programme.pk}):
        assert send(client, cast, rental, **wrong).status_code == 404
    assert send(client, cast, rental, first_month="2030-01-01").url == url("contributions")
    assert "Rent that can be claimed" not in page(log_in(cast.anna), url("contributions"))


def test_the_list_asks_as_much_with_many_rentals_as_with_one(cast, log_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in(cast.mo)
    let(cast)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(url("contributions"))
    queries = len(asked)
    assert queries <= 15
    for number in range(2, 5):
        let(cast, name=f"Werkplek {number}")
    with django_assert_num_queries(queries):
        client.get(url("contributions"))


def test_a_rental_lasts_as_long_as_rent_was_brought_in_for_it(cast):
    cast.pledge()
    rental = let(cast)
    claim(cast, rental)  # up to and including February
    change = {"by": cast.carla, "rental": rental, "note": "", "now": NOW}
    with pytest.raises(Refused, match="ingebracht"):
        rooms_manage.change_rental(**change, last_month=month("2026-1"))
    with pytest.raises(IntegrityError, match="rental_keeps_its_claims"), transaction.atomic():
        RoomRental.objects.filter(pk=rental.pk).update(first_month=month("2026-1"))
    assert rooms_manage.change_rental(**change, last_month=month("2026-2")).last_month == month("2026-2")
