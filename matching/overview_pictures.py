"""The pictures of the counters per school year."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lib import charts

from .queries.overview_figures import YearFigures


def placed_per_year(years: Sequence[YearFigures]) -> charts.ColumnDrawing:
    """From the earliest year on."""
    columns = [charts.Column(row.name, row.placed) for row in reversed(years)]
    return charts.columns(columns, _("Students placed per school year"), "number", "placed-years")


def bars(counts: Sequence[tuple[str, int]], title: str, key: str) -> charts.Drawing | None:
    """None when there is nothing to draw."""
    rows = [charts.ShareBar(label[:1].upper() + label[1:], count) for label, count in counts]
    return charts.share_bars(rows, title, "number", key) if rows else None
