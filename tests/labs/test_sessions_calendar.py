"""The calendar and a session on it: who sees what, the month as weeks, and how many questions it asks."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labs import actions
from labs.models import Session
from tests.cast import NOW
from tests.labs.sessions import enrol, facts, guest, planned

CALENDAR = reverse("calendar", args=["werkplaats"])
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def march():
    """The clock stands at the moment the cast lives in."""
    with time_machine.travel(NOW, tick=False):
        yield


def at(day, hour=9, hours=2, month=3):
    start = datetime(2026, month, day, hour - 1, tzinfo=UTC)  # winter time
    return {"starts_at": start, "ends_at": start + hours * HOUR}


def address(session):
    return reverse("session", args=["werkplaats", session.pk])


@pytest.fixture
def four(cast):
    """In the Learning Lab: a public one, one for members, a draft, and one that is cancelled."""
    rows = {
        "Openbaar": planned(cast, **at(20), title="Openbaar"),
        "Besloten": planned(cast, **at(21), title="Besloten", is_public=False),
        "Ontwerp": planned(cast, **at(22), title="Ontwerp", publish=False),
        "Afgelast": planned(cast, **at(23), title="Afgelast"),
    }
    actions.cancel_session(by=cast.carla, session=rows["Afgelast"], version=1, reason="De trainer is ziek", now=NOW)
    return rows


ALL = {"Openbaar", "Besloten", "Ontwerp", "Afgelast"}
SEES = {
    "": {"Openbaar", "Afgelast"},
    "esra": {"Openbaar", "Afgelast"},
    "anna": ALL - {"Ontwerp"},
    "sanne": ALL - {"Ontwerp"},
    "aad": ALL - {"Ontwerp"},
    "joost": ALL - {"Ontwerp"},
    "carla": ALL,
    "mirjam": ALL,
}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_what(cast, client, four, who):
    if who:
        client.force_login(getattr(cast, who).user)
    for query in ({}, {"view": "month"}):
        page = client.get(CALENDAR, query).content.decode()
        assert {title for title in four if title in page} == SEES[who]
    opened = {title for title, row in four.items() if client.get(address(row)).status_code == 200}
    assert opened == SEES[who]
    assert {title for title, row in four.items() if client.get(address(row)).status_code == 404} == ALL - SEES[who]


def test_a_session_of_another_partnership_is_not_there(cast, client, log_in):
    foreign = planned(cast, by=cast.esra, lab=cast.other_lab, activity=None)
    assert client.get(address(foreign)).status_code == 404
    assert log_in(cast.mirjam).get(address(foreign)).status_code == 404
    assert client.get(reverse("calendar", args=["nergens"])).status_code == 404
    assert client.get(reverse("session", args=["elders", foreign.pk])).status_code == 200


def test_a_cancelled_session_says_so_in_words_and_members_read_why(cast, client, log_in, four):
    page = client.get(address(four["Afgelast"])).content.decode()
    assert "Deze bijeenkomst gaat niet door" in page and "De trainer is ziek" not in page
    assert "Geannuleerd" in client.get(CALENDAR).content.decode()
    assert "geannuleerd" in client.get(CALENDAR, {"view": "month"}).content.decode()
    assert "De trainer is ziek" in log_in(cast.sanne).get(address(four["Afgelast"])).content.decode()


def test_the_public_reads_organisations_and_members_read_names(cast, client, log_in):
    session = planned(cast, [guest(cast.anna, part="Vertelt over Groningen")])
    page = client.get(address(session)).content.decode()
    assert "Terpdok Software" in page and "Masterclasses" not in page
    assert "Anna" not in page and "Vertelt over" not in page  # who writes down a part may write a name
    page = log_in(cast.sanne).get(address(session)).content.decode()
    assert "Anna Terpdok" in page and "Vertelt over Groningen" in page


def test_steps_are_offered_to_who_may_take_them(cast, log_in, four):
    names = ("session_edit", "session_cancel", "session_publish", "session_discard")

    def offered(who, title):
        page = log_in(who).get(address(four[title])).content.decode()
        return {name for name in names if reverse(name, args=["werkplaats", four[title].pk]) in page}

    assert offered(cast.carla, "Openbaar") == {"session_edit", "session_cancel"}
    assert offered(cast.carla, "Ontwerp") == {"session_edit", "session_publish", "session_discard"}
    assert offered(cast.mirjam, "Afgelast") == set()
    assert offered(cast.joost, "Openbaar") == offered(cast.anna, "Openbaar") == set()
    new = reverse("session_new", args=["werkplaats"])
    assert new in log_in(cast.carla).get(CALENDAR).content.decode()
    assert new not in log_in(cast.thea).get(CALENDAR).content.decode()


def test_the_public_finds_labs_and_calendar_on_top(cast, client):
    page = client.get(CALENDAR).content.decode()
    for name in ("labs", "calendar"):
        assert f'href="{reverse(name, args=["werkplaats"])}"' in page
    assert CALENDAR not in client.get(reverse("privacy")).content.decode()


# --- Coming and earlier ------------------------------------------------------------------------------------------
def titles(answer):
    return [row.title for _day, rows in answer.context["days"] for row in rows]


def test_coming_first_and_earlier_backwards(cast, client):
    for day, title in ((18, "Derde"), (16, "Bezig"), (17, "Tweede"), (9, "Vorige"), (2, "Eerste")):
        planned(cast, **at(day, hour=10), title=title)
    assert titles(client.get(CALENDAR)) == ["Bezig", "Tweede", "Derde"]
    assert titles(client.get(CALENDAR, {"view": "earlier"})) == ["Vorige", "Eerste"]
    assert titles(client.get(CALENDAR, {"since": "17-3-2026"})) == ["Tweede", "Derde"]
    assert titles(client.get(CALENDAR, {"since": "gisteren", "view": "x"})) == ["Bezig", "Tweede", "Derde"]


def test_filters_narrow_and_stay_in_the_address(cast, log_in):
    planned(cast, **at(17), title="Training", audience=["mbo4"])
    business = planned(cast, **at(18), title="Bezoek", lab=cast.business_lab, activity=None, kind="company_visit")
    planned(cast, [guest(cast.anna)], **at(19), title="English", language="en", audience=["wo", "hbo"])
    enrol(business, cast.anna)
    client = log_in(cast.anna)
    for query, expected in (
        ({"lab": "business"}, ["Bezoek"]),
        ({"kind": "training"}, ["Training", "English"]),
        ({"audience": "wo"}, ["English"]),
        ({"language": "en"}, ["English"]),
        ({"whose": "mine"}, ["Bezoek", "English"]),
        ({"lab": "learning", "audience": "mbo4"}, ["Training"]),
        ({"lab": "elders"}, ["Training", "Bezoek", "English"]),  # no such lab: as if it were not asked
    ):
        assert titles(client.get(CALENDAR, query)) == expected, query
    page = client.get(CALENDAR, {"view": "month", "month": "2026-03", "kind": "training"}).content.decode()
    assert "Bezoek</" not in page and "English" in page
    assert re.search(r'href="\?view=month&amp;month=2026-04&amp;kind=training"', page)
    assert '<input type="hidden" name="view" value="month"' in page
    empty = client.get(CALENDAR, {"kind": "makathon"}).content.decode()
    assert "Niets past bij deze filters" in empty
    client.logout()
    assert titles(client.get(CALENDAR, {"whose": "mine"})) == ["Training", "Bezoek", "English"]


# --- A month -----------------------------------------------------------------------------------------------------
def cells(client, month="2026-03", **query):
    weeks = client.get(CALENDAR, {"view": "month", "month": month} | query).context["weeks"]
    return {cell.day.day: [row.title for row in cell.sessions] for week in weeks for cell in week.days if cell.sessions}


def test_a_month_is_whole_weeks_with_today_marked(client, cast):
    page = client.get(CALENDAR, {"view": "month"})
    weeks = page.context["weeks"]
    assert [week.number for week in weeks] == [9, 10, 11, 12, 13, 14]
    assert all(len(week.days) == 7 for week in weeks)
    assert [cell.day.day for week in weeks for cell in week.days if cell.is_today] == [16]
    assert "vandaag" in page.content.decode()
    assert sum(cell.in_month for week in weeks for cell in week.days) == 31
    for wrong in ("x", "2026-13", "1900-01", "0-1", "2026"):
        assert client.get(CALENDAR, {"view": "month", "month": wrong}).context["month"].month == 3


def test_where_a_session_stands_in_a_month(client, cast):
    planned(cast, **at(2, hour=22, hours=4), title="Avond")
    planned(cast, **at(10, hours=30), title="Makathon")
    planned(cast, **at(31, hour=20, hours=14), title="Over de maand")
    first = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # half past twelve in the night of 1 March
    planned(cast, starts_at=first, ends_at=first + HOUR, title="Nacht")
    assert cells(client) == {1: ["Nacht"], 2: ["Avond"], 10: ["Makathon"], 11: ["Makathon"], 31: ["Over de maand"]}
    assert cells(client, "2026-04") == {1: ["Over de maand"]}
    assert cells(client, "2026-02") == {}


def test_a_full_day_leads_on_to_its_list(client, cast):
    for number in range(6):
        planned(cast, **at(17, hour=9 + number), title=f"Sessie {number}")
    page = client.get(CALENDAR, {"view": "month"}).content.decode()
    assert [f"Sessie {number}" in page for number in range(6)] == [True] * 3 + [False] * 3
    assert "nog 3" in page and 'href="?since=17-3-2026"' in page


def fill(cast, count):
    """Over a year, a quarter of them in the month that is looked at."""
    rows, start = [], datetime(2026, 1, 1, 9, tzinfo=UTC)
    for number in range(count):
        days = number % 31 + 59 if number % 4 == 0 else number % 365
        moment = start + timedelta(days=days)
        values = facts(cast, starts_at=moment, ends_at=moment + HOUR, title=f"S{number}")
        lab = (cast.learning_lab, cast.kennis_lab, cast.business_lab)[number % 3]
        rows.append(
            Session(
                **values | {"lab": lab, "activity": None},
                state="published",
                changed_at=NOW,
                planned_at=NOW,
                planned_by=cast.mirjam.user,
            )
        )
    Session.objects.bulk_create(rows)


@pytest.mark.parametrize("who", ["", "anna", "carla", "mirjam"])
def test_the_month_asks_as_much_with_3_as_with_2000(cast, client, who, django_assert_num_queries):
    if who:
        client.force_login(getattr(cast, who).user)
    query = {"view": "month", "month": "2026-03"}
    fill(cast, 3)
    client.get(CALENDAR, query)
    with CaptureQueriesContext(connection) as few:
        client.get(CALENDAR, query)
    fill(cast, 2000)
    with django_assert_num_queries(len(few)):
        answer = client.get(CALENDAR, query)
    assert len(few) <= 12
    assert sum(len(cell.sessions) for week in answer.context["weeks"] for cell in week.days) > 500


@pytest.mark.parametrize("view", ["coming", "earlier"])
def test_a_list_and_a_session_ask_a_fixed_number(cast, log_in, view, django_assert_max_num_queries):
    client = log_in(cast.carla)
    fill(cast, 40)
    with django_assert_max_num_queries(10):
        client.get(CALENDAR, {"view": view})
    session = planned(cast, [guest(cast.anna), guest(cast.bram), guest(cast.mo)])
    for who in (cast.anna, cast.sanne, cast.thea):
        enrol(session, who)
    with django_assert_max_num_queries(10):
        client.get(address(session))
