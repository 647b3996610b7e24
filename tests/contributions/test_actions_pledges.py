from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

from contributions import actions
from contributions.models import Pledge
from contributions.queries.pledges import versions_of
from lib.periods import Period
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.schemes import preset, terms_to_json
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def enter(cast, hours=120, **values):
    defaults = {
        "membership": cast.mirjam,
        "programme": cast.programme,
        "organisation": cast.terpdok,
        "year": cast.programme.years[2],
        "promise": actions.Promise(hours * 60),
        "nonce": uuid4(),
        "now": NOW,
    }
    return actions.enter_pledge(**defaults | values)


def change(cast, pledge, hours=80, **values):
    defaults = {"membership": cast.mirjam, "promise": actions.Promise(hours * 60), "nonce": uuid4(), "now": NOW}
    return actions.change_pledge(pledge=pledge, **defaults | values)


@pytest.mark.parametrize(("hours", "amount"), [(80, "5840.00"), (120, "8760.00"), (480, "35040.00")])
def test_a_pledge_is_worth_its_hours_times_the_rate(cast, hours, amount):
    pledge = enter(cast, hours)
    assert (pledge.quantity, pledge.unit_price, pledge.amount) == (Decimal(hours), Decimal("73.00"), Decimal(amount))
    assert (pledge.version, pledge.entered_by) == (1, cast.mirjam.user)
    assert AuditEvent.objects.about(pledge).get().verb == "pledge.entered"


@pytest.mark.parametrize("who", ["anna", "mo", "carla", "aad", "thea"])
def test_only_management_enters_and_withdraws(cast, who):
    pledge = enter(cast)
    with pytest.raises(Refused):
        enter(cast, membership=getattr(cast, who), organisation=cast.wadbyte)
    with pytest.raises(Refused):
        change(cast, pledge, membership=getattr(cast, who))
    with pytest.raises(Refused):
        actions.withdraw_pledge(membership=getattr(cast, who), pledge=pledge, now=NOW)


def test_the_same_form_twice_gives_one_pledge(cast):
    nonce = uuid4()
    assert enter(cast, nonce=nonce) == enter(cast, nonce=nonce)


def test_a_partner_has_one_pledge_of_hours_per_year(cast):
    enter(cast)
    with pytest.raises(Refused):
        enter(cast, 80)
    assert enter(cast, 80, year=cast.programme.years[3]).version == 1
    assert enter(cast, 80, organisation=cast.wadbyte).version == 1


def test_a_year_and_a_partner_of_the_programme(cast):
    with pytest.raises(Refused):
        enter(cast, year=Period(TODAY, TODAY))
    with pytest.raises(Refused):
        enter(cast, organisation=cast.kleibyte)
    with pytest.raises(Refused):
        enter(cast, organisation=cast.kantoor)


def test_a_change_is_a_new_version(cast):
    first = enter(cast)
    second = change(cast, first)
    third = change(cast, second, 100)
    first.refresh_from_db()
    assert (first.quantity, second.replaces, third.version) == (Decimal(120), first, 3)
    assert list(Pledge.objects.current()) == [third]
    assert versions_of(second) == [third, second, first]
    with pytest.raises(Refused):
        change(cast, first)


def test_changing_in_two_windows(cast):
    first = enter(cast)
    nonce = uuid4()
    assert change(cast, first, nonce=nonce) == change(cast, first, nonce=nonce)
    assert Pledge.objects.count() == 2


def test_a_withdrawn_pledge_is_kept_and_can_be_followed(cast):
    pledge = enter(cast)
    actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    assert not Pledge.objects.current().exists()
    for deed in (
        lambda: change(cast, pledge),
        lambda: actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW),
    ):
        with pytest.raises(Refused):
            deed()
    again = enter(cast, 80)
    assert (again.version, again.replaces) == (2, pledge)


def test_withdrawing_at_once_is_heard(cast):
    pledge = enter(cast)
    stale = Pledge.objects.get()
    actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    with pytest.raises(SomeoneWasFirst):
        actions.withdraw_pledge(membership=cast.mirjam, pledge=stale, now=NOW)


def test_a_room_is_not_left_alone(cast):
    pledge = enter(cast)
    enter(cast, year=cast.programme.years[3])
    room = promise_of(cast, "room")
    with pytest.raises(Refused, match="Withdraw the pledge of the room first"):
        actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    actions.withdraw_pledge(membership=cast.mirjam, pledge=room, now=NOW)
    actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    pledge.refresh_from_db()
    assert pledge.withdrawn_at == NOW


PROMISES = {
    "materials": {"quantity": Decimal("3"), "unit": "laptop", "unit_price": Decimal("899.95")},
    "room": {"quantity": Decimal("11.5"), "unit": "month", "unit_price": Decimal("275.33")},
    "cash": {"quantity": Decimal("1"), "unit": "amount", "unit_price": Decimal("2500.00")},
}


def promise_of(cast, kind, **values):
    return enter(cast, promise=actions.Promise(kind=kind, **PROMISES[kind]), **values)


@pytest.mark.parametrize(("kind", "amount"), [("materials", "2699.85"), ("room", "3166.30"), ("cash", "2500.00")])
def test_what_is_not_hours_is_worth_its_number_times_the_price(cast, kind, amount):
    enter(cast)
    pledge = promise_of(cast, kind)
    assert (pledge.kind, pledge.amount, pledge.version) == (kind, Decimal(amount), 1)
    with pytest.raises(Refused):
        promise_of(cast, kind)
    assert promise_of(cast, "cash", year=cast.programme.years[3]).version == 1


def test_a_room_comes_with_hours_for_the_same_year(cast):
    enter(cast, year=cast.programme.years[3])
    enter(cast, organisation=cast.wadbyte)
    with pytest.raises(Refused, match="together with hours"):
        promise_of(cast, "room")
    enter(cast)
    assert promise_of(cast, "room").pk


def test_the_applicant_school_promises_cash_only(cast):
    cast.promise(cast.noorderpoort)
    for kind in ("materials", "room"):
        with pytest.raises(Refused, match="do not count"):
            promise_of(cast, kind, organisation=cast.noorderpoort)
    with pytest.raises(Refused, match="do not count"):
        enter(cast, organisation=cast.noorderpoort, year=cast.programme.years[3])
    assert promise_of(cast, "cash", organisation=cast.noorderpoort).pk


def test_in_a_scheme_that_does_not_say_so_its_cash_is_refused_too(cast):
    cast.programme.terms_granted = terms_to_json(preset("RIF14"))
    cast.programme.save()
    with pytest.raises(Refused, match="own money does not count"):
        promise_of(cast, "cash", organisation=cast.noorderpoort)
    assert promise_of(cast, "cash", organisation=cast.hanze).pk


def test_what_came_from_the_earlier_administration_can_be_changed(cast):
    cast.pledge()
    room = cast.pledge(kind="room", unit="month", quantity=12, unit_price=275, amount=3300)
    newer = actions.change_pledge(
        membership=cast.mirjam,
        pledge=room,
        promise=actions.Promise(kind="room", **PROMISES["room"]),
        nonce=uuid4(),
        now=NOW,
    )
    assert (newer.replaces, newer.amount, newer.signed_by) == (room, Decimal("3166.30"), "")
    with pytest.raises(Refused, match="stays of its kind"):
        change(cast, newer)
