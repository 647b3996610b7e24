"""Figures per school year: entering, correcting, closing; one test for every way each can end."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from impact.actions import indicators as actions
from impact.models import Indicator, IndicatorClosing, IndicatorEntry, IndicatorSnapshot, IndicatorYear
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.impact.indicator_helpers import LATER, close, figure, own, put, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
KEEPERS = ("mirjam", "beheer")
OTHERS = ("carla", "joost", "anna", "mo", "bram", "thea", "sanne", "aad")


def test_a_value_with_its_source_and_a_target(cast):
    entry = put(cast, value=412, target=400)
    found = figure(cast, "students-in", 2024)
    assert (found.value, found.target, found.entry, found.is_reached) == (412, 400, entry, True)
    assert (found.source, found.is_counted, found.runs) == ("Telling", False, False)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("indicator.entered", cast.mirjam.user)
    assert event.data == {"key": "students-in", "number": "2024-2025"}


def test_what_stood_there_before_stays_readable(cast):
    put(cast, value=412)
    put(cast, value=415, version=1, note="Drie vergeten")
    assert shown(cast, "students-in", 2024) == 415
    assert list(IndicatorEntry.objects.order_by("number").values_list("value", flat=True)) == [412, 415]
    with pytest.raises(ProgrammingError), transaction.atomic():
        IndicatorEntry.objects.update(value=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        IndicatorEntry.objects.all().delete()


def test_a_form_sent_twice_writes_once(cast):
    nonce = uuid4()
    assert put(cast, value=412, nonce=nonce) == put(cast, value=412, nonce=nonce)
    assert IndicatorEntry.objects.count() == 1


def test_of_two_with_the_same_page_the_second_is_told(cast):
    put(cast, value=412)
    with pytest.raises(SomeoneWasFirst):
        put(cast, value=413)
    assert shown(cast, "students-in", 2024) == 412


@pytest.mark.parametrize("who", KEEPERS)
def test_who_keeps_the_figures(cast, who):
    put(cast, by=getattr(cast, who), value=1)
    own(cast, by=getattr(cast, who))
    close(cast, by=getattr(cast, who))


@pytest.mark.parametrize("who", OTHERS)
def test_who_does_not(cast, who):
    row = own(cast)
    by = getattr(cast, who)
    for deed in (
        lambda: put(cast, by=by, value=1),
        lambda: close(cast, by=by),
        lambda: own(cast, by=by, name_nl="Anders"),
        lambda: actions.end_indicator(by=by, indicator=row, version=1, now=NOW),
        lambda: actions.change_indicator(by=by, indicator=row, version=1, now=NOW, **dict(NAMES)),
    ):
        with pytest.raises(Refused, match=r"Met jouw rol"):
            deed()
    assert not IndicatorYear.objects.exists() and not IndicatorClosing.objects.exists()


NAMES = {"name_nl": "Nieuw", "name_en": "New", "meaning_nl": "Zo", "meaning_en": "So"}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"value": 5, "source": " "}, actions.NO_SOURCE),
        ({"value": -1}, actions.NEGATIVE),
        ({"value": 3, "target": -1}, actions.NEGATIVE),
        ({"value": "7.5"}, actions.TOO_FINE),
        ({"value": 1_000_001}, "Dit kan niet kloppen"),
        ({"key": "women", "value": 30, "told": 9}, actions.NOT_TOLD),
        ({"key": "women", "value": 30}, actions.NOT_TOLD),
        ({"key": "women", "value": 101, "told": 20}, "Dit kan niet kloppen"),
        ({"key": "nothing", "value": 3}, actions.NO_INDICATOR),
        ({"key": "own-x", "value": 3}, actions.NO_INDICATOR),
        ({"year": 1999, "value": 3}, actions.NOT_THIS_YEAR),
        ({"year": 2099, "value": 3}, actions.NOT_THIS_YEAR),
        ({}, actions.SAME),
    ],
)
def test_what_cannot_be(cast, values, why):
    with pytest.raises(Refused, match=str(why)):
        put(cast, **values)
    assert not IndicatorEntry.objects.exists() and not AuditEvent.objects.exists()


def test_the_same_again_is_no_change(cast):
    put(cast, value=5)
    with pytest.raises(Refused, match=str(actions.SAME)):
        put(cast, value=5, version=1)


@pytest.mark.parametrize(
    ("value", "told", "kept", "bound"),
    [(33, 12, 35, ""), (32, 100, 30, ""), (0, 40, 5, "below"), (100, 40, 95, "above"), (50, 10, 50, "")],
)
def test_a_share_of_women_is_kept_in_steps_that_tell_of_nobody(cast, value, told, kept, bound):
    put(cast, key="women", value=value, told=told)
    found = figure(cast, "women", 2024)
    assert (found.value, found.bound) == (kept, bound)
    assert not IndicatorEntry.objects.filter(value=value).exclude(value=kept).exists()


# --- Closing -----------------------------------------------------------------------------------------------------
def test_a_year_that_is_over_is_closed_and_stays(cast):
    put(cast, value=412, target=400)
    closing = close(cast)
    assert (closing.year, closing.closed_by) == (2024, cast.mirjam.user)
    snapshot = closing.snapshots.get(code="students-in")
    assert (snapshot.value, snapshot.target, snapshot.counted, snapshot.source) == (412, 400, False, "Telling")
    for model, change in ((IndicatorSnapshot, {"value": 1}), (IndicatorClosing, {"year": 2020})):
        with pytest.raises(ProgrammingError), transaction.atomic():
            model.objects.update(**change)
    assert AuditEvent.objects.filter(verb="indicators.closed").count() == 1


def test_not_before_it_is_over_and_not_twice(cast):
    with pytest.raises(Refused, match="nog niet voorbij"):
        close(cast, 2025)
    close(cast, 2025, now=LATER)
    with pytest.raises(Refused, match="al afgesloten"):
        close(cast, 2025, now=LATER)
    with pytest.raises(Refused, match=str(actions.NOT_THIS_YEAR)):
        close(cast, 2001)
    assert IndicatorClosing.objects.get().year == 2025


def test_nobody_confirms_what_he_or_she_has_not_seen(cast):
    put(cast, value=412)
    seen = actions.fingerprint_of(actions.board_for(cast.mirjam, NOW), 2024)
    put(cast, value=413, version=1)
    with pytest.raises(Refused, match=str(actions.CHANGED)):
        close(cast, seen=seen)
    close(cast)


def test_a_correction_stands_beside_what_was_reported(cast):
    put(cast, value=412, target=400)
    close(cast)
    for values, why in (
        ({"value": 415, "target": 400}, actions.NO_REASON),
        ({"target": 400, "note": "Zomaar"}, actions.NO_VALUE),
        ({"value": 415, "target": 410, "note": "Zomaar"}, actions.TARGET_STAYS),
    ):
        with pytest.raises(Refused, match=str(why)):
            put(cast, version=1, **values)
    put(cast, version=1, value=415, target=400, note="Drie vergeten", source="Hertelling")
    found = figure(cast, "students-in", 2024)
    assert (found.value, found.reported.value, found.is_corrected, found.source) == (415, 412, True, "Hertelling")
    assert AuditEvent.objects.filter(verb="indicator.corrected").count() == 1


def test_the_other_partnership_has_its_own(cast):
    put(cast, value=412)
    row = own(cast)
    assert shown(cast, "students-in", 2024, by=cast.esra) is None
    assert actions.board_for(cast.esra, NOW).line(row.key) is None
    with pytest.raises(Refused, match=str(actions.NO_INDICATOR)):
        put(cast, key=row.key, by=cast.esra, value=1)
    with pytest.raises(Refused, match="ander samenwerkingsverband"):
        actions.change_indicator(by=cast.esra, indicator=row, version=1, now=NOW, **NAMES)
    put(cast, by=cast.esra, value=3)
    assert shown(cast, "students-in", 2024) == 412


# --- Own indicators ----------------------------------------------------------------------------------------------
def test_an_own_indicator_is_kept_and_ended(cast):
    row = own(cast)
    put(cast, key=row.key, value="7.5", target="8")
    assert shown(cast, row.key, 2024) == Decimal("7.5")
    with pytest.raises(Refused, match=str(actions.TOO_FINE)):
        put(cast, key=row.key, version=1, value="7.55")
    row = actions.change_indicator(by=cast.mirjam, indicator=row, version=1, now=NOW, **NAMES)
    assert (row.name_en, row.version, row.unit) == ("New", 2, "decimal")
    with pytest.raises(SomeoneWasFirst):
        actions.end_indicator(by=cast.mirjam, indicator=row, version=1, now=NOW)
    actions.end_indicator(by=cast.mirjam, indicator=row, version=2, now=NOW)
    assert actions.board_for(cast.mirjam, NOW).line(row.key) is None
    with pytest.raises(Refused, match="niet meer bijgehouden"):
        put(cast, key=row.key, version=1, value=8)
    assert IndicatorEntry.objects.count() == 1


def test_a_name_is_used_once(cast):
    first, second = own(cast), own(cast, name_nl="Anders")
    with pytest.raises(Refused, match=str(actions.SAME_NAME)):
        own(cast)
    values = NAMES | {"name_nl": first.name_nl}
    with pytest.raises(Refused, match=str(actions.SAME_NAME)):
        actions.change_indicator(by=cast.mirjam, indicator=second, version=1, now=NOW, **values)
    assert Indicator.objects.count() == 2


def test_an_own_indicator_added_twice_by_one_form_is_one(cast):
    nonce = uuid4()
    rows = [actions.add_indicator(by=cast.mirjam, nonce=nonce, now=NOW, unit="number", **NAMES) for _ in range(2)]
    assert rows[0] == rows[1] and Indicator.objects.count() == 1


# --- What the database refuses by itself -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "unknown", "year": 2024}, "indicator_year_of_one_indicator"),
        ({"code": "", "year": 2024}, "indicator_year_of_one_indicator"),
        ({"code": "placed", "year": 1999}, "indicator_year_possible"),
    ],
)
def test_rows_that_cannot_be(cast, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        IndicatorYear.objects.create(partnership=cast.werkplaats, **values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"value": 3}, "indicator_entry_has_a_source"),
        ({"value": -3, "source": "x"}, "indicator_entry_not_negative"),
        ({"target": -3}, "indicator_target_not_negative"),
        ({"value": 3, "source": "x", "corrects": True}, "indicator_correction_says_why"),
        ({"bound": "about"}, "indicator_entry_bound_known"),
    ],
)
def test_entries_that_cannot_be(cast, values, constraint):
    row = IndicatorYear.objects.create(partnership=cast.werkplaats, code="placed", year=2024)
    made = {"number": 1, "entered_by": cast.mirjam.user, "entered_at": NOW}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        IndicatorEntry.objects.create(year=row, **made | values)
    assert connection.is_usable()
