"""What matching and contributions know of the indicators of impact, which stands beside the one and knows neither."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from contributions.models import HourEntry
from contributions.states import APPROVED as APPROVED_HOURS
from impact.counted import ByYear, Counted
from impact.indicator_kinds import ABOVE, ACTIVE_COMPANIES, BELOW, FOLLOW_UPS, NEW_COMPANIES, PLACED, WOMEN
from impact.queries.indicator_counts import school_year
from lib.shares import WomenShare
from matching.kinds import FOR_STUDENTS
from matching.models import Assignment, Placement
from matching.placement_states import CANCELLED
from matching.queries.overview_figures import YearFigures, figures_for
from matching.states import APPROVED, CLOSED
from partnership.kinds import OrganisationKind
from partnership.models import Membership


def counts_of_matching(by: Membership, now: datetime) -> Mapping[str, ByYear]:
    """The counters of the overview of matching, and which companies were active."""
    years = figures_for(by, "", now).years
    counts = {
        PLACED: lambda row: row.placed,
        NEW_COMPANIES: lambda row: row.companies,
        FOLLOW_UPS: lambda row: row.follow_ups,
    }
    found: dict[str, ByYear] = {code: _numbers(years, count) for code, count in counts.items()}
    found[WOMEN] = {row.year: _share(row.women) for row in years if row.women is not None}
    return found | {ACTIVE_COMPANIES: _active_companies(by)}


def _numbers(years: list[YearFigures], count) -> ByYear:
    return {row.year: Counted(Decimal(count(row))) for row in years if count(row)}


def _share(share: WomenShare) -> Counted:
    return Counted(Decimal(share.percent), BELOW if share.below else ABOVE if share.above else "")


def _active_companies(by: Membership) -> ByYear:
    """Each company once in a year, whatever it did; one query."""
    here, kind = by.partnership_id, OrganisationKind.COMPANY
    hours = HourEntry.objects.filter(programme__partnership=here, state=APPROVED_HOURS, organisation__kind=kind)
    offers = Assignment.objects.filter(partnership=here, state__in=(APPROVED, CLOSED), kind__in=FOR_STUDENTS)
    placed = Placement.objects.filter(partnership=here).exclude(state=CANCELLED)
    parts = [
        _companies(hours, "worked_on", minutes=True),
        _companies(offers.filter(organisation__kind=kind), "decided_at"),
        _companies(placed.filter(organisation__kind=kind), "starts_on"),
    ]
    active: dict[int, set[int]] = defaultdict(set)
    for year, company in parts[0].union(*parts[1:]):
        active[year].add(company)
    return {year: Counted(Decimal(len(companies))) for year, companies in active.items()}


def _companies(rows: QuerySet, field: str, *, minutes: bool = False) -> QuerySet:
    """Pairs of a school year and a company; hours that were corrected to nothing make nobody active."""
    rows = rows.order_by().annotate(school_year=school_year(field)).values("school_year", "organisation")
    if minutes:
        rows = rows.annotate(total=Sum("minutes")).filter(total__gt=0)
    return rows.values_list("school_year", "organisation").distinct()
