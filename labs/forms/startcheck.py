"""The start check, as the management fills it in: a score and a note for each condition."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField

from ..startcheck_conditions import CONDITIONS, MEANING


class StartCheckForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(score, f"{score}: {meaning}") for score, meaning in MEANING.items()]
        for condition in CONDITIONS:
            self.fields[f"score_{condition.code}"] = forms.TypedChoiceField(
                label=condition.name,
                help_text=condition.explanation,
                coerce=int,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose 0, 1 or 2.")},
            )
            self.fields[f"note_{condition.code}"] = TextField(
                label=_("Note: %(condition)s") % {"condition": capfirst(condition.name)},
                max_length=500,
                required=False,
            )

    @property
    def answers(self) -> dict[str, tuple[int, str]]:
        data = self.cleaned_data
        return {each.code: (data[f"score_{each.code}"], data[f"note_{each.code}"]) for each in CONDITIONS}

    def pairs(self):
        """Score and note of each condition together, as bound fields."""
        return [(self[f"score_{each.code}"], self[f"note_{each.code}"]) for each in CONDITIONS]
