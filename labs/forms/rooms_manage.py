"""What who manages the rooms fills in."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, TextField
from lib.figures import month
from lib.nonce import NonceField
from lib.periods import add_months, month_of, today
from partnership.forms.fields import MoneyField
from partnership.models import Membership, Organisation

from ..actions.rooms_manage import NO_REASON
from ..kinds import RoomKind
from ..models import Room, RoomRental
from ..rooms_rules import Open
from .rooms import ClockField, counting

MOST_SEATS = 500
MONTHS_BACK, MONTHS_AHEAD = 24, 60
MOST_RENT = Decimal("99999.99")  # a month


class RoomForm(forms.Form):
    use_required_attribute = False
    name = TextField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=RoomKind.choices)
    seats = counting(_("Seats"), 1, MOST_SEATS)
    description = TextField(
        label=_("What is there"),
        max_length=300,
        required=False,
        help_text=_("For example a screen, a whiteboard, or how to get in with a wheelchair."),
    )
    nonce = NonceField()


class OutOfUseForm(forms.Form):
    use_required_attribute = False
    day = ComingDayField(label=_("From"))
    reason = TextField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Bookings from that day on are cancelled. Who made them reads this in a mail."),
        error_messages={"required": NO_REASON},
    )


class HoursForm(forms.Form):
    """Two times for each day of the week; both empty is closed."""

    def __init__(self, *args, week: dict[int, Open], **kwargs):
        super().__init__(*args, **kwargs)
        for number, name in WEEKDAYS.items():
            hours = week.get(number, Open())
            names = {"day": capfirst(name)}
            for key, label in (("opens", _("%(day)s from")), ("closes", _("%(day)s until"))):
                initial = None if hours.is_closed else getattr(hours, key)
                self.fields[f"{key}_{number}"] = ClockField(label=label % names, required=False, initial=initial)

    @property
    def rows(self):
        return [
            (capfirst(name), self[f"opens_{number}"], self[f"closes_{number}"]) for number, name in WEEKDAYS.items()
        ]

    def clean(self):
        cleaned = super().clean()
        for number in WEEKDAYS:
            opens, closes = f"opens_{number}", f"closes_{number}"
            if opens in self.errors or closes in self.errors:
                continue
            if (cleaned[opens] is None) != (cleaned[closes] is None):
                empty = opens if cleaned[opens] is None else closes
                self.add_error(empty, _("Fill in both times, or leave both empty when it is closed."))
            elif cleaned[opens] is not None and cleaned[closes] <= cleaned[opens]:
                self.add_error(closes, _("This is not after the beginning. Choose a later time."))
        return cleaned

    def week(self) -> dict[int, Open]:
        """All seven days, the closed ones too: a room with hours of its own follows the building on none."""
        data = self.cleaned_data
        return {number: Open(data[f"opens_{number}"] or 0, data[f"closes_{number}"] or 0) for number in WEEKDAYS}


class ClosedDaysForm(forms.Form):
    use_required_attribute = False
    first_on = ComingDayField(label=_("First day"))
    last_on = ComingDayField(label=_("Last day"))
    reason = TextField(
        label=_("Why"),
        max_length=80,
        help_text=_("Everybody who looks for a room reads this, for example Christmas holiday."),
        error_messages={"required": _("Say why the building is closed.")},
    )
    nonce = NonceField()

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is not before the first. Choose a later day."))
        return cleaned


class MonthField(forms.TypedChoiceField):
    """A month from a list around today; the cleaned value is its first day."""

    def __init__(self, **kwargs):
        super().__init__(coerce=date.fromisoformat, empty_value=None, **kwargs)

    def offer(self, now: date, *more: date) -> None:
        around = {add_months(month_of(now), number) for number in range(-MONTHS_BACK, MONTHS_AHEAD + 1)}
        self.choices = [("", _("Choose a month"))] + [
            (each.isoformat(), capfirst(month(each))) for each in sorted(around | set(more))
        ]


class RentalForm(forms.Form):
    """Letting a room to a partner."""

    use_required_attribute = False
    room = forms.ModelChoiceField(label=_("Room or desk"), queryset=Room.objects.none(), empty_label=_("Choose a room"))
    organisation = forms.ModelChoiceField(
        label=_("Partner"), queryset=Organisation.objects.none(), empty_label=_("Choose a partner")
    )
    first_month = MonthField(label=_("First month"))
    last_month = MonthField(label=_("Last month"))
    price = MoneyField(label=_("Rent per month"), most=MOST_RENT, help_text=_("In euros"))
    note = TextField(
        label=_("Notes"), max_length=300, required=False, help_text=_("For example where the signed agreement is kept.")
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        day = today(timezone.now())
        self.fields["room"].queryset = Room.objects.visible_to(by).in_use(day).order_by("-kind", "name", "pk")
        partners = Organisation.objects.filter(partnership=by.partnership_id)
        self.fields["organisation"].queryset = partners.order_by("name", "pk")
        for name in ("first_month", "last_month"):
            self.fields[name].offer(day)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", _("The last month is not before the first. Choose a later month."))
        if (price := cleaned.get("price")) is not None and price <= 0:
            self.add_error("price", _("Rent is more than nothing. Fill in the price per month."))
        return cleaned


class RentalChangeForm(forms.Form):
    """What of a rental can change: how long it lasts."""

    use_required_attribute = False
    last_month = MonthField(label=_("Last month"))
    note = RentalForm.base_fields["note"]

    def __init__(self, *args, rental: RoomRental, **kwargs):
        initial = {"last_month": rental.last_month.isoformat(), "note": rental.note}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["last_month"].offer(today(timezone.now()), rental.first_month, rental.last_month)
