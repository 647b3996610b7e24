from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.money import QUARTER, amount_for, hours_of, minutes_of

quarters = st.integers(1, 96).map(lambda n: n * QUARTER)
rates = st.decimals("0.01", "999.99", places=2)


@pytest.mark.parametrize(
    ("hours", "rate", "amount"),
    [(80, "73", "5840.00"), (120, "73", "8760.00"), (480, "73", "35040.00"), (120, "86", "10320.00")],
)
def test_fixed_values_of_the_regulation(hours, rate, amount):
    assert amount_for(hours * 60, Decimal(rate)) == Decimal(amount)


def test_half_a_cent_goes_up():
    # a quarter at € 0.02 is half a cent; rounding half to even would lose it
    assert amount_for(15, Decimal("0.02")) == Decimal("0.01")
    assert amount_for(15, Decimal("0.10")) == Decimal("0.03")


@given(quarters, rates)
def test_an_amount_is_within_half_a_cent_of_the_exact_product(minutes, rate):
    exact = Decimal(minutes) * rate / 60
    assert abs(amount_for(minutes, rate) - exact) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2,5", 150),
        ("2.5", 150),
        ("2:30", 150),
        (" 8 ", 480),
        ("0.25", 15),
        ("0", 0),
        ("-1", -60),
        ("25", 1500),
        ("2,50", 150),
    ],
)
def test_hours_are_read_as_people_type_them(typed, minutes):
    assert minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", ["acht", "", "2,5,1", "1e3", "2:60", "NaN", "²", "1.000.000", "9" * 40])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="not_a_number"):
        minutes_of(typed)


@pytest.mark.parametrize("typed", ["0.1", "0,3", "2:20", "1.2501"])
def test_what_is_not_in_quarters_is_refused(typed):
    with pytest.raises(ValueError, match="not_quarters"):
        minutes_of(typed)


@given(quarters)
def test_hours_and_minutes_lead_back_to_each_other(minutes):
    assert minutes_of(str(hours_of(minutes))) == minutes
