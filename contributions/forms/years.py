"""Programme years as choices of a select."""

from django.utils.translation import gettext

from lib.figures import period
from lib.periods import Period
from partnership.models import Programme

Years = dict[str, tuple[Programme, Period]]


def programme_years(programmes: list[Programme]) -> Years:
    """Every year of these programmes under a key of its own."""
    return {
        f"{programme.pk}-{number}": (programme, year)
        for programme in programmes
        for number, year in enumerate(programme.years, 1)
    }


def year_choices(years: Years) -> list[tuple]:
    """The years under the name of their programme; without that name when there is only one programme."""
    groups: dict[str, list] = {}
    for key, (programme, year) in years.items():
        groups.setdefault(programme.name, []).append((key, year_name(int(key.partition("-")[2]), year)))
    return list(groups.items()) if len(groups) > 1 else next(iter(groups.values()), [])


def year_name(number: int, year: Period) -> str:
    """`Year 3: 1 August 2025 to 31 July 2026`."""
    return gettext("Year %(number)s: %(period)s") % {"number": number, "period": period(year.first, year.last)}
