"""The filter above the table of how all partners stand."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.queries.pace import Stand
from contributions.sentences import SCHEDULES
from partnership.kinds import FinancingGroup

SCHEDULE_CHOICES = [(schedule.value, capfirst(word)) for schedule, word in SCHEDULES.items()]


class StandingFilter(forms.Form):
    """Everything may stay empty."""

    schedule = forms.ChoiceField(label=_("Schedule"), choices=[("", _("All")), *SCHEDULE_CHOICES], required=False)
    group = forms.ChoiceField(
        label=_("Side"),
        choices=[("", _("All")), *((value, capfirst(name)) for value, name in FinancingGroup.choices)],
        required=False,
    )

    def chosen(self, stands: tuple[Stand, ...]) -> list[Stand]:
        """The rows that fit; with a mistake in the address, all of them."""
        asked = self.cleaned_data if self.is_valid() else {}
        schedule, group = asked.get("schedule"), asked.get("group")
        return [
            stand
            for stand in stands
            if (not schedule or stand.schedule == schedule) and (not group or stand.partner.group == group)
        ]
