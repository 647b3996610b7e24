"""What is typed in about an indicator in a year, and what an own indicator is."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib import figures
from lib.fields import TextField
from lib.nonce import NonceField
from lib.shares import FEWEST

from ..indicator_kinds import MONEY, MOST, PERCENT, PLACES, Unit

# A thousand is written as 1.000 in Dutch and as 1,000 in English: three figures behind a sign are no decimals.
THOUSANDS = re.compile(r"\d{1,3}(?:([.,  ])\d{3})(?:\1\d{3})*")
THOUSANDS_AND_MORE = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d{1,2})|(\d{1,3}(?:,\d{3})+)\.(\d{1,2})")
NOT_A_NUMBER = {
    0: _("Write a whole number, for example 24."),
    1: _("Write a number with at most one decimal, for example 7.5."),
    2: _("Write an amount with at most two decimals, for example 1250 or 12.50."),
}
NEGATIVE = _("Less than nothing is not possible.")
TOO_MUCH = _("This cannot be right. At most %(most)s is possible.")
PERCENTAGE = _("A percentage is at most 100.")


def read_number(typed: str) -> Decimal:
    """A number as people write it. Raises ValueError."""
    text = typed.strip().replace("\u2212", "-").removesuffix("%").removeprefix("€").strip(" \u00a0\u202f")
    if THOUSANDS.fullmatch(text):
        text = re.sub(r"[^\d]", "", text)
    elif both := THOUSANDS_AND_MORE.fullmatch(text):
        whole, rest = [part for part in both.groups() if part]
        text = f"{re.sub(r'[.,]', '', whole)}.{rest}"
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValueError("not_a_number") from None
    if not found.is_finite():
        raise ValueError("not_a_number")
    return found


class MeasureField(forms.Field):
    """A value in the unit of an indicator."""

    widget = forms.TextInput

    def __init__(self, *, unit: str, **kwargs):
        self.unit = unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        text = format(value.normalize(), "f")
        return text if get_language() == "en" else text.replace(".", ",")

    def to_python(self, value):
        typed, places = str(value or "").strip(), PLACES[self.unit]
        if not typed:
            return None
        try:
            found = read_number(typed)
        except ValueError:
            raise forms.ValidationError(NOT_A_NUMBER[places], code="not_a_number") from None
        if found < 0:
            raise forms.ValidationError(NEGATIVE, code="negative")
        if found > MOST[self.unit]:
            most = {"most": figures.number(MOST[self.unit])}
            raise forms.ValidationError(PERCENTAGE if self.unit == PERCENT else TOO_MUCH % most, code="too_much")
        if found != round(found, places):
            raise forms.ValidationError(NOT_A_NUMBER[places], code="too_fine")
        return found


class FigureForm(forms.Form):
    """A value with its source, and a target, for one indicator in one year."""

    use_required_attribute = False
    source = TextField(
        label=_("Where it comes from"),
        max_length=200,
        required=False,
        help_text=_("Needed with a value. For example: count of the schools on 1 October."),
    )
    note = TextField(label=_("Explanation"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    nonce = NonceField()

    def __init__(self, *args, unit: str, counted: bool, asks_told: bool, closed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.closed = closed
        own = {
            "value": MeasureField(unit=unit, label=_value_label(unit), required=closed, help_text=_value_help(counted)),
        }
        if asks_told:
            own["told"] = forms.IntegerField(
                label=_("Of how many students it is known"),
                required=False,
                min_value=0,
                max_value=MOST["number"],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 9}),
                help_text=_("At least ten. The share is kept in steps of five per cent, so that it tells of nobody."),
            )
        if not closed:
            own["target"] = MeasureField(unit=unit, label=_("Target"), required=False)
        else:
            self.fields["note"].required = True
            self.fields["note"].label = _("Why the reported figure is corrected")
        self.fields = own | self.fields
        self.fields["source"].says_when = True

    def clean(self):
        data = super().clean()
        if data.get("value") is not None and not data.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say where this value comes from."))
        asks = "told" in self.fields and data.get("value") is not None and not self.errors.get("told")
        if asks and (data.get("told") or 0) < FEWEST:
            self.add_error("told", _("A share of women is only kept of at least ten students who told it."))
        return data


def _value_label(unit: str):
    return {PERCENT: _("Value, in per cent"), MONEY: _("Value, in euros")}.get(unit, _("Value"))


def _value_help(counted: bool):
    return _("Leave it empty to show what the portal counts.") if counted else ""


class IndicatorForm(forms.Form):
    """What a partnership looks at beside what comes with the portal."""

    name_nl = TextField(label=_("Name in Dutch"), max_length=80)
    name_en = TextField(label=_("Name in English"), max_length=80)
    meaning_nl = TextField(
        label=_("What is counted, in Dutch"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Exactly enough that somebody else would count the same."),
    )
    meaning_en = TextField(
        label=_("What is counted, in English"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, help_text=_("It can't be changed afterwards."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    nonce = NonceField()

    def __init__(self, *args, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("version",) if is_new else ("unit", "nonce"):
            del self.fields[name]
