"""Figures per year in words: a value with its unit, and where it comes from."""

from decimal import Decimal

from django.utils.translation import gettext as _

from lib import figures

from .indicator_kinds import ABOVE, BELOW, DECIMAL, MONEY, PERCENT


def in_words(value: Decimal | None, unit: str, bound: str = "") -> str:
    """`24`, `7,5`, `35 %`, `< 5 %`, `€ 1.200`."""
    if value is None:
        return figures.NOTHING
    sign = {BELOW: f"<{figures.NBSP}", ABOVE: f">{figures.NBSP}"}.get(bound, "")
    if unit == PERCENT:
        return sign + figures.share(value / 100, 0 if value == value.to_integral_value() else 1)
    if unit == MONEY:
        return sign + figures.money(value, 0 if value == value.to_integral_value() else 2)
    return sign + figures.number(value, 1 if unit == DECIMAL else 0)


def origin_of(figure) -> str:
    """How a figure came about, in a few words."""
    if figure.is_corrected:
        return _("corrected: %(source)s") % {"source": figure.source}
    if figure.is_counted:
        return _("counted by the portal")
    return figure.source


def standing_of(figure) -> str:
    """What can still happen to it."""
    if figure.is_corrected:
        return _("corrected")
    if figure.closed:
        return _("closed")
    return _("not over yet") if figure.runs else _("open")
