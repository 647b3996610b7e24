"""The gallery's contents: every component once, with sample data, in a dozen states."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Component:
    """One entry: the tag as written in a template, what it is for, and the template that shows it."""

    name: str
    tag: str
    purpose: str

    @property
    def template(self) -> str:
        return f"components/gallery/{self.name}.html"


COMPONENTS = (
    Component("buttons", '<a class="button">, .button--quiet, .button--danger', _("One main action, the rest quiet")),
    Component("card", "{% card %}", _("Only to group what belongs together")),
    Component("alert", "{% alert %}", _("A message in the page")),
    Component("pills", "{% state_pill %} {% lab_tag %}", _("A word with a colour and a sign")),
    Component("figures", "{% key_figures %} {% figure %}", _("The few numbers that matter, with their period")),
    Component("form", "{% form_errors %} {% field %}", _("Label, hint, error and input tied together")),
    Component("filter_bar", "{% filter_bar %}", _("Above a list: what is on, cleared in one click")),
    Component(
        "table", "{% data_table %} {% sort_header %} {% bulk_bar %}", _("Dense, sortable, a block per row on a phone")
    ),
    Component("pagination", "{% pagination %}", _("Where you are in a long list")),
    Component("empty_state", "{% empty_state %}", _("What belongs here, and the first step")),
    Component("steps", "{% steps %} {% progress %}", _("How far something is, in words too")),
    Component("definitions", '<dl class="definitions">', _("The facts of one thing")),
)


class SampleForm(forms.Form):
    """A form like the one for hours, with each kind of field."""

    date = forms.DateField(label=_("Date"), widget=forms.TextInput, help_text=_("For example 2-3-2026"))
    hours = forms.CharField(label=_("Hours"), help_text=_("In quarters, for example 2,5"))
    activity = forms.ChoiceField(
        label=_("Activity"), choices=[("", "–"), ("1", _("Guest lessons")), ("2", _("Practical project"))]
    )
    kind = forms.ChoiceField(
        label=_("Kind of effort"),
        choices=[("teach", _("Guest teaching")), ("advice", _("Advice on the curriculum"))],
        widget=forms.RadioSelect,
    )
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("I did this work myself"), required=False)


class SampleFilter(forms.Form):
    """A filter above a list."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("submitted", _("Submitted")), ("approved", _("Approved"))],
    )
    partner = forms.CharField(label=_("Partner"), required=False)


def sample_page(number: int) -> Page:
    return Paginator(range(1, 238), 25).get_page(number)
