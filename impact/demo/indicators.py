"""Figures of four school years: some typed in, some counted, one year closed and one figure of it corrected."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import translation

from labs.learning_rules import school_year_of
from lib.periods import today
from partnership.models import Membership, Partnership

from ..actions.indicators import Typed, add_indicator, close_year, enter, fingerprint_of
from ..indicator_kinds import (
    ACTIVE_COMPANIES,
    ACTIVE_STUDENT_COMPANIES,
    FOLLOW_UPS,
    NEW_COMPANIES,
    PARTICIPANTS,
    PLACED,
    PRACTICE,
    SESSIONS,
    STUDENT_COMPANIES,
    STUDENTS_IN,
    STUDENTS_THROUGH,
    WOMEN,
)
from ..models import IndicatorYear
from ..queries.indicators import board_for
from .people import manager_of

SCHOOLS = "Telling van de scholen op 1 oktober"
BEFORE = "Jaarverslag, van voor het portaal"
# By indicator: values of three years ago, two years ago, last year and this year, and their targets.
FIGURES: dict[str, tuple[tuple, tuple, str]] = {
    STUDENTS_IN: ((412, 447, 468, 455), (400, 430, 460, 490), SCHOOLS),
    STUDENTS_THROUGH: ((96, 104, 121, None), (90, 105, 120, 135), SCHOOLS),
    WOMEN: ((15, 15, 20, None), (15, 20, 20, 25), BEFORE),
    PLACED: ((31, 44, None, None), (30, 40, 50, 60), BEFORE),
    SESSIONS: ((28, 41, None, None), (30, 40, 45, 50), BEFORE),
    PARTICIPANTS: ((402, 655, None, None), (400, 600, 700, 800), BEFORE),
    NEW_COMPANIES: ((6, 8, None, None), (5, 5, 5, 5), BEFORE),
    ACTIVE_COMPANIES: ((None, None, None, None), (12, 15, 18, 20), ""),
    STUDENT_COMPANIES: ((1, 2, None, None), (2, 2, 3, 3), BEFORE),
    ACTIVE_STUDENT_COMPANIES: ((1, 3, None, None), (2, 3, 4, 5), BEFORE),
    PRACTICE: ((4, 7, None, None), (5, 8, 10, 12), BEFORE),
    FOLLOW_UPS: ((2, 5, None, None), (3, 5, 8, 10), BEFORE),
}
OWN = {
    "name_nl": "Tevredenheid van bedrijven",
    "name_en": "Satisfaction of companies",
    "meaning_nl": "Gemiddeld cijfer van 1 tot 10 dat bedrijven in de jaarlijkse enquête aan de samenwerking geven.",
    "meaning_en": "Average mark from 1 to 10 that companies give the cooperation in the yearly inquiry.",
    "unit": "decimal",
}
MARKS = ("7.1", "7.4", "7.8", None)


def add_indicators(partnership: Partnership, now: datetime) -> None:
    by, present = manager_of(partnership), school_year_of(today(now))
    if by is None or IndicatorYear.objects.filter(partnership=partnership).exists():
        return
    with translation.override("nl"):
        long_ago = now - timedelta(days=40)
        for key, (values, targets, source) in FIGURES.items():
            for number, (value, target) in enumerate(zip(values, targets, strict=True)):
                told = 60 + 4 * number if key == WOMEN and value is not None else None
                _enter(by, key, present - 3 + number, _typed(value, target, source, told), long_ago)
        own = add_indicator(by=by, nonce=uuid4(), now=long_ago, **OWN)
        for number, mark in enumerate(MARKS):
            typed = _typed(mark, "7.5", "Enquête onder bedrijven")
            _enter(by, own.key, present - 3 + number, typed, long_ago)
        closed_at = now - timedelta(days=30)
        seen = fingerprint_of(board_for(by, closed_at), present - 3)
        close_year(by=by, year=present - 3, seen=seen, now=closed_at)
        correction = Typed(
            Decimal(99), None, Decimal(90), SCHOOLS, "Drie studenten waren bij twee scholen niet geteld."
        )
        _enter(by, STUDENTS_THROUGH, present - 3, correction, now - timedelta(days=9), version=1)


def _typed(value, target, source: str, told: int | None = None) -> Typed:
    amount = None if value is None else Decimal(value)
    return Typed(amount, told, Decimal(target), source if amount is not None else "")


def _enter(by: Membership, key: str, year: int, typed: Typed, now: datetime, version: int = 0) -> None:
    enter(by=by, key=key, year=year, typed=typed, version=version, nonce=uuid4(), now=now)
