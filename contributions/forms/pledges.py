"""The form for what a partner promises in hours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.actions.pledges import Promise
from contributions.models import Pledge
from lib.fields import DayField, HoursField
from lib.money import MINUTES_PER_HOUR
from lib.nonce import NonceField
from lib.periods import Period
from partnership.models import Organisation, Programme

from .years import programme_years, year_choices

MOST_MINUTES = 100_000 * MINUTES_PER_HOUR  # what the column for the quantity can hold with room to spare


class PromiseForm(forms.Form):
    """How many hours, and the agreement they stand in."""

    hours = HoursField(label=_("Hours"), help_text=_("For the whole programme year, for example 80 or 120"))
    signed_by = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    signed_on = DayField(label=_("Signed on"), required=False)
    document = forms.CharField(
        label=_("Agreement"),
        max_length=200,
        required=False,
        help_text=_("Where the signed agreement can be found, for example its number in your archive."),
    )
    nonce = NonceField()

    def clean_hours(self):
        minutes = self.cleaned_data["hours"]
        if minutes is not None and not 0 < minutes <= MOST_MINUTES:
            raise forms.ValidationError(_("A pledge is more than 0 hours. Fill in the hours of one year."))
        return minutes

    def promise(self) -> Promise:
        data = self.cleaned_data
        return Promise(data["hours"], data["signed_by"], data["signed_on"], data["document"])


class PledgeForm(PromiseForm):
    """A new pledge: also of whom, and for which year of the programme."""

    partner = forms.ChoiceField(label=_("Partner"), error_messages={"required": _("Choose a partner.")})
    year = forms.ChoiceField(label=_("Programme year"), error_messages={"required": _("Choose a programme year.")})
    field_order = ["partner", "year", "hours", "signed_by", "signed_on", "document", "nonce"]

    def __init__(self, *args, programmes: list[Programme], **kwargs):
        super().__init__(*args, **kwargs)
        self.years = programme_years(programmes)
        takes_part = Organisation.objects.filter(participations__programme__in=programmes).distinct()
        self.organisations = {str(each.pk): each for each in takes_part.order_by("name", "pk")}
        self.fields["partner"].choices = [("", _("Choose")), *((key, o.name) for key, o in self.organisations.items())]
        self.fields["year"].choices = [("", _("Choose")), *year_choices(self.years)]

    def organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["partner"]]

    def programme_and_year(self) -> tuple[Programme, Period]:
        return self.years[self.cleaned_data["year"]]


def values_of(pledge: Pledge) -> dict:
    """A pledge as the form for its next version starts with it."""
    return {
        "hours": int(pledge.quantity * MINUTES_PER_HOUR),
        "signed_by": pledge.signed_by,
        "signed_on": pledge.signed_on,
        "document": pledge.document,
    }
