"""A round as the solver takes it, as the three files that `match_class` reads, and its result as a list."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from lib.exports import Cell, Column, Sheet, defused
from lib.figures import moment

from ..models import Round
from ..placing.facts import Problem, Role, Student, Wish
from ..placing.judging import judge, numbered
from ..round_sentences import explained, outcome_words
from .rounds import RoundRows, name_of, results_of, role_names, rows_of


def problem_of(rows: RoundRows) -> Problem:
    """What of the rows does not contradict itself; `match_class` refuses the same lines of the same files."""
    students = [Student(row.key, row.level, row.pinned.key if row.pinned else "") for row in rows.students]
    roles = [Role(row.key, row.total, frozenset({row.level})) for row in rows.roles]
    wishes = [Wish(row.student.key, row.role.key, row.rank) for row in rows.wishes]
    return judge(numbered(students), numbered(roles), numbered(wishes)).problem


def class_files(round_: Round) -> bytes:
    """students.csv, roles.csv and wishes.csv in a ZIP. Students have numbers there, no names."""
    rows = rows_of(round_)
    tables = {
        "students.csv": [("student", "level", "pinned")]
        + [(row.key, row.level, row.pinned.key if row.pinned else "") for row in rows.students],
        "roles.csv": [("role", "seats", "levels", "name")]
        + [(row.key, row.total, row.level, defused(_one_line(name_of(row)))) for row in rows.roles],
        "wishes.csv": [("student", "role", "rank")]
        + [(row.student.key, row.role.key, row.rank) for row in rows.wishes],
    }
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as folder:
        for name, lines in tables.items():
            folder.writestr(name, _csv(lines))
    return content.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _csv(lines: Iterable[Sequence]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def result_sheet(round_: Round) -> Sheet:
    """Everybody with the place, the wish, the draw and why; the last row counts."""
    columns = [
        Column(_("Number")),
        Column(_("Name"), width=28),
        Column(_("Level")),
        Column(_("Outcome"), width=24),
        Column(_("Role"), width=28),
        Column(_("Assignment"), width=40),
        Column(_("Organisation"), width=28),
        Column(_("Wish"), "whole"),
        Column(_("Place in the draw"), "whole"),
        Column(_("Why"), width=80),
    ]
    about = [
        (_("Round"), round_.name),
        (_("Seed of the lottery"), str(round_.seed)),
        (_("Solved"), moment(round_.solved_at)),
        (_("Cost"), str(round_.cost)),
    ]
    return Sheet(_("Result of the wishes"), about, columns, _rows(round_))


def _rows(round_: Round) -> Iterable[Sequence[Cell]]:
    names = role_names(round_)
    rows = results_of(round_)
    for row in rows:
        role = row.result.role if row.result else None
        yield (
            row.key,
            row.membership.user.name if row.membership else "",
            row.get_level_display(),
            outcome_words(row),
            role.name if role else "",
            role.assignment.title if role else "",
            role.assignment.organisation.name if role else "",
            row.rank or None,
            row.lot or None,
            " ".join(explained(row, names)),
        )
    placed = sum(1 for row in rows if row.result_id)
    yield (_("Placed"), "", "", f"{placed} / {len(rows)}", "", "", "", None, None, "")
