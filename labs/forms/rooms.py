"""What people fill in to book a room, or to give one back."""

import re
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import fields
from lib.fields import ComingDayField, DayField, TextField
from lib.nonce import NonceField
from lib.periods import today
from partnership.models import Membership

from ..actions.rooms import NO_REASON, Use
from ..models import Room
from ..queries.rooms import Wish
from ..rooms_rules import A_DAY, MOST_WEEKS, clock

_MIDNIGHT = re.compile(r"^24(?:[:.uh]?00)?[uh]?$")
MOST_PEOPLE = 500


class ClockField(fields.ClockField):
    """A time of the day, or the end of it (`24:00`); the cleaned value is minutes after midnight."""

    def prepare_value(self, value):
        return clock(value) if isinstance(value, int) else value

    def to_python(self, value):
        if _MIDNIGHT.match(str(value or "").strip().lower()):
            return A_DAY
        found = super().to_python(value)
        return None if found is None else found.hour * 60 + found.minute


def counting(label, least: int, most: int, **kwargs) -> forms.IntegerField:
    """A small whole number, typed as text."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
        error_messages={
            "required": _("Fill in a number."),
            "invalid": _("Write a whole number."),
            "min_value": _("This must be at least %(limit_value)s."),
            "max_value": _("This can be at most %(limit_value)s."),
        },
        **kwargs,
    )


class RoomChoice(forms.ModelChoiceField):
    def label_from_instance(self, room):
        return _("%(name)s (seats: %(seats)s)") % {"name": room.name, "seats": room.seats}


class BookForm(forms.Form):
    """A room, a day and two times; what cannot be is said by the rules."""

    use_required_attribute = False
    room = RoomChoice(
        label=_("Room or desk"),
        queryset=Room.objects.none(),
        empty_label=_("Choose a room"),
        error_messages={"required": _("Choose a room."), "invalid_choice": _("Choose a room from the list.")},
    )
    day = ComingDayField(label=_("Day"))
    start = ClockField(label=_("Begins at"))
    end = ClockField(label=_("Ends at"))
    purpose = TextField(
        label=_("What for"),
        max_length=120,
        help_text=_("Only your colleagues and who manages the rooms read this."),
        error_messages={"required": _("Say in a few words what you do there.")},
    )
    people = counting(_("Number of people"), 1, MOST_PEOPLE)
    weeks = counting(
        _("Number of weeks"),
        1,
        MOST_WEEKS,
        help_text=_("1 is once; 4 is this day and the same day of the three weeks after it. At most 12."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    nonce = NonceField()

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        rooms = Room.objects.visible_to(by).in_use(today(timezone.now()))
        self.fields["room"].queryset = rooms.order_by("-kind", "name", "pk")

    def wish(self) -> Wish:
        return Wish(**{name: self.cleaned_data[name] for name in ("room", "day", "start", "end", "weeks")})

    def use(self) -> Use:
        return Use(self.cleaned_data["purpose"], self.cleaned_data["people"])

    def fingerprint(self) -> str:
        """Which days the person looked at: a button below them books no other."""
        wish = self.wish()
        return f"{wish.room.pk} {wish.day} {wish.start} {wish.end} {wish.weeks}"

    def add_sentences(self, sentences: dict) -> None:
        for field, sentence in sentences.items():
            self.add_error(field if field in self.fields else None, str(sentence))


class DayForm(forms.Form):
    """Which day to show."""

    day = DayField(label=_("Day"), required=False)

    def chosen(self, otherwise: date) -> date:
        return (self.cleaned_data.get("day") if self.is_valid() else None) or otherwise


class CancelForm(forms.Form):
    """Why a booking is cancelled; needed when it is somebody else's."""

    use_required_attribute = False
    reason = TextField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Who booked it reads this in a mail."),
        error_messages={"required": NO_REASON},
    )
