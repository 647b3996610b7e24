"""A hidden number in every form that makes something, so that sending it twice makes it once."""

from uuid import uuid4

from django import forms


class NonceField(forms.UUIDField):
    """Filled in when the form is first shown; the row it makes keeps it under a unique constraint."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.HiddenInput, initial=uuid4, **kwargs)
