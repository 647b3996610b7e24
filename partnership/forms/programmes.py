"""The grant of a programme, and its budget."""

from dataclasses import replace
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField

from ..actions.programmes import FILLED_IN, wrong_under, wrong_values
from ..kinds import GROUP_OF_KIND, BudgetSource
from ..models import Membership, Organisation, Programme
from ..models.programmes import MOST_PREPARATION
from ..schemes import PRESETS, WITH_ENTREE, Terms, preset
from .fields import MoneyField

NEWEST = max(PRESETS.values(), key=lambda terms: terms.valid_from).scheme


class ProgrammeForm(forms.Form):
    """A grant (R01). The scheme fills in rate and bounds; whoever writes others says why (R02)."""

    name = TextField(
        label=_("Name"), max_length=160, error_messages={"required": _("Fill in the name of the programme.")}
    )
    grant_number = TextField(
        label=_("Grant number"),
        max_length=40,
        error_messages={"required": _("Fill in the number that stands in the grant decision.")},
    )
    lead_partner = forms.ModelChoiceField(
        label=_("Lead partner"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("Choose the school that received the grant.")},
    )
    scheme = forms.ChoiceField(label=_("Scheme"), choices=[(name, name) for name in PRESETS])
    entree = forms.BooleanField(
        label=_("Entree project"),
        required=False,
        help_text=_("For education at entree level: the limits are then a half and two quarters instead of thirds."),
    )
    rate = MoneyField(label=_("Hourly rate"), most=Decimal("9999.99"))
    subsidy_min = MoneyField(label=_("Smallest subsidy"))
    subsidy_max = MoneyField(label=_("Largest subsidy"))
    override_reason = TextField(
        label=_("Why this differs from the scheme"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the rate or a bound is not the one of the scheme."),
    )
    decided_on = DayField(label=_("Decision date"), required=False)
    applied_on = DayField(label=_("Application date"))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    extension_approved_on = DayField(label=_("Extension approved on"), required=False)
    budget_total = MoneyField(label=_("Total budget"))
    subsidy_granted = MoneyField(label=_("Subsidy granted"))
    counts_preparation = forms.BooleanField(
        label=_("Preparation of sessions counts"),
        required=False,
        help_text=_(
            "Then the hours that guests are offered after a session hold their preparation too. Agree on this with the "
            "accountant first."
        ),
    )
    preparation_per_hour = forms.IntegerField(
        label=_("Most minutes of preparation for each hour of a session"),
        required=False,
        min_value=1,
        max_value=MOST_PREPARATION,
        help_text=_("Empty: as much as the session says. Agree on this with the accountant too."),
        error_messages={
            "invalid": _("Fill in whole minutes, for example 60."),
            "min_value": _("Fill in at least %(limit_value)s."),
            "max_value": _("Fill in at most %(limit_value)s."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    nonce = NonceField()
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, by: Membership, programme: Programme | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["override_reason"].says_when = True
        self.by, self.programme = by, programme
        self.terms: Terms | None = None
        leads = Organisation.objects.visible_to(by).filter(kind__in=GROUP_OF_KIND)
        self.fields["lead_partner"].queryset = leads.order_by("name", "pk")
        self.fields["lead_partner"].empty_label = _("Choose an organisation")
        del self.fields["seen" if programme is None else "nonce"]

    def clean_grant_number(self):
        number = self.cleaned_data["grant_number"].strip()
        taken = Programme.objects.filter(grant_number=number)
        if self.programme is not None:
            taken = taken.exclude(pk=self.programme.pk)
        elif nonce := self._nonce():
            taken = taken.exclude(nonce=nonce)
        if taken.exists():
            raise forms.ValidationError(_("Another programme has this grant number."))
        return number

    def _nonce(self):
        """The number that came with the form, or None when it is none; its own field says so then."""
        try:
            return self.fields["nonce"].clean(self.data.get("nonce"))
        except forms.ValidationError:
            return None

    def clean(self):
        data = super().clean()
        self._show(wrong_values(dict(data)))
        if data.get("entree") and data.get("scheme", NEWEST) not in WITH_ENTREE:
            self.add_error("entree", _("This scheme has no entree projects. Leave this off or choose another scheme."))
        if not self.errors:
            base = base_terms(data["scheme"], data["entree"], self.programme)
            self.terms = replace(base, **{name: data[name] for name in FILLED_IN})
            self._show(wrong_under(self.terms, dict(data)))
        return data

    def _show(self, wrong):
        for field, message in wrong:
            self.add_error(field, message)


def base_terms(scheme: str, entree: bool, programme: Programme | None) -> Terms:
    """A programme keeps its own copy of the terms, until it gets another scheme."""
    if programme is not None and programme.scheme == scheme and programme.terms.entree == entree:
        return programme.terms
    return preset(scheme, entree=entree)


def preset_values(scheme: str) -> dict:
    """What choosing a scheme fills in."""
    terms = preset(scheme)
    return {name: getattr(terms, name) for name in FILLED_IN}


class BudgetForm(forms.Form):
    """The budget per calendar year and source: a field for every cell, empty is zero."""

    def __init__(self, *args, programme: Programme, amounts: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.years = range(programme.starts_on.year, programme.ends_on.year + 1)
        for year in self.years:
            for source in BudgetSource:
                name = f"{source.value}-{year}"
                self.fields[name] = MoneyField(
                    label=f"{source.label} {year}", required=False, initial=amounts.get((year, source.value))
                )
                self.fields[name].widget.attrs |= {"aria-label": f"{source.label} {year}", "class": "number"}

    def rows(self):
        """For the grid: each year with its bound fields in the order of the sources."""
        return [(year, [self[f"{source.value}-{year}"] for source in BudgetSource]) for year in self.years]

    def amounts(self) -> dict:
        """What was filled in: {(year, source): amount}."""
        cells = ((year, source.value) for year in self.years for source in BudgetSource)
        return {(year, source): self.cleaned_data[f"{source}-{year}"] or Decimal("0.00") for year, source in cells}
