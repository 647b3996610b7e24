"""Milestones, and reports on them."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, DayField, TextField
from lib.figures import number
from lib.nonce import NonceField
from lib.uploads import MEGABYTE
from partnership.models import Programme

from ..actions.milestones import wrong_looked_day, wrong_planned_day
from ..actions.milestones_files import MOST_FILES, TOO_MANY
from ..kinds import Outcome

ACCEPTED = "application/pdf,image/png,image/jpeg"
MOST = Decimal("1e9")
FIGURES = 4  # rows for numbers in a report


class MilestoneForm(forms.Form):
    """What is agreed: a result by a day. A change says why."""

    name = TextField(label=_("Milestone"), max_length=160, help_text=_("In a few words, for lists."))
    planned_on = ComingDayField(label=_("Planned date"))
    planned_result = TextField(
        label=_("Planned result"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is there on that day, so that everybody can see whether it was reached."),
        error_messages={"required": _("Say what there is to be on that day.")},
    )
    reason = TextField(
        label=_("Why the plan changes"),
        max_length=300,
        help_text=_("What was agreed before stays readable, with this reason."),
        error_messages={"required": _("Say why the plan changes.")},
    )
    nonce = NonceField()

    def __init__(self, *args, programme: Programme, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        del self.fields["reason" if is_new else "nonce"]

    def clean_planned_on(self):
        day = self.cleaned_data["planned_on"]
        for message in wrong_planned_day(self.programme, day):
            raise forms.ValidationError(message)
        return day


class NumberField(forms.Field):
    """A number with a decimal comma or point; may be below zero."""

    widget = forms.TextInput
    default_error_messages = {"not_a_number": _("Write a number with at most two decimals, for example 24 or 7.5.")}

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "maxlength": 14}

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        return number(value, 0 if value == value.to_integral_value() else 2)

    def to_python(self, value):
        typed = str(value or "").strip().replace("\u2212", "-").replace(",", ".")
        if not typed:
            return None
        try:
            found = Decimal(typed)
        except InvalidOperation:
            found = Decimal("NaN")
        if not (found.is_finite() and -MOST < found < MOST) or found != round(found, 2):
            raise forms.ValidationError(self.error_messages["not_a_number"], code="not_a_number")
        return found


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


class MilestoneReportForm(forms.Form):
    """How a milestone stands: reached or not, on which day, in words, with figures and files."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("Was it reached?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was reached.")},
    )
    looked_on = DayField(label=_("Day"), help_text=_("The day it was reached; if it was not, the day you looked."))
    text = TextField(
        label=_("What came of it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Beside what was planned. Name no students."),
        error_messages={"required": _("Say in a few sentences what came of it.")},
    )
    files = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        widget=ManyFiles(attrs={"accept": ACCEPTED}),
        help_text=format_lazy(
            _("PDF, PNG or JPEG, at most {number} of at most {most} MB each. Leave out names of students."),
            number=MOST_FILES,
            most=settings.MOST_PROOF_BYTES // MEGABYTE,
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    nonce = NonceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for row in range(1, FIGURES + 1):
            self.fields[f"figure_{row}"] = TextField(label=_("Figure %(row)s") % {"row": row}, max_length=80)
            self.fields[f"value_{row}"] = NumberField(label=_("Number %(row)s") % {"row": row})
            for name in (f"figure_{row}", f"value_{row}"):
                self.fields[name].required = False
                self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def figure_rows(self):
        """The bound fields of each figure."""
        return [(self[f"figure_{row}"], self[f"value_{row}"]) for row in range(1, FIGURES + 1)]

    def clean_looked_on(self):
        day = self.cleaned_data["looked_on"]
        for message in wrong_looked_day(day, timezone.now()):
            raise forms.ValidationError(message)
        return day

    def clean(self):
        data, figures = super().clean(), []
        for row in range(1, FIGURES + 1):
            name, value = data.pop(f"figure_{row}", ""), data.pop(f"value_{row}", None)
            if f"figure_{row}" in self.errors or f"value_{row}" in self.errors:
                continue
            if name and value is None:
                self.add_error(f"value_{row}", _("Fill in the number that belongs to this name."))
            elif value is not None and not name:
                self.add_error(f"figure_{row}", _("Say what this number is of."))
            elif name:
                figures.append((name, value))
        data["figures"] = figures
        data["uploads"] = data.pop("files", [])
        return data
