"""What somebody fills in: a report over a period, whether a file is one of ours, whether the funder must be told."""

import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, TextField
from lib.nonce import NonceField
from lib.periods import Period, today

from .actions import wrong_period
from .duties import IN_THE_FUTURE, NOT_BOTH
from .states import DutyState

ENDS_BEFORE_START = _("This period ends before it starts. Choose a last day on or after the first.")
HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[0-9a-f]{32}")  # of a certificate


class ReportForm(forms.Form):
    """The period of a report and its language; field names differ from their labels on purpose, `from` is no name."""

    use_required_attribute = False
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    language = forms.ChoiceField(
        label=_("Language of the report"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    nonce = NonceField()

    def __init__(self, data=None, *, programme=None, **kwargs):
        self.programme = programme
        # Who asks for no language gets the one of the ministry.
        super().__init__({"language": settings.LANGUAGE_CODE, **data.dict()} if data else data, **kwargs)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", forms.ValidationError(ENDS_BEFORE_START, code="ends_before_start"))
        elif first and last and self.programme and (wrong := wrong_period(Period(first, last), self.programme)):
            outside = "first" if not self.programme.starts_on <= first <= self.programme.ends_on else "last"
            self.add_error(outside, forms.ValidationError(wrong, code="outside_programme"))
        return cleaned


class VerifyForm(forms.Form):
    """A SHA-256 as people paste it, also with spaces, capitals or the file name that a command prints behind it.

    Or the number that is printed on a certificate, with or without its dashes.
    """

    use_required_attribute = False
    sha256 = forms.CharField(
        label=_("SHA-256 of the file, or number on the certificate"),
        max_length=300,
        help_text=_("A SHA-256 has 64 characters, a number 32: digits and the letters a to f."),
        error_messages={"required": _("Paste the SHA-256 of the file, or the number on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self):
        typed = self.cleaned_data["sha256"].lower()
        together = re.sub(r"\s+", "", typed)
        found = HASH.search(typed) or HASH.fullmatch(together[:64])
        number = NUMBER.fullmatch(together.replace("-", ""))
        if not found and not number:
            raise forms.ValidationError(
                _("This is neither: a SHA-256 has 64 characters, a number 32, all of them 0 to 9 and a to f.")
            )
        return (found or number)[0]


class SentForm(forms.Form):
    """When the funder was told; `version` is that of the duty that was looked at."""

    use_required_attribute = False
    reported_on = DayField(label=_("Told the funder on"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def clean_reported_on(self):
        day = self.cleaned_data["reported_on"]
        if day and day > today():
            raise forms.ValidationError(IN_THE_FUTURE, code="in_the_future")
        return day


class AssessForm(SentForm):
    """Whether the funder must be told that a limit will not hold, and why (R17)."""

    outcome = forms.ChoiceField(
        label=_("Must the funder be told?"),
        choices=[
            (DutyState.TO_REPORT, _("Yes, this must be reported")),
            (DutyState.NO_REPORT, _("No, this need not be reported")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether it must be reported."),
            "invalid_choice": _("Choose whether it must be reported."),
        },
    )
    explanation = TextField(
        label=_("Explanation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you expect, and what you base it on. It stays with this assessment."),
        error_messages={"required": _("Write down why; the accountant reads it.")},
    )
    reported_on = DayField(
        label=_("Told the funder on"), required=False, help_text=_("You can also fill this in later.")
    )
    field_order = ["outcome", "explanation", "reported_on", "version"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reported_on") and cleaned.get("outcome") == DutyState.NO_REPORT:
            self.add_error("reported_on", forms.ValidationError(NOT_BOTH, code="not_both"))
        return cleaned
