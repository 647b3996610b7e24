"""Judges the rows of a sheet from the top: plain values in, verdicts out. No database.

Reasons are tried in the order of the history import, so that a row with several faults always gets the same one: the
day, the hours, the person, the activity, then the rest, and the 24 hours last. What would need an explanation when
typed is accepted with a flag. Rows that say nothing (titles, totals, names of columns again) are passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import override

from contributions import rules
from contributions.calendar import public_holidays
from contributions.kinds import ContributionKind
from contributions.rules import Concern, Refusal, refuse_day, refuse_minutes
from lib.periods import Period

from .facts import (
    CHANGED,
    NEEDED,
    Books,
    Content,
    Judged,
    Line,
    Outcome,
    PlannedActivity,
    Problem,
    Reason,
    RowRefused,
    SheetRefused,
    Unread,
    Verdict,
)
from .header import Header
from .people import People
from .values import day_of, minutes_of, says_total
from .words import plain, tidy

MOST_DESCRIPTION, MOST_VALUE = 500, 200
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Plan:
    """Which column holds which field, and what stands for every row of what the sheet lacks."""

    header: Header
    columns: dict[str, int]
    constants: dict[str, str]

    @classmethod
    def of(cls, header: Header, mapping: Mapping[str, str], constants: Mapping[str, str]) -> "Plan":
        """Raises SheetRefused for a column that is not there, and for a field that is neither mapped nor set."""
        columns = {field: header.column(name) for field, name in mapping.items() if name}
        values = {field: tidy(value) for field, value in constants.items() if tidy(value)}
        lacking = [field for field in NEEDED if field not in columns and field not in values]
        if lacking:
            raise SheetRefused(Problem.NO_FIELD, ", ".join(lacking))
        return cls(header, columns, values)

    @property
    def mapping(self) -> dict[str, str]:
        return {field: self.header.names[column] for field, column in self.columns.items()}

    def value(self, line: Line, field: str) -> Any:
        column = self.columns.get(field)
        found = line.cells.get(column) if column is not None else None
        return self.constants.get(field) if found is None else found

    def is_about_hours(self, line: Line, people: People) -> bool:
        """Whether a row says anything: not one cell only, not the names of the columns again, not a total."""
        filled = {field: line.cells[column] for field, column in self.columns.items() if column in line.cells}
        if line.number <= self.header.row or len({self.columns[field] for field in filled}) <= 1:
            return False
        again = [
            field for field, cell in filled.items() if plain(cell) == plain(self.header.names[self.columns[field]])
        ]
        if len(again) >= min(2, len(self.columns)) and isinstance(filled[again[0]], str):
            return False
        return not self._adds_up(line, filled, people)

    @staticmethod
    def _adds_up(line: Line, filled: dict[str, Any], people: People) -> bool:
        if says_total(filled.get("date")):
            return True
        if says_total(filled.get("person")):
            return people.find(filled["person"]) is None
        return not {"date", "person"} & set(filled) and any(says_total(cell) for cell in line.cells.values())


def judge(
    lines: Iterable[Line],
    plan: Plan,
    books: Books,
    *,
    today: date,
    before: Mapping[int, Verdict] | None = None,
    tick: Callable[[], Any] = lambda: None,
) -> Judged:
    """Every row judged against the books. With `before`, only what was accepted then may be accepted now."""
    return _Judge(plan, books, today, before, tick).run(lines)


@cache
def kinds() -> dict[str, str]:
    """Every kind of effort by its key and by its name in each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found |= {plain(kind.label): kind.value for kind in ContributionKind}
    return found | {plain(kind.value): kind.value for kind in ContributionKind}


def check_constants(plan: Plan, books: Books) -> None:
    """A value for every row that nobody knows refuses the sheet (SheetRefused), instead of each of its rows."""
    readers: dict[str, Callable[[str], Any]] = {
        "date": day_of,
        "hours": minutes_of,
        "person": People(books.people).find,
        "kind": lambda text: kinds().get(plain(text)),
        "activity": lambda text: any(plain(each.name) == plain(text) for each in books.activities),
        "lab": lambda text: any(plain(text) in each.lab_names for each in books.activities),
    }
    for field, text in plan.constants.items():
        if field in readers and not readers[field](text):
            raise SheetRefused(Problem.NO_VALUE, f"{field}={text}")


