"""Who was there, ticked on a phone."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField

from ..actions.attendance import Present

AGAIN = _("Something is missing from this list. Open the page again.")


class Ticks(forms.TypedMultipleChoiceField):
    """Ticked rows by their number. Whether they are of this session is for the action, which knows what changed."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, required=False, **kwargs)

    def valid_value(self, value):
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 12


class AttendanceForm(forms.Form):
    """`seen` is when the list was last saved as this page knew it; `find` looks for who just walked in."""

    there = Ticks()
    guests = Ticks()
    walk_ins = Ticks()
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    find = TextField(label=_("Somebody who did not sign up"), required=False, max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["find"].says_when = True  # nobody has to search

    def clean_seen(self):
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            raise forms.ValidationError(AGAIN) from None

    @property
    def present(self) -> Present:
        data = self.cleaned_data
        return Present(data["there"], data["guests"], data["walk_ins"])
