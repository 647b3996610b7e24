"""One sentence per reason for which a spreadsheet, or a row of one, is refused: on screen, in files, at a terminal."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from contributions import rules
from contributions.rules import Refusal
from contributions.sentences import CONCERNS, FLAGS, REFUSALS
from lib import figures
from lib.jobs import Failure

from .facts import CHANGED, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Problem, Reason, SheetRefused
from .files import LARGEST_FILE

FIELD_NAMES = {
    "date": _("Date"),
    "person": _("Person"),
    "hours": _("Hours"),
    "description": _("Description"),
    "activity": _("Activity"),
    "kind": _("Kind of effort"),
    "lab": _("Lab"),
}
PROBLEMS = {
    Problem.TOO_LARGE: _("This file is larger than {most} MB. Split it up, or leave out pictures and sheets."),
    Problem.EMPTY: _("This file is empty. Choose the spreadsheet with the hours."),
    Problem.ENCRYPTED: _("This file has a password. Save it without one and choose it again."),
    Problem.OLD_FORMAT: _("This is the old kind of Excel file (.xls). Save it as .xlsx and choose it again."),
    Problem.OTHER_FORMAT: _("This is no XLSX or CSV file, whatever its name says. Save it as .xlsx or .csv."),
    Problem.BROKEN: _("This file is broken and cannot be read. Open it, save it again as .xlsx, and choose that."),
    Problem.BOMB: _("This file unpacks into far more than a spreadsheet would. It was not opened."),
    Problem.UNSAFE: _("This file asks for things outside itself, as no spreadsheet does. It was not opened."),
    Problem.TOO_MANY_ROWS: _("This sheet has more than {rows} rows. Split it up, per year for example."),
    Problem.TOO_MANY_COLUMNS: _("This sheet has more than {columns} columns in use. Leave out what is not needed."),
    Problem.TOO_MANY_SHEETS: _("This file has more than {sheets} sheets. Save the one with the hours as a file."),
    Problem.QUOTES: _("A quotation mark in this file is never closed, so rows run together. Save it as .xlsx instead."),
    Problem.NO_SHEET: _("There is no sheet %(what)s in this file."),
    Problem.NO_COLUMN: _("There is no column %(what)s in this sheet."),
    Problem.NO_FIELD: _("It is not known where this stands: %(what)s. Choose a column, or one value for every row."),
    Problem.NO_VALUE: _("This value for every row is unknown: %(what)s."),
    Problem.NOT_TAKING_PART: _("This partner takes no part in that programme."),
    Problem.FAILED: _("This sheet could not be dealt with. Try again; if it stays, tell the administrator."),
}
FIGURES = {
    "most": LARGEST_FILE // 1024 // 1024,
    "rows": MOST_ROWS,
    "columns": MOST_COLUMNS,
    "sheets": MOST_SHEETS,
}
WHY_REFUSED = {
    Reason.COLUMNS: _("The row has more columns than the header. Put quotation marks around text with a separator."),
    Reason.DATE: _("This is no date with a year. Write it like 20-11-2026."),
    Reason.OUTSIDE_PERIOD: _("The date is outside the programme."),
    Reason.FUTURE: _("The date is after today."),
    Reason.HOURS: _("Hours must be more than 0, in quarters, for example 2.5."),
    Reason.PERSON: _("No colleague is known by this name, or more than one. Use the e-mail address."),
    Reason.ACTIVITY: _("The programme has no such activity, or one in more than one lab."),
    Reason.KIND: _("This kind of effort is unknown."),
    Reason.DESCRIPTION: format_lazy(
        _("The description must have at least {least} characters, and at most 500."),
        least=str(rules.MIN_DESCRIPTION),
    ),
    Reason.AFTER_LEAVING: REFUSALS[Refusal.AFTER_LEAVING],
    Reason.ACTIVITY_PERIOD: _("This activity does not run on that date."),
    Reason.MONTH_LOCKED: REFUSALS[Refusal.MONTH_LOCKED],
    Reason.MORE_THAN_24_HOURS: _("With this row the person has more than 24 hours on that day."),
}
FLAG_WORDS = {
    **{str(code): text for code, text in CONCERNS.items()},
    **{str(code): text for code, text in FLAGS.items()},
    CHANGED: _("Turned out otherwise than in the preview: the books had changed."),
}


def words_for(problem: str, what: str = "") -> str:
    """The sentence for a file that is refused; fields are named as on screen."""
    named = ", ".join(str(FIELD_NAMES.get(part, part)) for part in what.split(", "))
    figures_of = {name: figures.number(value) for name, value in FIGURES.items()}
    text = str(PROBLEMS[Problem(problem)]) % {"what": named}
    return text.format(**figures_of) if "{" in str(PROBLEMS[Problem(problem)]) else text


def failure_in_words(failure: str) -> str:
    """Why a spreadsheet failed in the background."""
    if failure in list(Problem):
        return words_for(failure)
    return str(Failure(failure).label) if failure in Failure.values else words_for(Problem.FAILED)


def in_words(refusal: SheetRefused) -> str:
    return words_for(refusal.problem, refusal.what)
