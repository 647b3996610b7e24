"""Understands single values. Each reader raises RowError with a reason and the value it could not accept."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from lib.money import minutes_of

from .facts import Reason, RowError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
_KEY = re.compile(r"[-a-zA-Z0-9_]{1,60}")
_KVK = re.compile(r"[0-9]{8}")
_EMAIL = re.compile(r"[^@\s\"<>(),:;\\\[\]]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MOST_EMPLOYEES = 2_147_483_647  # what the column holds


def is_clean(text: str) -> bool:
    """Whether a text holds only characters that can be stored and shown."""
    return not CONTROL.search(text)


def day(text: str, reason: Reason = Reason.DATE) -> date:
    """An ISO 8601 date: 2026-03-02."""
    if not _DAY.fullmatch(text):
        raise RowError(reason, text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RowError(reason, text) from None


def minutes(text: str) -> int:
    """Hours, more than nothing and in quarters, as minutes."""
    try:
        found = minutes_of(text)
    except ValueError:
        raise RowError(Reason.HOURS, text) from None
    if found <= 0:
        raise RowError(Reason.HOURS, text)
    return found


def number(text: str, reason: Reason, *, below: Decimal, least: Decimal = Decimal(0)) -> Decimal:
    """A number with at most two decimals, from `least` up to but not including `below`."""
    try:
        found = Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        found = None
    if found is None or not least <= found < below:
        raise RowError(reason, text)
    return found


def whole(text: str, reason: Reason) -> int | None:
    """A whole number of 0 or more, or nothing."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > MOST_EMPLOYEES:
        raise RowError(reason, text)
    return int(text)


def text(value: str, reason: Reason, *, most: int, least: int = 0) -> str:
    """A text of at least and at most so many characters."""
    if not least <= len(value) <= most:
        raise RowError(reason, value)
    return value


def choice(value: str, choices, reason: Reason) -> str:
    """One of the known words."""
    if value not in choices:
        raise RowError(reason, value)
    return value


def key(value: str) -> str:
    """A partner's key: letters, digits, - and _."""
    if not _KEY.fullmatch(value):
        raise RowError(Reason.KEY, value)
    return value


def kvk(value: str) -> str:
    """A KvK number of 8 digits, or nothing."""
    if value and not _KVK.fullmatch(value):
        raise RowError(Reason.KVK, value)
    return value


def email(value: str, reason: Reason) -> str:
    """An e-mail address in lower case."""
    lower = value.lower()
    if len(lower) > 254 or not _EMAIL.fullmatch(lower):
        raise RowError(reason, value)
    return lower
