from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib.days import parse_day, typed_day
from lib.fields import DayField, HoursField, typed_hours

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("20-11-2026", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20.11.26", date(2026, 11, 20)),
        (" 3-4-2026 ", date(2026, 4, 3)),
        ("20-11", date(2026, 11, 20)),
        ("20-12", date(2025, 12, 20)),
        ("29-2", date(2024, 2, 29)),
        ("20 nov 2026", date(2026, 11, 20)),
        ("20 November 2026", date(2026, 11, 20)),
        ("1 mrt", date(2026, 3, 1)),
        ("vr 20 nov 2026", date(2026, 11, 20)),
        ("vandaag", TODAY),
        ("Today", TODAY),
        ("gisteren", date(2026, 11, 21)),
    ],
)
def test_a_day_is_read_as_people_type_it(typed, day):
    assert parse_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["31-02-2026", "2026-13-01", "32-1", "0-0-2026"])
def test_a_day_that_does_not_exist_is_told_apart(typed):
    with pytest.raises(ValueError, match="no_such_day"):
        parse_day(typed, TODAY)


@pytest.mark.parametrize("typed", ["", "soon", "20", "20-11-2026-1", "20 foo 2026", "1e3", "١-١-٢٠٢٦x"])
def test_what_is_no_date_is_told_apart(typed):
    with pytest.raises(ValueError, match="not_a_date"):
        parse_day(typed, TODAY)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_as_a_form_shows_it_reads_back(day):
    assert parse_day(typed_day(day), TODAY) == day


@given(st.dates(TODAY - timedelta(days=364), TODAY))
def test_without_a_year_it_is_the_last_such_day(day):
    assert parse_day(f"{day.day}-{day.month}", TODAY) == day


@given(st.text(max_size=30))
def test_any_text_gives_a_day_or_one_of_two_errors(text):
    try:
        answer = parse_day(text, TODAY)
    except ValueError as error:
        answer = str(error)
    assert isinstance(answer, date) or answer in {"not_a_date", "no_such_day"}


@pytest.mark.parametrize("language", ["nl", "en"])
@given(quarters=st.integers(1, 400_000))
def test_hours_as_a_form_shows_them_read_back(language, quarters):
    with translation.override(language):
        assert HoursField().clean(typed_hours(quarters * 15)) == quarters * 15


def test_fields_explain_what_is_wrong():
    with translation.override("en"):
        for field, typed, words in (
            (DayField(), "31-02-2026", "does not exist"),
            (DayField(), "soon", "not a date"),
            (DayField(), "", "Fill in a date"),
            (HoursField(), "acht", "as a number"),
            (HoursField(), "0.1", "quarters"),
        ):
            with pytest.raises(ValidationError, match=words):
                field.clean(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1-1-1999", "9999-12-31", "2100-01-01"])
def test_a_year_far_away_is_told_apart(typed):
    with pytest.raises(ValueError, match="far_away"):
        parse_day(typed, TODAY)
