"""Teachers in practice, as the two and the coordinators fill it in."""

from datetime import datetime

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, TextField
from lib.nonce import NonceField
from lib.periods import today
from partnership.models import Membership

from ..models import Activity, PracticePlacement
from ..practice_states import HIGHEST, LOWEST, QUESTIONS, USUAL_MEETINGS, PracticeKind
from ..queries.practice import possible_activities, possible_professionals, possible_teachers
from .meetings import MeetingForm
from .plan import MemberChoice
from .research import OrderedDays

LONG = forms.Textarea(attrs={"rows": 4})
KINDS = (
    (PracticeKind.TWINNING.value, _("Job twinning: a teacher and a professional who meet about eight times")),
    (PracticeKind.PLACEMENT.value, _("Teacher placement: a teacher works in a company for some days")),
)


class AskForm(forms.Form):
    """A question of a teacher or an offer of a company."""

    kind = forms.ChoiceField(label=_("What do you want to do?"), choices=KINDS, widget=forms.RadioSelect)
    subject = TextField(label=_("Subject"), max_length=160, help_text=_("For example: testing in a team."))
    wish = TextField(
        label=_("What do you hope to learn or to show?"),
        max_length=1000,
        widget=LONG,
        help_text=_("Say too when it suits you. The coordinators read this, and later the other."),
    )
    nonce = NonceField()


class ActivityOfLab(forms.ModelChoiceField):
    def label_from_instance(self, activity):
        return f"{activity.lab.name}: {activity.name}"


class MatchForm(OrderedDays):
    """Who, to what end, in which period, and under which activity the hours fall."""

    teacher = MemberChoice(label=_("Teacher"), queryset=Membership.objects.none(), empty_label=_("Choose a teacher"))
    professional = MemberChoice(
        label=_("Professional"), queryset=Membership.objects.none(), empty_label=_("Choose a professional")
    )
    goal = TextField(
        label=_("Goal"), max_length=1000, widget=LONG, help_text=_("What can the teacher do or teach afterwards?")
    )
    starts_on = ComingDayField(label=_("First day"))
    ends_on = ComingDayField(label=_("Last day"))
    planned_meetings = forms.IntegerField(
        label=_("Days or meetings"),
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 2}),
        error_messages={"invalid": _("Write a number, for example 8.")},
    )
    activity = ActivityOfLab(
        label=_("Activity of the plan"),
        queryset=Activity.objects.none(),
        empty_label=_("Choose an activity"),
        help_text=_("The hours of the professional are booked under it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, by: Membership, placement: PracticePlacement, now: datetime, **kwargs):
        initial = {
            "version": placement.version,
            "teacher": placement.teacher_id,
            "professional": placement.professional_id,
            "planned_meetings": USUAL_MEETINGS[placement.kind],
        }
        super().__init__(*args, initial=initial, **kwargs)
        for name, rows, asked in (
            ("teacher", possible_teachers, placement.teacher_id),
            ("professional", possible_professionals, placement.professional_id),
        ):
            people = rows(placement.asked_as.partnership, now)
            self.fields[name].queryset = people.filter(pk=asked) if asked else people.exclude(user=by.user_id)
            if asked:
                self.fields[name].empty_label = None
        self.fields["activity"].queryset = possible_activities(by, today(now))

    def clean(self):
        data = super().clean()
        activity, first, last = (data.get(name) for name in ("activity", "starts_on", "ends_on"))
        if activity and first and last and not (activity.starts_on <= first and last <= activity.ends_on):
            self.add_error("activity", _("This activity does not run in the whole period. Choose another one."))
        return data


class PracticeMeetingForm(MeetingForm):
    nonce = NonceField()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version" if new else "nonce"]


class EndForm(forms.Form):
    """Why it is withdrawn or ends early."""

    reason = TextField(label=_("Why?"), max_length=300, help_text=_("The other and the coordinators read this."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class TellForm(forms.Form):
    """What one of the two says about a meeting."""

    learnt = TextField(
        label=_("What did you learn, or what did you do?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one or two sentences. The other and the coordinators read this."),
    )


SCORES = [(str(score), str(score)) for score in range(LOWEST, HIGHEST + 1)]


class EvaluationForm(forms.Form):
    """Three questions with a score, and room for words."""

    text = TextField(
        label=_("What do you want to add?"),
        max_length=1000,
        required=False,
        widget=LONG,
        help_text=_("The other and the coordinators read this."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=question,
                coerce=int,
                choices=SCORES,
                widget=forms.RadioSelect,
                help_text=_("1 is hardly or badly, 5 is very much or very well."),
            )
        self.order_fields([*QUESTIONS, "text"])
