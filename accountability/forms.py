"""What somebody asks for: a report over a period, or whether a file is one of ours."""

import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField
from lib.nonce import NonceField

ENDS_BEFORE_START = _("This period ends before it starts. Choose a last day on or after the first.")
HASH = re.compile(r"[0-9a-f]{64}")


class ReportForm(forms.Form):
    """The period of a report and its language; field names differ from their labels on purpose, `from` is no name."""

    use_required_attribute = False
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    language = forms.ChoiceField(
        label=_("Language of the report"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    nonce = NonceField()

    def __init__(self, data=None, **kwargs):
        # Who asks for no language gets the one of the ministry.
        super().__init__({"language": settings.LANGUAGE_CODE, **data.dict()} if data else data, **kwargs)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", forms.ValidationError(ENDS_BEFORE_START, code="ends_before_start"))
        return cleaned


class VerifyForm(forms.Form):
    """A SHA-256 as people paste it, also with spaces, capitals or the file name that a command prints behind it."""

    use_required_attribute = False
    sha256 = forms.CharField(
        label="SHA-256",
        max_length=300,
        help_text=_("64 characters, digits and the letters a to f."),
        error_messages={"required": _("Paste the SHA-256 of the file.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self):
        typed = self.cleaned_data["sha256"].lower()
        together = re.sub(r"\s+", "", typed)
        found = HASH.search(typed) or HASH.fullmatch(together[:64])
        if not found:
            raise forms.ValidationError(_("This is not a SHA-256: it has 64 characters, 0 to 9 and a to f."))
        return found[0]
