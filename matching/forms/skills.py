"""A skill of the list, as it is entered or renamed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField

from ..models import SkillTag


class SkillTagForm(forms.Form):
    name_nl = TextField(
        label=_("Name in Dutch"), max_length=60, help_text=_("Short, as it would stand in an assignment.")
    )
    name_en = TextField(label=_("Name in English"), max_length=60, help_text=_("The same name when there is no other."))
    nonce = NonceField()

    def __init__(self, *args, tag: SkillTag | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if tag is not None:
            del self.fields["nonce"]
