"""Materials, rooms and cash: what is refused, who decides, what counts, and what a report holds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from accountability.queries import read_books
from contributions.actions import goods as actions
from contributions.actions.proofs import add_proof, remove_proof
from contributions.goods_rules import Gift, GoodsRefusal, Place, missing_of_gift, refuse_gift
from contributions.models import Contribution, Proof
from contributions.queries import goods as lists
from contributions.queries.financing import realised
from contributions.queries.hours import programmes_of
from contributions.states import GOODS
from lib.money import CENT
from lib.periods import Period
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Participation
from partnership.roles import Role
from partnership.schemes import preset
from tests.cast import NOW, TODAY, make_member
from tests.contributions.files import pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    with translation.override("en"):
        yield


MATERIALS = Gift(
    kind="materials",
    received_on=date(2026, 2, 10),
    quantity=Decimal("3"),
    unit_price=Decimal("899.99"),
    description="Drie laptops voor het lab",
    valuation="invoice",
)
ROOM = Gift(
    kind="room",
    received_on=date(2026, 1, 31),
    quantity=Decimal("3"),
    unit_price=Decimal("500.00"),
    description="Vergaderzaal",
    valuation="rent",
    starts_on=date(2025, 11, 1),
    ends_on=date(2026, 1, 31),
)
CASH = Gift("cash", date(2026, 2, 1), Decimal(1), Decimal("1000.00"), "Bijdrage voor prijzen")


def place(**values):
    defaults = {
        "programme": Period(date(2023, 8, 1), date(2027, 7, 31)),
        "applied_on": date(2023, 1, 31),
        "budget": Decimal("3000000.00"),
        "group": "business",
        "taking_part": True,
        "joined_on": date(2023, 8, 1),
        "left_on": None,
        "terms": preset("RIF19"),
    }
    return Place(**defaults | values)


def enter(cast, gift=MATERIALS, by=None, **values):
    defaults = {"by": by or cast.mo, "programme": cast.programme, "gift": gift, "nonce": uuid4(), "now": NOW}
    return actions.enter_goods(**defaults | values).goods


def prove(cast, goods, by=None):
    return add_proof(by=by or cast.mo, target=goods, upload=upload(pdf(str(goods.pk))), now=NOW).proof


def approve(cast, goods, by=None):
    return actions.approve_goods(by=by or cast.mirjam, goods=goods, version=goods.version, now=NOW)


# --- What the rules say ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("gift", [MATERIALS, ROOM, CASH])
def test_what_is_right_is_not_refused(gift):
    assert refuse_gift(gift, place(), today=TODAY) == {}
    assert missing_of_gift(gift) == []


@pytest.mark.parametrize(
    ("gift", "where", "refused"),
    [
        (replace(MATERIALS, received_on=date(2026, 3, 17)), {}, {"received_on": GoodsRefusal.FUTURE}),
        (replace(MATERIALS, received_on=date(2022, 12, 1)), {}, {"received_on": GoodsRefusal.BEFORE_APPLICATION}),
        (replace(MATERIALS, received_on=date(2023, 7, 31)), {}, {"received_on": GoodsRefusal.OUTSIDE_PERIOD}),
        (MATERIALS, {"joined_on": date(2026, 2, 11)}, {"received_on": GoodsRefusal.BEFORE_JOINING}),
        (MATERIALS, {"left_on": date(2026, 2, 9)}, {"received_on": GoodsRefusal.AFTER_LEAVING}),
        (MATERIALS, {"taking_part": False}, {"programme": GoodsRefusal.NOT_TAKING_PART}),
        (replace(MATERIALS, quantity=Decimal(0)), {}, {"quantity": GoodsRefusal.QUANTITY}),
        (replace(MATERIALS, quantity=Decimal("100000.01")), {}, {"quantity": GoodsRefusal.QUANTITY}),
        (replace(MATERIALS, unit_price=Decimal(0)), {}, {"unit_price": GoodsRefusal.PRICE}),
        (replace(MATERIALS, quantity=CENT, unit_price=CENT), {}, {"unit_price": GoodsRefusal.PRICE}),
        (replace(MATERIALS, unit_price=Decimal("1000000.01")), {}, {"unit_price": GoodsRefusal.MORE_THAN_BUDGET}),
        (replace(ROOM, starts_on=date(2026, 2, 1)), {}, {"ends_on": GoodsRefusal.ENDS_BEFORE_START}),
        (replace(ROOM, starts_on=date(2023, 7, 31)), {}, {"starts_on": GoodsRefusal.OUTSIDE_PERIOD}),
        (replace(ROOM, quantity=Decimal("3.01")), {}, {"quantity": GoodsRefusal.MORE_MONTHS}),
        (MATERIALS, {"group": "applicant"}, {"kind": GoodsRefusal.APPLICANT_IN_KIND}),
        (ROOM, {"group": "applicant"}, {"kind": GoodsRefusal.APPLICANT_IN_KIND}),
        (CASH, {"group": "applicant"}, {}),
        (CASH, {"group": "applicant", "terms": preset("RIF14")}, {"kind": GoodsRefusal.APPLICANT_CASH}),
        (MATERIALS, {"left_on": date(2026, 2, 10)}, {}),
        (replace(MATERIALS, received_on=TODAY), {}, {}),
        (replace(ROOM, quantity=Decimal("0.25")), {}, {}),
    ],
)  # fmt: skip
def test_what_is_refused(gift, where, refused):
    assert refuse_gift(gift, place(**where), today=TODAY) == refused


def test_the_amount_is_rounded_half_up_once():
    assert replace(MATERIALS, quantity=Decimal("0.50"), unit_price=Decimal("0.01")).amount == Decimal("0.01")
    assert replace(MATERIALS, quantity=Decimal("2.50"), unit_price=Decimal("0.45")).amount == Decimal("1.13")
    assert MATERIALS.amount == Decimal("2699.97")


def test_what_is_missing_before_submitting():
    assert missing_of_gift(replace(MATERIALS, valuation="", description=" ")) == ["valuation", "description"]
    assert missing_of_gift(replace(CASH, description="")) == ["description"]


# --- Entering --------------------------------------------------------------------------------------------------
def test_entering_and_submitting(cast):
    goods = enter(cast, submit=True)
    goods.refresh_from_db()
    assert (goods.organisation, goods.amount, goods.state, goods.submitted_at) == (
        cast.terpdok,
        Decimal("2699.97"),
        "submitted",
        NOW,
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "goods.entered",
        "goods.submitted",
    ]


def test_the_same_form_twice_is_one_contribution(cast):
    nonce = uuid4()
    first, again = (
        actions.enter_goods(by=cast.mo, programme=cast.programme, gift=MATERIALS, nonce=nonce, now=NOW)
        for _ in range(2)
    )
    assert (first.is_new, again.is_new, again.goods) == (True, False, first.goods)
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("who", ["anna", "carla", "aad", "sanne", "thea"])
def test_who_may_not_enter(cast, who):
    with pytest.raises(Refused, match="role does not allow"):
        enter(cast, by=getattr(cast, who))


def test_the_applicant_school_brings_money_only(cast):
    with pytest.raises(actions.GiftRefused, match="do not count under this scheme"):
        enter(cast, by=cast.mirjam)
    assert enter(cast, CASH, by=cast.mirjam).organisation == cast.noorderpoort


def test_a_draft_may_lack_what_submitting_needs(cast):
    goods = enter(cast, replace(MATERIALS, valuation="", description=""))
    with pytest.raises(actions.GiftRefused) as caught:
        actions.submit_goods(by=cast.mo, goods=goods, now=NOW)
    assert caught.value.checked.missing == ["valuation", "description"]
    complete = actions.change_goods(by=cast.mo, goods=goods, gift=MATERIALS, version=1, now=NOW, submit=True)
    assert (complete.state, complete.version) == ("submitted", 3)


def test_who_is_too_late_with_a_change_is_told(cast):
    goods = enter(cast)
    stale = Contribution.objects.get()
    actions.change_goods(by=cast.mo, goods=goods, gift=replace(MATERIALS, quantity=Decimal(2)), version=1, now=NOW)
    with pytest.raises(SomeoneWasFirst):
        actions.change_goods(by=cast.mo, goods=stale, gift=replace(MATERIALS, quantity=Decimal(9)), version=1, now=NOW)
    assert Contribution.objects.get().amount == Decimal("1799.98")


def test_others_cannot_touch_it(cast):
    goods = enter(cast)
    manager = make_member("Wim Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    for deed in (actions.submit_goods, actions.withdraw_goods, actions.delete_goods):
        with pytest.raises(Refused, match="another organisation"):
            deed(by=manager, goods=goods, now=NOW)
    with pytest.raises(Refused, match="another organisation"):
        actions.change_goods(by=cast.mirjam, goods=goods, gift=MATERIALS, version=1, now=NOW)


def test_taking_back_and_throwing_away(cast):
    goods = enter(cast, submit=True)
    with pytest.raises(Refused, match="Take it back first"):
        actions.delete_goods(by=cast.mo, goods=goods, now=NOW)
    actions.withdraw_goods(by=cast.mo, goods=goods, now=NOW)
    with pytest.raises(Refused, match="Only what waits"):
        actions.withdraw_goods(by=cast.mo, goods=goods, now=NOW)
    actions.delete_goods(by=cast.mo, goods=goods, now=NOW)
    assert not Contribution.objects.exists()
    assert AuditEvent.objects.filter(verb="goods.deleted").exists()


def test_what_has_proof_is_not_thrown_away(cast):
    goods = enter(cast)
    remove_proof(by=cast.mo, proof=prove(cast, goods), now=NOW)
    with pytest.raises(Refused, match="Proof was added"):
        actions.delete_goods(by=cast.mo, goods=goods, now=NOW)


def test_what_came_from_before_is_only_looked_at(cast):
    goods = cast.cash(state="submitted", history_id="B1")
    for deed in (actions.submit_goods, actions.withdraw_goods, actions.delete_goods):
        with pytest.raises(Refused, match="earlier administration"):
            deed(by=cast.mo, goods=goods, now=NOW)
    assert approve(cast, goods).decided_by == cast.mirjam.user


# --- Deciding --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("verb", GOODS.transitions)
def test_a_step_takes_the_right_that_the_table_names(cast, verb, role):
    own = GOODS[verb].permission == "bring_goods"
    organisation = cast.terpdok if own else cast.hanze
    member = make_member("Iemand", organisation, role, cast.programme if role == Role.AUDITOR else None)
    state = GOODS[verb].sources[0]
    goods = cast.cash(state=state, entered_by=cast.mo.user, submitted_at=NOW, description="Prijzen")
    deeds = {
        "submit": lambda: actions.submit_goods(by=member, goods=goods, now=NOW),
        "withdraw": lambda: actions.withdraw_goods(by=member, goods=goods, now=NOW),
        "approve": lambda: approve(cast, goods, member),
        "return": lambda: actions.return_goods(by=member, goods=goods, version=1, reason="Welk bedrag?", now=NOW),
        "reopen": lambda: actions.reopen_goods(by=member, goods=goods, reason="Verkeerd bedrag", now=NOW),
    }
    if member.can(GOODS[verb].permission):
        assert deeds[verb]().state == GOODS[verb].target
    else:
        with pytest.raises(Refused, match="role does not allow"):
            deeds[verb]()


def test_nobody_decides_on_what_they_had_a_hand_in(cast):
    colleague = make_member("Kim Management", cast.noorderpoort, Role.MANAGEMENT)
    third = make_member("Lot Management", cast.noorderpoort, Role.MANAGEMENT)
    goods = enter(cast, CASH, by=cast.mirjam)
    actions.change_goods(
        by=colleague, goods=goods, gift=replace(CASH, unit_price=Decimal(5)), version=1, now=NOW, submit=True
    )
    for member in (cast.mirjam, colleague):
        with pytest.raises(Refused, match="You entered this yourself"):
            approve(cast, goods, member)
        assert goods not in lists.inbox_of(member)
    # The lead partner's own contribution: somebody else of its people decides, or nobody could.
    assert goods in lists.inbox_of(third)
    assert approve(cast, goods, third).state == "approved"


def test_nobody_decides_on_what_they_proved_themselves(cast):
    """Without proof it counts for nothing, so who adds it has a hand in what it is worth (R50)."""
    colleague = make_member("Kim Management", cast.noorderpoort, Role.MANAGEMENT)
    third = make_member("Lot Management", cast.noorderpoort, Role.MANAGEMENT)
    goods = enter(cast, CASH, by=cast.mirjam)
    proof = prove(cast, goods, by=colleague)
    actions.submit_goods(by=cast.mirjam, goods=goods, now=NOW)
    with pytest.raises(Refused, match="You added the proof"):
        approve(cast, goods, colleague)
    assert goods not in lists.inbox_of(colleague)
    assert goods in lists.inbox_of(third)
    actions.withdraw_goods(by=cast.mirjam, goods=goods, now=NOW)
    remove_proof(by=colleague, proof=proof, now=NOW)
    prove(cast, goods, by=cast.mirjam)
    actions.submit_goods(by=cast.mirjam, goods=goods, now=NOW)
    assert goods in lists.inbox_of(colleague)
    assert approve(cast, goods, colleague).state == "approved"


def test_nobody_decides_on_their_own_organisation(cast):
    goods = enter(cast, submit=True)
    member = make_member("Mo Terpdok", cast.noorderpoort, Role.MANAGEMENT)
    other = make_member("Ine Terpdok", cast.terpdok, Role.MANAGEMENT)
    for each in (member, other):
        with pytest.raises(Refused, match=r"You entered this yourself|your own organisation"):
            approve(cast, goods, each)
        assert goods not in lists.inbox_of(each)
    assert goods in lists.inbox_of(cast.mirjam)
    assert approve(cast, goods).state == "approved"


@pytest.mark.parametrize("who", ["mo", "anna", "carla", "aad", "thea"])
def test_who_does_not_decide(cast, who):
    goods = enter(cast, submit=True)
    with pytest.raises(Refused, match="role does not allow"):
        approve(cast, goods, getattr(cast, who))


def test_returning_says_why(cast):
    goods = enter(cast, submit=True)
    with pytest.raises(Refused, match="field Reason"):
        actions.return_goods(by=cast.mirjam, goods=goods, version=goods.version, reason=" ", now=NOW)
    actions.return_goods(by=cast.mirjam, goods=goods, version=goods.version, reason="Welke factuur?", now=NOW)
    goods.refresh_from_db()
    assert (goods.state, goods.return_reason) == ("returned", "Welke factuur?")
    assert actions.submit_goods(by=cast.mo, goods=goods, now=NOW).state == "submitted"


def test_what_changed_meanwhile_is_looked_at_again(cast):
    goods = enter(cast, submit=True)
    actions.withdraw_goods(by=cast.mo, goods=Contribution.objects.get(), now=NOW)
    with pytest.raises(SomeoneWasFirst):
        approve(cast, goods)
    with pytest.raises(SomeoneWasFirst):
        actions.approve_goods(by=cast.mirjam, goods=Contribution.objects.get(), version=1, now=NOW)


def test_an_approval_is_undone_until_it_is_reported(cast):
    goods = approve(cast, enter(cast, submit=True))
    with pytest.raises(Refused, match="field Reason"):
        actions.reopen_goods(by=cast.mirjam, goods=goods, reason="", now=NOW)
    actions.reopen_goods(by=cast.mirjam, goods=goods, reason="Verkeerde factuur", now=NOW)
    assert goods.state == "submitted"
    approve(cast, goods)
    assert actions.mark_goods_reported(goods_ids=[goods.pk], now=NOW) == 1
    assert actions.mark_goods_reported(goods_ids=[goods.pk], now=NOW) == 0
    goods.refresh_from_db()
    with pytest.raises(Refused, match="accountability report"):
        actions.reopen_goods(by=cast.mirjam, goods=goods, reason="Te laat", now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Contribution.objects.update(state="draft")


def test_what_is_not_approved_any_more_stops_the_report(cast):
    with pytest.raises(SomeoneWasFirst):
        actions.mark_goods_reported(goods_ids=[enter(cast, submit=True).pk], now=NOW)


# --- What counts -----------------------------------------------------------------------------------------------
def test_without_proof_it_counts_for_nothing_everywhere_alike(cast):
    goods = approve(cast, enter(cast, submit=True))
    other = enter(cast, CASH, submit=True)
    proof = prove(cast, other)
    approve(cast, other)
    programmes = programmes_of(cast.mirjam)

    def figures():
        books = read_books(cast.programme, cast.programme.period)
        reported = sum(Decimal(line[6]) for line in books.data["others"] if line[9])
        found = lists.totals(Contribution.objects.all(), programmes)
        return realised(cast.programme).cofinancing, reported, found.approved, found.worth

    assert set(figures()) == {Decimal("1000.00")}
    assert read_books(cast.programme, cast.programme.period).goods_ids == (other.pk,)
    assert proof.name in [line[7] for line in read_books(cast.programme, cast.programme.period).data["others"]]
    actions.reopen_goods(by=cast.mirjam, goods=goods, reason="Factuur erbij", now=NOW)
    prove(cast, goods)
    approve(cast, goods)
    assert set(figures()) == {Decimal("3699.97")}


def test_proof_that_was_taken_away_proves_nothing(cast):
    goods = enter(cast)
    proof = prove(cast, goods)
    assert lists.with_proof(Contribution.objects.all()).get().proven
    remove_proof(by=cast.mo, proof=proof, now=NOW)
    assert not lists.with_proof(Contribution.objects.all()).get().proven
    assert Proof.objects.count() == 1


def test_a_room_counts_beside_hours_only(cast):
    goods = enter(cast, ROOM, submit=True)
    prove(cast, goods)
    approve(cast, goods)
    assert realised(cast.programme).room == 0
    cast.pledge()
    assert realised(cast.programme).room == Decimal("1500.00")
    assert goods.received_on == date(2026, 1, 31)


def test_who_takes_no_part_brings_nothing(cast):
    Participation.objects.filter(organisation=cast.terpdok).delete()
    with pytest.raises(actions.GiftRefused, match="takes no part"):
        enter(cast)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two real connections."""

    def test_of_two_who_decide_one_wins(self, cast):
        from tests.contributions.test_races import at_once

        goods = enter(cast, submit=True)
        kim = make_member("Kim Management", cast.noorderpoort, Role.MANAGEMENT)
        one, two = (
            Contribution.objects.select_related("programme").get(),
            Contribution.objects.select_related("programme").get(),
        )
        answers = at_once(
            lambda: approve(cast, one, cast.mirjam),
            lambda: actions.return_goods(by=kim, goods=two, version=two.version, reason="Welke factuur?", now=NOW),
        )
        assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1
        assert AuditEvent.objects.filter(verb__in=["goods.approved", "goods.returned"]).count() == 1
        goods.refresh_from_db()
        assert goods.state in ("approved", "returned")

    def test_the_same_form_at_once(self, cast):
        from tests.contributions.test_races import at_once

        nonce = uuid4()
        answers = at_once(*[lambda: enter(cast, nonce=nonce)] * 3)
        assert len({answer.pk for answer in answers}) == Contribution.objects.count() == 1

    def test_reported_or_undone_but_not_both(self, cast):
        from tests.contributions.test_races import at_once

        goods = approve(cast, enter(cast, submit=True))
        at_once(
            lambda: actions.reopen_goods(by=cast.mirjam, goods=goods, reason="Verkeerd", now=NOW),
            lambda: actions.mark_goods_reported(goods_ids=[goods.pk], now=NOW),
        )
        goods.refresh_from_db()
        assert (goods.state, goods.reported_at) in {("submitted", None), ("approved", NOW)}
