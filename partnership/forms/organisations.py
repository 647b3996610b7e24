"""Organisations, and their taking part in a programme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField

from ..actions.organisations import wrong_first_day, wrong_kind, wrong_last_day
from ..kinds import OrganisationKind
from ..models import Membership, Organisation, Participation, Programme
from ..validators import branch_number, kvk_number


class OrganisationForm(forms.Form):
    """Numbers of the trade register are text: leading zeros belong to them (R25)."""

    name = TextField(
        label=_("Name"), max_length=160, error_messages={"required": _("Fill in the name of the organisation.")}
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose a kind")), *OrganisationKind.choices],
        error_messages={"required": _("Choose what kind of organisation this is.")},
    )
    kvk = forms.CharField(
        label=_("KvK number"), required=False, max_length=20, help_text=_("8 digits."), validators=[kvk_number]
    )
    branch = forms.CharField(
        label=_("Branch number"), required=False, max_length=20, help_text=_("12 digits."), validators=[branch_number]
    )
    employees = forms.IntegerField(
        label=_("Employees"), required=False, min_value=0, max_value=1_000_000, widget=forms.TextInput
    )
    sector = TextField(label=_("Sector"), required=False, max_length=60)
    nonce = NonceField()

    def __init__(self, *args, organisation: Organisation | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        for name in ("kvk", "branch", "employees"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        if organisation is not None:
            del self.fields["nonce"]

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        if self.organisation and (wrong := wrong_kind(self.organisation, kind)):
            raise forms.ValidationError(wrong)
        return kind


class OrganisationFilter(forms.Form):
    """Above the list of organisations."""

    q = forms.CharField(label=_("Name or KvK number"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *OrganisationKind.choices])


class JoinForm(forms.Form):
    """From which day an organisation takes part in which programme."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none(), empty_label=None)
    joined_on = DayField(label=_("Takes part from"))

    def __init__(self, *args, by: Membership, organisation: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.visible_to(by).exclude(participations__organisation=organisation)
        self.fields["programme"].queryset = programmes.order_by("-starts_on", "pk")

    def clean(self):
        data = super().clean()
        programme, joined_on = data.get("programme"), data.get("joined_on")
        if programme and joined_on and (wrong := wrong_first_day(programme, joined_on)):
            self.add_error("joined_on", wrong)
        return data


class LeaveForm(forms.Form):
    """The last day that an organisation takes part; empty: it still does."""

    left_on = DayField(label=_("Last day"), required=False, help_text=_("Leave empty when it still takes part."))

    def __init__(self, *args, participation: Participation, **kwargs):
        super().__init__(*args, **kwargs)
        self.participation = participation

    def clean_left_on(self):
        left_on = self.cleaned_data["left_on"]
        if wrong := wrong_last_day(self.participation, left_on):
            raise forms.ValidationError(wrong)
        return left_on
