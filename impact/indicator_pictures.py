"""Figures per year as small pictures."""

from lib import charts

from .indicator_kinds import year_short
from .indicator_sentences import in_words
from .queries.indicators import Line


def picture_of(line: Line) -> charts.TargetDrawing:
    """The years of an indicator beside its targets."""
    columns = [
        charts.YearColumn(
            year_short(each.year),
            each.value,
            each.target,
            runs=each.runs,
            words=in_words(each.value, line.unit, each.bound),
        )
        for each in line.figures
    ]
    return charts.target_columns(
        columns, str(line.name), lambda value: in_words(value, line.unit), f"indicator-{line.key}"
    )
