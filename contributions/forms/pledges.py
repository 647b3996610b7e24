"""The forms for what a partner promises: one for each kind, with only what that kind asks for."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.actions.pledges import Promise
from contributions.kinds import PledgeKind
from contributions.models import Pledge
from lib.fields import HoursField, TextField
from lib.figures import number
from lib.money import MINUTES_PER_HOUR
from lib.nonce import NonceField
from lib.periods import Period
from partnership.forms.fields import MoneyField
from partnership.models import Organisation, Programme

from .years import programme_years, year_choices

MOST_MINUTES = 100_000 * MINUTES_PER_HOUR  # what the column for the quantity can hold with room to spare
MOST_EUROS = Decimal(9_999_999)
MONTHS_A_YEAR = 12
NOT_NOTHING = _("A pledge is more than nothing. Fill in what is promised for one year.")


class QuantityField(MoneyField):
    """So many of something, in at most two decimals."""

    default_error_messages = {
        "required": _("Fill in how many, for example 12 or 2.5."),
        "not_an_amount": _("Write a number with at most two decimals, for example 12 or 2.5."),
        "too_much": _("This is more than fits in one pledge. Check the number."),
    }


class PromiseForm(forms.Form):
    """What the forms of all kinds share; `kind` says which promise it makes."""

    use_required_attribute = False
    kind: str
    nonce = NonceField()

    def _more_than_nothing(self, name: str):
        value = self.cleaned_data[name]
        if value is not None and value <= 0:
            raise forms.ValidationError(NOT_NOTHING)
        return value

    def promise(self) -> Promise:
        raise NotImplementedError


class HoursPromise(PromiseForm):
    kind = PledgeKind.HOURS
    hours = HoursField(label=_("Hours"), help_text=_("For the whole programme year, for example 80 or 120"))

    def clean_hours(self):
        minutes = self.cleaned_data["hours"]
        if minutes is not None and minutes <= 0:
            raise forms.ValidationError(_("A pledge is more than 0 hours. Fill in the hours of one year."))
        if minutes is not None and minutes > MOST_MINUTES:
            most = number(MOST_MINUTES // MINUTES_PER_HOUR)
            raise forms.ValidationError(
                _("A pledge is at most %(most)s hours a year. Check the number.") % {"most": most}
            )
        return minutes

    def promise(self) -> Promise:
        return Promise(self.cleaned_data["hours"])


class PricedPromise(PromiseForm):
    """Something with a number and a price."""

    unit_price = MoneyField(label=_("Price per unit"), most=MOST_EUROS)

    def clean_quantity(self):
        return self._more_than_nothing("quantity")

    def clean_unit_price(self):
        return self._more_than_nothing("unit_price")

    def clean(self):
        cleaned = super().clean()
        quantity, price = cleaned.get("quantity"), cleaned.get("unit_price")
        if quantity and price and quantity * price > MOST_EUROS:
            self.add_error("unit_price", _("Together this is more than ten million euros. Check number and price."))
        return cleaned

    def promise(self) -> Promise:
        data = self.cleaned_data
        return Promise(
            kind=self.kind, quantity=data["quantity"], unit=data.get("unit", "month"), unit_price=data["unit_price"]
        )


class MaterialsPromise(PricedPromise):
    kind = PledgeKind.MATERIALS
    quantity = QuantityField(label=_("How many"), most=Decimal(99_999))
    unit = TextField(
        label=_("Of what"),
        max_length=20,
        help_text=_("For example: laptop, licence or set of sensors"),
        error_messages={"required": _("Say what is promised, for example laptop.")},
    )
    field_order = ["partner", "year", "quantity", "unit", "unit_price", "nonce"]


class RoomPromise(PricedPromise):
    kind = PledgeKind.ROOM
    quantity = QuantityField(
        label=_("Months"),
        most=Decimal(MONTHS_A_YEAR),
        help_text=_("How many months of the programme year, at most 12"),
        error_messages={"too_much": _("A year has 12 months. Fill in 12 or fewer.")},
    )
    unit_price = MoneyField(label=_("Rent per month"), most=MOST_EUROS)
    field_order = ["partner", "year", "quantity", "unit_price", "nonce"]


class CashPromise(PromiseForm):
    kind = PledgeKind.CASH
    amount = MoneyField(label=_("Amount"), most=MOST_EUROS, help_text=_("In euros, for the whole programme year"))
    field_order = ["partner", "year", "amount", "nonce"]

    def clean_amount(self):
        return self._more_than_nothing("amount")

    def promise(self) -> Promise:
        return Promise(kind=self.kind, quantity=Decimal(1), unit="amount", unit_price=self.cleaned_data["amount"])


FORMS: dict[str, type[PromiseForm]] = {
    form.kind: form for form in (HoursPromise, MaterialsPromise, RoomPromise, CashPromise)
}


class ForPartnerAndYear(forms.Form):
    """For a new pledge also: of whom, and for which year of the programme."""

    partner = forms.ChoiceField(label=_("Partner"), error_messages={"required": _("Choose a partner.")})
    year = forms.ChoiceField(label=_("Programme year"), error_messages={"required": _("Choose a programme year.")})

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


# Of every kind the form for a new pledge: partner and year above what is promised.
NEW_FORMS = {
    kind: type(f"New{form.__name__}", (ForPartnerAndYear, form), {"__doc__": form.__doc__})
    for kind, form in FORMS.items()
}


def kind_of(asked: str | None) -> str:
    """The kind of pledge that an address asks for; hours when it asks for none that exists."""
    return asked if asked in FORMS else PledgeKind.HOURS.value


def values_of(pledge: Pledge) -> dict:
    """A pledge as the form for its next version starts with it."""
    return {
        "hours": int(pledge.quantity * MINUTES_PER_HOUR),
        "quantity": pledge.quantity,
        "unit": pledge.unit,
        "unit_price": pledge.unit_price,
        "amount": pledge.amount,
    }
