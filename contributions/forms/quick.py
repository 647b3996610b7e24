"""The short form for a phone: what it was stands already, so that hours and a day are all that is asked."""

from datetime import date

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import HourEntry
from contributions.queries.checks import Effort
from lib.fields import DayField, HoursField
from lib.figures import day_in_week, hours_unit
from lib.money import MINUTES_PER_HOUR
from lib.nonce import NonceField
from lib.periods import ONE_DAY
from partnership.models import Membership

from .hours import explain

CHIPS = [halves * MINUTES_PER_HOUR // 2 for halves in (1, 2, 3, 4, 6, 8, 12, 16)]


class ChosenHours(HoursField):
    """Hours from a few big buttons."""

    widget = forms.RadioSelect

    def widget_attrs(self, widget):
        return {}


class ChosenDay(DayField):
    """Today or yesterday, as dates, so that midnight does not shift them."""

    widget = forms.RadioSelect

    def widget_attrs(self, widget):
        return {}

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value


class QuickForm(forms.Form):
    """Hours on a day, of the same kind as an earlier entry."""

    hours = ChosenHours(
        label=gettext_lazy("Hours"), error_messages={"required": gettext_lazy("Choose how long it was.")}
    )
    date = ChosenDay(label=gettext_lazy("Date"), error_messages={"required": gettext_lazy("Choose the day.")})
    nonce = NonceField()

    def __init__(self, *args, membership: Membership, like: HourEntry, day: date, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.membership, self.like = membership, like
        self.fields["hours"].widget.choices = [(f"{minutes / 60:g}", hours_unit(minutes)) for minutes in CHIPS]
        yesterday = day - ONE_DAY
        self.fields["date"].widget.choices = [
            (day.isoformat(), _("Today, %(day)s") % {"day": day_in_week(day)}),
            (yesterday.isoformat(), capfirst(_("yesterday, %(day)s") % {"day": day_in_week(yesterday)})),
        ]

    def effort(self) -> Effort:
        """The same as the earlier entry, with these hours on this day."""
        return Effort(
            person_id=self.membership.user_id,
            organisation_id=self.membership.organisation_id,
            activity=self.like.activity,
            worked_on=self.cleaned_data["date"],
            minutes=self.cleaned_data["hours"],
            kind=self.like.kind,
            description=self.like.description,
            place=self.like.place,
        )

    def add_findings(self, findings, effort: Effort) -> None:
        """Put what the rules refuse at the fields; about the activity there is no field, so that goes on top."""
        for name, refusal in findings.refusals.items():
            self.add_error(name if name in self.fields else None, explain(refusal, effort, findings))
