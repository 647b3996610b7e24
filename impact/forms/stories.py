"""What is typed in about a story, its picture, who is in it and what they agree to."""

from datetime import date

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from labs.models import Activity, Lab
from lib.fields import DayField, TextField
from lib.nonce import NonceField
from lib.periods import add_years
from partnership.models import Membership, Partnership

from ..kinds import OutcomeKind
from ..models import InstrumentOutcome
from ..queries.stories import activities_for, outcomes_for
from ..story_states import Appears, ConsentKind, StoryState

USUAL = 2  # years that a consent holds, unless another day is filled in


class OutcomeChoice(forms.ModelChoiceField):
    """Outcomes in the language of the page, each after its level."""

    def label_from_instance(self, row: InstrumentOutcome) -> str:
        english = get_language() == "en"
        level, outcome = (row.level.name_en, row.name_en) if english else (row.level.name_nl, row.name_nl)
        return f"{level}: {outcome}"


class ActivityChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Activity) -> str:
        return f"{row.name} ({row.lab.name})"


class StoryForm(forms.Form):
    """A case in words."""

    use_required_attribute = False
    title = TextField(label=_("Title"), max_length=120)
    text = TextField(
        label=_("Text"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("What was it about, who did what, and what came of it? An empty line begins a new paragraph."),
    )
    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none(), empty_label=_("Choose a lab"))
    activity = ActivityChoice(
        label=_("Activity"), queryset=Activity.objects.none(), required=False, empty_label=_("None in particular")
    )
    outcome = OutcomeChoice(
        label=_("Which outcome does it show?"),
        queryset=InstrumentOutcome.objects.none(),
        empty_label=_("Choose an outcome"),
        help_text=_("The outcomes of the impact survey, by level."),
    )
    is_of_nobody = forms.BooleanField(
        label=_("Nobody can be recognised in the text or the picture"),
        required=False,
        help_text=_("Otherwise say on the page of the story who can; everybody has to agree."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    nonce = NonceField()

    def __init__(self, *args, by: Membership, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version" if is_new else "nonce"]
        self.fields["lab"].queryset = Lab.objects.visible_to(by).order_by("pk")
        self.fields["activity"].queryset = activities_for(by)
        self.fields["outcome"].queryset = outcomes_for(by.partnership_id)


class PictureForm(forms.Form):
    """The picture of a story, and what can be seen in it."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("Picture"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_(
            "PNG or JPEG of at most 15 MB. Only what can be seen is kept: where and when it was taken is left out."
        ),
        error_messages={"required": _("Choose a picture.")},
    )
    alt = TextField(
        label=_("What can be seen in it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For who cannot see the picture."),
        error_messages={"required": _("Say what can be seen in the picture, for who cannot see it.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, has_picture: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if has_picture:
            self.fields["file"].required = False
            self.fields["file"].label = _("Another picture")


class PersonForm(forms.Form):
    """Somebody who can be recognised in a story."""

    name = TextField(label=_("Name"), max_length=120)
    appears = forms.ChoiceField(
        label=_("How can this person be recognised?"),
        choices=Appears.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how this person can be recognised.")},
    )
    is_under_16 = forms.BooleanField(
        label=_("Younger than 16"),
        required=False,
        help_text=_("Then a parent or legal representative has to agree."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    nonce = NonceField()


class ConsentForm(forms.Form):
    """That somebody agrees: to what, when, how and until when."""

    use_required_attribute = False
    agreed = forms.ChoiceField(
        label=_("Agrees to be recognisable"),
        choices=Appears.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what this person agreed to.")},
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=ConsentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how this person agreed.")},
    )
    proof = TextField(
        label=_("Where the proof is kept"),
        max_length=200,
        help_text=_("For example: signed form in the binder of the Learning Lab."),
    )
    representative = TextField(label=_("Parent or legal representative who agreed"), max_length=120, required=False)
    given_on = DayField(label=_("Given on"))
    until = DayField(label=_("Holds until"), help_text=_("At most five years. After it nobody reads the story."))
    nonce = NonceField()

    def __init__(self, *args, asks_representative: bool, day: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial, self.fields["until"].initial = day, add_years(day, USUAL)
        if asks_representative:
            self.fields["representative"].required = True
        else:
            del self.fields["representative"]

    def clean(self):
        data = super().clean()
        data.setdefault("representative", "")
        return data


class StoryFilter(forms.Form):
    """Which stories to show."""

    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none(), required=False, empty_label=_("All"))
    outcome = OutcomeChoice(
        label=_("Outcome it shows"), queryset=InstrumentOutcome.objects.none(), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *StoryState.choices], required=False)

    def __init__(self, *args, partnership: Partnership, keeps: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lab"].queryset = Lab.objects.filter(partnership=partnership).order_by("pk")
        told = InstrumentOutcome.objects.filter(kind=OutcomeKind.NAMED, stories__partnership=partnership)
        told = InstrumentOutcome.objects.filter(pk__in=told.values("pk")).select_related("level")
        self.fields["outcome"].queryset = told.order_by("level__position", "position", "pk")
        if not keeps:
            del self.fields["state"]

    def narrow(self, rows):
        """The stories that fit; what is no choice narrows nothing."""
        self.is_valid()
        for name in self.fields:
            if value := self.cleaned_data.get(name):
                rows = rows.filter(**{name: value})
        return rows
