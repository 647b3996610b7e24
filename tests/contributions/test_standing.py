from datetime import date
from decimal import Decimal

import pytest

from contributions.queries.financing import overview
from contributions.queries.standing import standing
from partnership.models import Programme
from tests.cast import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand(cast):
    return lambda organisation=None: standing(organisation or cast.terpdok, cast.programme, TODAY)


def test_nothing_yet(stand, cast):
    found = stand()
    assert (found.year.pledged, found.year.to_do_minutes, found.year_number) == (0, 0, 3)
    assert found.year.period == cast.programme.years[2]
    assert found.whole.period == cast.programme.period


def test_pledged_approved_waiting_and_to_do(stand, cast):
    cast.pledge()
    cast.pledge(starts_on=date(2024, 8, 1), ends_on=date(2025, 7, 31))
    cast.approved(minutes=30 * 15)
    cast.approved(minutes=600, worked_on=date(2025, 3, 3))
    cast.submitted(minutes=120)
    cast.returned(minutes=60)
    cast.entry(minutes=45)
    found = stand()
    year, whole = found.year, found.whole
    assert (year.pledged_minutes, year.pledged) == (7200, Decimal("8760.00"))
    assert (year.approved_minutes, year.approved) == (450, Decimal("547.50"))
    assert (year.waiting_minutes, year.waiting) == (120, Decimal("146.00"))
    assert (year.returned_minutes, year.returned) == (60, Decimal("73.00"))
    assert (year.to_do_minutes, year.to_do) == (6630, Decimal("8066.50"))
    assert (whole.pledged_minutes, whole.approved_minutes, whole.pledged) == (14400, 1050, Decimal("17520.00"))
    assert found.returned_lines == 1


def test_what_never_counts_stands_apart(stand, cast):
    cast.pledge()
    cast.approved(minutes=300, kind="internship_supervision")
    year = stand().year
    assert (year.approved_minutes, year.approved, year.not_counting_minutes) == (0, 0, 300)
    assert year.to_do_minutes == 7200


def test_hours_of_the_applicant_school_do_not_count(stand, cast):
    cast.submitted(cast.thea, minutes=300)
    assert stand(cast.noorderpoort).year.not_counting_minutes == 300


def test_more_than_pledged_leaves_nothing_to_do(stand, cast):
    cast.pledge(quantity=Decimal(1), amount=Decimal("73.00"))
    cast.approved(minutes=600)
    assert (stand().year.to_do_minutes, stand().year.to_do) == (0, 0)


def test_withdrawn_and_replaced_pledges_do_not_stand(stand, cast):
    from tests.cast import NOW

    first = cast.pledge()
    cast.pledge(version=2, replaces=first, quantity=Decimal(80), amount=Decimal("5840.00"))
    cast.pledge(starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31), withdrawn_at=NOW)
    found = stand()
    assert (found.year.pledged_minutes, found.whole.pledged_minutes) == (4800, 4800)


def test_what_waits_is_worth_what_its_lines_are_worth(stand, cast):
    Programme.objects.filter(pk=cast.programme.pk).update(rate="61.37")
    cast.programme.refresh_from_db()
    for _ in range(4):
        cast.submitted(minutes=15)
        cast.returned(minutes=15)
    year = stand().year
    assert (year.waiting, year.returned) == (Decimal("61.36"), Decimal("61.36"))


def test_a_pledge_beyond_the_programme_stands_as_in_the_thirds(stand, cast):
    cast.pledge(starts_on=date(2027, 7, 1), ends_on=date(2027, 8, 31), amount=Decimal("6200.00"))
    cast.pledge(starts_on=date(2027, 8, 1), ends_on=date(2028, 7, 31))
    assert stand().whole.pledged == overview(cast.programme).total.pledged == Decimal("3100.00")


def test_a_fixed_number_of_queries(stand, cast, django_assert_num_queries):
    for _ in range(3):
        cast.approved()
    with django_assert_num_queries(3):
        stand()