class _Judge:
    def __init__(self, plan: Plan, books: Books, today: date, before: Mapping[int, Verdict] | None, tick):
        self.plan, self.books, self.today, self.before, self.tick = plan, books, today, before, tick
        self.period = Period(books.starts_on, books.ends_on)
        self.people = People(books.people)
        self.there = Counter(books.there)
        self.minutes, self.year = Counter(books.minutes), Counter(books.year)
        self.words = {key: set(days) for key, days in books.words.items()}
        self.by_id = {each.id: each for each in books.activities}
        self.about_day = cache(self._about_day)
        self.activity_for = cache(self._activity_for)

    def run(self, lines: Iterable[Line]) -> Judged:
        judged = Judged()
        for line in lines:
            self.tick()
            if self.plan.is_about_hours(line, self.people):
                judged.verdicts.append(self._verdict(line))
        for verdict in judged.of(Outcome.ACCEPTED):
            verdict.flags = [*self._flags(verdict.effort), *verdict.flags]
        return judged

    def _verdict(self, line: Line) -> Verdict:
        try:
            effort = self._read(line)
            outcome = self._accept(effort)
        except RowRefused as refusal:
            return self._compared(self._refused(line, refusal))
        if outcome is Outcome.ACCEPTED and self.before is not None:
            earlier = self.before.get(line.number)
            if earlier is None or earlier.outcome != Outcome.ACCEPTED:
                return self._as_before(line, earlier)
        verdict = Verdict(line.number, line.cells, outcome, effort=effort)
        if outcome is Outcome.ACCEPTED:
            self._count(verdict)
        return self._compared(verdict)

    def _as_before(self, line: Line, earlier: Verdict | None) -> Verdict:
        """What nobody confirmed is not brought in, also when it could be by now."""
        if earlier is None:
            return Verdict(line.number, line.cells, Outcome.REFUSED, Reason.COLUMNS)
        return Verdict(line.number, line.cells, earlier.outcome, earlier.reason, earlier.value, effort=earlier.effort)

    def _refused(self, line: Line, refusal: RowRefused) -> Verdict:
        value = "" if refusal.value is None else tidy(refusal.value)[:MOST_VALUE]
        return Verdict(line.number, line.cells, Outcome.REFUSED, refusal.reason, value)

    def _compared(self, verdict: Verdict) -> Verdict:
        """Marks what turned out otherwise than it was shown."""
        earlier = self.before.get(verdict.number) if self.before is not None else None
        if earlier is not None and earlier.outcome != verdict.outcome:
            verdict.flags.append(CHANGED)
        return verdict

    # --- Reading --------------------------------------------------------------------------------------------------

    def _read(self, line: Line) -> dict[str, Any]:
        if line.too_wide:
            raise RowRefused(Reason.COLUMNS)
        day, minutes = self._read_day(line), self._read_minutes(line)
        person = self.people.find(self.plan.value(line, "person") or "", day)
        if person is None:
            raise RowRefused(Reason.PERSON, self.plan.value(line, "person"))
        activity = self._read_activity(line)
        kind = kinds().get(plain(self.plan.value(line, "kind") or ""))
        if kind is None:
            raise RowRefused(Reason.KIND, self.plan.value(line, "kind"))
        return {
            "date": day.isoformat(),
            "minutes": minutes,
            "person_id": person.id,
            "person": person.name,
            "activity_id": activity.id,
            "activity": activity.name,
            "kind": kind,
            "description": self._read_description(line),
        }

    def _read_day(self, line: Line) -> date:
        value = self.plan.value(line, "date")
        day = day_of(value)
        if day is None:
            raise RowRefused(Reason.DATE, value)
        # as in the history import: a day before the application lies outside the programme as well
        refusal = refuse_day(day, programme=self.period, applied_on=self.period.first, today=self.today)
        if refusal:
            shown = value if isinstance(value, str) else day.isoformat()
            raise RowRefused(Reason.FUTURE if refusal is Refusal.FUTURE else Reason.OUTSIDE_PERIOD, shown)
        return day

    def _read_minutes(self, line: Line) -> int:
        value = self.plan.value(line, "hours")
        minutes = minutes_of(value)
        if minutes is None or minutes <= 0:
            raise RowRefused(Reason.HOURS, value)
        return minutes

    def _read_activity(self, line: Line) -> PlannedActivity:
        name, lab = (tidy(self.plan.value(line, field) or "") for field in ("activity", "lab"))
        found = self.activity_for(name, lab)
        if found is None:
            raise RowRefused(Reason.ACTIVITY, f"{lab}: {name}" if lab else name)
        return found

    def _activity_for(self, name: str, lab: str) -> PlannedActivity | None:
        """The one activity with this name, in that lab if it is named; None when there is none, or more than one."""
        wanted, place = plain(name), plain(lab)
        same = [each for each in self.books.activities if plain(each.name) == wanted]
        found = [each for each in same if not place or place in each.lab_names]
        return found[0] if len(found) == 1 else None

    def _read_description(self, line: Line) -> str:
        value = self.plan.value(line, "description")
        text = "" if value is None else tidy(value)
        if isinstance(value, Unread):  # what it says of itself is no description of what was done
            raise RowRefused(Reason.DESCRIPTION, text)
        if not rules.MIN_DESCRIPTION <= len(text) <= MOST_DESCRIPTION:
            raise RowRefused(Reason.DESCRIPTION, text)
        return text

    # --- Accepting ------------------------------------------------------------------------------------------------

    def _accept(self, effort: dict[str, Any]) -> Outcome:
        day = date.fromisoformat(effort["date"])
        content = content_of(effort, day)
        if self.there[content] > 0:
            self.there[content] -= 1
            return Outcome.ALREADY_THERE
        if self.books.left_on and self.books.left_on < day:
            raise RowRefused(Reason.AFTER_LEAVING, effort["date"])
        activity = self.by_id[effort["activity_id"]]
        if not activity.starts_on <= day <= activity.ends_on:
            raise RowRefused(Reason.ACTIVITY_PERIOD, effort["activity"])
        if day.replace(day=1) in self.books.locked:
            raise RowRefused(Reason.MONTH_LOCKED, effort["date"])
        others = self.minutes[effort["person_id"], day]
        if refuse_minutes(effort["minutes"], others_that_day=others):  # they are positive, so there are too many
            raise RowRefused(Reason.MORE_THAN_24_HOURS, f"{(others + effort['minutes']) / 60:g}")
        return Outcome.ACCEPTED

    def _count(self, verdict: Verdict) -> None:
        """Accepted: it counts for the rows below, and gets the flags of its day and its length."""
        effort = verdict.effort
        day, person, minutes = date.fromisoformat(effort["date"]), effort["person_id"], effort["minutes"]
        of_length = rules.concerns(
            day=day,
            minutes=minutes,
            others_that_day=self.minutes[person, day],
            others_that_year=self.year[person, day.year],
            today=day,  # how late it is was looked up once for the day
            holidays=frozenset(),
        )
        found = {*of_length, *self.about_day(day)}
        verdict.flags = [str(concern) for concern in Concern if concern in found]
        self.minutes[person, day] += minutes
        self.year[person, day.year] += minutes
        self.words.setdefault(_words_key(effort, day), set()).add(day)

    def _about_day(self, day: date) -> tuple[Concern, ...]:
        """What needs an explanation because of the day alone; the same for every row of that day."""
        return tuple(
            rules.concerns(
                day=day,
                minutes=0,
                others_that_day=0,
                others_that_year=0,
                today=self.today,
                holidays=public_holidays(day, self.today),
            )
        )

    def _flags(self, effort: dict[str, Any]) -> list[str]:
        days = len(self.words[_words_key(effort, date.fromisoformat(effort["date"]))])
        found = rules.flags(kind=effort["kind"], description=effort["description"], days_with_same_description=days)
        return [str(flag) for flag in found]


def content_of(effort: Mapping[str, Any], day: date) -> Content:
    """What makes two rows the same."""
    return (
        effort["person_id"],
        day,
        effort["minutes"],
        effort["activity_id"],
        effort["kind"],
        tidy(effort["description"]),
    )


def _words_key(effort: Mapping[str, Any], day: date) -> tuple:
    return effort["person_id"], day.year, day.month, effort["description"]
