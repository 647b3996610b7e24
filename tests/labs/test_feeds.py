"""Calendars to subscribe to: of everything, of a lab, and one's own behind a link."""

import hashlib
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from config.logs import formatter
from labs.actions import change_lab, change_session
from labs.actions.feeds import end_link, make_link, note_use
from labs.actions.rooms_manage import change_room
from labs.models import CalendarLink, LabCoordinator, Room, Session
from lib.workflow import Refused
from partnership.models import AuditEvent, Membership
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.labs.public_helpers import enrol, guest, make_session, read_strictly

ALL = reverse("calendar_feed", args=["werkplaats"])
LEARNING = reverse("lab_feed", args=["werkplaats", "learning"])
LINK = reverse("calendar_link", args=["werkplaats"])
END = reverse("calendar_link_end", args=["werkplaats"])
HIDDEN = ({"state": "draft"}, {"is_public": False}, {"is_public": False, "state": "cancelled"})


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def read(client, url, **query) -> list[dict[str, str]]:
    """The events behind an address, read twice: by the library, and to the letter."""
    response = client.get(url, query)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar.errors == [] and all(event.errors == [] for event in calendar.events)
    return read_strictly(response.content)


def titles(client, url, **query) -> list[str]:
    return [event["SUMMARY"] for event in read(client, url, **query)]


def own(member) -> str:
    """The address of somebody's own calendar."""
    return reverse("own_feed", args=[member.partnership.slug, make_link(by=member, nonce=uuid4(), now=NOW)])


# --- For everybody -----------------------------------------------------------------------------------------------
def test_an_event_says_what_when_and_where(cast, client):
    room = Room.objects.create(partnership=cast.werkplaats, name="Zaal 3; boven")
    session = make_session(
        cast,
        title="Testen, hoe dan?",
        summary="Regel een\nRegel twee; met \\ en 😀",
        place="De Loods, Groningen",
        room=room,
        audience=["wo", "mbo4"],
        language="en",
        sequence=3,
        changed_at=NOW - timedelta(days=1),
    )
    (event,) = read(client, ALL, lang="nl")
    assert event["UID"] == f"{session.uid}@localhost"
    assert (event["DTSTART"], event["DTEND"]) == ("20260319T093000Z", "20260319T113000Z")
    assert event["DTSTAMP"] == event["LAST-MODIFIED"] == "20260315T093000Z"
    assert (event["SEQUENCE"], event["STATUS"]) == ("3", "CONFIRMED")
    assert event["SUMMARY"] == "Testen, hoe dan?"
    assert event["LOCATION"] == "Zaal 3; boven, De Loods, Groningen"
    assert event["DESCRIPTION"] == (
        "Regel een\nRegel twee; met \\ en 😀\n\nWorkshop · Learning Lab\nVoor: mbo 4, wo\nTaal: Engels"
    )
    assert event["CATEGORIES"] == "Learning Lab,Workshop"
    assert client.get(event["URL"].removeprefix("http://localhost:8000")).status_code == 200


def test_a_calendar_has_a_name(cast, client):
    assert b"X-WR-CALNAME:Werkplaats Digitaal Vakmanschap\r\n" in client.get(ALL).content
    calendar = icalendar.Calendar.from_ical(client.get(LEARNING).content)
    assert calendar["NAME"] == "Learning Lab · Werkplaats Digitaal Vakmanschap"


def test_a_lab_has_a_calendar_of_its_own(cast, client):
    make_session(cast, title="Leren")
    make_session(cast, cast.kennis_lab, title="Weten")
    make_session(cast, cast.other_lab, title="Elders")
    assert titles(client, ALL) == ["Leren", "Weten"]
    assert titles(client, LEARNING) == ["Leren"]
    assert titles(client, reverse("lab_feed", args=["werkplaats", "business"])) == []
    assert titles(client, reverse("calendar_feed", args=["elders"])) == ["Elders"]


@pytest.mark.parametrize("values", HIDDEN)
def test_drafts_and_what_is_for_members_only_are_in_no_public_calendar(cast, client, values):
    session = make_session(cast, title="Achter gesloten deuren", **values)
    for who in (None, cast.esra, cast.anna, cast.carla):
        if who:
            client.force_login(who.user)
        for url in (ALL, LEARNING):
            content = client.get(url).content.decode()
            assert session.title not in content and str(session.uid) not in content


