"""To whom somebody hands an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField


class HandOverForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of your colleague"), max_length=254)
    name = TextField(label=_("Name of your colleague"), max_length=160)
