"""The forms around a spreadsheet: choosing the file, saying what its columns mean, and looking through its rows."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.kinds import ContributionKind
from contributions.models import SheetRow
from contributions.queries.sheets import Counts
from contributions.sheets.book import Page
from contributions.sheets.facts import NEEDED, SheetRefused
from contributions.sheets.files import LARGEST_FILE
from contributions.sheets.header import guess
from contributions.sheets.sentences import FIELD_NAMES, FLAG_WORDS, WHY_REFUSED, in_words, words_for
from lib.nonce import NonceField
from partnership.models import Programme

SHEET_FILES = ".xlsx,.xlsm,.csv,.txt,.tsv"


class UploadForm(forms.Form):
    """A file, and the programme its hours are for."""

    programme = forms.ChoiceField(label=_("Programme"), error_messages={"required": _("Choose a programme.")})
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, at most 10 MB and 25,000 rows."),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": SHEET_FILES}),
        error_messages={"required": _("Choose a file.")},
    )
    nonce = NonceField()

    def __init__(self, *args, programmes: list[Programme], **kwargs):
        super().__init__(*args, **kwargs)
        self.programmes = {str(each.pk): each for each in programmes}
        self.fields["programme"].choices = [(key, each.name) for key, each in self.programmes.items()]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(words_for("too_large"))
        return file

    def chosen_programme(self) -> Programme:
        return self.programmes[self.cleaned_data["programme"]]

    def refuse(self, refusal: SheetRefused) -> None:
        self.add_error("file", in_words(refusal))


class ColumnsForm(forms.Form):
    """Per field the column it stands in, or one value for every row where the sheet lacks it."""

    FIXED = ("description", "activity", "kind")  # what may be the same for every row

    def __init__(self, *args, page: Page, activities: list[str], earlier=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        names = list(page.header.names.values())
        known = {name: name for name in names}
        mapping = earlier.mapping if earlier else guess(page.header)
        constants = earlier.constants if earlier else {}
        for field, label in FIELD_NAMES.items():
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=label,
                required=field in NEEDED and field not in self.FIXED,
                error_messages={"required": _("Choose the column in which this stands.")},
                choices=[("", _("Not in this sheet")), *((name, name) for name in names)],
                initial=known.get(mapping.get(field, ""), ""),
            )
        self._add_values(activities, constants)

    def _add_values(self, activities: list[str], constants: dict[str, str]) -> None:
        nothing = ("", _("Choose"))
        choices = {
            "activity": [nothing, *((name, name) for name in dict.fromkeys(activities))],
            "kind": [nothing, *ContributionKind.choices],
        }
        labels = {
            "activity": _("Activity of every row"),
            "kind": _("Kind of effort of every row"),
            "description": _("Description of every row"),
        }
        for field in ("activity", "kind"):
            self.fields[f"value_{field}"] = forms.ChoiceField(
                label=labels[field], required=False, choices=choices[field], initial=constants.get(field, "")
            )
        self.fields["value_description"] = forms.CharField(
            label=labels["description"], required=False, max_length=500, initial=constants.get("description", "")
        )

    def columns(self):
        """The fields for columns, in the order of a table."""
        return [self[f"column_{field}"] for field in FIELD_NAMES]

    def values(self):
        return [self[f"value_{field}"] for field in ("activity", "kind", "description")]

    def clean(self):
        data = super().clean()
        for field in self.FIXED:
            if not data.get(f"column_{field}") and not data.get(f"value_{field}"):
                self.add_error(f"column_{field}", _("Choose a column, or below one value for every row."))
        chosen = [data[f"column_{field}"] for field in FIELD_NAMES if data.get(f"column_{field}")]
        for name in {name for name in chosen if chosen.count(name) > 1}:
            raise forms.ValidationError(_("Column %(name)s is chosen twice. Choose another one.") % {"name": name})
        return data

    def mapping(self) -> dict[str, str]:
        found = {field: self.cleaned_data.get(f"column_{field}", "") for field in FIELD_NAMES}
        return {field: name for field, name in found.items() if name}

    def constants(self) -> dict[str, str]:
        found = {field: self.cleaned_data.get(f"value_{field}", "") for field in self.FIXED}
        return {field: value for field, value in found.items() if value}


OUTCOMES = [(value, capfirst(label)) for value, label in SheetRow.Outcome.choices]


class RowFilter(django_filters.FilterSet):
    """For the preview: what became of a row, and why."""

    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=OUTCOMES, empty_label=_("All"))
    reason = django_filters.ChoiceFilter(label=_("Refused because"), choices=[], empty_label=_("All"))
    flag = django_filters.ChoiceFilter(label=_("Note"), choices=[], empty_label=_("All"), method="with_flag")

    class Meta:
        model = SheetRow
        fields: list[str] = []

    def __init__(self, data, *, rows: QuerySet[SheetRow], counts: Counts):
        super().__init__(data, queryset=rows)
        offers = {
            "reason": [(code, f"{WHY_REFUSED[code]} ({number})") for code, number in counts.reasons],
            "flag": [(code, f"{capfirst(FLAG_WORDS[code])} ({number})") for code, number in counts.flags],
        }
        for name, choices in offers.items():
            if choices:
                self.filters[name].extra["choices"] = choices
            else:
                del self.filters[name]

    def with_flag(self, queryset, name, value):
        return queryset.filter(flags__contains=[value])


class ConfirmForm(forms.Form):
    """What happens to the hours that are accepted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("What should happen to these hours?"),
        choices=[
            ("submit", _("Submit them at once: the coordinator can decide")),
            ("draft", _("Keep them as drafts: each person submits the own hours")),
        ],
        widget=forms.RadioSelect,
        initial="submit",
    )
