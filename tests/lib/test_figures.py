"""Numbers and dates as people write them, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation

from lib import figures


@pytest.fixture(params=["nl", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def dutch():
    with translation.override("nl"):
        yield


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "dutch_text", "english_text"),
    [
        (Decimal("8760.00"), "€\u00a08.760,00", "€8,760.00"),
        (Decimal("0"), "€\u00a00,00", "€0.00"),
        (Decimal("-1234.5"), "\u2212€\u00a01.234,50", "\u2212€1,234.50"),
        (Decimal("1234567.89"), "€\u00a01.234.567,89", "€1,234,567.89"),
        (Fraction(1, 3), "€\u00a00,33", "€0.33"),
        (None, "–", "–"),
    ],
)
def test_money(language, value, dutch_text, english_text):
    assert figures.money(value) == (dutch_text if language == "nl" else english_text)


@pytest.mark.parametrize(
    ("value", "text"), [("0.005", "€0.01"), ("0.015", "€0.02"), ("0.0049", "€0.00"), ("-0.001", "€0.00")]
)
def test_money_is_rounded_half_up_and_nothing_has_no_sign(english, value, text):
    assert figures.money(Decimal(value)) == text


def test_whole_euros_for_pictures(dutch):
    assert figures.money(Decimal("35040.49"), 0) == "€\u00a035.040"


@pytest.mark.parametrize(
    ("minutes", "dutch_text", "english_text"),
    [
        (0, "0", "0"),
        (15, "0,25", "0.25"),
        (150, "2,5", "2.5"),
        (7200, "120", "120"),
        (75_000, "1.250", "1,250"),
        (-30, "\u22120,5", "\u22120.5"),
    ],
)
def test_hours_from_minutes_without_needless_zeros(language, minutes, dutch_text, english_text):
    assert figures.hours(minutes) == (dutch_text if language == "nl" else english_text)


@pytest.mark.parametrize(
    ("minutes", "text"), [(60, "1\u00a0hour"), (150, "2.5\u00a0hours"), (0, "0\u00a0hours"), (None, "–")]
)
def test_hours_with_their_word(english, minutes, text):
    assert figures.hours_unit(minutes) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 3), "33,3\u00a0%"), (Decimal("0.5"), "50,0\u00a0%"), (1, "100,0\u00a0%"), (None, "–")],
)
def test_share(dutch, value, text):
    assert figures.share(value) == text


def test_share_in_english(english):
    assert figures.share(Fraction(2, 3)) == "66.7%"


def test_a_date_as_people_write_it(language):
    monday = date(2026, 3, 2)
    expected = {"nl": ("ma 2 maart 2026", "ma 2 mrt 2026", "mrt"), "en": ("Mon 2 March 2026", "Mon 2 Mar 2026", "Mar")}
    assert (figures.day(monday), figures.day_short(monday), figures.month_short(monday)) == expected[language]


def test_a_moment_is_told_in_local_time(dutch):
    # Half past eleven in the evening in London is the next day here.
    late = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
    assert figures.moment(late) == "za 1 augustus 2026, 01:30"
    assert figures.day(late) == "za 1 augustus 2026"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), "1 January to 31 March 2026"),
        (date(2026, 3, 1), date(2026, 3, 31), "1 to 31 March 2026"),
        (date(2025, 9, 1), date(2026, 8, 31), "1 September 2025 to 31 August 2026"),
        (date(2026, 3, 2), date(2026, 3, 2), "2 March 2026"),
        (None, date(2026, 3, 2), "–"),
    ],
)
def test_a_period_repeats_nothing(english, first, last, text):
    assert figures.period(first, last) == text


def test_the_filters_are_these_functions(english):
    source = (
        "{% load figures %}{{ a|money }} {{ a|money:0 }} {{ m|hours }} {{ d|day }} {% period d d %} {{ none|money }}"
    )
    written = Template(source).render(Context({"a": Decimal("73"), "m": 90, "d": date(2026, 3, 2), "none": None}))
    assert written == "€73.00 €73 1.5 Mon 2 March 2026 2 March 2026 –"
