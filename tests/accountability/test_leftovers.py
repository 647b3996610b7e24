"""Home costs as much with many rows, static files are guarded, and pages say what is true for each scheme."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accountability import duties
from config.static import guard
from contributions.forms.pledges import HoursPromise
from lib.fields import TextField
from partnership.schemes import preset, terms_to_json
from tests.accountability.helpers import ask
from tests.cast import NOW

ENGLISH = {"accept-language": "en"}
ROLES = ("anna", "mo", "carla", "mirjam", "aad", "sanne", "thea", "beheer")


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("who", ROLES)
def test_home_takes_as_many_queries_for_many_rows(cast, log_in, who):
    cast.pledge()
    duties.check_programme(programme_id=cast.programme.pk, now=NOW)
    client, counts = log_in(getattr(cast, who)), []

    def fill(day):
        cast.approved(worked_on=date(2026, 1, day))
        cast.returned(worked_on=date(2026, 2, day))
        cast.submitted(worked_on=date(2026, 3, day))
        cast.submitted(cast.thea, worked_on=date(2026, 3, day), activity=cast.incubator)
        cast.returned(cast.thea, worked_on=date(2026, 2, day))
        cast.cash(received_on=date(2026, 1, day))
        ask(cast.mirjam, cast.programme)

    fill(2)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/werkplaats/").status_code == 200
        counts.append(len(queries))
        for day in (3, 4, 5):
            fill(day)
    assert counts[0] == counts[1] <= 15


def test_static_files_say_what_they_may_do(settings):
    assert settings.WHITENOISE_ADD_HEADERS_FUNCTION is guard
    headers = {}
    guard(headers, "mark.svg", "/static/mark.svg")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("scheme", "said"), [("RIF14", "Nothing that the applicant school brings in counts"), ("RIF19", "money only")]
)
def test_what_the_applicant_school_may_bring_in_follows_the_scheme(cast, log_in, scheme, said):
    cast.programme.scheme, cast.programme.terms_granted = scheme, terms_to_json(preset(scheme))
    cast.programme.save()
    page = text(log_in(cast.anna).get(reverse("rules", args=["werkplaats"]), headers=ENGLISH))
    assert said in page
    assert ("money only" in page) is (scheme != "RIF14")


@pytest.mark.parametrize(
    ("hours", "said"), [("999999", "at most"), ("0", "more than 0"), ("-1", "more than 0"), ("120", "")]
)
def test_a_pledge_of_too_many_hours_says_how_many_it_may_be(hours, said):
    with translation.override("en"):
        errors = list(HoursPromise({"hours": hours}).errors.get("hours", []))
        assert bool(errors) is bool(said)
        assert said in " ".join(errors)


@pytest.mark.parametrize(("typed", "kept"), [("a\x07bc\x1b\x7f\x85", "abc"), ("één\n\ttwee € 🙂", "één\n\ttwee € 🙂")])
def test_text_holds_no_control_characters(typed, kept):
    assert TextField().clean(typed) == kept


def test_a_coordinator_reads_no_activities_of_other_labs(cast, log_in):
    entry = cast.submitted(worked_on=date(2026, 3, 10))
    cast.submitted(worked_on=date(2026, 3, 10), activity=cast.incubator, minutes=45)
    cast.submitted(worked_on=date(2026, 3, 10), activity=cast.masterclasses, minutes=75, description="Een andere les")
    page = text(log_in(cast.carla).get(reverse("approval", args=["werkplaats", entry.pk]), headers=ENGLISH))
    assert "Incubator" not in page
    assert "in another lab" in page
    assert "0.75" in page
    assert page.count("Masterclasses") >= 2


def test_the_amounts_of_a_duty_are_exact(cast):
    duties.check_programme(programme_id=cast.programme.pk, now=NOW)
    found = cast.programme.duties.get()
    assert found.limit_check.least == Decimal("1000000")
