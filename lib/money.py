"""Euros to the cent, and hours as whole minutes.

Hours are stored in minutes, in quarters of an hour; amounts are `Decimal` with two places. An hour line's amount is
made in one place only, so that screen, PDF, CSV and database never round differently.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
QUARTER = 15  # minutes
MINUTES_PER_HOUR = 60
_CLOCK = re.compile(r"^(\d{1,2}):([0-5]\d)$")
_NUMBER = re.compile(r"^[+-]?\d{1,6}([.,]\d{1,6})?$")


def to_cents(value: Decimal) -> Decimal:
    """Round an amount in euros half-up to two places."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def amount_for(minutes: int, rate: Decimal) -> Decimal:
    """The worth in euros of `minutes` of work at `rate` euros an hour, half-up to the cent (R04, R05)."""
    return to_cents(Decimal(minutes) * rate / MINUTES_PER_HOUR)


def amount_of(quantity: Decimal, price: Decimal) -> Decimal:
    """The worth in euros of so many units at a price each, half-up to the cent."""
    return to_cents(quantity * price)


def hours_of(minutes: int) -> Decimal:
    """Minutes as decimal hours with two places: 150 gives 2.50."""
    return (Decimal(minutes) / MINUTES_PER_HOUR).quantize(CENT)


def minutes_of(text: str) -> int:
    """Read hours as people type them (`2,5`, `2.5`, `2:30`) into minutes, which may be zero or negative.

    Raises ValueError with code `not_a_number` or `not_quarters` as its first argument.
    """
    typed = str(text).strip()
    if clock := _CLOCK.match(typed):
        minutes = Decimal(int(clock[1]) * MINUTES_PER_HOUR + int(clock[2]))
    elif _NUMBER.match(typed):
        minutes = Decimal(typed.replace(",", ".")) * MINUTES_PER_HOUR
    else:
        raise ValueError("not_a_number")
    if minutes % QUARTER:
        raise ValueError("not_quarters")
    return int(minutes)
