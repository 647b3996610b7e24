"""A question at the desk as companies and visitors fill it in, and what is decided on it."""

from datetime import datetime, timedelta

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, TextField
from lib.nonce import NonceField
from partnership.models import Membership, Organisation
from partnership.roles import Permission

from ..actions.desk import MOST_PARTS
from ..kinds import FOR_STUDENTS, AssignmentKind, Level, Size, Theme
from ..models import Assignment, Cluster, DeskQuestion
from ..queries.chains import to_go_on_from
from ..queries.desk import clusters_of, companies_of, schools_beside
from .assignments import LongText

SALT = "matching.desk"
SOONEST, LATEST = timedelta(seconds=3), timedelta(days=1)
TOO_FAST = _("That went very fast. Wait some seconds, and send it again.")
TOO_SLOW = _("This page was open for a long time. Look at it once more, and send it again.")
LOOKS_LIKE_A_ROBOT = _("A field that people do not see was filled in. It is empty now: please send the question again.")


def stamp(now: datetime) -> str:
    """The moment at which a form was shown, signed, so that it cannot be made up."""
    return signing.dumps(now.timestamp(), salt=SALT)


class QuestionForm(forms.Form):
    """A question in plain words. Visitors pass a trap and a stamp of time; nothing about them is kept for it."""

    company_name = TextField(label=_("Name of the company"), max_length=120)
    contact_name = TextField(label=_("Your name"), max_length=120)
    contact_email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("The answer goes there."))
    contact_phone = TextField(label=_("Telephone"), max_length=30, required=False)
    title = TextField(label=_("What is your question?"), max_length=160, help_text=_("In one sentence."))
    text = LongText(
        label=_("Tell more about it"),
        max_length=4000,
        rows=8,
        help_text=_("What is going on, what did you try, and when would you be helped? No secrets and no passwords."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Not a partner"),
        help_text=_("When you write it down for a company of the partnership."),
    )
    follows = forms.ModelChoiceField(queryset=Assignment.objects.none(), required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    nonce = NonceField()

    def __init__(self, *args, by: Membership | None, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.now = by, now
        self.fields["stamp"].initial = stamp(now)
        if by is not None:
            del self.fields["website"], self.fields["stamp"]
        if by is None or not by.can(Permission.MATCH):
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = companies_of(by)
            self.fields["company_name"].required = False
            self.fields["company_name"].says_when = True
        if by is not None and by.can(Permission.ASK_DESK):
            del self.fields["company_name"]
            self.fields["follows"].queryset = to_go_on_from(by)
        else:
            del self.fields["follows"]

    def clean(self):
        data = super().clean()
        if "organisation" in self.fields and not data.get("organisation") and not data.get("company_name"):
            self.add_error("company_name", _("Fill in the name of the company, or choose a partner."))
        if self.by is None:
            self._look_for_robots(data)
        return data

    def _look_for_robots(self, data: dict) -> None:
        if data.get("website"):
            self._again("website", "", LOOKS_LIKE_A_ROBOT)
        try:
            shown = datetime.fromtimestamp(signing.loads(data.get("stamp", ""), salt=SALT), self.now.tzinfo)
        except signing.BadSignature:
            self._again("stamp", stamp(self.now), TOO_SLOW)
            return
        if self.now - shown < SOONEST:
            self.add_error(None, TOO_FAST)
        elif self.now - shown > LATEST:
            self._again("stamp", stamp(self.now), TOO_SLOW)

    def _again(self, name: str, value: str, why: str) -> None:
        """Say why, and show the form with another value in a field that nobody sees."""
        self.data = self.data.copy()
        self.data[name] = value
        self.add_error(None, why)

    def values(self) -> dict:
        """What was asked, without what only kept robots out."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("website", "stamp")}


# --- Decisions ---------------------------------------------------------------------------------------------------
class TriageForm(forms.Form):
    """How a coordinator judges it."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", _("Choose a level")), *Level.choices])
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Choose a theme")), *Theme.choices])
    size = forms.ChoiceField(label=_("Size"), choices=[("", _("Choose a size")), *Size.choices])
    is_secret = forms.BooleanField(label=_("Confidential"), required=False)
    is_critical = forms.BooleanField(label=_("The company cannot do without the result"), required=False)


class ClusterForm(forms.Form):
    """Like questions, taken together."""

    into = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.none(), required=False, empty_label=_("No cluster")
    )
    name = TextField(label=_("Or a new cluster"), max_length=120, required=False)

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = clusters_of(by)
        for field in self.fields.values():
            field.says_when = True


class TurnForm(forms.Form):
    """Into which work it is made."""

    organisation = forms.ModelChoiceField(
        label=_("Company"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose a company"),
        help_text=_("Who asked is not in the partnership. Who offers the work?"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, AssignmentKind(kind).label) for kind in FOR_STUDENTS], initial="practice"
    )
    starts_on = ComingDayField(label=_("First day"))
    parts = forms.IntegerField(
        label=_("Half-year parts"),
        min_value=1,
        max_value=MOST_PARTS,
        initial=1,
        help_text=_("More than one: each goes on from the one before."),
    )
    together = forms.BooleanField(label=_("Settle the open questions of the same cluster with it"), required=False)

    def __init__(self, *args, by: Membership, question: DeskQuestion, together: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if question.organisation_id:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = companies_of(by)
        if not together:
            del self.fields["together"]


class PassOnForm(forms.Form):
    """To which school it goes."""

    school = forms.ModelChoiceField(
        label=_("School"), queryset=Organisation.objects.none(), empty_label=_("Choose a school")
    )
    answer = LongText(
        label=_("What do you tell who asked?"), max_length=2000, rows=3, required=False, help_text=_("By mail.")
    )

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools_beside(by)


class AnswerForm(forms.Form):
    answer = LongText(label=_("Your answer"), max_length=2000, rows=4, help_text=_("Who asked gets it by mail."))


class DeclineForm(forms.Form):
    answer = LongText(label=_("Why not?"), max_length=2000, rows=4, help_text=_("Who asked gets it by mail."))
