"""Amounts as people type them."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.figures import number
from lib.money import to_cents

# Thousands with one separator, cents with the other.
_GROUPED = re.compile(r"^[1-9][0-9]{0,2}(([. ][0-9]{3})+(,[0-9]{1,2})?|([, ][0-9]{3})+(\.[0-9]{1,2})?)$")
_ONE_GROUP = re.compile(r"^[0-9]{1,3}([.,])[0-9]{3}$")
_PLAIN = re.compile(r"^[0-9]{1,12}([.,][0-9]{1,2})?$")


def parse_amount(text: str) -> Decimal:
    """Read euros: `1000000`, `1.000.000,50`, `1,000,000.50`, `€ 12 500`, `86,5`. Raises ValueError.

    `86.125` is read as thousands in Dutch and refused in English, `86,125` the other way round.
    """
    typed = " ".join(str(text).replace("€", "").replace("\u00a0", " ").split())
    dutch = (get_language() or "nl").startswith("nl")
    one_group = _ONE_GROUP.match(typed)
    if one_group and one_group[1] != ("." if dutch else ","):
        raise ValueError("not_an_amount")
    if _GROUPED.match(typed):
        decimals = re.search(r"[.,]([0-9]{1,2})$", typed)
        whole = typed[: decimals.start()] if decimals else typed
        typed = re.sub(r"[^0-9]", "", whole) + (f".{decimals[1]}" if decimals else "")
    if not _PLAIN.match(typed):
        raise ValueError("not_an_amount")
    return to_cents(Decimal(typed.replace(",", ".")))


class MoneyField(forms.Field):
    """Euros, not negative, with a point or a comma for the cents."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Fill in an amount, for example 12500 or 86.50."),
        "not_an_amount": _("Write an amount in euros with at most two decimals, for example 12500 or 86.50."),
        "too_much": _("This amount is too large."),
    }

    def __init__(self, *, most=Decimal("9999999999.99"), **kwargs):
        super().__init__(**kwargs)
        self.most = most

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        return number(value, 0 if value == value.to_integral_value() else 2)

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            amount = parse_amount(value)
        except ValueError as error:
            code = str(error)
            raise forms.ValidationError(self.error_messages[code], code=code) from None
        if amount > self.most:
            raise forms.ValidationError(self.error_messages["too_much"], code="too_much")
        return amount
