"""Calendars that are read back to the letter, whatever people type."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.ical import Entry, Feed, one_line, plain
from tests.labs.public_helpers import read_strictly

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)


def entry(**values) -> Entry:
    defaults = {
        "uid": "a@example.org",
        "sequence": 0,
        "changed_at": NOW,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=1),
        "status": "CONFIRMED",
        "title": "Les",
        "url": "https://example.org/x/",
    }
    return Entry(**defaults | values)


def parsed(feed: Feed):
    """Read by the library, which tells what it does not understand, and by our own reader."""
    content = feed.to_bytes()
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar.errors == [] and all(event.errors == [] for event in calendar.events)
    return calendar, read_strictly(content)


@given(title=st.text(), text=st.text(), place=st.text(), name=st.text(), lab=st.text())
def test_any_text_comes_back_as_it_was_typed(title, text, place, name, lab):
    made = entry(title=title, text=text, place=place, categories=(lab, "Workshop"))
    calendar, (event,) = parsed(Feed(name, "https://example.org/", (made,)))
    assert event["SUMMARY"] == one_line(title) == str(calendar.events[0]["SUMMARY"])
    assert event.get("DESCRIPTION", "") == plain(text)
    assert event.get("LOCATION", "") == one_line(place)


@pytest.mark.parametrize(
    "text",
    [
        "komma, puntkomma; backslash \\ en \\n die geen regel is",
        "regel één\r\nregel twee\rdrie\nvier\u2028vijf\x85zes",
        "😀" * 60,
        "é" * 200,
        "\x00\x07\x1b[31mrood\x7f\x9f",
        "BEGIN:VEVENT\nEND:VCALENDAR",
        " " * 200 + "x",
    ],
)
def test_hard_texts(text):
    _calendar, (event,) = parsed(Feed(text, "https://example.org/", (entry(title=text, text=text),)))
    assert event["DESCRIPTION"] == plain(text)


def test_what_only_steers_a_machine_is_left_out():
    assert plain("\x00a\x07\tb\x9f") == "a\tb"
    assert plain("a\r\nb\u2029c\x0bd") == "a\nb\nc\nd"
    assert one_line(" a\n  b ") == "a b"


@pytest.mark.parametrize(
    ("local", "fold", "utc"),
    [
        ("2026-03-28 10:00", 0, "20260328T090000Z"),
        ("2026-03-29 01:59", 0, "20260329T005900Z"),
        ("2026-03-29 03:00", 0, "20260329T010000Z"),
        ("2026-10-25 02:30", 0, "20261025T003000Z"),
        ("2026-10-25 02:30", 1, "20261025T013000Z"),
        ("2026-10-26 10:00", 0, "20261026T090000Z"),
    ],
)
def test_times_are_right_on_both_sides_of_a_change_of_the_clock(local, fold, utc):
    starts_at = datetime.fromisoformat(local).replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)
    calendar, (event,) = parsed(Feed("x", "", (entry(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)),)))
    assert event["DTSTART"] == utc
    back = calendar.events[0].DTSTART.astimezone(AMSTERDAM)
    assert (f"{back:%Y-%m-%d %H:%M}", back.fold) == (local, fold)


def test_equal_content_is_equal_to_the_byte_and_any_change_is_seen():
    one, same = (Feed("x", "https://example.org/", (entry(categories=("a", "b")),)) for _ in range(2))
    assert one.to_bytes() == same.to_bytes() and one.fingerprint == same.fingerprint
    other = Feed("x", "https://example.org/", (entry(categories=("a", "b"), place="elders"),))
    assert other.fingerprint != one.fingerprint


def test_readers_are_told_how_often_to_ask():
    content = Feed("x", "https://example.org/", ()).to_bytes()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in content
    assert read_strictly(content) == []
