"""Saving a search: its name, and whether a mail tells what is new."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField


class SaveSearchForm(forms.Form):
    name = TextField(label=_("Name of this search"), max_length=80)
    by_mail = forms.BooleanField(
        label=_("Mail me once a week what is new, if there is anything"), required=False, initial=True
    )
    nonce = NonceField()
