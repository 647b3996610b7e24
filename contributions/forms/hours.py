"""The form for one day's hours. Its labels and its two buttons are what people know it by."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.actions.team import ForColleague
from contributions.kinds import ContributionKind
from contributions.models import HourEntry
from contributions.queries.checks import Effort, Findings
from contributions.queries.hours import grouped_by_lab
from contributions.rules import Concern, Missing, Refusal, missing_before_submitting
from contributions.sentences import CONCERNS, MISSING, REFUSALS
from labs.models import Activity
from lib.fields import DayField, HoursField, TextField
from lib.figures import day_plain, hours
from lib.nonce import NonceField
from lib.periods import today
from partnership.models import Membership

# Hours of the last days are logged after the programme has ended; ten weeks later the final report is due (R63).
AFTER_THE_END = timedelta(weeks=10)
CHANGED_ROLE = _(
    "Meanwhile you act for %(organisation)s. Send this again if the hours are for that organisation, "
    "or change your role first."
)
NOT_ON_OFFER = _("This activity is not in a programme that your organisation takes part in. Choose one from the list.")


def activities_for(membership: Membership, day: date, entry: HourEntry | None = None) -> list[Activity]:
    """Activities that hours can be logged under on `day`: of running programmes that the organisation takes part in."""
    found = Activity.objects.visible_to(membership).filter(
        programme__participations__organisation=membership.organisation_id,
        programme__starts_on__lte=day,
        programme__ends_on__gte=day - AFTER_THE_END,
        starts_on__lte=day,
    )
    if entry is not None:
        found = found | Activity.objects.visible_to(membership).filter(pk=entry.activity_id)
    ordered = found.distinct().select_related("lab", "programme").order_by("lab__name", "name", "pk")
    return list(ordered)


def kind_choices(excluded: set[str]) -> list:
    """All kinds of effort, those that never count apart."""
    counting = [choice for choice in ContributionKind.choices if choice[0] not in excluded]
    never = [choice for choice in ContributionKind.choices if choice[0] in excluded]
    groups = [(_("Counts as co-financing"), counting), (_("May be recorded, never counts"), never)]
    return [("", _("Choose")), *(group for group in groups if group[1])]


def kinds_for(activities: list[Activity]) -> list:
    """The kinds of effort to choose from; a kind that none of their programmes counts stands apart."""
    programmes = {activity.programme_id: activity.programme for activity in activities}
    never = [{item.kind for item in programme.terms.excluded} for programme in programmes.values()]
    return kind_choices(set.intersection(*never) if never else set())


class HoursForm(forms.Form):
    """What somebody did on one day. Submitting asks for everything, a draft for what makes it one line."""

    date = DayField(label=_("Date"), help_text=_("For example 20-11-2026, 20-11 or today"))
    hours = HoursField(label=_("Hours"), help_text=_("In quarters, for example 2.5 or 2:30"))
    activity = forms.ChoiceField(
        label=_("Activity"),
        error_messages={"required": _("Choose the activity this was for."), "invalid_choice": NOT_ON_OFFER},
    )
    kind = forms.ChoiceField(
        label=_("Kind of effort"),
        error_messages={
            "required": _("Choose what kind of effort this was."),
            "invalid_choice": _("Choose one from the list."),
        },
    )
    description = TextField(
        label=_("Description"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you did, in at least 15 characters. Leave out names of students."),
        error_messages={"required": REFUSALS[Refusal.DESCRIPTION]},
    )
    place = TextField(label=_("Place"), max_length=120, required=False)
    explanation = TextField(
        label=_("Explanation"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a long day, a weekend or holiday, or when you log late."),
    )
    colleagues = forms.TypedMultipleChoiceField(
        label=_("Colleagues"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They did the same with you. Each gets a draft of their own, to check and to submit."),
        error_messages={"invalid_choice": _("Choose colleagues from the list.")},
    )
    nonce = NonceField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        membership: Membership,
        entry: HourEntry | None = None,
        team: dict[int, str] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        if team:
            self.fields["colleagues"].choices = list(team.items())
        else:
            del self.fields["colleagues"]
        self.fields["explanation"].says_when = True
        self.membership, self.entry = membership, entry
        self.activities = activities_for(membership, today(), entry)
        self.fields["activity"].choices = [("", _("Choose")), *grouped_by_lab(self.activities)]
        self.fields["kind"].choices = kinds_for(self.activities)

    @property
    def submitting(self) -> bool:
        return self.data.get("verb") == "submit"

    def clean(self):
        cleaned = super().clean()
        if self.data.get("acting_as", str(self.membership.pk)) != str(self.membership.pk):
            self.add_error(None, CHANGED_ROLE % {"organisation": self.membership.organisation.name})
        if not self.submitting and not (self.data.get("description") or "").strip():
            self.errors.pop("description", None)  # a draft may still lack it
            cleaned["description"] = ""
        if self.submitting and self.errors and "description" in cleaned:
            self._add_short_description(cleaned["description"])
        return cleaned

    def _add_short_description(self, description: str) -> None:
        """Without a day or hours the rules are not asked yet; what can be said of the text is said at once."""
        found = missing_before_submitting(description=description, explanation="", concerns=[])
        for missing in found:
            self.add_error(missing.value, explain_missing(missing, []))

    def effort(self) -> Effort:
        """What was typed, as one effort of the person and organisation that log in now."""
        data = self.cleaned_data
        return Effort(
            person_id=self.membership.user_id,
            organisation_id=self.membership.organisation_id,
            activity=self.activity_of(data["activity"]),
            worked_on=data["date"],
            minutes=data["hours"],
            kind=data["kind"],
            description=data["description"],
            place=data["place"],
            explanation=data["explanation"],
        )

    def add_refused_colleagues(self, refused: Iterable[ForColleague]) -> None:
        """Say for whom these hours are refused, and why."""
        for each in refused:
            for code in each.findings.refusals.values():
                self.add_error("colleagues", f"{each.name}: {explain(code, each.effort, each.findings)}")

    def activity_of(self, key: str) -> Activity:
        return next(activity for activity in self.activities if str(activity.pk) == key)

    def add_findings(self, findings: Findings, effort: Effort) -> None:
        """Put what the rules refuse, and what is missing, at the fields they are about."""
        for name, refusal in findings.refusals.items():
            self.add_error(name, explain(refusal, effort, findings))
        if not findings.refusals:
            for missing in findings.missing:
                self.add_error(missing.value, explain_missing(missing, findings.concerns))


def explain(refusal: Refusal, effort: Effort, findings: Findings) -> str:
    """The sentence of a refusal, with the dates or hours it is about."""
    programme, activity = effort.activity.programme, effort.activity
    detail = ""
    if refusal is Refusal.OUTSIDE_PERIOD:
        detail = _("The programme runs from %(first)s to %(last)s.") % {
            "first": day_plain(programme.starts_on),
            "last": day_plain(programme.ends_on),
        }
    elif refusal is Refusal.BEFORE_APPLICATION:
        detail = _("That was on %(day)s.") % {"day": day_plain(programme.applied_on)}
    elif refusal is Refusal.ACTIVITY_PERIOD:
        detail = _("It runs from %(first)s to %(last)s.") % {
            "first": day_plain(activity.starts_on),
            "last": day_plain(activity.ends_on),
        }
    elif refusal is Refusal.MORE_THAN_24_HOURS:
        detail = _("You already logged %(hours)s hours on that day.") % {"hours": hours(findings.others_that_day)}
    return f"{REFUSALS[refusal]} {detail}".strip()


def explain_missing(missing: Missing, concerns: list[Concern]) -> str:
    """The sentence of what is missing; of an explanation also what has to be explained."""
    if missing is not Missing.EXPLANATION:
        return str(MISSING[missing])
    found = ", ".join(str(CONCERNS[concern]) for concern in concerns)
    return f"{MISSING[missing]} ({found})"


def values_of(entry: HourEntry) -> dict:
    """An entry as the form starts with it."""
    return {
        "date": entry.worked_on,
        "hours": entry.minutes,
        "activity": entry.activity_id,
        "kind": entry.kind,
        "description": entry.description,
        "place": entry.place,
        "explanation": entry.explanation,
        "version": entry.version,
    }


def values_to_copy(entry: HourEntry, same_day: bool = False) -> dict:
    """What a new entry like this one starts with: today or on the same day, without the explanation of that day."""
    kept = ("hours", "activity", "kind", "description", "place")
    values = values_of(entry)
    return {"date": entry.worked_on if same_day else today(), **{name: values[name] for name in kept}}
