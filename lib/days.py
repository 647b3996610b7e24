"""Dates as people type them, read into a day."""

import re
from datetime import date, timedelta

_NUMERIC = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_NAMED = re.compile(r"^(\d{1,2})[ -]([a-z]{3,9})\.?(?:[ -](\d{4}))?$")
_WEEKDAY = re.compile(r"^(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,]+")
_MONTHS = (
    ("january", "januari"),
    ("february", "februari"),
    ("march", "maart", "mrt"),
    ("april",),
    ("may", "mei"),
    ("june", "juni"),
    ("july", "juli"),
    ("august", "augustus"),
    ("september",),
    ("october", "oktober"),
    ("november",),
    ("december",),
)
CENTURY = (2000, 2099)  # no grant is older; beyond it somebody mistyped
_RELATIVE = {"today": 0, "vandaag": 0, "yesterday": 1, "gisteren": 1}


def parse_day(text: str, today: date) -> date:
    """Read `20-11-2026`, `20/11/2026`, `2026-11-20`, `20-11`, `20 nov 2026`, `today` and the like; day before month.

    Without a year it is the last such day up to `today`. Raises ValueError with `not_a_date` when it reads like no
    date, `no_such_day` when it does but the calendar has none, and `far_away` outside this century.
    """
    typed = _WEEKDAY.sub("", " ".join(str(text).lower().split()))
    if typed in _RELATIVE:
        return today - timedelta(days=_RELATIVE[typed])
    year, month, day = _parts(typed)
    if year is None:
        return _last_before(today, month, day)
    if not _exists(year, month, day):
        raise ValueError("no_such_day")
    if not CENTURY[0] <= year <= CENTURY[1]:
        raise ValueError("far_away")
    return date(year, month, day)


def _parts(typed: str) -> tuple[int | None, int, int]:
    if found := _ISO.match(typed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC.match(typed):
        return _year(found[3]), int(found[2]), int(found[1])
    if found := _NAMED.match(typed):
        return _year(found[3]), _month(found[2]), int(found[1])
    raise ValueError("not_a_date")


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(name: str) -> int:
    for number, names in enumerate(_MONTHS, 1):
        if any(each.startswith(name) for each in names):
            return number
    raise ValueError("not_a_date")


def _last_before(today: date, month: int, day: int) -> date:
    """29 February reaches back to the last leap year; any other day lies at most a year back."""
    years = range(today.year, today.year - (9 if (month, day) == (2, 29) else 2), -1)
    candidates = (date(year, month, day) for year in years if _exists(year, month, day))
    found = next((candidate for candidate in candidates if candidate <= today), None)
    if found is None:
        raise ValueError("no_such_day")
    return found


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def typed_day(day: date | None) -> str:
    """A day as a form shows it, ready to be changed: `20-11-2026`."""
    return "" if day is None else f"{day.day}-{day.month}-{day.year}"
