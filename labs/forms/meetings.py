"""When something of a few people takes place: a day, from a time to a time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import ClockField, DayField, TextField
from lib.times import clock_of, day_of, exists, moment_of

from ..models import Session
from .sessions import SKIPPED_HOUR

WHEN = ("starts_at", "ends_at", "place")


class MeetingForm(forms.Form):
    """Gives `starts_at` and `ends_at`; both are on one day."""

    day = DayField(label=_("Day"))
    starts = ClockField(label=_("Starts at"))
    ends = ClockField(label=_("Ends at"))
    place = TextField(label=_("Place"), max_length=160, required=False)

    def clean(self):
        data = super().clean()
        if any(data.get(name) is None for name in ("day", "starts", "ends")):
            return data
        skipped = [name for name in ("starts", "ends") if not exists(data["day"], data[name])]
        for name in skipped:
            self.add_error(name, SKIPPED_HOUR)
        if skipped:
            return data  # a field with an error has no value any more
        data["starts_at"], data["ends_at"] = (moment_of(data["day"], data[name]) for name in ("starts", "ends"))
        if data["ends_at"] <= data["starts_at"]:
            self.add_error("ends", _("It ends after it starts. Choose a later time."))
        return data

    def values(self, *more: str) -> dict:
        """The facts for the action."""
        return {name: self.cleaned_data[name] for name in (*WHEN, *more)}


def times_of(session: Session) -> dict:
    """A session as the form starts."""
    return {
        "day": day_of(session.starts_at),
        "starts": clock_of(session.starts_at),
        "ends": clock_of(session.ends_at),
        "place": session.place,
    }


class CancelForm(forms.Form):
    reason = TextField(label=_("Why does it not go on?"), max_length=300, help_text=_("Who would come reads this."))
    version = forms.IntegerField(widget=forms.HiddenInput)
