"""Answers to offers of hours: which, by which button, and optionally why not."""

from django import forms
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from contributions.actions.offers import Verb
from lib.fields import TextField

from .decisions import picks_from

VERBS: tuple[Verb, ...] = ("confirm", "decline")


class DeclineForm(forms.Form):
    """The one thing that can be typed."""

    use_required_attribute = False
    reason = TextField(
        label=_("Why not"),
        required=False,
        max_length=300,
        help_text=_("Only for what you decline; who runs the lab reads it."),
    )


def asked(data) -> tuple[Verb, set[int]]:
    """The verb and the offers of the button that was pressed: one in a row, or that of all ticked rows."""
    for verb in VERBS:
        if verb in data:
            return verb, set(picks_from([data[verb]]))
    verb = data.get("verb")
    if verb not in VERBS:
        raise BadRequest("verb")
    return verb, set(picks_from(data.getlist("selected")))
