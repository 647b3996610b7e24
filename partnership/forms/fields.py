"""Amounts as people type them."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.figures import number

_GROUPED = re.compile(r"^\d{1,3}([. ]\d{3})+(,\d{1,2})?$|^\d{1,3}([, ]\d{3})+(\.\d{1,2})?$")
_PLAIN = re.compile(r"^\d{1,12}([.,]\d{1,2})?$")


def parse_amount(text: str) -> Decimal:
    """Read euros: `1000000`, `1.000.000,50`, `1,000,000.50`, `€ 250 000`, `86,5`. Raises ValueError."""
    typed = " ".join(str(text).replace("€", "").replace("\u00a0", " ").split())
    if _GROUPED.match(typed):
        decimals = re.search(r"[.,](\d{1,2})$", typed)
        whole = typed[: decimals.start()] if decimals else typed
        return Decimal(re.sub(r"\D", "", whole) + (f".{decimals[1]}" if decimals else ""))
    if _PLAIN.match(typed):
        return Decimal(typed.replace(",", "."))
    raise ValueError("not_an_amount")


class MoneyField(forms.Field):
    """Euros, not negative, with a point or a comma for the cents."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Fill in an amount, for example 250000 or 86.50."),
        "not_an_amount": _("Write an amount in euros with at most two decimals, for example 250000 or 86.50."),
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
