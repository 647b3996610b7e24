"""Partners whose months nobody can confirm: management sees them, and can do something about it."""

from datetime import date

import pytest
from django.urls import reverse

from contributions.actions import months
from contributions.models import Timesheet
from contributions.queries.confirmers import partners_without_confirmer, to_appoint, with_waiting_months
from lib.workflow import Refused
from partnership.actions import memberships
from partnership.models import Membership
from partnership.roles import Role
from tests.cast import NOW, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
FEBRUARY = date(2026, 2, 1)
ENGLISH = {"accept-language": "en"}


def hand_in(cast, member):
    cast.entry(member, worked_on=date(2026, 2, 10), explanation="Na de vakantie ingevoerd")
    values = {"membership": member, "programme": cast.programme, "month": FEBRUARY, "now": NOW}
    return months.hand_in_month(**values, statement=True)


def leave(member):
    Membership.objects.filter(pk=member.pk).update(ended_at=NOW)


def found(cast):
    rows = with_waiting_months(partners_without_confirmer(cast.werkplaats, NOW), NOW)
    return {row.name: row.months for row in rows}


def test_a_partner_is_named_once_nobody_can_confirm(cast):
    hand_in(cast, cast.anna)
    assert found(cast) == {}
    leave(cast.mo)
    assert found(cast) == {"Terpdok Software": 1}
    make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert "Terpdok Software" not in found(cast)


def test_who_never_had_a_manager_is_named_once_a_month_waits(cast):
    """As partners whose people came with an earlier administration."""
    assert found(cast) == {}  # Bram is at Wadbyte, which nobody ever managed
    hand_in(cast, cast.bram)
    assert found(cast) == {"Wadbyte Cloud": 1}


def test_a_manager_that_leaves_is_missed_at_once_as_long_as_others_stay(cast):
    leave(cast.mo)
    assert found(cast) == {"Terpdok Software": 0}
    leave(cast.anna)
    assert found(cast) == {}


def test_the_month_of_the_only_manager_needs_a_second(cast):
    hand_in(cast, cast.mo)
    hand_in(cast, cast.anna)
    assert found(cast)["Terpdok Software"] == 1


def test_months_that_are_confirmed_or_not_handed_in_need_nobody(cast):
    sheet = hand_in(cast, cast.anna)
    months.confirm_months(membership=cast.mo, picks={sheet.pk: None}, now=NOW)
    leave(cast.mo)
    assert found(cast)["Terpdok Software"] == 0


def test_a_school_is_named_only_when_a_month_waits(cast):
    assert cast.noorderpoort.name not in found(cast)
    hand_in(cast, cast.thea)
    assert found(cast)[cast.thea.organisation.name] == 1


@pytest.mark.parametrize(("who", "sees"), [("mirjam", True), ("beheer", True), ("carla", False), ("mo", False)])
def test_who_appoints_sees_it_on_home_and_among_the_months(cast, log_in, who, sees):
    hand_in(cast, cast.bram)
    client, member = log_in(getattr(cast, who)), getattr(cast, who)
    invite = f"{reverse('invite', args=['werkplaats'])}?organisation={cast.wadbyte.pk}&amp;role=company_manager"
    people = f"{reverse('people', args=['werkplaats'])}?organisation={cast.wadbyte.pk}"
    assert to_appoint(member, NOW).exists() is sees
    for name in ("home", "months"):
        page = client.get(reverse(name, args=["werkplaats"]), headers=ENGLISH).content.decode()
        assert (invite in page) is sees
        assert (people in page) is sees


def test_a_stuck_month_tells_who_may_where_to_invite(cast, log_in):
    sheet = hand_in(cast, cast.mo)
    invite = f"?organisation={cast.terpdok.pk}&amp;role=company_manager"
    there = reverse("month_sheet", args=["werkplaats", sheet.pk])
    assert invite in log_in(cast.mirjam).get(there).content.decode()
    assert invite in log_in(cast.mo).get(reverse("month", args=["werkplaats", "2026-02"])).content.decode()
    assert invite not in log_in(cast.aad).get(there).content.decode()


def test_from_a_manager_that_left_to_a_confirmed_month(cast):
    """The colleague who is appointed confirms the others' months, and still not the own one."""
    mies = make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MEMBER)
    sheet, own = hand_in(cast, cast.anna), hand_in(cast, mies)
    leave(cast.mo)
    manager = memberships.appoint(by=cast.mirjam, membership=mies, now=NOW)
    judged = months.confirm_months(membership=manager, picks={sheet.pk: None, own.pk: None}, now=NOW)
    assert [row.pk for row in judged.done] == [sheet.pk]
    assert set(Timesheet.objects.values_list("person", "state")) == {
        (cast.anna.user_id, "confirmed"),
        (mies.user_id, "submitted"),
    }
    assert found(cast)["Terpdok Software"] == 1
    with pytest.raises(Refused):
        memberships.appoint(by=cast.mirjam, membership=mies, now=NOW)
