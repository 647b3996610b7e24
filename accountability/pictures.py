"""Pictures of the financing as it stands: thirds, years, labs and kinds."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accountability.reports.thirds import Panel, thirds_drawing
from accountability.reports.words import kind_name
from contributions.queries.figures import Overview
from contributions.rules import Side
from contributions.sentences import SIDES
from lib import charts, figures
from partnership.kinds import FinancingGroup
from partnership.schemes import Terms

SCHOOLS = (FinancingGroup.OTHER, FinancingGroup.APPLICANT)


def thirds_now(stand: Overview, terms: Terms) -> charts.Drawing:
    """The three sides: approved and waiting, of what was pledged."""
    business = stand.group(FinancingGroup.BUSINESS)
    schools = [stand.group(group) for group in SCHOOLS]
    panels = {
        Side.SUBSIDY: Panel(stand.subsidy_matched, stand.subsidy_granted),
        Side.BUSINESS: Panel(business.approved, business.pledged, business.waiting),
        Side.OTHERS: Panel(
            *(sum(getattr(side, name) for side in schools) for name in ("approved", "pledged", "waiting"))
        ),
    }
    return thirds_drawing(panels, terms=terms, budget=stand.budget)


def years_now(stand: Overview) -> tuple[charts.ColumnDrawing, ...]:
    """Per programme year what each side brought in, beside what it pledged for that year."""
    rows = []
    for year in stand.programme_years:
        schools = [year.groups[group] for group in SCHOOLS]
        columns = [
            charts.Column(_side(Side.SUBSIDY), year.subsidy_matched, goal=year.subsidy),
            _column(Side.BUSINESS, [year.groups[FinancingGroup.BUSINESS]]),
            _column(Side.OTHERS, schools),
        ]
        rows.append((_("Year %(number)s") % {"number": year.number}, columns))
    return charts.year_multiples(rows, _("Realised per programme year, beside what was pledged"), key="years")


def _side(side: Side) -> str:
    return capfirst(str(SIDES[side]))


def _column(side: Side, sums) -> charts.Column:
    approved, waiting, pledged = (
        sum(getattr(item, name) for item in sums) for name in ("approved", "waiting", "pledged")
    )
    return charts.Column(_side(side), approved, waiting, pledged)


def labs_now(stand: Overview) -> charts.Drawing:
    """Approved hours that count, per lab."""
    rows = [
        charts.ShareBar(
            lab.name,
            lab.figures.approved,
            charts.lab_tone(lab.kind),
            figures.hours_unit(lab.figures.approved_minutes),
        )
        for lab in stand.labs
    ]
    return charts.share_bars(rows, _("Approved per lab"), key="labs-bars")


def kinds_now(stand: Overview) -> charts.Drawing:
    """Approved contributions per kind, those of which there are any."""
    rows = [
        charts.ShareBar(
            kind_name(row.kind),
            row.figures.approved,
            note=figures.hours_unit(row.figures.approved_minutes) if row.figures.approved_minutes else "",
        )
        for row in stand.kinds
        if row.figures.approved
    ]
    return charts.share_bars(rows, _("Approved per kind"), key="kinds-bars")
