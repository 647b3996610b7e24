"""The form for a week: a row per activity, kind and description, a cell per day."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.actions import Cell, WeekRefused
from contributions.models import HourEntry
from contributions.queries.checks import Effort, Findings
from contributions.queries.hours import grouped_by_lab
from contributions.queries.week import Line, Week, closed_days, entries_in, holidays_in, lines_of
from contributions.rules import Missing
from contributions.sentences import MISSING
from contributions.states import EDITABLE
from lib.fields import HoursField, typed_hours
from lib.figures import hours_unit
from lib.periods import today
from partnership.models import Membership

from .hours import CHANGED_ROLE, HoursForm, activities_for, explain, explain_missing, kinds_for
from .week_days import Day, days_of, in_column

MOST_ROWS = 40
TOO_MANY = gettext_lazy("A week has room for 40 rows. Save these, or log the rest one by one.")
_KEY = re.compile(r"^\d{1,3}$")
_ENTRY = re.compile(r"^(\d{1,17})\.(\d{1,9})$")
_hours = HoursField(required=False)


def nonce_in(data: QueryDict | None) -> UUID:
    """The nonce that was sent, or a new one."""
    try:
        return UUID(data.get("nonce", "")) if data else uuid4()
    except ValueError:
        return uuid4()


@dataclass
class Box:
    """One day in one row: what is typed, or an entry that can only be looked at."""

    name: str
    day: date
    label: str
    typed: str = ""
    entry_id: int | None = None
    version: int | None = None
    shown: HourEntry | None = None
    closed: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """What is typed, in minutes; nothing as long as it can't be read."""
        if self.shown is not None:
            return self.shown.minutes
        try:
            return max(0, _hours.clean(self.typed) or 0)
        except forms.ValidationError:
            return 0

    @property
    def looked_at(self) -> str:
        return f"{self.entry_id}.{self.version}" if self.entry_id else ""

    @property
    def is_used(self) -> bool:
        return self.shown is None and bool(self.typed.strip() or self.entry_id)

    def take(self, entry: HourEntry) -> None:
        """Start with an entry: ready to be changed, or only shown when others have to judge it."""
        self.entry_id, self.version = entry.pk, entry.version
        if entry.state in EDITABLE:
            self.typed = typed_hours(entry.minutes)
        else:
            self.shown = entry

    def read(self, data: QueryDict, entries: dict[int, HourEntry]) -> None:
        """Take over what was sent."""
        found = _ENTRY.match(data.get(f"{self.name}-entry", ""))
        self.entry_id, self.version = (int(found[1]), int(found[2])) if found else (None, None)
        if self.entry_id and self.name not in data:
            self.shown = entries.get(self.entry_id)
            self.entry_id = self.shown and self.entry_id
        self.typed = data.get(self.name, "")[:12]


