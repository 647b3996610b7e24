"""Labs, their coordinators and the activity plan."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField
from partnership.models import Membership, Programme
from partnership.roles import Role

from ..actions import wrong_days
from ..actions.plan import ONE_MANAGEMENT, OTHER_GOAL
from ..kinds import ActivityKind
from ..models import Activity, Goal, Lab


class LabForm(forms.Form):
    """What a lab is called. The address of a new one follows from its name, and stays."""

    name = TextField(label=_("Name"), max_length=80)


class NewLabForm(LabForm):
    """Says at once what the lab is for as well; afterwards who runs it does that, on a page of its own."""

    purpose_nl = TextField(
        label=_("Purpose, in Dutch"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads this on the public page of the lab."),
    )
    purpose_en = TextField(
        label=_("Purpose, in English"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Without it the page shows the Dutch one."),
    )
    nonce = NonceField()


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
    name = TextField(label=_("Name"), max_length=160)
    goal = forms.ModelChoiceField(
        label=_("Goal"),
        queryset=Goal.objects.none(),
        required=False,
        empty_label=_("No goal yet"),
        help_text=_("What the activity is for."),
    )
    project_management = forms.BooleanField(
        label=_("This is project management"),
        required=False,
        help_text=_("It is a line of its own in plan and budget; a programme has one."),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    nonce = NonceField()

    def __init__(self, *args, by: Membership, activity: Activity | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity = activity
        programmes = list(Programme.objects.visible_to(by).order_by("-starts_on", "pk"))
        self.fields["programme"].queryset = Programme.objects.visible_to(by).order_by("-starts_on", "pk")
        self.fields["lab"].queryset = Lab.objects.visible_to(by).order_by("kind", "pk")
        goals = Goal.objects.visible_to(by).select_related("programme").in_order()
        if activity is not None:
            goals = goals.filter(programme=activity.programme_id)
            del self.fields["nonce"], self.fields["programme"], self.fields["lab"]
        elif len(programmes) > 1:
            self.fields["goal"].label_from_instance = lambda goal: f"{goal.programme.name}: {goal}"
        self.fields["goal"].queryset = goals

    def clean(self):
        data = super().clean()
        programme = self.activity.programme if self.activity else data.get("programme")
        for field, message in wrong_days(programme, data.get("starts_on"), data.get("ends_on")):
            self.add_error(field, message)
        if programme and data.get("goal") and data["goal"].programme_id != programme.pk:
            self.add_error("goal", OTHER_GOAL)
        managed = data.pop("project_management", False)
        data["kind"] = ActivityKind.MANAGEMENT if managed else ActivityKind.ACTIVITY
        if managed and programme and self._others(programme, data).exists():
            self.add_error("project_management", ONE_MANAGEMENT)
        return data

    def _others(self, programme: Programme, data: dict):
        """Other activities for project management; the one that this very form made before is none."""
        rows = programme.activities.filter(kind=ActivityKind.MANAGEMENT)
        if self.activity:
            return rows.exclude(pk=self.activity.pk)
        return rows.exclude(nonce=data["nonce"]) if data.get("nonce") else rows


class GoalForm(forms.Form):
    """What a programme is to reach."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none(), empty_label=None)
    name = TextField(
        label=_("Goal"),
        max_length=200,
        help_text=_("In one sentence, as in the application."),
        error_messages={"required": _("Say what the programme is to reach.")},
    )
    explanation = TextField(
        label=_("Explanation"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, goal: Goal | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(by).order_by("-starts_on", "pk")
        if goal is not None:
            del self.fields["programme"], self.fields["nonce"]


class PlanFilter(forms.Form):
    """Which programme's plan to show, and of which lab; the rows to choose from are given, so nobody asks twice."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    lab = forms.ChoiceField(label=_("Lab"), required=False)

    def __init__(self, *args, programmes: list[Programme], labs: list[Lab], **kwargs):
        super().__init__(*args, **kwargs)
        self.programmes = {str(each.pk): each for each in programmes}
        self.labs = {each.slug: each for each in labs}
        named = [(key, each.name) for key, each in self.programmes.items()]
        self.fields["programme"].choices = [("", _("The current one")), *named]
        self.fields["lab"].choices = [("", _("All labs")), *((key, each.name) for key, each in self.labs.items())]
        if len(programmes) < 2:
            del self.fields["programme"]

    def chosen(self, today) -> tuple[Programme | None, Lab | None]:
        """The programme and lab to show; what is not there is passed over."""
        programme = self.programmes.get(self.data.get("programme", ""))
        return programme or current_of(list(self.programmes.values()), today), self.labs.get(self.data.get("lab", ""))


def current_of(programmes: list[Programme], today) -> Programme | None:
    """The programme that runs today, else the newest; `programmes` come newest first."""
    running = (each for each in programmes if today in each.period)
    return next(running, programmes[0] if programmes else None)
