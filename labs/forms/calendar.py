"""What the calendar shows. Everything is in the address; what is wrong there is passed over."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lib.days import CENTURY
from lib.fields import ComingDayField
from lib.periods import month_of
from partnership.models import Membership

from ..kinds import Audience, SessionKind, SessionLanguage
from ..models import Lab

COMING, EARLIER, MONTH = "coming", "earlier", "month"
ALL = ("", _("All"))


class CalendarFilter(forms.Form):
    view = forms.ChoiceField(
        choices=[(name, name) for name in (COMING, EARLIER, MONTH)], required=False, widget=forms.HiddenInput
    )
    month = forms.CharField(max_length=7, required=False, widget=forms.HiddenInput)
    lab = forms.ChoiceField(label=_("Lab"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *SessionKind.choices], required=False)
    audience = forms.ChoiceField(label=_("Audience"), choices=[ALL, *Audience.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[ALL, *SessionLanguage.choices], required=False)
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[ALL, ("mine", _("What I give or take part in"))], required=False
    )
    since = ComingDayField(label=_("From day"), required=False)

    def __init__(self, data: QueryDict, *, labs: list[Lab], member: Membership | None):
        super().__init__(data)
        self.fields["lab"].choices = [ALL, *((lab.slug, lab.name) for lab in labs)]
        if member is None:
            del self.fields["whose"]
        self.full_clean()
        if self.mode != COMING:
            del self.fields["since"]

    @property
    def mode(self) -> str:
        return self.cleaned_data.get("view") or COMING

    def month_or(self, day: date) -> date:
        """The first day of the month that the address names, or else of that of `day`."""
        try:
            year, month = map(int, self.cleaned_data.get("month", "").split("-"))
            found = date(year, month, 1)
        except ValueError:
            return month_of(day)
        return found if CENTURY[0] < year < CENTURY[1] else month_of(day)
