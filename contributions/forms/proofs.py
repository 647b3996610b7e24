"""What somebody fills in to add proof: a file; of a month also what it is."""

from django import forms
from django.conf import settings
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from contributions.kinds import ProofKind
from contributions.models import Timesheet
from lib.uploads import MEGABYTE

ACCEPTED = "application/pdf,image/png,image/jpeg"
NO_NAMES = _("Leave out names of students: cover them before you scan.")


class ProofForm(forms.Form):
    """A file. What is in it is judged by the action."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=format_lazy(
            _("PDF, PNG or JPEG, at most {most} MB. {names}"),
            most=settings.MOST_PROOF_BYTES // MEGABYTE,
            names=NO_NAMES,
        ),
        error_messages={
            "required": _("Choose a file."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
        },
    )


class MonthProofForm(ProofForm):
    """Proof of a month is a scan of the signed timesheet, or something else."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(value, capfirst(label)) for value, label in reversed(ProofKind.choices)],
        initial=ProofKind.SIGNED_SCAN,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what this file is."), "invalid_choice": _("Choose one from the list.")},
    )
    field_order = ["kind", "file"]


def form_for(target) -> type[ProofForm]:
    """The form for what proof is added to."""
    return MonthProofForm if isinstance(target, Timesheet) else ProofForm
