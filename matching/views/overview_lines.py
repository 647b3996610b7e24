"""The lists of the overview as lines: what it is, where to go, and one thing to know about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib.figures import day_plain
from lib.periods import today
from partnership.models import Membership

from ..kinds import AssignmentKind
from ..models import Assignment, AssignmentChange, DeskQuestion, Round
from ..placement_states import Moment
from ..queries.overview import Coming, FeedbackDue
from ..round_states import CLOSED, OPEN

# What each list is called, and what stands there when it is empty.
TITLES = {
    "questions": (gettext_lazy("Questions at the desk"), gettext_lazy("Every question is decided on.")),
    "approvals": (gettext_lazy("Assignments to approve"), gettext_lazy("Nothing waits for approval.")),
    "changes": (gettext_lazy("Changes to judge"), gettext_lazy("Nobody asks for a change.")),
    "rounds": (gettext_lazy("Rounds of wishes that need you"), gettext_lazy("No round waits for a next step.")),
    "offers": (gettext_lazy("Offers without applicants"), gettext_lazy("Every offer has applicants, or is new.")),
    "students": (gettext_lazy("Students without a seat"), gettext_lazy("Every student who looks has a seat.")),
    "feedback": (gettext_lazy("Placements without feedback"), gettext_lazy("All feedback that is asked for is given.")),
    "deadlines": (gettext_lazy("Coming in two weeks"), gettext_lazy("Nothing ends in the next two weeks.")),
}


@dataclass(frozen=True)
class Line:
    """One of a list; without an address it leads nowhere."""

    words: str
    url: str = ""
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Block:
    """A short list with its count, and the address of the whole one when there are more, or more to do there."""

    key: str
    total: int
    lines: list[Line] = field(default_factory=list)
    url: str = ""

    @property
    def title(self) -> str:
        return str(TITLES[self.key][0])

    @property
    def empty(self) -> str:
        return str(TITLES[self.key][1])


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _looks_after(row: Assignment) -> str:
    return _("looked after by %(name)s") % {"name": row.coordinator.user.name} if row.coordinator else ""


class Lines:
    """Makes the lines for one member, on one day."""

    def __init__(self, by: Membership, day: date):
        self.slug, self.day = by.partnership.slug, day

    def url(self, name: str, *keys) -> str:
        return reverse(name, args=[self.slug, *keys])

    def questions(self, rows: Sequence[DeskQuestion]) -> list[Line]:
        return [
            Line(row.title, self.url("question", row.pk), self._since(row.company_name, row.asked_at)) for row in rows
        ]

    def approvals(self, rows: Sequence[Assignment]) -> list[Line]:
        return [
            Line(row.title, self.url("assignment", row.pk), self._since(row.organisation.name, row.submitted_at))
            for row in rows
        ]

    def _since(self, name: str, moment) -> str:
        return _("%(name)s, since %(day)s") % {"name": name, "day": day_plain(today(moment))}

    def changes(self, rows: Sequence[AssignmentChange]) -> list[Line]:
        found = []
        for change in rows:
            row = change.assignment
            note = _joined(self._since(row.organisation.name, change.asked_at), _looks_after(row))
            found.append(Line(row.title, self.url("assignment", row.pk), note))
        return found

    def rounds(self, rows: Sequence[Round]) -> list[Line]:
        next_step = {OPEN: _("the day for wishes is over: close it"), CLOSED: _("to be solved")}
        told = _("solved: look at it and publish it")
        return [Line(row.name, self.url("round", row.pk), next_step.get(row.state, told)) for row in rows]

    def offers(self, rows: Sequence[Assignment]) -> list[Line]:
        found = []
        for row in rows:
            until = _("apply until %(day)s") % {"day": day_plain(row.apply_until)} if row.apply_until else ""
            since = _("on the board since %(day)s") % {"day": day_plain(today(row.decided_at))}
            note = _joined(row.organisation.name, until or since, _looks_after(row))
            found.append(Line(row.title, self.url("assignment", row.pk), note))
        return found

    def students(self, rows: Sequence[Membership]) -> list[Line]:
        found = []
        for row in rows:
            profile = getattr(row, "student_profile", None)
            tried = ngettext("%(count)s application goes on", "%(count)s applications go on", row.tried)
            tried = tried % {"count": row.tried} if row.tried else _("applies nowhere")
            level = profile.get_level_display() if profile else ""
            found.append(Line(row.user.name, "", _joined(row.organisation.name, level, tried)))
        return found

    def feedback(self, rows: Sequence[FeedbackDue]) -> list[Line]:
        found = []
        for due in rows:
            row, name = due.placement, due.placement.student.user.name
            words = {"moment": Moment(due.window.moment).label, "day": day_plain(due.window.due_on)}
            note = _("%(moment)s, until %(day)s") % words
            sides = _("not yet: %(sides)s") % {"sides": ", ".join(due.sides)}
            title = f"{row.assignment.title} ({name})"
            found.append(Line(title, self.url("placement", row.pk), _joined(note, sides)))
        return found

    def deadlines(self, rows: Sequence[Coming]) -> list[Line]:
        return [self._coming(row) for row in rows]

    def _coming(self, row: Coming) -> Line:
        words = {"day": day_plain(row.day)}
        if row.what == "deadline":
            kind = capfirst(AssignmentKind(row.name).label) if row.name else _("Assignments of every kind")
            return Line(kind, self.url("matching_deadlines"), _("to be handed in until %(day)s") % words)
        if row.what == "wishes":
            return Line(row.name, self.url("round", row.pk), _("wishes until %(day)s") % words)
        if row.what == "apply":
            return Line(row.name, self.url("assignment", row.pk), _("apply until %(day)s") % words)
        late = row.day < self.day
        note = (
            _("should have begun on %(day)s, not signed by all") if late else _("begins on %(day)s, not signed by all")
        )
        return Line(row.name, self.url("placement", row.pk), note % words, is_late=late)
