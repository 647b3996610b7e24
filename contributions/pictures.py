"""Pictures of how a partner stands: the pledge as a bar, the months as columns."""

from django.utils.translation import gettext as _

from contributions.queries.pace import Month, Stand
from lib import charts, figures


def bar_in_hours(stand: Stand) -> charts.Drawing:
    return charts.pledge_bar(
        approved=max(0, stand.figures.approved_minutes),
        waiting=max(0, stand.figures.waiting_minutes),
        pledged=stand.figures.pledged_minutes,
        unsigned=stand.figures.unsigned_minutes,
        title=_("The pledge in hours"),
        unit="hours",
        key="stand-hours",
    )


def bar_in_euros(stand: Stand) -> charts.Drawing:
    """Hours and everything else together."""
    return charts.pledge_bar(
        approved=max(0, stand.figures.approved),
        waiting=max(0, stand.figures.waiting),
        pledged=stand.figures.pledged,
        unsigned=stand.figures.unsigned,
        title=_("The pledge in euros"),
        unit="money",
        key="stand-euros",
    )


def has_hours(stand: Stand) -> bool:
    """Whether there are hours to draw a bar of."""
    figures = stand.figures
    return bool(figures.promised_minutes or figures.approved_minutes or figures.waiting_minutes)


def in_hours(months: tuple[Month, ...]) -> bool:
    """Whether there are hours to draw; else the columns show euros."""
    return any(m.figures.pledged_minutes or m.figures.approved_minutes or m.figures.waiting_minutes for m in months)


def month_columns(months: tuple[Month, ...]) -> charts.ColumnDrawing:
    """What came in per month, beside what the pledges ask of that month."""
    hours, many = in_hours(months), len(months) > 13
    names = ("approved_minutes", "waiting_minutes", "pledged_minutes") if hours else ("approved", "waiting", "pledged")
    columns = []
    for number, month in enumerate(months):
        values = [max(0, getattr(month.figures, name)) for name in names]
        starts_year = not number or month.first.month == 1
        short = (str(month.first.year) if starts_year else "") if many else figures.month_short(month.first)
        columns.append(charts.Column(figures.month(month.first), *values, short=short))
    title = _("Hours per month") if hours else _("Euros per month")
    return charts.columns(columns, title, "hours" if hours else "money", key="stand-months")
