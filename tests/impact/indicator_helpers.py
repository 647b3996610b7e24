"""What the tests of figures per school year share."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from django.urls import reverse

from impact.actions.indicators import Typed, add_indicator, close_year, enter, fingerprint_of
from impact.queries.indicators import board_for
from tests.cast import NOW

ENGLISH = {"Accept-Language": "en"}
LATER = datetime(2026, 9, 1, 9, tzinfo=UTC)  # school year 2025-2026 is over then
OWN = {
    "name_nl": "Cijfer van bedrijven",
    "name_en": "Mark of companies",
    "meaning_nl": "Gemiddelde van de jaarlijkse vraag.",
    "meaning_en": "Mean of the yearly question.",
    "unit": "decimal",
}


def url(name, *keys, slug="werkplaats"):
    return reverse(name, args=[slug, *keys])


def typed(value=None, target=None, source="Telling", note="", told=None) -> Typed:
    number = None if value is None else Decimal(value)
    goal = None if target is None else Decimal(target)
    return Typed(number, told, goal, source if number is not None else "", note)


def put(cast, key="students-in", year=2024, *, by=None, version=0, now=NOW, nonce=None, **values):
    what = {"key": key, "year": year, "typed": typed(**values)}
    return enter(by=by or cast.mirjam, version=version, nonce=nonce or uuid4(), now=now, **what)


def close(cast, year=2024, *, by=None, now=NOW, seen=None):
    by = by or cast.mirjam
    seen = fingerprint_of(board_for(cast.mirjam, now), year) if seen is None else seen
    return close_year(by=by, year=year, seen=seen, now=now)


def own(cast, by=None, **values):
    return add_indicator(by=by or cast.mirjam, nonce=uuid4(), now=NOW, **OWN | values)


def figure(cast, key, year, *, by=None, now=NOW):
    return board_for(by or cast.mirjam, now).line(key).of(year)


def shown(cast, key, year, **values):
    found = figure(cast, key, year, **values)
    return found and found.value
