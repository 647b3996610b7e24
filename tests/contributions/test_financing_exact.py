"""Dividing by days rounds what is shown, never what is compared with a limit (R11)."""

from datetime import date
from decimal import Decimal

import pytest

from contributions.queries.financing import overview, rounded
from contributions.rules import Side

pytestmark = pytest.mark.django_db
TODAY = date(2023, 7, 31)  # before it begins, so that everything is still to come


def thirds(cast, *, business="1000000.00"):
    """A plan of exact thirds over four years, one of which has a day more."""
    for organisation, amount in (
        (cast.terpdok, business),
        (cast.noorderpoort, "250000.00"),
        (cast.gemeente, "750000.00"),
    ):
        cast.pledge(
            organisation,
            kind="cash",
            unit="keer",
            quantity=Decimal("1"),
            unit_price=Decimal(amount),
            amount=Decimal(amount),
            starts_on=cast.programme.starts_on,
            ends_on=cast.programme.ends_on,
        )


@pytest.mark.parametrize("year", range(4))
def test_exact_thirds_stay_exact_in_every_year(cast, year):
    thirds(cast)
    found = overview(cast.programme, cast.programme.years[year], now=TODAY)
    checks = [*found.limits.pledged, *found.limits.forecast, *found.programme_years[0].pledged_checks]
    whole = overview(cast.programme, now=TODAY)
    checks += [check for row in whole.calendar_years for check in row.pledged_checks]
    assert [check for check in checks if not check.holds] == []


def test_one_cent_too_little_is_too_little(cast):
    thirds(cast, business="999999.99")
    for year in cast.programme.years:
        found = overview(cast.programme, year, now=TODAY)
        assert {check.side for check in found.limits.pledged if not check.holds} == {Side.BUSINESS}


def test_amounts_are_shown_in_cents(cast):
    thirds(cast)
    found = overview(cast.programme, cast.programme.years[0], now=TODAY)
    for check in found.limits.pledged:
        assert check.amount == check.amount.quantize(Decimal("0.01"))
        assert check.total == found.budget


def test_half_a_cent_is_rounded_up():
    from fractions import Fraction

    assert rounded(Fraction(1, 200)) == Decimal("0.01")
    assert rounded(Fraction(1, 201)) == Decimal("0.00")
