"""Calendars in the format that phones and mail programs subscribe to (RFC 5545), without any model.

Every moment is written in UTC. Each meeting stands for itself, without a rule that repeats it, so a moment says all
there is to say: no table of time zones that readers may understand in different ways, and nothing shifts when the clock
does.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration, vText

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Drieluik//Calendar//EN"
REFRESH = timedelta(hours=1)
# Ends of lines that some readers know and others do not.
NEW_LINES = ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")


@dataclass(frozen=True)
class Entry:
    """One meeting in a calendar. `status` is CONFIRMED, TENTATIVE or CANCELLED."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    title: str
    text: str = ""
    place: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A calendar with a name; equal content gives equal bytes and an equal fingerprint."""

    name: str
    url: str
    entries: tuple[Entry, ...]

    @property
    def fingerprint(self) -> str:
        """Says whether anything changed, without the work of writing it all out."""
        return hashlib.sha256(f"1 {self!r}".encode("utf-8", "backslashreplace")).hexdigest()

    def to_bytes(self) -> bytes:
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        for name in ("name", "x-wr-calname"):
            calendar.add(name, vText(one_line(self.name)))
        calendar.add("url", self.url)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
        for entry in self.entries:
            calendar.add_component(_event(entry))
        if not self.entries:
            calendar.add_component(_something())
        return calendar.to_ical()


def plain(text: str) -> str:
    """Text as calendars take it: one kind of line end, and no characters that only steer a machine."""
    for each in NEW_LINES:
        text = text.replace(each, "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _something() -> Timezone:
    """A calendar holds at least one component; an empty one gets a time zone that nothing refers to."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local by definition
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    return zone


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _moment(entry.changed_at))
    event.add("last-modified", _moment(entry.changed_at))
    event.add("dtstart", _moment(entry.starts_at))
    event.add("dtend", _moment(entry.ends_at))
    event.add("status", entry.status)
    event.add("summary", vText(one_line(entry.title)))
    for name, text in (("description", plain(entry.text)), ("location", one_line(entry.place))):
        if text:
            event.add(name, vText(text))
    if entry.url:
        event.add("url", entry.url)
    if entry.categories:
        event.add("categories", [one_line(each) for each in entry.categories])
    return event


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
