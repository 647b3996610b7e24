"""How much was promised, in words: the same on screen and in an agreement."""

from decimal import Decimal

from django.utils.translation import ngettext

from contributions.kinds import PledgeKind
from lib.figures import NBSP, NOTHING, hours_unit, number
from lib.money import MINUTES_PER_HOUR


def quantity_words(kind: str, quantity: Decimal, unit: str) -> str:
    """`120 hours`, `12 months`, `3 laptop`; a dash for cash, which is its amount."""
    if kind == PledgeKind.CASH:
        return NOTHING
    if kind == PledgeKind.HOURS:
        return hours_unit(int(quantity * MINUTES_PER_HOUR))
    count = number(quantity, 0 if quantity == quantity.to_integral_value() else 2)
    word = ngettext("month", "months", 1 if quantity == 1 else 2) if kind == PledgeKind.ROOM else unit
    return f"{count}{NBSP}{word}"
