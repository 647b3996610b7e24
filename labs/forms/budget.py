"""The grid in which an activity's budget is filled in: a row per cost, a column per year."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from partnership.forms.fields import MoneyField
from partnership.models import Membership, Organisation

from ..actions.budget import CostRow, fingerprint
from ..models import Activity
from ..queries.budget import cost_lines, years_of

SPARE = 3  # empty rows below those that are filled in
MOST_ROWS = 40
MOST_QUANTITY = MOST_PRICE = Decimal("999999.99")  # so that their product fits its column


class QuantityField(MoneyField):
    """How much of something, with at most two decimals."""

    default_error_messages = {
        "not_an_amount": _("Write a quantity with at most two decimals, for example 120 or 7.5."),
        "too_much": _("This quantity is too large."),
    }


class BudgetGrid(forms.Form):
    """Rows of costs. An empty row is no row; what was typed stays when something is wrong."""

    use_required_attribute = False
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ROWS)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data=None, *, by: Membership, activity: Activity):
        self.by, self.activity = by, activity
        self.years = years_of(activity.programme)
        lines = cost_lines(activity, self.years)
        start = {"rows": min(len(lines) + SPARE, MOST_ROWS), "seen": fingerprint(list(activity.costs.in_order()))}
        super().__init__(data, initial=start)
        self.count = self._count(start["rows"])
        partners = Organisation.objects.visible_to(by).order_by("name", "pk")
        self.partners = {str(each.pk): each for each in partners}
        choices = [("", _("No partner")), *((key, each.name) for key, each in self.partners.items())]
        for row in range(self.count):
            self._add_row(row, lines[row] if row < len(lines) else None, choices)

    def _count(self, start: int) -> int:
        """How many rows there are; more when somebody asked for them."""
        typed = str(self.data.get("rows", "")) if self.is_bound else ""
        count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else start
        return min(max(count, 1), MOST_ROWS)

    def _add_row(self, row: int, line, choices: list) -> None:
        first = line.first if line else None
        what = _("row %(row)s") % {"row": row + 1}
        self._add(f"what-{row}", TextField(max_length=120), _("Description"), what, first and first.description)
        self._add(f"unit-{row}", TextField(max_length=40), _("Unit"), what, first and first.unit)
        self._add(f"price-{row}", MoneyField(most=MOST_PRICE), _("Unit price"), what, first and first.unit_price)
        partner = forms.ChoiceField(choices=choices)
        self._add(f"partner-{row}", partner, _("Partner"), what, first and str(first.organisation_id or ""))
        for place, year in enumerate(self.years):
            quantity = QuantityField(most=MOST_QUANTITY)
            label = _("Quantity %(year)s") % {"year": year}
            self._add(f"y{year}-{row}", quantity, label, what, line.quantities[place] if line else None)

    def _add(self, name: str, field: forms.Field, label, what, initial) -> None:
        field.required, field.label, field.initial = False, f"{label}, {what}", initial
        field.widget.attrs["aria-label"] = field.label
        self.fields[name] = field

    @property
    def grid(self):
        """For the template: each row with its bound fields."""
        return [
            {
                "what": self[f"what-{row}"],
                "unit": self[f"unit-{row}"],
                "price": self[f"price-{row}"],
                "partner": self[f"partner-{row}"],
                "years": [self[f"y{year}-{row}"] for year in self.years],
            }
            for row in range(self.count)
        ]

    def with_more_rows(self) -> "BudgetGrid":
        """The same as typed, with some more empty rows and nothing complained about."""
        data = self.data.copy()
        data["rows"] = min(self.count + SPARE, MOST_ROWS)
        more = BudgetGrid(data, by=self.by, activity=self.activity)
        more._errors = {}
        return more

    def clean(self):
        data = super().clean()
        self.costs = [cost for row in range(self.count) if (cost := self._cost(row, data))]
        return data

    def _cost(self, row: int, data: dict) -> CostRow | None:
        names = [f"what-{row}", f"unit-{row}", f"price-{row}", *(f"y{year}-{row}" for year in self.years)]
        if any(name in self.errors for name in (*names, f"partner-{row}")):
            return None
        what, unit, price = (data.get(name) for name in names[:3])
        quantities = {year: data[f"y{year}-{row}"] for year in self.years if data.get(f"y{year}-{row}")}
        if not (what or price is not None or quantities):
            return None
        for name, is_there, message in (
            (f"what-{row}", what, _("Say what is paid in this row.")),
            (f"price-{row}", price is not None, _("Fill in the price of one.")),
            (names[3], quantities, _("Fill in how much of it in at least one year, or empty the row.")),
        ):
            if not is_there:
                self.add_error(name, message)
        if any(name in self.errors for name in names):
            return None
        partner = self.partners.get(data.get(f"partner-{row}") or "")
        return CostRow(what, unit or "", price, quantities, partner)
