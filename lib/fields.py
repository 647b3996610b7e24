"""Form fields for what people type in many ways: days, hours and text. What was typed stays as it was."""

import re
from datetime import date, time

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.days import parse_day, typed_day
from lib.money import hours_of, minutes_of
from lib.periods import add_years, today
from lib.times import parse_time, typed_time

# What no keyboard gives and no page, PDF or spreadsheet can show; line ends and tabs are text, Django refuses \x00.
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_WITHOUT_YEAR = re.compile(r"^\D*\d{1,2}[-/. ](\d{1,2}|[a-z]{3,9})\.?$", re.IGNORECASE)


class TextField(forms.CharField):
    """Text as it can be printed: control characters, which come along with copying, are left out."""

    def to_python(self, value):
        return super().to_python(CONTROL.sub("", value) if isinstance(value, str) else value)


class DayField(forms.Field):
    """A day, typed as text, so that a day that does not exist stays visible with its error."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Fill in a date, for example 20-11-2026."),
        "not_a_date": _("This is not a date. Write it like 20-11-2026."),
        "no_such_day": _("This day does not exist. Check the day and the month."),
        "far_away": _("This year cannot be right. Write a year between 2000 and 2099."),
    }

    def widget_attrs(self, widget):
        return {"autocomplete": "off", "maxlength": 30}

    def prepare_value(self, value):
        return typed_day(value) if isinstance(value, date) else value

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_day(value, today())
        except ValueError as error:
            code = str(error)
            raise forms.ValidationError(self.error_messages[code], code=code) from None


class ComingDayField(DayField):
    """A day that is planned: without a year it is the coming one."""

    def to_python(self, value):
        day = super().to_python(value)
        if day and day < today() and isinstance(value, str) and _WITHOUT_YEAR.match(value.strip()):
            return add_years(day, 1)
        return day


class ClockField(forms.Field):
    """A time of day, typed as text."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Fill in a time, for example 13:30."),
        "not_a_time": _("This is not a time of day. Write it like 13:30."),
    }

    def widget_attrs(self, widget):
        return {"autocomplete": "off", "maxlength": 10}

    def prepare_value(self, value):
        return typed_time(value) if isinstance(value, time) else value

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_time(value)
        except ValueError as error:
            code = str(error)
            raise forms.ValidationError(self.error_messages[code], code=code) from None


class HoursField(forms.Field):
    """Hours as text, in quarters; the cleaned value is minutes, which may be zero or negative."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Fill in the hours, for example 2.5."),
        "not_a_number": _("Write the hours as a number, for example 2.5 or 2:30."),
        "not_quarters": _("Hours go in quarters: 0.25, 0.5, 0.75 or whole hours."),
    }

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "maxlength": 12}

    def prepare_value(self, value):
        return typed_hours(value) if isinstance(value, int) else value

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return minutes_of(value)
        except ValueError as error:
            code = str(error)
            raise forms.ValidationError(self.error_messages[code], code=code) from None


def typed_hours(minutes: int) -> str:
    """Minutes as a form shows them, ready to be changed: `2,5` in Dutch, `2.5` in English."""
    text = format(hours_of(minutes), "f").rstrip("0").rstrip(".")
    return text if get_language() == "en" else text.replace(".", ",")
