"""The forms of placements: what is agreed on, signing, ending, and the school's own agreement."""

from datetime import datetime

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.forms.agreements import SignForm
from labs.models import EducationProgramme
from lib.fields import DayField, HoursField, TextField
from lib.nonce import NonceField
from lib.periods import today
from partnership.forms.fields import MoneyField
from partnership.models import Membership

from ..actions.placements import Terms
from ..models import Assignment, Placement
from ..placement_states import PlacementState, SchoolAgreement
from ..queries.placements import mentors, school_mentors

MOST_MINUTES = 4000 * 60
NUMBERS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}
IN_INTERNSHIPS = ("education",)
IN_AGREEMENTS = (
    "allowance",
    "trial_weeks",
    "confidentiality",
    "language",
    "is_minor",
    "representative_name",
    "representative_email",
)


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return membership.user.name


class PlacementFilter(django_filters.FilterSet):
    """For the list of placements."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(value, capfirst(label)) for value, label in PlacementState.choices],
        empty_label=_("All"),
    )

    class Meta:
        model = Placement
        fields: list[str] = []


class VersionForm(forms.Form):
    """What is about a placement as it was on screen."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)


def _number(label, most: int, **kwargs) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=kwargs.pop("least", 1),
        max_value=most,
        widget=forms.TextInput(attrs=NUMBERS),
        error_messages={"required": _("Fill in a number."), "invalid": _("Fill in a whole number.")},
        **kwargs,
    )


class TermsForm(forms.Form):
    """What is agreed on. Of an internship only what the register shows; the agreement itself is the school's."""

    use_required_attribute = False
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    hours_a_week = _number(_("Hours a week"), 40)
    hours_total = _number(_("Hours in all"), 4000)
    mentor = PersonChoice(
        label=_("Mentor at the company"), queryset=Membership.objects.none(), empty_label=_("Choose a person")
    )
    school_mentor = PersonChoice(
        label=_("Mentor at the school"),
        queryset=Membership.objects.none(),
        empty_label=_("Nobody yet"),
        required=False,
        help_text=_("Signs for the school. Without one, who looks after the board does."),
    )
    education = forms.ModelChoiceField(
        label=_("Education programme"),
        queryset=EducationProgramme.objects.none(),
        empty_label=_("Choose a programme"),
        help_text=_("The company has to be recognised for it on the first day."),
    )
    allowance = MoneyField(label=_("Allowance per month, in euros"), required=False)
    trial_weeks = _number(_("Trial period, in weeks"), 26, least=0, required=False)
    confidentiality = TextField(
        label=_("What stays confidential"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=_("Language of the agreement"), choices=settings.LANGUAGES)
    is_minor = forms.TypedChoiceField(
        label=_("Is the student under 18 on the first day?"),
        choices=[("no", _("No, 18 or older")), ("yes", _("Yes, under 18"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("Ask only this; a date of birth is not kept."),
        error_messages={"required": _("Choose yes or no.")},
    )
    representative_name = TextField(
        label=_("Name of the legal representative"),
        max_length=120,
        required=False,
        help_text=_("Only when the student is under 18: a parent or guardian, who signs too."),
    )
    representative_email = forms.EmailField(
        label=_("E-mail address of the legal representative"),
        required=False,
        help_text=_("Only when the student is under 18: a personal link to sign goes there."),
        error_messages={"invalid": _("This is not an e-mail address. Write it like name@example.org.")},
    )

    def __init__(self, *args, assignment: Assignment, student: Membership, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.student = student
        self.fields["mentor"].queryset = mentors(assignment, now)
        self.fields["school_mentor"].queryset = school_mentors(student, now)
        for name in ("representative_name", "representative_email"):
            self.fields[name].says_when = True
        self.is_internship = assignment.kind == "internship"
        if self.is_internship:
            rows = EducationProgramme.objects.filter(partnership=student.partnership_id)
            self.fields["education"].queryset = rows.order_by("name", "pk")
        for name in IN_AGREEMENTS if self.is_internship else IN_INTERNSHIPS:
            del self.fields[name]

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Change one of them."))
        if data.get("is_minor"):
            for name in ("representative_name", "representative_email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in for a student under 18."))
            if (data.get("representative_email") or "").lower() == self.student.user.email:
                self.add_error(
                    "representative_email", _("This is the address of the student. Fill in that of the representative.")
                )
        return data

    def terms(self) -> Terms:
        data = {name: value for name, value in self.cleaned_data.items() if name in Terms.__dataclass_fields__}
        return Terms(**data | {"trial_weeks": data.get("trial_weeks") or 0})


class PlaceForm(TermsForm):
    nonce = NonceField()


class ChangeForm(TermsForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SchoolAgreementForm(VersionForm):
    """How far the school's own agreement is, and its number there (R94)."""

    status = forms.ChoiceField(
        label=_("How far is the school's agreement?"),
        choices=[(value, capfirst(label)) for value, label in SchoolAgreement.choices],
        widget=forms.RadioSelect,
    )
    reference = TextField(
        label=_("Number in the school's system"),
        max_length=60,
        required=False,
        help_text=_("Needed once it is signed. The agreement itself stays with the school."),
    )


class CancelForm(VersionForm):
    reason = TextField(
        label=_("Why does it not go on?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student and the company read this. Leave out what is private."),
    )


class CompleteForm(VersionForm):
    minutes = HoursField(
        label=_("Hours worked in all"),
        help_text=_("For the placement only: these hours are no contribution to a programme."),
    )

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if not 0 <= minutes <= MOST_MINUTES:
            raise forms.ValidationError(_("Fill in between 0 and 4000 hours."))
        return minutes


class EndForm(CompleteForm):
    on = DayField(label=_("Last day"))
    reason = TextField(
        label=_("Why did it end early?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student, the company and the school read this. Leave out what is private."),
    )
    field_order = ("on", "reason", "minutes", "version")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today(timezone.now())


class PlacementSignForm(SignForm):
    """Name, consent and the password of the person who signs."""

    agreed = forms.BooleanField(
        label=_("I have read the agreement and I agree with it."),
        error_messages={"required": _("Tick this when you have read the agreement.")},
    )


class RepresentativeForm(forms.Form):
    """Name and consent of a legal representative, who has no account."""

    use_required_attribute = False
    name = TextField(
        label=_("Your name, as it stands under the agreement"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name.")},
    )
    agreed = forms.BooleanField(
        label=_("I have read the agreement, I agree with it, and I am a legal representative of the student."),
        error_messages={"required": _("Tick this when you have read the agreement.")},
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)


def filtered(filters: PlacementFilter) -> QuerySet[Placement]:
    """What the filter leaves; everything when the filter makes no sense."""
    return filters.qs if filters.form.is_valid() else filters.queryset
