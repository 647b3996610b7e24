"""A hidden number in every form that makes something, so that sending it twice makes it once."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

NOT_WHOLE = _("Something is missing from this form. Open the page again and fill it in once more.")


class NonceField(forms.UUIDField):
    """Filled in when the form is first shown; the row it makes keeps it under a unique constraint."""

    default_error_messages = {"required": NOT_WHOLE, "invalid": NOT_WHOLE}

    def __init__(self, **kwargs):
        super().__init__(widget=forms.HiddenInput, initial=uuid4, **kwargs)
