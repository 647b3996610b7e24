"""Above the log: what, who, when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField
from lib.verbs import all_deeds

from ..models import User


class LogFilter(forms.Form):
    verb = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.ModelChoiceField(
        label=_("Who"), required=False, queryset=User.objects.none(), empty_label=_("Everybody")
    )
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, *args, events, **kwargs):
        super().__init__(*args, **kwargs)
        plain = {verb: str(text) % {"what": "…"} for verb, text in all_deeds().items()}
        self.fields["verb"].choices = [("", _("Everything")), *sorted(plain.items(), key=lambda item: item[1])]
        actors = events.exclude(actor=None).values("actor")
        self.fields["actor"].queryset = User.objects.filter(pk__in=actors).order_by("name", "pk")

    def clean(self):
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The period ends before it starts."))
        return data
