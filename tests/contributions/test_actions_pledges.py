from decimal import Decimal
from uuid import uuid4

import pytest

from contributions import actions
from contributions.models import Pledge
from contributions.queries.pledges import versions_of
from lib.periods import Period
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db


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
    cast.pledge(kind="room", unit="month")
    with pytest.raises(Refused):
        actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    enter(cast, year=cast.programme.years[3])
    actions.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    pledge.refresh_from_db()
    assert pledge.withdrawn_at == NOW


def test_other_kinds_are_only_looked_at(cast):
    room = cast.pledge(kind="room", unit="month")
    with pytest.raises(Refused):
        change(cast, room)
