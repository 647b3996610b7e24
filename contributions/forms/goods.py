"""The forms for materials, a room and cash: one for each, with what that kind needs (R50)."""

from decimal import Decimal

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.goods_rules import MOST_PRICE, MOST_QUANTITY, Gift
from contributions.kinds import GoodsKind, Valuation
from contributions.models import Contribution
from contributions.queries.gifts import Checked
from contributions.sentences import GOODS_MISSING, GOODS_REFUSALS
from contributions.states import ContributionState
from lib.fields import DayField, TextField
from lib.nonce import NonceField
from lib.uploads import NotAccepted, judge
from partnership.forms.fields import MoneyField
from partnership.models import Membership, Programme

from .filters import DayFilter, FilterForm, RowsOnOffer
from .hours import CHANGED_ROLE
from .proofs import ProofForm

OF_MATERIALS = (Valuation.INVOICE, Valuation.COST_PRICE, Valuation.LIST_PRICE, Valuation.BOOK_VALUE)
OF_ROOMS = (Valuation.RENT, Valuation.COST_PRICE, Valuation.BOOK_VALUE)
ONE = Decimal(1)


class CountField(MoneyField):
    """How many, with at most two decimals."""

    default_error_messages = {
        "required": _("Fill in how many, for example 12 or 2.5."),
        "not_an_amount": _("Write a number with at most two decimals, for example 12 or 2.5."),
        "too_much": _("This number is too large."),
    }


def _valuation(offered) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How was the price found?"),
        required=False,
        choices=[("", _("Choose")), *((each.value, each.label) for each in offered)],
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )


class GiftForm(forms.Form):
    """What the three have in common. What is missing before submitting is said by the rules."""

    use_required_attribute = False
    kind = ""
    amount_field = "unit_price"
    description = TextField(
        label=_("Description"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it is, and what it was for. Leave out names of students."),
    )
    file = forms.FileField(
        label=_("Proof"),
        required=False,
        allow_empty_file=True,
        widget=ProofForm.base_fields["file"].widget,
        help_text=ProofForm.base_fields["file"].help_text,
    )
    nonce = NonceField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, membership: Membership, programmes: list[Programme], with_file: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership, self.programmes = membership, {str(each.pk): each for each in programmes}
        if len(programmes) > 1:
            choices = [(key, each.name) for key, each in self.programmes.items()]
            self.fields["programme"] = forms.ChoiceField(label=_("Programme"), choices=choices)
            self.order_fields(["programme"])
        for name in set(GOODS_MISSING) & set(self.fields):  # a draft may lack them
            self.fields[name].required = self.submitting or not self.is_bound
            self.fields[name].error_messages["required"] = GOODS_MISSING[name]
        if not with_file:
            del self.fields["file"]

    @property
    def submitting(self) -> bool:
        return self.data.get("verb") == "submit"

    def clean_file(self):
        if upload := self.cleaned_data["file"]:
            try:
                judge(upload, most=settings.MOST_PROOF_BYTES)
            except NotAccepted as error:
                raise forms.ValidationError(str(error.reason)) from None
        return upload

    def clean(self):
        cleaned = super().clean()
        if self.data.get("acting_as", str(self.membership.pk)) != str(self.membership.pk):
            self.add_error(None, CHANGED_ROLE % {"organisation": self.membership.organisation.name})
        return cleaned

    def chosen_programme(self) -> Programme:
        return self.programmes[self.cleaned_data.get("programme") or next(iter(self.programmes))]

    def gift(self) -> Gift:
        data = self.cleaned_data
        return Gift(
            kind=self.kind,
            received_on=data.get("received_on") or data["ends_on"],
            quantity=data.get("quantity", ONE),
            unit_price=data[self.amount_field],
            description=data["description"],
            valuation=data.get("valuation", ""),
            starts_on=data.get("starts_on"),
            ends_on=data.get("ends_on"),
        )

    def add_checked(self, checked: Checked) -> None:
        """Put what the rules refuse, and what is missing, at the fields they are about."""
        for name, code in checked.refusals.items():
            self._say(name, GOODS_REFUSALS[code])
        if not checked.refusals:
            for name in checked.missing:
                self._say(name, GOODS_MISSING[name])

    def _say(self, name: str, sentence) -> None:
        place = self.amount_field if name == "unit_price" else name
        self.add_error(place if place in self.fields else None, sentence)


class MaterialsForm(GiftForm):
    kind = GoodsKind.MATERIALS
    received_on = DayField(label=_("Date"), help_text=_("The day that the lab got it"))
    quantity = CountField(label=_("How many"), most=MOST_QUANTITY)
    unit_price = MoneyField(label=_("Price per unit"), most=MOST_PRICE, help_text=_("In euros"))
    valuation = _valuation(OF_MATERIALS)
    field_order = ["received_on", "description", "quantity", "unit_price", "valuation", "file"]


class RoomForm(GiftForm):
    kind = GoodsKind.ROOM
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), help_text=_("The last day, today at the latest; it counts on that day"))
    quantity = CountField(label=_("Months"), most=MOST_QUANTITY, help_text=_("For example 12 or 2.5"))
    unit_price = MoneyField(label=_("Rent per month"), most=MOST_PRICE, help_text=_("In euros"))
    valuation = _valuation(OF_ROOMS)
    field_order = ["starts_on", "ends_on", "quantity", "unit_price", "valuation", "description", "file"]


class CashForm(GiftForm):
    kind = GoodsKind.CASH
    amount_field = "amount"
    received_on = DayField(label=_("Date"), help_text=_("The day that it was paid"))
    amount = MoneyField(label=_("Amount"), most=MOST_PRICE, help_text=_("In euros"))
    field_order = ["received_on", "amount", "description", "file"]


FORMS: dict[str, type[GiftForm]] = {form.kind: form for form in (MaterialsForm, RoomForm, CashForm)}


def values_of(goods: Contribution) -> dict:
    """A contribution as its form starts with it."""
    names = ("received_on", "quantity", "unit_price", "valuation", "description", "starts_on", "ends_on", "version")
    values = {name: getattr(goods, name) for name in names}
    return values | {"amount": goods.unit_price, "programme": str(goods.programme_id)}


STATES = [(value, capfirst(label)) for value, label in ContributionState.choices]
PROVEN = [("yes", _("With proof")), ("no", _("Without proof"))]


class GoodsFilter(django_filters.FilterSet):
    """For the list of contributions; the rows have their facts (`proven`)."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("All"))
    since = DayFilter(label=_("From"), field_name="received_on", lookup_expr="gte")
    until = DayFilter(label=_("Until"), field_name="received_on", lookup_expr="lte")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=GoodsKind.choices, empty_label=_("All"))
    proof = django_filters.ChoiceFilter(label=_("Proof"), choices=PROVEN, empty_label=_("All"), method="with_proof")
    partner = RowsOnOffer(label=_("Partner"), field_name="organisation_id", choices=[])

    class Meta:
        model = Contribution
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, *, goods: QuerySet[Contribution], partners: list[tuple]):
        super().__init__(data, queryset=goods)
        if len(partners) > 1:
            self.filters["partner"].extra["choices"] = partners
        else:
            del self.filters["partner"]

    def with_proof(self, queryset, name, value):
        return queryset.filter(proven=value == "yes")
