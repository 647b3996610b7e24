"""Feedback, a reference, and what of a placement stands in the portfolio."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField

MARKS = [
    ("1", _("1: not at all well")),
    ("2", _("2: not well")),
    ("3", _("3: fairly well")),
    ("4", _("4: well")),
    ("5", _("5: very well")),
]


def _point(label) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=MARKS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five.")},
    )


class FeedbackForm(forms.Form):
    """Four points and words."""

    use_required_attribute = False
    work = _point(_("How does the work itself go?"))
    guidance = _point(_("How does the guidance go?"))
    contact = _point(_("How does working together go?"))
    learning = _point(_("How does learning go?"))
    text = TextField(
        label=_("In words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What goes well, and what would you like to be different?"),
        error_messages={"required": _("Say in a few words how it goes.")},
    )


class ReferenceForm(forms.Form):
    """What the company says afterwards."""

    use_required_attribute = False
    text = TextField(
        label=_("Reference"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What did the student do, and how? Write what a next employer may read."),
    )
    name = TextField(label=_("Name below the reference"), max_length=120)


class ShowForm(forms.Form):
    """What others may see of one placement."""

    shown = forms.BooleanField(label=_("In my portfolio"), required=False)
    feedback = forms.BooleanField(label=_("With the company's feedback"), required=False)
    reference = forms.BooleanField(label=_("With the reference"), required=False)


class PortfolioLinkForm(forms.Form):
    nonce = NonceField()
