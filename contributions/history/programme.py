"""Reads programme.json. A programme that is not sound refuses the folder, for every line hangs under it."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from labs.kinds import STARTING_KINDS
from partnership.schemes import PRESETS

from . import values
from .facts import FolderError, ProgrammeFacts, Reason, RowError

FIRST_YEAR, LAST_YEAR = 2000, 2100
KEYS = (
    "name",
    "scheme",
    "grant_number",
    "application_date",
    "start",
    "end",
    "rate",
    "budget_total",
    "subsidy_granted",
    "lead_partner",
    "labs",
)


def read_programme(text: str) -> ProgrammeFacts:
    """The programme. Raises FolderError with the key and the value that can't be accepted."""
    data = _load(text)
    if missing := [key for key in KEYS if key not in data]:
        raise _refused(_("%(keys)s is missing"), keys=", ".join(missing))
    facts = ProgrammeFacts(
        name=_short(data, "name", most=160),
        scheme=_short(data, "scheme", most=10),
        grant_number=_short(data, "grant_number", most=40),
        applied_on=_day(data, "application_date"),
        starts_on=_day(data, "start"),
        ends_on=_day(data, "end"),
        rate=_amount(data, "rate", below=10_000),
        budget_total=_amount(data, "budget_total", below=10_000_000_000),
        subsidy_granted=_amount(data, "subsidy_granted", below=10_000_000_000),
        lead_partner=_short(data, "lead_partner", most=60),
        labs=_labs(data["labs"]),
    )
    _check(facts)
    return facts


def _load(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError) as error:
        problem = getattr(error, "msg", None) or _("it is nested too deeply or holds something that is no number")
        raise _refused(_("it is no readable JSON: %(error)s"), error=problem) from None
    if not isinstance(data, dict):
        raise _refused(_("it should hold one object"))
    return data


def _no_number(name: str):
    raise ValueError(name)


def _refused(message: str, **details: Any) -> FolderError:
    return FolderError(_("programme.json is refused: %(problem)s.") % {"problem": message % details})


def shown(value: Any) -> str:
    """A value from outside as it may stand in a message: short, and nothing that steers a terminal."""
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("utf-8", "replace").decode()
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _wrong(key: str, value: Any) -> FolderError:
    return _refused(_("%(key)s cannot be %(value)s"), key=key, value=shown(value))


def _short(data: dict[str, Any], key: str, *, most: int) -> str:
    value = data[key]
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most or not values.is_clean(value):
        raise _wrong(key, value)
    return value.strip()


def _day(data: dict[str, Any], key: str) -> date:
    value = data[key]
    try:
        found = values.day(value) if isinstance(value, str) else None
    except RowError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _wrong(key, value)
    return found


def _amount(data: dict[str, Any], key: str, *, below: int) -> Decimal:
    value = data[key]
    plain = isinstance(value, (str, int, Decimal)) and not isinstance(value, bool)
    try:
        return values.number(str(value).strip() if plain else "", Reason.AMOUNT, below=Decimal(below))
    except (RowError, ValueError):  # ValueError: a whole number of thousands of digits
        raise _wrong(key, value if isinstance(value, str) else type(value).__name__) from None


def _labs(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise _wrong("labs", value)
    labs = {}
    for lab, activities in value.items():
        if lab not in STARTING_KINDS:
            raise _wrong("labs", lab)
        if not isinstance(activities, list):
            raise _wrong(f"labs.{lab}", activities)
        names = [_short({f"labs.{lab}": name}, f"labs.{lab}", most=160) for name in activities]
        labs[lab] = tuple(dict.fromkeys(names))
    return labs


def _check(facts: ProgrammeFacts) -> None:
    """What the database would refuse."""
    if facts.scheme not in PRESETS:
        known = ", ".join(PRESETS)
        raise _refused(_("scheme cannot be %(value)s; choose from %(known)s"), value=shown(facts.scheme), known=known)
    if facts.ends_on <= facts.starts_on:
        raise _wrong("end", facts.ends_on.isoformat())
    if facts.applied_on > facts.starts_on:
        raise _wrong("application_date", facts.applied_on.isoformat())
    for key in ("rate", "budget_total"):
        if getattr(facts, key) <= 0:
            raise _wrong(key, str(getattr(facts, key)))
    if facts.subsidy_granted > facts.budget_total:
        raise _wrong("subsidy_granted", str(facts.subsidy_granted))
