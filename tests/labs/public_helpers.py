"""Sessions for tests of public pages and feeds, and a reader of calendars that owes nothing to the library."""

import re
from datetime import timedelta

from labs.models import Enrolment, Session, SessionGuest
from tests.cast import NOW


def make_session(cast, lab=None, **values) -> Session:
    """A published public session of the Learning Lab, three days after `NOW`, two hours long."""
    starts_at = values.pop("starts_at", NOW + timedelta(days=3))
    defaults = {
        "lab": lab or cast.learning_lab,
        "kind": "workshop",
        "title": "Veilig programmeren",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "state": "published",
        "changed_at": NOW,
        "planned_by": cast.carla.user,
        "planned_at": NOW,
    }
    if values.get("state") == "cancelled":
        defaults |= {"cancelled_at": NOW, "cancelled_by": cast.carla.user, "cancel_reason": "De spreker kan niet"}
    return Session.objects.create(**defaults | values)


def enrol(session, member, state="seated", **values) -> Enrolment:
    defaults = {
        "session": session,
        "person": member.user,
        "membership": member,
        "state": state,
        "enrolled_at": NOW,
        "enrolled_by": member.user,
        "seated_at": NOW if state == "seated" else None,
        "withdrawn_at": NOW if state == "withdrawn" else None,
    }
    return Enrolment.objects.create(**defaults | values)


def guest(session, member) -> SessionGuest:
    return SessionGuest.objects.create(session=session, person=member.user, organisation=member.organisation)


ONCE_IN_CALENDAR = {"VERSION", "PRODID"}
ONCE_IN_EVENT = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LAST-MODIFIED", "URL"}
MOMENTS = {"DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}


NO_EVENTS = [
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
]


def read_strictly(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar, read by the letter of RFC 5545; whatever is not as it says fails."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line and len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no letter is cut in two
    unfolded = content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")
    assert len("".join(unfolded).splitlines()) <= 1
    assert unfolded[0] == "BEGIN:VCALENDAR" and unfolded[-1] == "END:VCALENDAR"
    events, outside, inside = [], [], None
    body = unfolded[1:-1]
    if "BEGIN:VEVENT" not in body:  # at least one component there has to be
        assert body[-8:] == NO_EVENTS
        body = body[:-8]
    for line in body:
        name, value = re.fullmatch(r"([A-Z-]+)(?:;[A-Z]+=[A-Z]+)*:(.*)", line).groups()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", value)
        if line == "BEGIN:VEVENT":
            assert inside is None
            inside = []
        elif line == "END:VEVENT":
            events.append(_event(inside))
            inside = None
        else:
            (outside if inside is None else inside).append((name, value))
    assert inside is None
    assert {name for name in ONCE_IN_CALENDAR if [each for each, _ in outside].count(name) == 1} == ONCE_IN_CALENDAR
    assert len({event["UID"] for event in events}) == len(events)
    return events


def _event(pairs: list[tuple[str, str]]) -> dict[str, str]:
    names = [name for name, _ in pairs]
    assert all(names.count(name) == 1 for name in ONCE_IN_EVENT)
    assert all(names.count(name) <= 1 for name in names)
    event = dict(pairs)
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", event[name]) for name in MOMENTS)
    assert event["DTEND"] > event["DTSTART"]
    assert event["STATUS"] in {"CONFIRMED", "TENTATIVE", "CANCELLED"}
    for name in TEXTS & set(event):
        event[name] = _unescaped(event[name])
    return event


def _unescaped(text: str) -> str:
    assert re.fullmatch(r"(?:[^\\,;]|\\[\\,;nN])*", text), text
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
