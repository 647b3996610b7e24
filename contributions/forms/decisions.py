"""What a coordinator fills in: which hours, as they were when looked at, and a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.actions.decisions import NO_REASON, NO_REASON_TO_REOPEN
from contributions.actions.offers import NO_REASON as NO_REASON_TO_SETTLE
from lib.fields import TextField


class ReasonForm(forms.Form):
    """Why hours go back; it is only looked at for the button that needs it."""

    use_required_attribute = False
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only needed to return."),
        error_messages={"required": NO_REASON},
    )


class LineForm(ReasonForm):
    """The same in one line, for the bar under a list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.TextInput(attrs={"maxlength": 500})


class ReopenForm(ReasonForm):
    """Why an approval is undone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = NO_REASON_TO_REOPEN
        self.fields["reason"].help_text = _("Stays with the hours, so that everyone can read it.")


class SettleForm(ReasonForm):
    """Why hours stay as they are, although their session did not take place as planned."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="settle_%s", **kwargs)
        self.fields["reason"].error_messages["required"] = NO_REASON_TO_SETTLE
        self.fields["reason"].help_text = _("Stays with the hours, so that everyone can read it.")


def picks_from(values: list[str]) -> dict[int, int | None]:
    """The entries whose checkboxes came in, each with the version that was on the screen; what is none is left out."""
    picks: dict[int, int | None] = {}
    for value in values:
        pk, _dash, version = value.partition("-")
        if pk.isdecimal() and len(pk) < 18 and (version == "" or (version.isdecimal() and len(version) < 9)):
            picks[int(pk)] = int(version) if version else None
    return picks
