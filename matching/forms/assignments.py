"""An assignment as people fill it in: in one go or bit by bit, its roles, and what each side expects."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labs.forms.plan import MemberChoice
from labs.models import EducationProgramme
from lib.fields import ComingDayField, DayField, TextField
from lib.nonce import NonceField
from partnership.forms.fields import MoneyField
from partnership.models import Membership

from ..actions.content import ENDS_FIRST, SAID, TWICE
from ..kinds import ASKED_BY_SCHOOLS, FOR_SEVERAL_TEAMS, Follows, Language, Level, Remote, Theme, Weight
from ..models import Assignment, SkillTag
from ..queries.assignments import possible_mentors, possible_school_mentors, programmes_of
from ..rules import GUIDED

MOST_ROLES, EMPTY_ROLES = 12, 2
NO_NAME = _("Give this role a name, or leave its skills open.")
OPTIONAL = _("Optional.")


class LongText(TextField):
    """A text that the browser does not cut off when it is pasted: what is too long is said, and stays in the form."""

    def __init__(self, *, rows: int = 6, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Saved(forms.Form):
    """Every field may be empty for now: the page of the assignment says what is missing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"use_required_attribute": False} | kwargs)
        for field in self.fields.values():
            field.says_when = True  # the words above the form do


class AssignmentForm(Saved):
    """What is offered or asked, when and where. Only what is wrong is refused."""

    title = TextField(label=_("Title"), max_length=120, required=False, help_text=_("As you would say it at school."))
    text = LongText(
        label=_("What is it about?"),
        max_length=8000,
        required=False,
        rows=8,
        help_text=_("What is there now, what should be there afterwards, and with whom does somebody work?"),
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Choose a theme")), *Theme.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)
    starts_on = ComingDayField(label=_("First day"), required=False)
    ends_on = ComingDayField(label=_("Last day"), required=False)
    hours_a_week = forms.IntegerField(label=_("Hours a week"), min_value=1, max_value=40, required=False)
    place = TextField(label=_("Place"), max_length=80, required=False)
    remote = forms.ChoiceField(label=_("Where"), choices=Remote.choices, required=False)
    allowance = MoneyField(
        label=_("Allowance per month, in euros"), required=False, most=Decimal("99999.99"), help_text=OPTIONAL
    )
    apply_until = DayField(
        label=_("Apply until"), required=False, help_text=_("Optional. Without it: as long as it is on the board.")
    )
    is_public = forms.BooleanField(label=_("Show it to visitors who are not logged in too"), required=False)
    teams = forms.IntegerField(label=_("Number of teams"), min_value=1, max_value=200, required=False)
    delivered = LongText(
        label=_("What is there already?"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("What earlier teams delivered. Everybody who sees the assignment reads it."),
    )
    handover = LongText(
        label=_("Hand-over note"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("Optional. Where it is, how it works, what to look out for. Only members read it."),
    )
    education = forms.ModelChoiceField(
        label=_("Education programme"),
        queryset=EducationProgramme.objects.none(),
        required=False,
        empty_label=_("No programme"),
    )
    mentor = MemberChoice(
        label=_("Who guides it at your organisation?"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Choose a person"),
        help_text=_("All members see this name. Without it nothing goes on the board."),
    )
    school_mentor = MemberChoice(
        label=_("Mentor at the school"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("The school decides"),
        help_text=_("Only if you agreed on somebody already."),
    )
    is_critical = forms.BooleanField(label=_("We cannot do without the result"), required=False)
    is_secret = forms.BooleanField(label=_("The work itself is confidential"), required=False)
    nonce = NonceField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, by: Membership, kind: str, assignment: Assignment | None = None, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        is_relay = assignment is not None and assignment.follows_as == Follows.RELAY
        for name in [*self._not_for(kind), *([] if is_relay else ["delivered", "handover"])]:
            del self.fields[name]
        del self.fields["version" if assignment is None else "nonce"]
        self._offer_choices(by, assignment, now)

    @staticmethod
    def _not_for(kind: str) -> list[str]:
        names = []
        if kind in ASKED_BY_SCHOOLS:
            names += ["allowance", "education", "school_mentor", "is_critical", "is_secret", "hours_a_week"]
        elif kind not in GUIDED:
            names += ["school_mentor"]
        return names if kind in FOR_SEVERAL_TEAMS else [*names, "teams"]

    def _offer_choices(self, by: Membership, assignment: Assignment | None, now: datetime) -> None:
        choices = {
            "education": lambda: programmes_of(by.partnership),
            "mentor": lambda: possible_mentors(by.partnership, by.organisation_id, now),
            "school_mentor": lambda: possible_school_mentors(by.partnership, now),
        }
        for name in choices.keys() & self.fields.keys():
            rows = choices[name]()
            present = getattr(assignment, f"{name}_id", None)
            if present and name != "education":  # who left stays visible until somebody else is chosen
                people = Membership.objects.select_related("user", "organisation").order_by("user__name", "pk")
                rows = people.filter(pk__in=[*(each.pk for each in rows), present])
            self.fields[name].queryset = rows

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ENDS_FIRST)
        return data

    def plain(self) -> dict[str, Any]:
        """What was filled in, as plain values (see `actions.content`)."""
        values = {}
        for name, value in self.cleaned_data.items():
            if name in ("nonce", "version"):
                continue
            values[name] = _plain(value)
        defaults = {"language": Language.DUTCH, "remote": Remote.ON_SITE, "teams": 1}
        return values | {name: values.get(name) or default for name, default in defaults.items() if name in values}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "pk", value)


# --- Roles -------------------------------------------------------------------------------------------------------
class RoleForm(Saved):
    """A role in the team; a row without a name and skills is left out."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = TextField(label=_("Role"), max_length=80, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.MBO4, required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500, required=False, initial=1)
    skills = forms.TypedMultipleChoiceField(
        label=_("Skills"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, skills: Sequence[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = False
        self.fields["skills"].choices = skills

    def clean(self):
        data = super().clean()
        if not data.get("name") and data.get("skills"):
            self.add_error("name", NO_NAME)
        return data

    @property
    def chosen(self) -> int:
        """How many skills are ticked."""
        return len(self["skills"].value() or ())

    def plain(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {"name": data["name"], "level": data["level"] or Level.MBO4.value, "seats": data["seats"] or 1}
        return values | {"pk": data["pk"], "skills": sorted(data["skills"])}


class BaseRoleRows(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        number = (index or 0) + 1
        form.fields["name"].label = _("Role %(number)s") % {"number": number}
        form.fields["skills"].label = _("Skills of role %(number)s") % {"number": number}

    def clean(self):
        seen = set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "").casefold() if form.is_valid() else ""
            if name and name in seen:
                form.add_error("name", TWICE)
            seen.add(name)

    def plain(self) -> list[dict[str, Any]]:
        return [form.plain() for form in self.forms if form.cleaned_data.get("name")]


Rows = forms.formset_factory(
    RoleForm, formset=BaseRoleRows, extra=EMPTY_ROLES, max_num=MOST_ROLES, absolute_max=MOST_ROLES
)


def role_rows(data, *, by: Membership, present: Iterable[dict] = ()) -> BaseRoleRows:
    """Rows for the roles that are there, and some to add."""
    initial = [dict(role) for role in present]
    used = {skill for role in initial for skill in role["skills"]}
    tags = SkillTag.objects.filter(partnership=by.partnership_id).order_by("pk")
    found = [(tag.pk, tag.name) for tag in tags if tag.ended_at is None or tag.pk in used]
    choices = sorted(found, key=lambda each: (each[1].casefold(), each[0]))
    rows = Rows(data, prefix="roles", initial=initial, form_kwargs={"skills": choices})
    rows.extra = EMPTY_ROLES if initial else EMPTY_ROLES + 1
    return rows


# --- What a side expects -----------------------------------------------------------------------------------------
class ExpectationForm(Saved):
    """Effort, contact, language, weight, confidentiality and a trial period."""

    effort = TextField(
        label=_("Guidance"), max_length=300, required=False, help_text=_("How many hours a week, and by whom?")
    )
    contact = TextField(label=_("Contact"), max_length=300, required=False, help_text=_("How often, and how?"))
    language = forms.ChoiceField(label=_("Language spoken"), choices=Language.choices, required=False)
    weight = forms.ChoiceField(
        label=_("How demanding is it?"), choices=Weight.choices, initial=Weight.FITTING, required=False
    )
    confidentiality = TextField(
        label=_("What stays confidential"),
        max_length=300,
        required=False,
        help_text=_("Optional. For example: data of customers."),
    )
    trial_weeks = forms.IntegerField(
        label=_("Trial period, in weeks"), min_value=0, max_value=26, required=False, initial=0
    )

    def plain(self) -> dict[str, Any] | None:
        """What was filled in; None when nothing was."""
        data = self.cleaned_data
        if not any(data[name] for name in ("effort", "contact", "confidentiality")):
            return None
        defaults = {"language": Language.DUTCH, "weight": Weight.FITTING, "trial_weeks": 0}
        return {name: data[name] or defaults.get(name, "") for name in SAID}


class SchoolForm(ExpectationForm):
    """The same for the school, with who guides the student there."""

    school_mentor = MemberChoice(
        label=_("Mentor at the school"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args, by: Membership, assignment: Assignment, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        rows = possible_school_mentors(by.partnership, now)
        if assignment.school_mentor_id:
            people = Membership.objects.select_related("user", "organisation").order_by("user__name", "pk")
            rows = people.filter(pk__in=[*(each.pk for each in rows), assignment.school_mentor_id])
        self.fields["school_mentor"].queryset = rows


class ReasonForm(forms.Form):
    """Why it cannot be so; who handed it in reads this."""

    reason = TextField(
        label=_("What has to change?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who handed it in reads this."),
    )
