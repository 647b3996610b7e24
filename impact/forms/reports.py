"""What management concludes, and which report it asks for."""

from collections.abc import Iterable

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField

from ..kinds import Language
from ..models.reports import LONGEST_CONCLUSION
from ..queries.instruments import AskedLevel

OVERALL = "overall"
ROWS = {"rows": 6}


class ReportForm(forms.Form):
    """The language of a report."""

    language = forms.ChoiceField(label=_("In which language"), choices=Language.choices)


class ConclusionsForm(forms.Form):
    """A text for everything together and one for each level; `seen` stands for what was there."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, levels: Iterable[AskedLevel], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[OVERALL] = _text(_("Everything together"))
        self.levels = {f"level_{level.key}": level.key for level in levels}
        for level in levels:
            self.fields[f"level_{level.key}"] = _text(capfirst(str(level.name)))

    @property
    def texts(self) -> dict[str, str]:
        """What was typed by the key of its level; empty for everything together."""
        cleaned = self.cleaned_data
        return {"": cleaned[OVERALL]} | {key: cleaned[name] for name, key in self.levels.items()}

    @classmethod
    def initial_of(cls, texts: dict[str, str]) -> dict[str, str]:
        return {(f"level_{key}" if key else OVERALL): text for key, text in texts.items()}


def _text(label) -> TextField:
    return TextField(label=label, max_length=LONGEST_CONCLUSION, required=False, widget=forms.Textarea(attrs=ROWS))
