"""The pages of a list of questions as forms. What is typed is kept as it is, also when something is not right yet."""

from collections.abc import Iterator

from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.fields import TextField

from ..answer_rules import (
    ADDRESS,
    CONSENT,
    MATERIAL,
    REMARKS,
    Step,
    StepKind,
    Values,
    Wrong,
    name_of,
    ticked,
    wrong_with,
)
from ..kinds import OTHER, Nature, Status, YesNo
from ..models.responses import LONGEST_TEXT
from ..queries.instruments import Asked, AskedOutcome
from ..survey.columns import TICKED

YES_NO = [(value, capfirst(label)) for value, label in YesNo.choices]
WRONG = {
    Wrong.NOTHING: gettext_lazy("Nothing is filled in yet."),
    Wrong.NONE_AND_OUTCOME: gettext_lazy("You ticked outcomes, and also that you see none. Untick one or the other."),
    Wrong.OTHER_WITHOUT_TEXT: gettext_lazy("Say which other outcome you see, or untick it."),
    Wrong.LEFT_OVER: gettext_lazy("Something you filled in belongs to what is not ticked any more."),
    Wrong.ADDRESS: gettext_lazy("This is no e-mail address. Correct it, or leave it empty."),
}


def _text(label, rows: int = 4, help_text="") -> TextField:
    """`{…}`: a text of several lines, never obligatory."""
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget, help_text=help_text)


def _choice(label, choices) -> forms.ChoiceField:
    """One of some, or none of them, which can be chosen again too."""
    field = forms.ChoiceField(label=label, choices=[*choices, ("", _("No answer"))], required=False)
    field.widget = forms.RadioSelect(choices=field.choices)
    field.says_when = True
    return field


class StepForm(forms.Form):
    """One page: its fields bear the names of the columns, but for the outcomes, which are one group of ticks."""

    def __init__(self, *args, step: Step, asked: Asked, values: Values, **kwargs):
        super().__init__(*args, initial=values, **kwargs)
        self.step, self.asked, self.values = step, asked, values
        make = {
            StepKind.OPENING: self._opening,
            StepKind.OUTCOMES: self._outcomes,
            StepKind.ABOUT: self._about,
            StepKind.CLOSING: self._closing,
            StepKind.MATERIAL: self._material,
            StepKind.ADDRESS: self._address,
        }
        self.fields.update(make[step.kind]())

    def _words(self, key: str) -> str:
        return str(self.asked.wordings[key])

    def _opening(self) -> dict:
        return {f"{level.key}.opening": _text(str(level.name)) for level in self.asked.levels}

    def _outcomes(self) -> dict:
        level = self.step.level
        self.initial = {
            **self.initial,
            "ticked": [outcome.key for outcome in level.outcomes if self.values.get(name_of(level, outcome))],
        }
        choices = [(outcome.key, str(outcome.name)) for outcome in level.outcomes]
        ticks = forms.MultipleChoiceField(label=self._words("outcomes"), choices=choices, required=False)
        ticks.widget = forms.CheckboxSelectMultiple(choices=choices)
        other = TextField(
            label=_("Which other outcome do you see?"),
            required=False,
            max_length=LONGEST_TEXT,
            help_text=_("Only when you ticked “%(other)s”.") % {"other": self._words("other")},
        )
        other.says_when = True
        return {"ticked": ticks, f"{level.key}.{OTHER}.text": other}

    def _about(self) -> dict:
        found = {}
        for outcome in ticked(self.step.level, self.values):
            name = name_of(self.step.level, outcome)
            found[f"{name}.status"] = self._choose("status", Status, outcome)
            found[f"{name}.nature"] = self._choose("nature", Nature, outcome)
            found[f"{name}.explanation"] = _text(self._label("explanation", outcome), rows=2)
        return found

    def _choose(self, key: str, kind: type, outcome: AskedOutcome) -> forms.ChoiceField:
        choices = [(value, self._words(f"{key}.{value}")) for value in kind.values]
        return _choice(self._label(key, outcome), choices)

    def _label(self, key: str, outcome: AskedOutcome) -> str:
        """The heading above says which outcome; who hears one field at a time, hears it with each."""
        return format_html('{} <span class="visually-hidden">({})</span>', self._words(key), str(outcome.name))

    def _closing(self) -> dict:
        own = {f"question.{question.key}": _text(str(question.text)) for question in self.asked.questions}
        return own | {REMARKS: _text(self._words(REMARKS)), MATERIAL: _choice(self._words(MATERIAL), YES_NO)}

    def _material(self) -> dict:
        return {CONSENT: _choice(self._words(CONSENT), YES_NO)}

    def _address(self) -> dict:
        attributes = {"autocomplete": "email"}
        return {
            ADDRESS: forms.EmailField(
                label=self._words("email"), required=False, max_length=254, widget=forms.EmailInput(attributes)
            )
        }

    def clean(self):
        data = super().clean()
        if self.step.kind == StepKind.OUTCOMES:
            wrongs = set(wrong_with(self.step.level, self.kept()))
            if Wrong.NONE_AND_OUTCOME in wrongs:
                self.add_error("ticked", WRONG[Wrong.NONE_AND_OUTCOME])
            if Wrong.OTHER_WITHOUT_TEXT in wrongs:
                self.add_error(f"{self.step.level.key}.{OTHER}.text", WRONG[Wrong.OTHER_WITHOUT_TEXT])
        return data

    def kept(self) -> dict[str, str]:
        """What was filled in, by column, also where it is not right yet."""
        found = {}
        for name, field in self.fields.items():
            raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if name == "ticked":
                level = self.step.level
                found |= {
                    name_of(level, outcome): TICKED if outcome.key in (raw or ()) else "" for outcome in level.outcomes
                }
            elif isinstance(field, forms.ChoiceField):
                found[name] = raw if raw in dict(field.choices) else ""
            else:
                plain = TextField(required=False).clean(raw or "").replace("\r\n", "\n").replace("\x00", "")
                found[name] = plain[: field.max_length]
        return found

    def groups(self) -> Iterator[tuple[AskedOutcome, list[forms.BoundField]]]:
        """The fields of each ticked outcome together."""
        for outcome in ticked(self.step.level, self.values):
            start = f"{name_of(self.step.level, outcome)}."
            yield outcome, [self[name] for name in self.fields if name.startswith(start)]
