"""Understands single cells: days, hours, and rows that only add up. Each gives None for what it cannot read."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lib.money import MINUTES_PER_HOUR, QUARTER

from .words import plain, tidy

EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
SERIALS = (25_569, 73_050)  # 1970 to 2099: a smaller number is no day
_WEEKDAY = re.compile(
    r"^(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|mon|tue|wed|thu|fri|sat|sun|tues|thur|thurs|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"\b[ .,]*(?=\d|[a-z]{3})"
)
_CLOCK = re.compile(r"(?:[ t]+|, )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$")
_ISO = re.compile(r"(\d{4}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DUTCH = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:e|de|ste|st|nd|rd|th)? ?[-/. ]? ?([a-z]{3,9})\.? ?[-/,. ]? ?'?(\d{4}|\d{2})")
_ENGLISH = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("maart", "march", "mrt"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augustus", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "–": "-", "—": "-", "‑": "-", "−": "-"})


LONGEST = 40  # signs: what is longer is no day and no hours


def _typed(text: str) -> str:
    return tidy(text.translate(_SPACES)).lower().lstrip("'").strip() if len(text) <= LONGEST else ""


def day_of(value: Any) -> date | None:
    """A day: a date cell, a number of days as spreadsheets count them, or as people write it; day before month."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_serial(value)
    return _day_in_words(_typed(value)) if isinstance(value, str) else None


def _from_serial(value: float) -> date | None:
    if SERIALS[0] <= value <= SERIALS[1]:
        return EPOCH + timedelta(days=int(value))
    return _day_in_words(str(value)) if 19_000_000 < value < 21_000_000 and value == int(value) else None


def _day_in_words(typed: str) -> date | None:
    typed = _CLOCK.sub("", _WEEKDAY.sub("", typed)).strip(" .,")
    if re.fullmatch(r"\d{5}(\.\d+)?", typed):
        return _from_serial(float(typed))
    if found := _ISO.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _exists(int(found[1]), int(found[2]), int(found[3]))
    if found := _DUTCH.fullmatch(typed):
        return _exists(_year(found[3]), int(found[2]), int(found[1]))
    if found := _NAMED.fullmatch(typed):
        return _exists(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _ENGLISH.fullmatch(typed):
        return _exists(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(name: str) -> int:
    """The number of a month by its name or the start of it; 0 when there is none."""
    numbers = (number for number, names in enumerate(_MONTHS, 1) if any(each.startswith(name) for each in names))
    return next(numbers, 0)


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- Hours -----------------------------------------------------------------------------------------------------
_UNIT = r"(?:uren|uur|u|h|hrs?|hours?)\.?"
_MINUTES = r"(?:minuten|minuut|minutes?|mins?|m)\.?"
_ONLY_HOURS = re.compile(rf"(.+?) ?{_UNIT}")
_HOURS_AND_MINUTES = re.compile(rf"(\d{{1,3}}) ?{_UNIT} ?(?:en |and )?(\d{{1,2}}) ?(?:{_MINUTES})?")
_ONLY_MINUTES = re.compile(rf"(\d{{1,4}}) ?{_MINUTES}")
_TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?")
_FRACTION = re.compile(r"(\d{1,3})? ?(?:([¼½¾])|(\d) ?[/⁄] ?(\d))")
_FRACTIONS = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,7}(?:[.,]\d{0,9})?|[.,]\d{1,9})")


def minutes_of(value: Any) -> int | None:
    """Whole minutes, which may be zero or negative; None when it reads like no hours or is not in quarters."""
    found = _minutes(value)
    if found is None or found % QUARTER:
        return None
    return int(found)


def _minutes(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return _from_number(value)
    if isinstance(value, timedelta):
        return _to_a_second(value.total_seconds())
    if isinstance(value, time):
        return _to_a_second(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
    return _minutes_in_words(_typed(value)) if isinstance(value, str) else None


def _from_number(value: float | Decimal) -> Decimal | None:
    """A cell that was calculated is off by a trifle: 7.499999999 is seven and a half."""
    try:
        return round(Decimal(str(value)), 6) * MINUTES_PER_HOUR
    except InvalidOperation:
        return None


def _to_a_second(seconds: float) -> Decimal:
    return Decimal(round(seconds)) / 60


def _minutes_in_words(typed: str) -> Decimal | None:
    if found := _TIME.fullmatch(typed) or _HOURS_AND_MINUTES.fullmatch(typed):
        return Decimal(int(found[1]) * MINUTES_PER_HOUR + int(found[2]))
    if found := _ONLY_MINUTES.fullmatch(typed):
        return Decimal(int(found[1]))
    if found := _ONLY_HOURS.fullmatch(typed):
        return _minutes_in_words(found[1].strip())
    if found := _FRACTION.fullmatch(typed):
        return _with_fraction(found)
    if _GROUPED.fullmatch(typed):
        signs = (".", ",") if typed.rfind(",") > typed.rfind(".") else (",", ".")
        typed = typed.replace(signs[0], "").replace(signs[1], ".")
    if not _NUMBER.fullmatch(typed):
        return None
    return _from_number(Decimal(typed.replace(",", ".").rstrip(".")))


def _with_fraction(found: re.Match) -> Decimal | None:
    whole = Decimal(found[1] or 0)
    if found[2]:
        return (whole + _FRACTIONS[found[2]]) * MINUTES_PER_HOUR
    if found[4] == "0":
        return None
    return (whole + Decimal(found[3]) / Decimal(found[4])) * MINUTES_PER_HOUR


# --- Rows that are no hours -----------------------------------------------------------------------------------
_TOTAL = re.compile(
    r"(?:(?:aantal )?(?:uren|uur|hours) )?"
    r"(?:(?:sub|eind|week|maand|dag|jaar|generaal|algemeen|grand) ?)?"
    r"(?:totaal|total|totalen|totals|totaaltelling|som|sum|subtotaal|subtotal)\b"
    # Words that begin many a sentence stand alone when they say that a row adds up.
    r"|(?:(?:alles |uren )?(?:opgeteld|samen|tezamen|bij elkaar)|optelling)$"
)


def says_total(value: Any) -> bool:
    return isinstance(value, str) and bool(_TOTAL.match(plain(value)))
