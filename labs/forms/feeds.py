"""The form behind the button that makes a link to one's own calendar."""

from django import forms

from lib.nonce import NonceField


class LinkForm(forms.Form):
    nonce = NonceField()
