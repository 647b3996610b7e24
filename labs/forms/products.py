"""Products of the research, as people fill them in."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField
from lib.uploads import MEGABYTE

from ..actions.products import MOST_BYTES
from ..kinds import Audience, SessionLanguage
from ..models import Lab, Product, ResearchLine, ResearchTeam
from ..research_kinds import Licence, ProductKind

ACCEPTED = "application/pdf,image/png,image/jpeg"
NO_FILE = _("Choose a file.")


class ProductForm(forms.Form):
    """What a product is. Its files come afterwards, one version at a time."""

    title = TextField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *ProductKind.choices])
    summary = TextField(label=_("Summary"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    authors = TextField(
        label=_("Authors"),
        max_length=300,
        help_text=_("Teachers and experts, separated by commas. Leave out names of students."),
    )
    audience = forms.MultipleChoiceField(
        label=_("For whom"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    language = forms.ChoiceField(label=_("Language"), choices=SessionLanguage.choices)
    licence = forms.ChoiceField(label=_("What may others do with it?"), choices=Licence.choices)
    line = forms.ModelChoiceField(
        label=_("Research line"), queryset=ResearchLine.objects.none(), required=False, empty_label=_("No line")
    )
    team = forms.ModelChoiceField(
        label=_("Made by the team"), queryset=ResearchTeam.objects.none(), required=False, empty_label=_("No team")
    )
    nonce = NonceField()

    def __init__(self, *args, lab: Lab, product: Product | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = ResearchLine.objects.filter(lab=lab).order_by("starts_on", "pk")
        self.fields["team"].queryset = ResearchTeam.objects.filter(lab=lab).order_by("-starts_on", "pk")
        if product is not None:
            del self.fields["nonce"]


class VersionForm(forms.Form):
    """A file. What is in it is judged by the action."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=format_lazy(
            _("PDF, PNG or JPEG, at most {most} MB: everybody can open these. Save slides or a text as a PDF first."),
            most=MOST_BYTES // MEGABYTE,
        ),
        error_messages={"required": NO_FILE, "invalid": NO_FILE, "missing": NO_FILE},
    )
    note = TextField(label=_("What is new in this version?"), max_length=300, required=False)


class ReuseForm(forms.Form):
    """Another school says what it uses a product for."""

    used_for = TextField(
        label=_("For which class or programme?"),
        max_length=160,
        help_text=_("For example: Software developer, year 2."),
    )
    starts_on = DayField(label=_("From which day?"))
    nonce = NonceField()


class OutcomeForm(forms.Form):
    """What came of it, at the school that took it over."""

    outcome = TextField(
        label=_("What came of it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What went well, and what did you change? Leave out names of students."),
    )
    students = forms.IntegerField(
        label=_("How many students worked with it?"), min_value=0, max_value=5000, required=False
    )


class ProductFilter(forms.Form):
    """Which products to show."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *ProductKind.choices], required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=[("", _("All")), *Audience.choices], required=False)

    def narrow(self, rows):
        """The products that fit; what is no choice narrows nothing."""
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            rows = rows.filter(kind=kind)
        if audience := self.cleaned_data.get("audience"):
            rows = rows.filter(audience__contains=[audience])
        return rows
