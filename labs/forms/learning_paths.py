"""Learning paths, as who runs the lab fills them in: words, and rows of modules in their order."""

from collections.abc import Sequence

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField
from partnership.models import Membership

from ..actions.learning_paths import NO_CHOICE, NO_STEPS, TWICE, Step
from ..learning_kinds import GROUPS
from ..learning_states import PUBLISHED
from ..models import Lab, LearningPath, Module, PathStep
from ..queries.learning import learning_lab
from .learning import OfferForm

EMPTY_ROWS, LEAST_ROWS, MOST_ROWS = 3, 8, 30
OBLIGATORY = _("Has to be done")


class PathForm(OfferForm):
    """Words of a path, and how many modules of each group it asks."""

    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none(), empty_label=None)
    nonce = NonceField()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, by: Membership, path: LearningPath | None = None, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for letter, label in GROUPS:
            self.fields[f"needed_{letter}"] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=MOST_ROWS,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 2}),
                error_messages={"invalid": _("Write a number, for example 2.")},
            )
            self.fields[f"needed_{letter}"].says_when = True
        if path is None:
            self.fields["lab"].queryset = Lab.objects.run_by(by).order_by("pk")
            self.fields["lab"].initial = learning_lab(by.partnership)
            del self.fields["version"]
        else:
            del self.fields["lab"], self.fields["nonce"]

    @property
    def needed_fields(self):
        return [self[f"needed_{letter}"] for letter, _label in GROUPS]

    @property
    def needed(self) -> dict[str, int]:
        counts = {letter: self.cleaned_data.get(f"needed_{letter}") for letter, _label in GROUPS}
        return {letter: count for letter, count in counts.items() if count}

    @property
    def words(self) -> dict:
        """What was filled in about the path itself."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("needed_")}

    def judge_with(self, steps: "BaseStepRows") -> bool:
        """Whether the numbers fit the rows; says at the field what does not."""
        letters = [step.letter for step in steps.steps]
        for letter, _label in GROUPS:
            count, there = self.needed.get(letter, 0), letters.count(letter)
            if (there or count) and not 1 <= count < there:
                self.add_error(f"needed_{letter}", NO_CHOICE)
        return not self.errors


class StepForm(forms.Form):
    """A module of the path; an empty row is left out."""

    module = forms.ModelChoiceField(
        label=_("Module"), queryset=Module.objects.none(), required=False, empty_label=_("No module")
    )
    letter = forms.ChoiceField(label=_("In this path"), choices=[("", OBLIGATORY), *GROUPS], required=False)

    def __init__(self, *args, choices: list, modules, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = False  # nothing is obligatory here, and what stayed the same counts too
        self.fields["module"].queryset = modules
        self.fields["module"].choices = choices
        for field in self.fields.values():
            field.says_when = True  # the words above the rows do


class BaseStepRows(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["module"].label = _("Module %(number)s") % {"number": index + 1}

    def clean(self):
        seen = set()
        for form in self.forms:
            module = form.cleaned_data.get("module") if form.is_valid() else None
            if module and module.pk in seen:
                form.add_error("module", TWICE)
            seen |= {module.pk} if module else set()
        if len(seen) < 2 and not any(form.errors for form in self.forms):
            raise forms.ValidationError(NO_STEPS)

    @property
    def steps(self) -> list[Step]:
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data.get("module")]
        return [Step(row["module"], row["letter"]) for row in rows]


Rows = forms.formset_factory(
    StepForm, formset=BaseStepRows, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def step_rows(data, *, by: Membership, present: Sequence[PathStep] = ()) -> BaseStepRows:
    """Rows for the modules of a path: those that are in it, and some to add."""
    modules = Module.objects.filter(
        Q(state=PUBLISHED) | Q(pk__in=[step.module_id for step in present]), lab__partnership=by.partnership_id
    ).select_related("owner", "lab")
    rows = sorted(modules, key=lambda module: (module.title.casefold(), module.pk))
    choices = [("", _("No module")), *((row.pk, f"{row.title}, {row.owner.name}") for row in rows)]
    initial = [{"module": step.module_id, "letter": step.choice.letter if step.choice else ""} for step in present]
    extra = max(EMPTY_ROWS, LEAST_ROWS - len(initial))
    made = Rows(data, prefix="steps", initial=initial, form_kwargs={"choices": choices, "modules": modules})
    made.extra = extra
    return made


class StartForm(forms.Form):
    """A button, pressed once."""

    nonce = NonceField()


class DoneForm(forms.Form):
    """A module that somebody did elsewhere."""

    module = forms.ModelChoiceField(label=_("Module"), queryset=Module.objects.none(), empty_label=_("Choose a module"))
    done_on = DayField(label=_("Done on"))
    note = TextField(
        label=_("Where, and how do you know?"),
        max_length=300,
        help_text=_("The person reads this. For example: certificate of another school seen."),
    )

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["module"].queryset = Module.objects.filter(pk__in=modules).order_by("pk")
