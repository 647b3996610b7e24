"""The data files inside the PDF: from them every total of the report can be computed again, to the cent.

- `lines.csv`: every approved hour line of the period. The sum of `amount` is the realised value of the hours.
- `contributions.csv`: every approved contribution of the period that is not hours.
- `programme.csv`: both over the whole programme up to the cut-off, without names of people, with what still waits.
- `pledges.csv`: what every pledged total is made of.

UTF-8, commas, decimal points, ISO 8601. Codes instead of words, so that a file reads the same in every language.
"""

import csv
import io
from collections.abc import Iterable
from datetime import UTC

from django.utils.translation import gettext as _

from lib.exports import defused
from lib.money import hours_of
from lib.pdf import Attached
from lib.periods import Period

from .lines import HourLine, Lines, OtherLine

LINE_COLUMNS = [
    "id", "partner", "person", "date", "hours", "rate", "amount", "lab", "activity", "kind", "counts", "reason",
    "approved_by", "approved_at_utc", "description", "group", "worth", "corrects",
]  # fmt: skip
OTHER_COLUMNS = [
    "id", "partner", "group", "date", "kind", "quantity", "unit_price", "stated", "amount", "counts", "reason",
    "evidence",
]  # fmt: skip
PROGRAMME_COLUMNS = [
    "id", "partner", "group", "date", "kind", "lab", "activity", "hours", "rate", "amount", "state", "counts", "reason",
    "worth",
]  # fmt: skip
PLEDGE_COLUMNS = [
    "id",
    "partner",
    "group",
    "from",
    "to",
    "kind",
    "quantity",
    "unit",
    "unit_price",
    "stated",
    "amount",
    "reason",
]


def as_csv(columns: list[str], rows: Iterable[Iterable]) -> bytes:
    """Rows as CSV; text cells are defused, numbers are written by `str`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([defused(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode()


def yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _line(line: HourLine) -> tuple:
    at = line.approved_at.astimezone(UTC).isoformat(timespec="seconds") if line.approved_at else ""
    return (
        line.id,
        line.partner.name,
        line.person,
        line.date,
        hours_of(line.minutes),
        line.rate,
        line.amount,
        line.lab,
        line.activity,
        line.kind,
        yes_no(line.counts),
        line.reason,
        line.approved_by,
        at,
        line.description,
        line.partner.group,
        line.worth,
        line.corrects,
    )


def _other(line: OtherLine) -> tuple:
    who = (line.id, line.partner.name, line.partner.group, line.date, line.kind)
    worth = (line.quantity, line.unit_price, line.stated, line.amount)
    return (*who, *worth, yes_no(line.counts), line.reason, line.evidence)


def _of_programme(line: HourLine | OtherLine) -> tuple:
    who = (line.id, line.partner.name, line.partner.group, line.date, line.kind)
    hours = isinstance(line, HourLine)
    effort = (line.lab, line.activity, hours_of(line.minutes), line.rate) if hours else ("", "", "", "")
    return (*who, *effort, line.amount, line.state, yes_no(line.counts), line.reason, line.worth)


def _pledge(pledge) -> tuple:
    who = (pledge.id, pledge.partner.name, pledge.partner.group, pledge.first, pledge.last)
    worth = (pledge.unit_price, pledge.stated, pledge.amount)
    return (*who, pledge.kind, pledge.quantity, pledge.unit, *worth, pledge.reason)


def attachments(lines: Lines, period: Period) -> tuple[Attached, ...]:
    """The files that travel inside the main document, in the active language's descriptions."""
    return (
        Attached(
            "lines.csv",
            _("Every approved hour line of the period"),
            as_csv(LINE_COLUMNS, map(_line, lines.approved_hours(period))),
        ),
        Attached(
            "contributions.csv",
            _("Every approved contribution of the period that is not hours"),
            as_csv(OTHER_COLUMNS, map(_other, lines.approved_others(period))),
        ),
        Attached(
            "programme.csv",
            _("All lines of the programme up to the cut-off moment, without names"),
            as_csv(PROGRAMME_COLUMNS, map(_of_programme, (*lines.hours, *lines.others))),
        ),
        Attached("pledges.csv", _("All pledges"), as_csv(PLEDGE_COLUMNS, map(_pledge, lines.pledges))),
    )