class RowForm(forms.Form):
    """What a row of the week says besides its hours."""

    activity, kind, description, explanation = (
        HoursForm.base_fields[name] for name in ("activity", "kind", "description", "explanation")
    )

    def __init__(self, *args, activities: list, kinds: list, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for name in ("description", "explanation"):
            self.fields[name].required = False
            self.fields[name].help_text = ""
            self.fields[name].widget = forms.TextInput(attrs={"maxlength": 500, "autocomplete": "off"})
        self.fields["activity"].choices, self.fields["kind"].choices = activities, kinds


@dataclass
class Row:
    """One row: its form, a box per day, and the number people see."""

    key: str
    number: int
    form: RowForm
    boxes: list[Box]

    @property
    def minutes(self) -> int:
        return sum(box.minutes for box in self.boxes)

    @property
    def is_used(self) -> bool:
        return any(box.is_used for box in self.boxes)

    @property
    def is_fixed(self) -> bool:
        """Whether hours in it were handed in, so that its activity and words stay as they are."""
        return any(box.shown for box in self.boxes)

    @property
    def is_kept(self) -> bool:
        """Whether it can't be taken away, because entries stand in it."""
        return any(box.entry_id for box in self.boxes)

    @property
    def says(self) -> tuple[str, ...]:
        """Activity, kind and description, as they stand in the form."""
        return tuple(str(self.form[name].value() or "") for name in ("activity", "kind", "description"))

    @property
    def names(self) -> list[str]:
        """The names of activity and kind."""
        chosen = ((self.form.fields[name].choices, self.form[name].value()) for name in ("activity", "kind"))
        return [
            next((str(name) for key, name in flatten_choices(choices) if key and str(key) == str(value)), "")
            for choices, value in chosen
        ]

    @property
    def problems(self) -> list[dict]:
        here = _("row %(number)s") % {"number": self.number}
        found = [
            {"text": text, "href": f"#{bound.id_for_label}", "label": f"{bound.label}, {here}"}
            for bound in self.form
            for text in bound.errors
        ]
        cells = [
            {"text": text, "href": f"#id_{box.name}", "label": f"{box.label}, {here}"}
            for box in self.boxes
            for text in box.errors
        ]
        return found + cells

    @property
    def cell_problems(self) -> list[tuple[Box, str]]:
        return [(box, text) for box in self.boxes for text in box.errors]


class WeekForm:
    """All rows of a week. Nothing that is typed is lost: what was sent is what is shown again."""

    def __init__(self, *, membership: Membership, week: Week, data: QueryDict | None = None):
        self.membership, self.week, self.data = membership, week, data
        self.is_bound = data is not None
        self.errors: list[str] = []
        entries = entries_in(membership, week)
        offered = activities_for(membership, today())
        known = {activity.pk: activity for activity in (*offered, *(entry.activity for entry in entries))}
        self.activities = list(known.values())
        self._choices = [("", _("Choose")), *grouped_by_lab(self.activities)]
        self._kinds = kinds_for(self.activities)
        self.closed = closed_days(membership, self.activities, week, day=today())
        self.days: list[Day] = days_of(week, self.closed, holidays_in(week))
        self.nonce = nonce_in(data)
        self.rows: list[Row] = []
        if data is None:
            self.add_lines(lines_of(entries), with_hours=True)
        else:
            self._read(data, {entry.pk: entry for entry in entries})

    # --- Rows ------------------------------------------------------------------------------------------------
    def _read(self, data: QueryDict, entries: dict[int, HourEntry]) -> None:
        keys = [key for key in dict.fromkeys(data.getlist("row")) if _KEY.match(key)]
        if len(keys) > MOST_ROWS:
            self.errors.append(str(TOO_MANY))
        for key in keys[: MOST_ROWS * 2]:
            row = self._row(key, data=data)
            for box in row.boxes:
                box.read(data, entries)

    def _row(self, key: str, **values) -> Row:
        form = RowForm(prefix=f"r{key}", activities=self._choices, kinds=self._kinds, **values)
        boxes = [Box(f"r{key}-{index}", day.date, day.label) for index, day in enumerate(self.days)]
        self.rows.append(Row(key, len(self.rows) + 1, form, boxes))
        return self.rows[-1]

    def _next_key(self) -> str:
        return str(max((int(row.key) for row in self.rows), default=-1) + 1)

    def add_row(self) -> None:
        """An empty row at the end, as long as there is room."""
        if len(self.rows) < MOST_ROWS:
            self._row(self._next_key())

    def drop_row(self, key: str) -> None:
        """Take a row away in which nothing is saved."""
        self.rows = [row for row in self.rows if row.key != key or row.is_kept]

    def add_lines(self, lines: list[Line], *, with_hours: bool = False) -> None:
        """Rows like these, with their entries, or without hours and leaving out what stands here already."""
        there = {row.says for row in self.rows}
        for line in lines:
            initial = {"activity": line.activity.pk, "kind": line.kind, "description": line.description}
            if not with_hours and tuple(str(value) for value in initial.values()) in there:
                continue
            if len(self.rows) >= MOST_ROWS and not with_hours:
                return
            if not with_hours and line.activity.pk not in self.closed:
                continue
            explanation = line.explanation if with_hours else ""
            row = self._row(self._next_key(), initial={**initial, "explanation": explanation})
            for box in row.boxes:
                if with_hours and (entry := line.entries.get(box.day)):
                    box.take(entry)

    def close_boxes(self) -> None:
        """Say in each empty box on which days its activity can't be logged."""
        for row in self.rows:
            activity = str(row.form["activity"].value() or "")
            closed = self.closed.get(int(activity), {}) if activity.isdecimal() and len(activity) < 18 else {}
            for box, day in zip(row.boxes, self.days, strict=True):
                if box.shown is None and not box.entry_id and not box.typed.strip():
                    box.closed = day.closed or in_column(closed.get(box.day))

    @property
    def closed_json(self) -> str:
        """The closed days per activity, for who changes the activity of a row."""
        numbers = {day.date: str(index) for index, day in enumerate(self.days)}
        said: dict = {
            pk: {numbers[day]: in_column(found) for day, found in days.items()}
            for pk, days in self.closed.items()
            if days
        }
        said[""] = {numbers[day.date]: day.closed for day in self.days if day.closed}
        return json.dumps(said)

    @property
    def notes(self) -> list[str]:
        """Which days of this week are closed, and why; days with one reason share one line."""
        reasons = dict.fromkeys(day.closed for day in self.days if day.closed)
        return [f"{', '.join(day.label for day in self.days if day.closed == said)}: {said}" for said in reasons]

    # --- What it says ----------------------------------------------------------------------------------------
    @property
    def sums(self) -> list[int]:
        return [sum(row.boxes[index].minutes for row in self.rows) for index in range(len(self.days))]

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def problems(self) -> list[dict]:
        own = [{"text": text, "href": ""} for text in self.errors]
        return own + [problem for row in self.rows if row.is_used for problem in row.problems]

    @property
    def submitting(self) -> bool:
        return bool(self.data) and self.data.get("verb") == "submit"

    def is_valid(self) -> bool:
        if self.data.get("acting_as", str(self.membership.pk)) != str(self.membership.pk):
            self.errors.append(CHANGED_ROLE % {"organisation": self.membership.organisation.name})
        for row in self.rows:
            if not row.is_used:
                continue
            row.form.is_valid()
            for box in row.boxes:
                try:
                    _hours.clean(box.typed)
                except forms.ValidationError as error:
                    box.errors += error.messages
        return not self.problems

    def cells(self) -> list[Cell]:
        """Every cell that says something, or was emptied."""
        return [
            Cell(box.name, self._effort(row, box), box.entry_id, box.version)
            for row in self.rows
            for box in row.boxes
            if box.is_used and (box.entry_id or _hours.clean(box.typed))
        ]

    def _effort(self, row: Row, box: Box) -> Effort | None:
        minutes, said = _hours.clean(box.typed), row.form.cleaned_data
        if not minutes:
            return None
        return Effort(
            person_id=self.membership.user_id,
            organisation_id=self.membership.organisation_id,
            activity=next(each for each in self.activities if str(each.pk) == said["activity"]),
            worked_on=box.day,
            minutes=minutes,
            kind=said["kind"],
            description=said["description"],
            explanation=said["explanation"],
        )

    # --- What was refused ------------------------------------------------------------------------------------
    def refuse(self, error: WeekRefused) -> None:
        """Write what was refused at the cells and rows it is about."""
        self.errors.append(str(error.reason))
        for row in self.rows:
            lacking: dict[str, list[str]] = {}
            for box in row.boxes:
                if conflict := error.conflicts.get(box.name):
                    self._meet(box, conflict.reason, conflict.entry)
                elif box.name in error.findings:
                    self._find(box, *error.findings[box.name], lacking)
            for name, texts in lacking.items():
                row.form.add_error(name, list(dict.fromkeys(texts)))

    def _find(self, box: Box, effort: Effort, findings: Findings, lacking: dict[str, list[str]]) -> None:
        box.errors += [explain(code, effort, findings) for code in findings.refusals.values()]
        if findings.refusals:
            return
        for missing in findings.missing:
            if missing is Missing.DESCRIPTION:
                lacking.setdefault(missing.value, []).append(str(MISSING[missing]))
            else:
                text = explain_missing(missing, findings.concerns)
                lacking.setdefault(missing.value, []).append(f"{box.label}: {text}")

    def _meet(self, box: Box, reason, entry: HourEntry | None) -> None:
        """Show what became of a cell meanwhile; the next time it is compared with that."""
        box.errors.append(str(reason))
        box.entry_id, box.version = (entry.pk, entry.version) if entry else (None, None)
        if entry is None:
            return
        now = {"hours": hours_unit(entry.minutes), "state": entry.get_state_display()}
        box.errors[-1] += " " + _("It is now %(hours)s, %(state)s.") % now
        if entry.state not in EDITABLE:
            box.shown = entry
