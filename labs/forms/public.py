"""What a lab says about itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField

ROWS = {"rows": 5}


class PurposeForm(forms.Form):
    """The purpose in both languages; a page without the one shows the other. `seen` stands for what was there."""

    purpose_nl = TextField(label=_("In Dutch"), max_length=1000, required=False, widget=forms.Textarea(attrs=ROWS))
    purpose_en = TextField(label=_("In English"), max_length=1000, required=False, widget=forms.Textarea(attrs=ROWS))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
