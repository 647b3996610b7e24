"""Planning a session: what, when, for whom, how often."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lib.fields import ClockField, ComingDayField, TextField
from lib.nonce import NonceField
from lib.periods import today
from lib.times import clock_of, day_of, exists, moment_of
from partnership.models import Membership

from ..kinds import Audience, Rhythm, SessionKind, SessionLanguage
from ..models import Activity, Lab, Room, Session
from ..repeats import Days, Repeat, TooMany, days_of
from .rooms import RoomChoice

DAY_OVER = time(23, 59)
ONE_DAY, HALF_YEAR = timedelta(days=1), timedelta(days=183)
SKIPPED_HOUR = _("The clock skips this time that night. Choose another.")
COPIED = (
    "lab",
    "kind",
    "title",
    "summary",
    "activity",
    "place",
    "room",
    "capacity",
    "takes_enrolments",
    "audience",
    "language",
    "is_public",
)
ONLY, FOLLOWING = "only", "following"


class Unjudged:
    """A form that is shown again as it was filled in, without saying yet what is wrong."""

    def leave_unjudged(self) -> None:
        self._errors, self.cleaned_data = ErrorDict(), {}


class SessionForm(Unjudged, forms.Form):
    """Facts of a session. A new one may repeat; a changed one of a series may take later ones along."""

    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none(), empty_label=_("Choose a lab"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *SessionKind.choices])
    title = TextField(label=_("Title"), max_length=160)
    summary = TextField(
        label=_("What it is about"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    activity = forms.ModelChoiceField(
        label=_("Activity of the plan"),
        queryset=Activity.objects.none(),
        required=False,
        help_text=_("Hours of guests are booked under it."),
    )
    day = ComingDayField(label=_("Day"))
    starts = ClockField(label=_("Starts at"))
    ends = ClockField(label=_("Ends at"))
    last_day = ComingDayField(label=_("Last day"), required=False)
    place = TextField(label=_("Place"), max_length=160, required=False)
    room = RoomChoice(
        label=_("Room in the building"),
        queryset=Room.objects.none(),
        required=False,
        empty_label=_("No room"),
        help_text=_("It is booked for this session at once."),
    )
    capacity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
        help_text=_("Nothing filled in: as many as want to come."),
        error_messages={"invalid": _("Write the number of seats, for example 24.")},
    )
    takes_enrolments = forms.BooleanField(label=_("People sign up"), required=False, initial=True)
    enrol_until = ComingDayField(label=_("Sign up until"), required=False)
    withdraw_until = ComingDayField(label=_("Withdraw until"), required=False)
    audience = forms.MultipleChoiceField(
        label=_("Audience"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: for everybody."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=SessionLanguage.choices)
    is_public = forms.BooleanField(
        label=_("Everybody sees this session on the calendar, also who is not logged in"), required=False, initial=True
    )
    rhythm = forms.ChoiceField(
        label=_("Repeats"), choices=[("", _("Does not repeat")), *Rhythm.choices], required=False
    )
    repeat_until = ComingDayField(label=_("Until this day"), required=False)
    repeat_times = forms.IntegerField(
        label=_("Or so many times"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 2}),
        error_messages={"invalid": _("Write a number, for example 10.")},
    )
    skips_holidays = forms.BooleanField(label=_("Not on public holidays"), required=False, initial=True)
    scope = forms.ChoiceField(
        label=_("What do you change?"),
        choices=[(ONLY, _("Only this session")), (FOLLOWING, _("This and the following of the series"))],
        initial=ONLY,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    nonce = NonceField()

    def __init__(self, *args, by: Membership, session: Session | None = None, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.session = session
        labs = Lab.objects.run_by(by).order_by("pk")
        self.fields["lab"].queryset = labs
        self._offer_activities(by, labs)
        self._offer_rooms(by)
        for name in ("last_day", "rhythm", "repeat_until", "repeat_times"):
            self.fields[name].says_when = True
        for name in REPEATING if session else ("scope", "version"):
            del self.fields[name]
        if session and not session.series_id:
            del self.fields["scope"]

    def _offer_rooms(self, by: Membership) -> None:
        """What is in use, and the room that the session has."""
        rooms = Room.objects.visible_to(by)
        own = rooms.filter(pk=self.session.room_id if self.session else None)
        self.fields["room"].queryset = (rooms.in_use(today()) | own).order_by("-kind", "name", "pk")

    def _offer_activities(self, by: Membership, labs) -> None:
        """Those of the labs that the person runs, and not over for long; under the name of their lab."""
        rows = Activity.objects.visible_to(by).filter(lab__in=labs, ends_on__gte=today() - HALF_YEAR)
        if self.session:
            rows = Activity.objects.visible_to(by).filter(lab=self.session.lab_id)
        field = self.fields["activity"]
        field.queryset = rows
        groups: dict[str, list] = {}
        for row in rows.select_related("lab").order_by("lab", "name", "pk"):
            groups.setdefault(row.lab.name, []).append((row.pk, row.name))
        field.choices = [("", _("No activity")), *groups.items()]

    # --- When ------------------------------------------------------------------------------------------------
    def clean(self):
        data = super().clean()
        if all(data.get(name) is not None for name in ("day", "starts", "ends")):
            self._set_times(data)
        self._set_until(data, "enrol_until")
        self._set_until(data, "withdraw_until")
        self._check_activity(data)
        if data.get("rhythm"):
            self._check_repeat(data)
        return data

    def _set_times(self, data: dict) -> None:
        """Without a last day, an end before the start is after midnight."""
        last = data.get("last_day") or data["day"] + (ONE_DAY if data["ends"] < data["starts"] else 0 * ONE_DAY)
        for field, day in (("starts", data["day"]), ("ends", last)):
            if not exists(day, data[field]):
                self.add_error(field, SKIPPED_HOUR)
                return
        starts_at, ends_at = moment_of(data["day"], data["starts"]), moment_of(last, data["ends"])
        if last < data["day"]:
            self.add_error("last_day", _("The last day is not before the first. Choose a later day."))
        elif ends_at <= starts_at:
            self.add_error("ends", _("A session ends after it starts. Choose a later time."))
        else:
            data |= {"starts_at": starts_at, "ends_at": ends_at}

    def _set_until(self, data: dict, field: str) -> None:
        """The whole of that day; on the day of the session itself until it starts."""
        day, starts_at = data.get(field), data.get("starts_at")
        if not isinstance(day, date) or starts_at is None:
            return
        if day > data["day"]:
            self.add_error(field, _("This is after the session starts. Choose that day or an earlier one."))
        else:
            data[field] = min(moment_of(day, DAY_OVER), starts_at)

    def _check_activity(self, data: dict) -> None:
        activity, lab = data.get("activity"), self.session.lab if self.session else data.get("lab")
        if activity is None or lab is None:
            return
        if activity.lab_id != lab.pk:
            self.add_error("activity", _("This activity belongs to another lab. Choose one of the lab itself."))
        elif data.get("day") and not activity.starts_on <= data["day"] <= activity.ends_on:
            self.add_error("activity", _("This activity does not run on that day. Choose another activity or day."))

    # --- How often -------------------------------------------------------------------------------------------
    def _check_repeat(self, data: dict) -> None:
        if data.get("repeat_until") and data.get("repeat_times"):
            self.add_error("repeat_times", _("Fill in a last day or a number of times, not both."))
        elif not (data.get("repeat_until") or data.get("repeat_times")):
            if not {"repeat_until", "repeat_times"} & self.errors.keys():
                self.add_error("repeat_until", _("Fill in until which day it repeats, or how many times."))
        elif data.get("day"):
            try:
                found = self.days
            except TooMany:
                self.add_error("repeat_until", _("A series has at most 60 sessions. Choose an earlier last day."))
            else:
                if not found.chosen:
                    self.add_error("repeat_until", _("There is no day left. Choose a later last day."))

    @cached_property
    def days(self) -> Days:
        """On which days the session repeats."""
        data = self.cleaned_data
        names = {"first": "day", "rhythm": "rhythm", "until": "repeat_until", "times": "repeat_times"}
        values = {name: data.get(field) for name, field in names.items()}
        return days_of(Repeat(**values, skips_holidays=data["skips_holidays"]))

    # --- In and out ------------------------------------------------------------------------------------------
    @property
    def values(self) -> dict[str, Any]:
        """The facts for the action."""
        names = [*COPIED, "starts_at", "ends_at", "enrol_until", "withdraw_until"]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @property
    def takes_following(self) -> bool:
        return self.cleaned_data.get("scope") == FOLLOWING


REPEATING = ("lab", "nonce", "rhythm", "repeat_until", "repeat_times", "skips_holidays")


def facts_of(session: Session) -> dict[str, Any]:
    """A session as its form starts."""
    first = day_of(session.starts_at)
    return {name: getattr(session, name) for name in COPIED} | {
        "day": first,
        "starts": clock_of(session.starts_at),
        "ends": clock_of(session.ends_at),
        "last_day": _last_typed(session, first),
        "enrol_until": session.enrol_until and day_of(session.enrol_until),
        "withdraw_until": session.withdraw_until and day_of(session.withdraw_until),
        "version": session.version,
    }


def _last_typed(session: Session, first: date) -> date | None:
    """Only what the times do not say by themselves."""
    ends_on = day_of(session.ends_at)
    after_midnight = ends_on == first + ONE_DAY and clock_of(session.ends_at) < clock_of(session.starts_at)
    return None if ends_on == first or after_midnight else ends_on


def copied(session: Session) -> dict[str, Any]:
    """What a copy starts with: everything but the days."""
    left_out = ("day", "last_day", "enrol_until", "withdraw_until", "version")
    return {name: value for name, value in facts_of(session).items() if name not in left_out}


class CancelForm(forms.Form):
    reason = TextField(
        label=_("Why is it cancelled?"), max_length=300, help_text=_("Everybody who takes part reads this.")
    )
    scope = forms.ChoiceField(
        label=_("What do you cancel?"),
        choices=[(ONLY, _("Only this session")), (FOLLOWING, _("This and the following of the series"))],
        initial=ONLY,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, initial={"version": session.version, "scope": ONLY}, **kwargs)
        if not session.series_id:
            del self.fields["scope"]

    @property
    def takes_following(self) -> bool:
        return self.cleaned_data.get("scope") == FOLLOWING


class StepForm(forms.Form):
    """A button that takes a step: for the session as it was seen, alone or with all drafts of its series."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    all_drafts = forms.BooleanField(required=False)
