"""Applications as students write them, and the answers of companies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField
from partnership.models import Membership

from ..actions.application_files import MOST_FILES, TOO_MANY
from ..kinds import DeclineReason
from ..models import Assignment, AssignmentRole
from ..queries.applications import applied_for, roles_of
from ..states import ApplicationState

MOST_MOTIVATION = 4000


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what is in them is judged by the action."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(each, initial) for each in data or []]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(TOO_MANY)
        return files


class RoleChoice(forms.ModelChoiceField):
    def label_from_instance(self, role: AssignmentRole) -> str:
        return f"{role.name} ({role.get_level_display()})"


class ApplicationForm(forms.Form):
    """Which role, why, and files."""

    role = RoleChoice(
        label=_("Role"),
        queryset=AssignmentRole.objects.none(),
        empty_label=_("Choose a role"),
        error_messages={"required": _("Choose the role that you would like.")},
    )
    motivation = TextField(
        label=_("Motivation"),
        max_length=MOST_MOTIVATION,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Why this assignment, and what you bring. Half a page is enough."),
        error_messages={"required": _("Write in a few sentences why you would like this assignment.")},
    )
    files = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        widget=ManyFiles(attrs={"accept": "application/pdf"}),
        help_text=_("For example your curriculum vitae: PDF, at most three files of 5 MB each."),
    )

    def __init__(self, *args, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        roles = roles_of(assignment)
        self.fields["role"].queryset = roles
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]


class NewApplicationForm(ApplicationForm):
    """The same, with the choice to apply as a team."""

    team_name = TextField(
        label=_("Name of your team"),
        max_length=80,
        required=False,
        help_text=_("Only when you apply together. Next you ask your classmates in."),
    )
    nonce = NonceField()
    field_order = ("role", "motivation", "files", "team_name")


class DraftForm(ApplicationForm):
    """A change of what was not sent yet."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class JoinForm(ApplicationForm):
    """Joining a team, with an application of one's own."""

    nonce = NonceField()


class InviteForm(forms.Form):
    """A classmate, by the address that one knows."""

    email = forms.EmailField(
        label=_("E-mail address of your classmate"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Fill in the e-mail address of your classmate."),
            "invalid": _("This is not an e-mail address. Write it like name@school.nl."),
        },
    )


class AnswerForm(forms.Form):
    """A step of the company; who looks after the board says on whose behalf."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on_behalf = forms.BooleanField(label=_("I do this on behalf of the company, as agreed with them"), required=False)

    def __init__(self, *args, of_the_company: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if of_the_company:
            del self.fields["on_behalf"]


class DeclineForm(AnswerForm):
    """No, with a reason that the student learns from."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *DeclineReason.choices],
        error_messages={"required": _("Choose a reason, so that the student learns from it.")},
    )
    message = TextField(
        label=_("Message to the student"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The student reads this, in a mail too."),
    )
    field_order = ("reason", "message", "on_behalf")

    def clean(self):
        data = super().clean()
        if data.get("reason") == DeclineReason.OTHER and not data.get("message"):
            self.add_error("message", _("Explain the other reason in the message."))
        return data


class InboxFilter(forms.Form):
    """Above the inbox."""

    assignment = forms.ModelChoiceField(
        label=_("Assignment"), queryset=Assignment.objects.none(), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args, membership: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = applied_for(membership)
        states = [choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT]
        self.fields["state"].choices = [("", _("All")), *states]
