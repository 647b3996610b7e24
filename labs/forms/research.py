"""Research lines, questions and teams, as people fill them in."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField
from partnership.models import Membership

from ..actions.research_common import ENDS_FIRST
from ..models import Lab, ResearchLine, ResearchQuestion, ResearchTeam
from ..queries.research import leaders, questions_of, researchers
from ..research_states import MERGED, TAKEN_UP, LineState
from .plan import MemberChoice

LONG = forms.Textarea(attrs={"rows": 5})


class OrderedDays(forms.Form):
    """A form with a first and a last day."""

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ENDS_FIRST)
        return data


class LineForm(OrderedDays):
    """A research line, in both languages."""

    title_nl = TextField(label=_("Title in Dutch"), max_length=160)
    title_en = TextField(label=_("Title in English"), max_length=160)
    summary_nl = TextField(label=_("Summary in Dutch"), max_length=2000, widget=LONG)
    summary_en = TextField(label=_("Summary in English"), max_length=2000, widget=LONG)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False)
    lead = MemberChoice(
        label=_("Who leads it"),
        queryset=Membership.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("Everybody reads this name. A student cannot lead a line."),
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, now: datetime, line: ResearchLine | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = leaders(by.partnership, now)
        if line is not None:
            self.fields["lead"].queryset |= Membership.objects.filter(pk=line.lead_id)
            del self.fields["nonce"]


class MemberForm(forms.Form):
    """Who takes part in a line; who does already is not offered."""

    membership = MemberChoice(label=_("Person"), queryset=Membership.objects.none(), empty_label=_("Choose a person"))

    def __init__(self, *args, line: ResearchLine, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        there = line.members.filter(left_on=None).values("membership")
        self.fields["membership"].queryset = researchers(line.lab.partnership, now).exclude(pk__in=there)


class TeamMemberForm(forms.Form):
    """Somebody for a team, with what he or she does in it."""

    membership = MemberChoice(label=_("Person"), queryset=Membership.objects.none(), empty_label=_("Choose a person"))
    part = TextField(label=_("Does what in the team"), max_length=80)

    def __init__(self, *args, team: ResearchTeam, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        there = team.members.values("membership")
        self.fields["membership"].queryset = researchers(team.lab.partnership, now).exclude(pk__in=there)


def running_lines(lab: Lab):
    return ResearchLine.objects.filter(lab=lab, state=LineState.RUNNING).order_by("starts_on", "pk")


class QuestionForm(forms.Form):
    """A question in the words of who asks it."""

    title = TextField(label=_("What do you want to know?"), max_length=160, help_text=_("In one sentence."))
    text = TextField(
        label=_("Tell more about it"),
        max_length=2000,
        widget=LONG,
        help_text=_("What is it about, what did you try, and what would an answer change for you? No secrets."),
    )
    line = forms.ModelChoiceField(
        label=_("Research line"),
        queryset=ResearchLine.objects.none(),
        required=False,
        empty_label=_("I do not know"),
    )
    nonce = NonceField()

    def __init__(self, *args, lab: Lab, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = running_lines(lab)


class DeclineForm(forms.Form):
    reason = TextField(
        label=_("Why not?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who asked reads this."),
    )


class MergeForm(forms.Form):
    line = forms.ModelChoiceField(
        label=_("Research line"), queryset=ResearchLine.objects.none(), empty_label=_("Choose a line")
    )

    def __init__(self, *args, lab: Lab, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = running_lines(lab)


class AnswerForm(forms.Form):
    outcome = TextField(
        label=_("What came of it?"),
        max_length=2000,
        widget=LONG,
        help_text=_("All members read this. Leave out names of students."),
    )


class TeamForm(OrderedDays):
    """A team for a question, a line or both."""

    name = TextField(label=_("Name"), max_length=120)
    question = forms.ModelChoiceField(
        label=_("Question"), queryset=ResearchQuestion.objects.none(), required=False, empty_label=_("No question")
    )
    line = forms.ModelChoiceField(
        label=_("Research line"), queryset=ResearchLine.objects.none(), required=False, empty_label=_("No line")
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    nonce = NonceField()

    def __init__(self, *args, by: Membership, lab: Lab, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = questions_of(by).filter(lab=lab, state__in=(TAKEN_UP, MERGED))
        self.fields["line"].queryset = running_lines(lab)

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("question") and not data.get("line"):
            self.add_error("question", _("Choose the question or the line that the team works on."))
        return data
