"""Numbers and dates as people write them, one way for screen, mail and PDF.

Pure functions of a value and the active language. Numbers come out with non-breaking spaces and a true
minus sign, so that they neither wrap nor lose their sign; None is a dash.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "\u2013"

Number = int | Decimal | Fraction


def _is_dutch() -> bool:
    return (get_language() or "nl").startswith("nl")


def _rounded(value: Number, places: int) -> Decimal:
    """Half up, exactly: a fraction is scaled to an integer first, so no digit is lost on the way."""
    fraction = Fraction(value)
    scaled = abs(fraction) * 10**places
    whole = int(scaled + Fraction(1, 2))
    result = Decimal(whole).scaleb(-places)
    return -result if fraction < 0 and whole else result


def _written(value: Decimal, places: int) -> str:
    """The digits of a number that is not negative, with the separators of the language."""
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if _is_dutch() else text


def number(value: Number | None, places: int = 0) -> str:
    """A plain number: 1.234 in Dutch, 1,234 in English."""
    if value is None:
        return NOTHING
    rounded = _rounded(value, places)
    return (MINUS if rounded < 0 else "") + _written(abs(rounded), places)


def money(value: Number | None, places: int = 2) -> str:
    """Euros: `€ 8.760,00` in Dutch, `€8,760.00` in English; `places=0` for whole euros in a picture."""
    if value is None:
        return NOTHING
    rounded = _rounded(value, places)
    gap = NBSP if _is_dutch() else ""
    return f"{MINUS if rounded < 0 else ''}€{gap}{_written(abs(rounded), places)}"


def hours(minutes: int | None) -> str:
    """Minutes as hours without needless zeros: 150 is `2,5`, 120 is `2`."""
    if minutes is None:
        return NOTHING
    rounded = _rounded(Fraction(minutes, 60), 2)
    places = 0 if rounded == rounded.to_integral_value() else (1 if (rounded * 10) % 1 == 0 else 2)
    return (MINUS if rounded < 0 else "") + _written(abs(rounded), places)


def hours_unit(minutes: int | None) -> str:
    """Minutes as hours with the word: `2,5 uur`, `1 hour`."""
    if minutes is None:
        return NOTHING
    word = ngettext("hour", "hours", 1 if minutes == 60 else 2)
    return f"{hours(minutes)}{NBSP}{word}"


def share(value: Number | None, places: int = 1) -> str:
    """A part of one as a percentage: 1/3 is `33,3 %` in Dutch, `33.3%` in English."""
    if value is None:
        return NOTHING
    return number(Fraction(value) * 100, places) + (f"{NBSP}%" if _is_dutch() else "%")


def _local(value: datetime.date | datetime.datetime) -> datetime.date | datetime.datetime:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: datetime.date | None) -> str:
    """A date with its weekday: `ma 2 maart 2026`. A moment gives its local date."""
    return NOTHING if value is None else dateformat.format(_local(value), "D j F Y")


def day_short(value: datetime.date | None) -> str:
    """A date for a narrow column: `ma 2 mrt 2026`. Dutch months have no capital."""
    return NOTHING if value is None else dateformat.format(_local(value), "D j b Y" if _is_dutch() else "D j M Y")


def day_in_week(value: datetime.date | None) -> str:
    """A date in its own week, where the year is known: `ma 2 mrt`."""
    return NOTHING if value is None else dateformat.format(_local(value), "D j b" if _is_dutch() else "D j M")


def day_plain(value: datetime.date | None) -> str:
    """A date without its weekday: `2 maart 2026`."""
    return NOTHING if value is None else dateformat.format(_local(value), "j F Y")


def month(value: datetime.date | None) -> str:
    """A month with its year: `maart 2026`."""
    return NOTHING if value is None else dateformat.format(_local(value), "F Y")


def month_short(value: datetime.date | None) -> str:
    """A month under a column: `mrt`, `Mar`."""
    return NOTHING if value is None else dateformat.format(_local(value), "b" if _is_dutch() else "M")


def moment(value: datetime.datetime | None) -> str:
    """A moment in local time: `ma 2 maart 2026, 14:05`."""
    return NOTHING if value is None else dateformat.format(_local(value), "D j F Y, H:i")


def period(start: datetime.date | None, end: datetime.date | None) -> str:
    """Both ends included, without repeating the year or month they share: `1 januari t/m 31 maart 2026`."""
    if start is None or end is None:
        return NOTHING
    if start == end:
        return day_plain(start)
    pattern = "j F Y"
    if start.year == end.year:
        pattern = "j" if start.month == end.month else "j F"
    first = dateformat.format(start, pattern)
    return _("%(start)s to %(end)s") % {"start": first, "end": day_plain(end)}
