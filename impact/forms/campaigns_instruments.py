"""Lists of questions of one's own: their words in both languages, and what is asked beside it."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField

from ..queries.instrument_texts import Wording


class BothForm(forms.Form):
    """One text in both languages."""

    nl = TextField(label=_("In Dutch"), max_length=200)
    en = TextField(label=_("In English"), max_length=200)

    @property
    def both(self) -> dict[str, str]:
        return {language: self.cleaned_data[language] for language in ("nl", "en")}


class CopyForm(BothForm):
    """The name of a list that starts as another one."""

    nl = TextField(label=_("Name in Dutch"), max_length=160)
    en = TextField(label=_("Name in English"), max_length=160)
    nonce = NonceField()


class QuestionForm(BothForm):
    nl = TextField(label=_("Question in Dutch"), max_length=300)
    en = TextField(label=_("Question in English"), max_length=300)


class OutcomeForm(BothForm):
    nl = TextField(label=_("Outcome in Dutch"), max_length=200)
    en = TextField(label=_("Outcome in English"), max_length=200)


class WordsForm(forms.Form):
    """Every text of a list, in both languages; `mark` says what it was when it was looked at."""

    mark = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args, texts: list[Wording], **kwargs):
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            for language, name in (("nl", _("Dutch")), ("en", _("English"))):
                self.fields[f"{text.key}-{language}"] = TextField(
                    label=f"{text.label} ({name})",
                    max_length=text.most,
                    required=text.is_needed,
                    initial=getattr(text, language),
                    widget=forms.Textarea(attrs={"rows": 2}) if text.most > 200 else forms.TextInput,
                )

    def sections(self):
        """Each heading with its texts and their two fields."""
        return [
            (section, [(text, self[f"{text.key}-nl"], self[f"{text.key}-en"]) for text in members])
            for section, members in groupby(self.texts, key=lambda text: text.section)
        ]

    @property
    def words(self) -> dict[str, dict[str, str]]:
        return {
            text.key: {language: self.cleaned_data[f"{text.key}-{language}"] for language in ("nl", "en")}
            for text in self.texts
        }
