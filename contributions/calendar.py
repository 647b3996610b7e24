"""The working days of a month, as the Dutch public holidays leave them."""

from datetime import date

from lib.holidays import public_holidays
from lib.periods import ONE_DAY, month_period

__all__ = ["last_working_day", "public_holidays"]
SATURDAY = 5


def last_working_day(month: date) -> date:
    """The last day of a month that is no weekend day and no public holiday."""
    last = month_period(month).last
    holidays_then = public_holidays(month, last)
    while last.weekday() >= SATURDAY or last in holidays_then:
        last -= ONE_DAY
    return last
