"""Labs, their coordinators and the activity plan."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField
from lib.nonce import NonceField
from partnership.models import Membership, Programme
from partnership.roles import Role

from .actions import wrong_days
from .models import Activity, Lab


class LabForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)


class MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.organisation.name}"


class CoordinatorForm(forms.Form):
    """Offers the coordinators of the partnership who do not have this lab yet."""

    membership = MemberChoice(
        label=_("Coordinator"), queryset=Membership.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *args, by: Membership, lab: Lab, **kwargs):
        super().__init__(*args, **kwargs)
        active = Membership.objects.visible_to(by).active(timezone.now()).filter(role=Role.COORDINATOR)
        free = active.exclude(coordinated_labs__lab=lab).select_related("user", "organisation")
        self.fields["membership"].queryset = free.order_by("user__name", "pk")


class ActivityForm(forms.Form):
    """A line of the activity plan, within its programme. Programme and lab are chosen once, when it is made."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none(), empty_label=None)
    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none(), empty_label=_("Choose a lab"))
    name = forms.CharField(label=_("Name"), max_length=160)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    nonce = NonceField()

    def __init__(self, *args, by: Membership, activity: Activity | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.fields["programme"].queryset = Programme.objects.visible_to(by).order_by("-starts_on", "pk")
        self.fields["lab"].queryset = Lab.objects.visible_to(by).order_by("kind", "pk")
        if activity is not None:
            del self.fields["nonce"], self.fields["programme"], self.fields["lab"]

    def clean(self):
        data = super().clean()
        programme = self.activity.programme if self.activity else data.get("programme")
        for field, message in wrong_days(programme, data.get("starts_on"), data.get("ends_on")):
            self.add_error(field, message)
        return data


class PlanFilter(forms.Form):
    """Which programme's plan to show."""

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.none(), required=False, empty_label=_("The current one")
    )

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(by).order_by("-starts_on", "pk")
