"""The annex: every approved hour line of the period, as ready text, grouped by partner."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lib import figures
from lib.money import hours_of

from .lines import HourLine, Partner
from .sums import Sum, counted, grouped
from .words import kind_name


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One line as it is printed; text is made here once, for a template filter per cell costs more than the cell."""

    id: str
    date: str
    person: str
    lab: str
    activity: str
    kind: str
    not_counting: str
    description: str
    hours: str
    rate: str
    amount: str
    approved_by: str
    approved_on: str


@dataclass(frozen=True, slots=True)
class AnnexGroup:
    """One partner's lines in this document. `total` is over the whole report and stands where the partner ends."""

    partner: Partner
    rows: tuple[AnnexRow, ...]
    continues: bool
    total: Sum | None

    @property
    def hours(self) -> str:
        return figures.number(hours_of(self.total.minutes), 2) if self.total else ""

    @property
    def amount(self) -> str:
        return figures.number(self.total.hours_amount, 2) if self.total else ""


def annex_groups(
    annex: tuple[HourLine, ...], letters: dict[str, str], labs: dict[str, str], first: int, last: int
) -> Iterator[AnnexGroup]:
    """The lines `first` up to and including `last` (counted from 1), by partner."""
    whole = grouped(annex, lambda line: line.partner)
    for partner, lines in grouped(annex[first - 1 : last], lambda line: line.partner).items():
        rows = tuple(_row(line, letters, labs) for line in lines)
        everything = whole[partner]
        ends_here = lines[-1] is everything[-1]
        yield AnnexGroup(partner, rows, lines[0] is not everything[0], counted(everything) if ends_here else None)


def _row(line: HourLine, letters: dict[str, str], labs: dict[str, str]) -> AnnexRow:
    letter = letters.get(line.reason, "") if not line.counts else ""
    return AnnexRow(
        id=line.id,
        date=figures.day_short(line.date),
        person=line.person,
        lab=labs.get(line.lab, line.lab),
        activity=line.activity,
        kind=kind_name(line.kind),
        not_counting=_("does not count (%(letter)s)") % {"letter": letter} if letter else "",
        description=_described(line),
        hours=figures.number(hours_of(line.minutes), 2),
        rate=figures.number(line.rate, 2),
        amount=figures.number(line.amount, 2),
        approved_by=line.approved_by,
        approved_on=figures.day_short(line.approved_at),
    )


def _described(line: HourLine) -> str:
    """What was done; of a counter-line first which line of a previous period it corrects, and why (R40)."""
    if not line.corrects:
        return line.description
    values = {"line": line.corrects, "reason": line.correction_reason.rstrip("."), "text": line.description}
    return _("Correction of line %(line)s, previous period: %(reason)s. %(text)s") % values