@pytest.mark.parametrize("path", ["/nergens/calendar.ics", "/werkplaats/labs/nergens/calendar.ics"])
def test_what_is_not_there_is_not_found(cast, client, path):
    assert client.get(path).status_code == 404
    assert client.get(reverse("lab_feed", args=["elders", "kennis"])).status_code == 404


def test_what_moves_keeps_its_identity_and_what_is_cancelled_stays(cast, client):
    session = make_session(cast)
    before = read(client, ALL)[0]
    later = session.starts_at + timedelta(days=1)
    moved = {"starts_at": later, "ends_at": later + timedelta(hours=1), "sequence": 1, "changed_at": NOW}
    Session.objects.update(**moved)
    after = read(client, ALL)[0]
    assert before["UID"] == after["UID"] and before["DTSTART"] < after["DTSTART"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    Session.objects.update(
        state="cancelled", cancelled_at=NOW, cancelled_by=cast.carla.user, cancel_reason="Spreker ziek", sequence=2
    )
    gone = read(client, ALL, lang="nl")[0]
    assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (before["UID"], "CANCELLED", "2")
    assert gone["SUMMARY"] == "Gaat niet door: Veilig programmeren"
    assert "Spreker ziek" not in gone["DESCRIPTION"]  # who comes is told; the world need not know


def test_dutch_and_english_show_the_same_sessions_and_times(cast, client):
    for number in range(4):
        make_session(cast, starts_at=NOW + timedelta(days=30 * number), audience=["teachers"], sequence=number)
    make_session(cast, state="cancelled")
    dutch, english = read(client, ALL, lang="nl"), read(client, ALL, lang="en")
    same = ("UID", "DTSTART", "DTEND", "STATUS", "SEQUENCE", "DTSTAMP", "LOCATION", "URL")
    assert [[one.get(name) for name in same] for one in dutch] == [[one.get(name) for name in same] for one in english]
    assert "Voor: docenten" in dutch[0]["DESCRIPTION"] and "For: teachers" in english[0]["DESCRIPTION"]


@pytest.mark.parametrize(
    ("query", "asked", "language"),
    [({}, "", "nl"), ({}, "en", "en"), ({}, "de", "nl"), ({"lang": "en"}, "nl", "en"), ({"lang": "xx"}, "", "nl")],
)
def test_the_language_is_asked_for_or_dutch(cast, client, query, asked, language):
    headers = {"Accept-Language": asked} if asked else {}
    response = client.get(ALL, query, headers=headers)
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_a_calendar_goes_from_three_months_back_to_eighteen_ahead(cast, client):
    days = {"2025-12-15": False, "2025-12-16": True, "2027-09-15": True, "2027-09-16": False}
    for day in days:
        make_session(cast, title=day, starts_at=datetime.fromisoformat(f"{day}T12:00:00+01:00").astimezone(UTC))
    assert titles(client, ALL) == [day for day, is_in in days.items() if is_in]


def test_a_calendar_has_a_bound(cast, client, monkeypatch):
    monkeypatch.setattr("labs.queries.feeds.MOST", 3)
    for number in range(5):
        make_session(cast, title=str(number), starts_at=NOW + timedelta(days=5 - number))
    assert titles(client, ALL) == ["4", "3", "2"]


def test_readers_that_have_it_already_are_told_so(cast, client):
    session = make_session(cast, changed_at=NOW - timedelta(hours=5))
    first = client.get(ALL)
    etag, stamp = first.headers["ETag"], first.headers["Last-Modified"]
    assert stamp == "Mon, 16 Mar 2026 04:30:00 GMT"
    assert first.content == client.get(ALL).content
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": stamp}):
        again = client.get(ALL, headers=headers)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
        assert "max-age=300" in again.headers["Cache-Control"]
    assert client.get(ALL, {"lang": "en"}, headers={"If-None-Match": etag}).status_code == 200
    # Taken off the public calendar: the reader hears of that, too.
    Session.objects.filter(pk=session.pk).update(is_public=False, changed_at=NOW)
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": stamp}):
        assert client.get(ALL, headers=headers).status_code == 200


def rename_lab(cast, session, at):
    change_lab(by=cast.mirjam, lab=cast.learning_lab, name="Leerlab", now=at)


def rename_room(cast, session, at):
    change_room(by=cast.mirjam, room=session.room, name="Aula", now=at)


def move(cast, session, at):
    """To the next day, as who runs the lab does it."""
    values = {"starts_at": session.starts_at + timedelta(days=1), "ends_at": session.ends_at + timedelta(days=1)}
    change_session(by=cast.carla, session=session, version=session.version, values=values, guests=[], now=at)


def take_elsewhere(cast, session, at):
    Session.objects.filter(pk=session.pk).update(lab=cast.kennis_lab, changed_at=at)


@pytest.mark.parametrize("url", [ALL, LEARNING, "own"])
@pytest.mark.parametrize("change", [rename_lab, rename_room, move, take_elsewhere])
def test_readers_that_go_by_the_date_or_the_tag_only_hear_of_every_change(cast, client, url, change):
    room = Room.objects.create(partnership=cast.werkplaats, name="Zaal")
    session = make_session(cast, room=room, changed_at=NOW - timedelta(hours=5))
    url = own(cast.carla) if url == "own" else url
    first = client.get(url)
    later = NOW + timedelta(minutes=10)
    with time_machine.travel(later, tick=False):
        names = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        assert {client.get(url, headers={name: first.headers[value]}).status_code for name, value in names} == {304}
        change(cast, session, later)
        for name, value in names:
            again = client.get(url, headers={name: first.headers[value]})
            assert again.status_code == 200 and again.content != first.content, name


def test_a_day_later_what_came_into_sight_is_there_for_who_goes_by_the_date(cast, client):
    make_session(cast, title="Ver weg", starts_at=datetime(2027, 9, 16, 9, tzinfo=UTC))
    first = client.get(ALL)
    assert "Ver weg" not in first.content.decode()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        again = client.get(ALL, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert "Ver weg" in again.content.decode()


def test_a_role_that_ended_is_a_change_of_the_own_calendar(cast, client):
    second = make_member("Carla Noorderpoort", cast.hanze, Role.TEACHER)
    make_session(cast)
    url = own(second)
    first = client.get(url)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        Membership.objects.filter(pk=cast.carla.pk).update(ended_at=NOW + timedelta(minutes=5))
        again = client.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert again.status_code == 200 and read_strictly(again.content) == []


@pytest.mark.parametrize("url", [ALL, LEARNING, "own"])
def test_copies_are_kept_per_language(cast, client, url):
    """Also of a reader that chose a language on the site, and of a calendar in which nothing is translated yet."""
    url = own(cast.anna) if url == "own" else url
    dutch = client.get(url)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(url)
    assert (dutch.headers["Content-Language"], english.headers["Content-Language"]) == ("nl", "en")
    assert dutch.headers["ETag"] != english.headers["ETag"]
    assert client.get(url, {"lang": "nl"}).headers["ETag"] == dutch.headers["ETag"]
    again = client.get(url, headers={"If-None-Match": english.headers["ETag"]})
    for answer in (dutch, english, again):
        assert {"accept-language", "cookie"} <= set(answer.headers["Vary"].lower().replace(" ", "").split(","))
    assert again.status_code == 304


def test_public_calendars_may_be_kept_for_a_moment(cast, client):
    headers = client.get(ALL).headers
    assert headers["Cache-Control"] == "public, max-age=300"
    assert client.head(ALL).status_code == 200 and client.post(ALL).status_code == 405
    assert not client.cookies


@pytest.mark.parametrize("url", [ALL, LEARNING, "own"])
def test_a_calendar_takes_as_many_queries_with_300_sessions(cast, client, url, django_assert_max_num_queries):
    url = own(cast.carla) if url == "own" else url
    room = Room.objects.create(partnership=cast.werkplaats, name="Zaal")
    client.get(url)

    def queries():
        with django_assert_max_num_queries(8) as found:
            client.get(url)
        return len(found)

    make_session(cast, room=room)
    enrol(make_session(cast), cast.carla)
    guest(make_session(cast), cast.carla)
    few = queries()
    first = make_session(cast)
    same = {field.attname: getattr(first, field.attname) for field in Session._meta.concrete_fields}
    rows = [Session(**same | {"id": None, "uid": uuid4(), "room": room}) for _ in range(300)]
    Session.objects.bulk_create(rows)
    assert queries() == few
    assert len(read(client, url)) == 304


# --- One's own ---------------------------------------------------------------------------------------------------
def test_the_own_calendar_holds_what_one_takes_part_in_gives_and_coordinates(cast, client):
    enrol(make_session(cast, cast.kennis_lab, title="Stoel", is_public=False), cast.joost)
    enrol(make_session(cast, title="Wacht"), cast.joost, "waiting")
    enrol(make_session(cast, title="Terug"), cast.joost, "withdrawn")
    guest(make_session(cast, title="Gast"), cast.joost)
    make_session(cast, cast.business_lab, title="Lab")
    make_session(cast, cast.business_lab, title="Concept", state="draft")
    enrol(make_session(cast, title="Van Anna"), cast.anna)
    events = {event["SUMMARY"]: event for event in read(client, own(cast.joost), lang="en")}
    assert {name: event["STATUS"] for name, event in events.items()} == {
        "Stoel": "CONFIRMED",
        "Wacht": "TENTATIVE",
        "Gast": "CONFIRMED",
        "Lab": "CONFIRMED",
    }
    said = {name: event["DESCRIPTION"].split("\n")[0] for name, event in events.items()}
    assert said == {
        "Stoel": "You take part.",
        "Wacht": "You are on the waiting list.",
        "Gast": "You give this session.",
        "Lab": "You coordinate this lab.",
    }


def test_a_seat_after_waiting_is_a_change(cast, client):
    row, url = enrol(make_session(cast), cast.anna, "waiting"), own(cast.anna)
    first = client.get(url)
    row.state, row.seated_at = "seated", NOW + timedelta(hours=2)
    row.save()
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert client.get(url, headers={name: first.headers[value]}).status_code == 200
    (event,) = read(client, url)
    assert (event["STATUS"], event["LAST-MODIFIED"]) == ("CONFIRMED", "20260316T113000Z")
    assert client.get(url, headers={"If-None-Match": client.get(url).headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("state", ["seated", "waiting", "withdrawn"])
def test_who_was_to_come_sees_that_it_is_cancelled_and_why(cast, client, state):
    enrol(make_session(cast, state="cancelled"), cast.anna, state)
    (event,) = read(client, own(cast.anna), lang="nl")
    assert event["STATUS"] == "CANCELLED"
    assert event["DESCRIPTION"].startswith("Gaat niet door: De spreker kan niet\n")


def test_who_withdrew_before_has_nothing_to_do_with_it(cast, client):
    session = make_session(cast, state="cancelled")
    enrol(session, cast.anna, "withdrawn", withdrawn_at=NOW - timedelta(days=1))
    assert read(client, own(cast.anna)) == []


def test_the_own_calendar_is_of_one_partnership_and_one_person(cast, client):
    both = make_member("Anna Terpdok", cast.kleibyte, Role.COMPANY_MEMBER)
    enrol(make_session(cast, title="Hier"), cast.anna)
    enrol(make_session(cast, cast.other_lab, title="Daar"), both)
    here, there = own(cast.anna), own(both)
    assert titles(client, here) == ["Hier"] and titles(client, there) == ["Daar"]
    assert client.get(here.replace("/werkplaats/", "/elders/")).status_code == 404
    client.force_login(cast.bram.user)  # whoever is logged in, the link says whose it is
    assert titles(client, here) == ["Hier"]


def test_a_lab_that_one_coordinated_in_a_role_that_ended_is_not_there(cast, client):
    second = make_member("Carla Noorderpoort", cast.hanze, Role.TEACHER)
    make_session(cast)
    url = own(second)
    assert len(read(client, url)) == 1  # the person is the same
    Membership.objects.filter(pk=cast.carla.pk).update(ended_at=NOW)
    assert read(client, url) == []
    assert LabCoordinator.objects.filter(membership=cast.carla).exists()


def test_the_own_calendar_is_kept_by_nobody_and_known_to_nobody(cast, client):
    url = own(cast.anna)
    for headers in ({}, {"If-None-Match": client.get(url).headers["ETag"]}):
        answer = client.get(url, headers=headers)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    assert b"Anna" not in client.get(url).content
    token = url.split("/")[-1].removesuffix(".ics")
    assert CalendarLink.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43


@pytest.mark.parametrize("change", ["renewed", "ended", "membership", "account"])
def test_a_link_that_is_over_answers_nobody(cast, client, change):
    url = own(cast.anna)
    assert client.get(url).status_code == 200
    if change == "renewed":
        assert client.get(own(cast.anna)).status_code == 200
    elif change == "ended":
        end_link(by=cast.anna, now=NOW)
    elif change == "membership":
        Membership.objects.filter(pk=cast.anna.pk).update(ended_at=NOW)
    else:
        cast.anna.user.is_active = False
        cast.anna.user.save()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("token", ["x", "link", "A" * 43, "-", "0" * 64])
def test_nobody_guesses_a_link(cast, client, token):
    own(cast.anna)
    known = CalendarLink.objects.get().token_hash
    for guess in (token, known):
        assert client.get(f"/werkplaats/calendar/{guess}.ics").status_code == 404


def test_a_link_remembers_the_day_it_was_used_and_nothing_else(cast, client, django_assert_num_queries):
    url, link = own(cast.anna), CalendarLink.objects.get()
    assert link.last_used_on is None
    with time_machine.travel(datetime(2026, 3, 16, 23, 30, tzinfo=UTC)):
        client.get(url)
    link.refresh_from_db()
    assert link.last_used_on.isoformat() == "2026-03-17"
    note_use(link=link, on=NOW.date())  # a server whose clock runs behind
    link.refresh_from_db()
    assert link.last_used_on.isoformat() == "2026-03-17"


def test_logs_hold_no_link(cast, client, caplog):
    url = own(cast.anna)
    token = url.split("/")[-1].removesuffix(".ics")
    with caplog.at_level(logging.INFO):
        client.get(url)
        end_link(by=cast.anna, now=NOW)
        client.get(url)  # 404, which is logged too
        client.get(ALL)
    lines = [formatter().format(record) for record in caplog.records]
    assert len(lines) >= 4
    assert token not in json.dumps(lines)
    assert any("/werkplaats/calendar.ics" in line for line in lines)


# --- The page ----------------------------------------------------------------------------------------------------
def press(client, nonce=None):
    answer = client.post(LINK, {"nonce": nonce or uuid4()})
    found = re.search(r"<code>http://localhost:8000(\S+?)\?lang=nl</code>", answer.content.decode())
    return answer, found and found[1]


@pytest.mark.parametrize("who", ["anna", "sanne", "thea", "carla", "mirjam", "aad"])
def test_a_link_is_made_shown_once_and_ended(cast, log_in, who):
    client = log_in(getattr(cast, who))
    assert client.get(LINK).context["link"] is None
    answer, url = press(client)
    assert answer.status_code == 200 and client.get(url).status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"  # with less, browsers' forms are refused
    page = client.get(LINK).content.decode()
    assert url not in page and "Werkt" in page
    assert client.post(END).url == LINK
    assert client.post(END).status_code == 302  # twice is once
    assert client.get(url).status_code == 404
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", "actor")
    user = getattr(cast, who).user.pk
    assert list(verbs) == [("calendar_link.made", user), ("calendar_link.ended", user)]


def test_the_button_pressed_twice_makes_one_link_and_the_one_on_screen_works(cast, log_in):
    client, nonce = log_in(cast.anna), uuid4()
    (_one, first), (_two, second) = press(client, nonce), press(client, nonce)
    assert CalendarLink.objects.count() == AuditEvent.objects.count() == 1
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200
    answer, third = press(client, nonce)  # a page that is loaded again does not break what a phone uses already
    assert third is None and "eerder gemaakt" in answer.content.decode()
    assert client.get(second).status_code == 200
    with pytest.raises(Refused):
        make_link(by=cast.anna, nonce=nonce, now=NOW)


def test_a_form_without_its_number_makes_nothing(cast, log_in):
    client = log_in(cast.anna)
    answer = client.post(LINK, {})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not CalendarLink.objects.exists()


def test_the_page_is_for_members(cast, client):
    assert "/accounts/login/" in client.get(LINK).url
    assert "/accounts/login/" in client.post(END).url
    client.force_login(cast.esra.user)
    for answer in (client.get(LINK), client.post(LINK, {"nonce": uuid4()}), client.post(END)):
        assert answer.status_code == 404


def test_nobody_ends_the_link_of_somebody_else(cast, log_in, client):
    url = own(cast.anna)
    log_in(cast.mirjam).post(END)
    assert client.get(url).status_code == 200


def test_members_find_the_page_and_visitors_do_not(cast, client):
    page = reverse("lab", args=["werkplaats", "learning"])
    assert LINK not in client.get(page).content.decode()
    client.force_login(cast.anna.user)
    assert LINK in client.get(page).content.decode()


def test_the_database_keeps_one_link_for_a_person(cast):
    own(cast.anna)
    values = {"partnership": cast.werkplaats, "person": cast.anna.user, "made_at": NOW, "nonce": uuid4()}
    with pytest.raises(IntegrityError, match="calendar_link_once_per_person"), transaction.atomic():
        CalendarLink.objects.create(token_hash="x", **values)
