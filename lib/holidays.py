"""Public holidays in the Netherlands, from the package `holidays`, so that no list has to be kept up."""

from datetime import date
from functools import cache

import holidays


@cache
def _of_year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))


def public_holidays(first: date, last: date) -> frozenset[date]:
    """The Dutch public holidays of every calendar year that `first` up to `last` touches."""
    return frozenset().union(*(_of_year(year) for year in range(first.year, last.year + 1)))
