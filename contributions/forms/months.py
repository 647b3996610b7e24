"""What people fill in about months: standing for one, when months lock, opening one again, and corrections."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.actions.corrections import NO_REASON as NO_CORRECTION_REASON
from contributions.actions.corrections import Right
from contributions.actions.locks import NO_REASON as NO_EXCEPTION_REASON
from contributions.actions.locks import RuleDays
from contributions.actions.months import NO_REASON, NO_STATEMENT
from contributions.kinds import ContributionKind
from contributions.models import HourEntry, LockRule, MonthLock
from labs.models import Activity
from lib.fields import DayField, HoursField, TextField
from lib.figures import month
from lib.nonce import NonceField
from partnership.models import Organisation, Programme

DAYS = {
    "min_value": _("This must be at least %(limit_value)s."),
    "max_value": _("This can be at most %(limit_value)s."),
}
WHOLE = {"invalid": _("Write a whole number of days."), "required": _("Fill in a number of days.")}


class HandInForm(forms.Form):
    """The statement under one's month."""

    use_required_attribute = False
    statement = forms.BooleanField(
        label=_("I declare that these hours are not also declared under another subsidy."),
        error_messages={"required": NO_STATEMENT},
    )


class MonthReasonForm(forms.Form):
    """Why a month goes back; only looked at for the button that needs it."""

    use_required_attribute = False
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"maxlength": 500}),
        help_text=_("Only needed to return."),
        error_messages={"required": NO_REASON},
    )


class LockRuleForm(forms.Form):
    """When the months of a programme lock. What makes no sense is refused here, never silently off."""

    use_required_attribute = False
    days_after = forms.IntegerField(
        label=_("Days after the end of the month"),
        min_value=1,
        max_value=365,
        error_messages=DAYS | WHOLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        help_text=_("1 to 365. Until then hours can be logged as usual."),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=90,
        error_messages=DAYS | WHOLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3}),
        help_text=_("0 to 90. Hours can still be logged, and pages say until when."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def days(self) -> RuleDays:
        return RuleDays(self.cleaned_data["days_after"], self.cleaned_data["grace_days"])

    @staticmethod
    def values_of(rule: LockRule | None) -> dict:
        if rule is None:
            return {}
        return {"days_after": rule.days_after, "grace_days": rule.grace_days, "version": rule.version}


class LockMonthForm(forms.Form):
    """A month to lock by hand."""

    use_required_attribute = False
    month = forms.ChoiceField(
        label=_("Month"),
        error_messages={"required": _("Choose a month."), "invalid_choice": _("Choose a month from the list.")},
    )

    def __init__(self, *args, months: list[date], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(each.isoformat(), month(each)) for each in months]
        self.fields["month"].choices = [("", _("Choose")), *choices]

    def chosen(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])


class ExceptionForm(forms.Form):
    """For whom a locked month opens again, until when and why."""

    use_required_attribute = False
    lock = forms.ModelChoiceField(
        label=_("Locked month"),
        queryset=MonthLock.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a month."), "invalid_choice": _("Choose a month from the list.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("For whom"), queryset=Organisation.objects.none(), required=False, empty_label=_("Everybody")
    )
    last_day = DayField(label=_("Until and including"))
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": NO_EXCEPTION_REASON},
    )

    def __init__(self, *args, programme: Programme, **kwargs):
        super().__init__(*args, **kwargs)
        locks = MonthLock.objects.filter(programme=programme).order_by("-month")
        self.fields["lock"].queryset = locks
        self.fields["lock"].label_from_instance = lambda lock: month(lock.month)
        partners = Organisation.objects.filter(participations__programme=programme).order_by("name", "pk")
        self.fields["organisation"].queryset = partners


class CorrectionForm(forms.Form):
    """What hours that are locked or reported should have been."""

    use_required_attribute = False
    hours = HoursField(
        label=_("Hours as they should be"), help_text=_("In quarters, for example 2.5. Write 0 if there were none.")
    )
    activity = forms.ChoiceField(label=_("Activity"), error_messages={"invalid_choice": _("Choose one from the list.")})
    kind = forms.ChoiceField(
        label=_("Kind of effort"),
        choices=ContributionKind.choices,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    description = TextField(label=_("Description"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why it is corrected. It stays with both lines."),
        error_messages={"required": NO_CORRECTION_REASON},
    )
    nonce = NonceField()

    def __init__(self, *args, entry: HourEntry, **kwargs):
        super().__init__(*args, **kwargs)
        activities = Activity.objects.filter(
            programme=entry.programme_id,
            lab=entry.activity.lab_id,
            starts_on__lte=entry.worked_on,
            ends_on__gte=entry.worked_on,
        )
        self.activities = {str(activity.pk): activity for activity in activities.order_by("name", "pk")}
        self.fields["activity"].choices = [(key, activity.name) for key, activity in self.activities.items()]

    def right(self) -> Right:
        data = self.cleaned_data
        return Right(data["hours"], self.activities[data["activity"]], data["kind"], data["description"])

    @staticmethod
    def values_of(entry: HourEntry) -> dict:
        return {
            "hours": entry.minutes,
            "activity": str(entry.activity_id),
            "kind": entry.kind,
            "description": entry.description,
        }
