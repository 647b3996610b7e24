"""Deciding on texts: which ones are shown in the list, which are picked, and how one is shown."""

from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField

from ..models.responses import LONGEST_TEXT
from ..states import Moderation

STATES = [(value, capfirst(label)) for value, label in Moderation.choices]


class TextFilter(forms.Form):
    """Above the list; without a choice it shows what still has to be read."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *STATES], required=False)
    question = forms.ChoiceField(label=_("Question"), required=False)
    words = TextField(label=_("Words"), max_length=80, required=False)

    def __init__(self, *args, questions: dict[str, str], waiting: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        named = [(key, f"{text} ({waiting[key]})" if waiting.get(key) else text) for key, text in questions.items()]
        self.fields["question"].choices = [("", _("All")), *named]

    def chosen(self) -> dict[str, str]:
        return dict(self.cleaned_data) if self.is_valid() else {}


class TextForm(forms.Form):
    """The words in which a text is shown."""

    shown_as = TextField(
        label=_("Shown as"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Leave out names, and what tells who wrote it or about whom. Change nothing else."),
    )


def picks_from(values: list[str]) -> dict[UUID, int]:
    """The texts whose boxes were ticked, each with the version that was on the screen; what is none is left out."""
    picks = {}
    for value in values[:500]:
        key, _colon, version = value.partition(":")
        try:
            picks[UUID(key)] = int(version) if version.isdecimal() and len(version) < 9 else 0
        except ValueError:
            continue
    return picks
