"""The figures per year as a table to take along: a row for each indicator in each year."""

from datetime import datetime
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.exports import Column, Sheet
from lib.figures import moment

from ..indicator_kinds import PLACES, Unit
from ..indicator_sentences import in_words, origin_of, standing_of
from ..queries.indicators import Board


def _number(value: Decimal | None, unit: str) -> Decimal | None:
    """With as many decimals as the unit has."""
    return None if value is None else value.quantize(Decimal(1).scaleb(-PLACES[unit]))


def indicators_sheet(board: Board, partnership: str, now: datetime) -> Sheet:
    """Values as numbers; a share at an extreme, which is no number, in words beside it."""
    columns = [
        Column(_("Indicator"), width=30),
        Column(_("School year"), width=12),
        Column(_("Value"), "number", 12),
        Column(_("Target"), "number", 12),
        Column(_("Unit"), width=20),
        Column(_("In words"), width=14),
        Column(_("Where it comes from"), width=40),
        Column(_("State"), width=14),
        Column(_("What is counted"), width=60),
    ]
    rows = [
        (
            str(line.name),
            each.name,
            None if each.bound else _number(each.value, line.unit),
            _number(each.target, line.unit),
            str(Unit(line.unit).label),
            in_words(each.value, line.unit, each.bound) if each.value is not None else "",
            origin_of(each) if each.value is not None else "",
            capfirst(standing_of(each)),
            str(line.meaning),
        )
        for line in board.lines
        for each in line.figures
        if each.value is not None or each.target is not None
    ]
    about = [(_("Partnership"), partnership), (_("Made at"), moment(now))]
    return Sheet(_("Figures per school year"), about, columns, rows)
