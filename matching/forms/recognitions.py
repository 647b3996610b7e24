"""Recognitions of training companies, and deadlines, as people fill them in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from lib.fields import DayField
from lib.nonce import NonceField
from partnership.models import Membership, Organisation

from ..actions.content import ENDS_FIRST
from ..actions.recognitions import OPENS_LATER
from ..assignment_rights import SCHOOLS
from ..kinds import AssignmentKind
from ..queries.assignments import programmes_of


class ProgrammeChoice(forms.ModelChoiceField):
    def label_from_instance(self, education):
        return f"{education.name} ({education.code})"


class ProgrammeChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, education):
        return f"{education.name} ({education.code})"


class RecognitionForm(forms.Form):
    """Which company, for which programme, from when until when. The first two are chosen once."""

    organisation = forms.ModelChoiceField(
        label=_("Company"), queryset=Organisation.objects.none(), empty_label=_("Choose a company")
    )
    education = ProgrammeChoice(
        label=_("Education programme"),
        queryset=EducationProgramme.objects.none(),
        empty_label=_("Choose a programme"),
    )
    equivalents = ProgrammeChoices(
        label=_("Also valid for"),
        queryset=EducationProgramme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(label=_("Valid from"))
    ends_on = DayField(label=_("Valid until"), help_text=_("This day included."))
    nonce = NonceField()

    def __init__(self, *args, by: Membership, is_there: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = programmes_of(by.partnership)
        self.fields["equivalents"].queryset = programmes
        if is_there:
            for name in ("organisation", "education", "nonce"):
                del self.fields[name]
            return
        companies = Organisation.objects.visible_to(by).exclude(kind__in=SCHOOLS)
        self.fields["organisation"].queryset = companies.order_by("name", "pk")
        self.fields["education"].queryset = programmes

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ENDS_FIRST)
        return data


class DeadlineForm(forms.Form):
    """Until when something new may be handed in, and from when again."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Every kind")), *AssignmentKind.choices], required=False)
    last_on = DayField(label=_("Last day"))
    again_on = DayField(label=_("Open again on"), required=False)
    nonce = NonceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].says_when = True

    def clean(self):
        data = super().clean()
        last, again = data.get("last_on"), data.get("again_on")
        if last and again and again <= last:
            self.add_error("again_on", OPENS_LATER)
        return data
