"""The project bank: looking through it, offering a template, taking one, and going on from an assignment."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, TextField
from lib.nonce import NonceField
from partnership.models import Membership, Organisation

from ..bank_rights import can_go_on
from ..bank_rules import MOST_WEEKS, ONCE_EACH
from ..kinds import FOR_STUDENTS, AssignmentKind, Follows, Language, Level, Remote, Theme
from ..models import Assignment, BankTemplate
from ..queries.bank import companies_for
from .assignments import LongText

WHOSE = [("", _("Every partnership")), ("own", _("The own partnership"))]


class BankFilter(forms.Form):
    """Above the list of templates."""

    q = TextField(label=_("Title or description"), required=False, max_length=200)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices])
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *((kind, capfirst(AssignmentKind(kind).label)) for kind in FOR_STUDENTS)],
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=[("", _("All themes")), *((value, capfirst(label)) for value, label in Theme.choices)],
    )
    whose = forms.ChoiceField(label=_("Of"), required=False, choices=WHOSE)


class TemplateForm(forms.Form):
    """An assignment as another school can use it."""

    use_required_attribute = False
    title = TextField(label=_("Title"), max_length=120)
    text = LongText(
        label=_("What is it about?"),
        max_length=8000,
        rows=8,
        help_text=_("So that it fits another company too. Leave out who did it, and for whom."),
    )
    learned = LongText(
        label=_("What did you learn from it?"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("What went well, what would you do differently, and what should a school arrange beforehand?"),
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Choose a theme")), *Theme.choices])
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    remote = forms.ChoiceField(label=_("Where"), choices=Remote.choices)
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MOST_WEEKS)
    hours_a_week = forms.IntegerField(label=_("Hours a week"), min_value=1, max_value=40, required=False)
    names_company = forms.BooleanField(label=_("The company agrees that it is named"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, template: BankTemplate | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if template is None:
            del self.fields["version"]

    def values(self) -> dict[str, Any]:
        """What the template says, for the action."""
        apart = ("names_company", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class TakeForm(forms.Form):
    """For which company, from when."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("Company"), queryset=Organisation.objects.none(), empty_label=_("Choose a company")
    )
    starts_on = ComingDayField(label=_("First day"))
    nonce = NonceField()

    def __init__(self, *args, by: Membership, template: BankTemplate, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = companies_for(by, template)


class GoOnForm(forms.Form):
    """In which way it goes on, and from when; a relay says where the next team begins."""

    use_required_attribute = False
    how = forms.ChoiceField(label=_("How does it go on?"), widget=forms.RadioSelect)
    starts_on = ComingDayField(label=_("First day"))
    delivered = LongText(
        label=_("What is there already?"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("For a relay: what earlier teams delivered. Everybody who sees the assignment reads it."),
    )
    handover = LongText(
        label=_("Hand-over note"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("For a relay: where it is, how it works, what to look out for. Only members read it."),
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        ways = [way for way in ONCE_EACH if can_go_on(assignment, by, way)]
        self.fields["how"].choices = [(way, WAYS[way]) for way in ways]
        if Follows.RELAY not in ways:
            del self.fields["delivered"], self.fields["handover"]
        else:
            self.fields["delivered"].says_when = True  # its own words say when

    def clean(self):
        data = super().clean()
        if data.get("how") == Follows.RELAY and not data.get("delivered"):
            self.add_error("delivered", _("Write what is there already, so that the next team knows where it begins."))
        return data


WAYS = {
    Follows.EDITION.value: _("A next edition: the same again, with other students"),
    Follows.RELAY.value: _("A relay: a new team goes on with what is there"),
}
