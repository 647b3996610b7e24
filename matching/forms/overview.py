"""The form with which an assignment is handed over."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from labs.forms.plan import MemberChoice
from partnership.models import Membership

from ..models import Assignment
from ..queries.overview import colleagues_for


class HandOverForm(forms.Form):
    """To whom; about the assignment as it was on screen."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = MemberChoice(
        label=_("Who looks after it from now on?"),
        queryset=Membership.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("This person gets a mail."),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("This person does not look after the board any more. Choose another one."),
        },
    )

    def __init__(self, *args, assignment: Assignment, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = assignment.version
        self.fields["to"].queryset = colleagues_for(assignment, now)
