"""The pages: who sees what, how many queries it takes, and that figures stand on them."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accountability.models import AccountabilityReport
from accountability.reports.build import statement_of
from lib.periods import Period
from lib.workflow import Refused
from tests.accountability.helpers import ask, make
from tests.cast import NOW

REPORTS = "/werkplaats/reports/"
ROLES = ("anna", "mo", "carla", "mirjam", "aad", "sanne", "thea", "beheer")


def post(client, **values):
    data = {"first": "1-8-2025", "last": "31-7-2026", "language": "en", "nonce": str(uuid4())}
    return client.post(REPORTS, data | values)


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_home_greets_every_role(cast, log_in, who, language):
    cast.pledge()
    cast.approved()
    cast.returned(worked_on=date(2026, 3, 9))
    cast.submitted(worked_on=date(2026, 3, 11))
    client = log_in(getattr(cast, who))
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/werkplaats/", headers={"accept-language": language})
    assert response.status_code == 200
    assert len(queries) <= 15


def test_home_of_a_company_shows_pledge_and_what_was_returned(cast, log_in):
    cast.pledge()
    cast.approved()
    cast.returned(worked_on=date(2026, 3, 9))
    page = text(log_in(cast.anna).get("/werkplaats/", headers={"accept-language": "en"}))
    assert "Welke klas was dit?" in page
    assert "The pledge of Terpdok Software" in page


def test_home_of_a_student_has_no_dead_links(cast, log_in):
    response = log_in(cast.sanne).get("/werkplaats/", headers={"accept-language": "en"})
    assert "Nothing waits for you" in text(response)
    assert "/hours/new/" not in text(response)


def test_home_of_strangers_is_not_there(cast, log_in):
    assert log_in(cast.esra).get("/werkplaats/").status_code == 404


@pytest.mark.parametrize("path", ["/werkplaats/financing/", REPORTS])
@pytest.mark.parametrize(
    ("who", "status"), [("mirjam", 200), ("aad", 200), ("anna", 403), ("carla", 403), ("esra", 404), ("sanne", 403)]
)
def test_who_may_see_financing_and_reports(cast, log_in, path, who, status):
    assert log_in(getattr(cast, who)).get(path).status_code == status


def test_financing_shows_the_thirds_with_as_many_queries_for_many_lines(cast, log_in):
    cast.pledge()
    cast.cash()
    cast.approved()
    client = log_in(cast.mirjam)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get("/werkplaats/financing/", headers={"accept-language": "en"}))
        counts.append(len(queries))
        for number in range(3):
            cast.approved(cast.bram, worked_on=date(2026, 2, 10 + number), activity=cast.incubator)
    assert counts[0] == counts[1] <= 15
    assert "€2,682.50" in page
    assert "RIF19 art. 13(3)" in page


def test_financing_of_one_year_and_one_side(cast, log_in):
    cast.approved()
    client = log_in(cast.mirjam)
    page = text(client.get("/werkplaats/financing/?year=3&group=business&sort=-approved"))
    assert "Terpdok Software" in page
    assert client.get("/werkplaats/financing/?year=9").status_code == 404
    assert client.get("/werkplaats/financing/?programme=999999").status_code == 404
    assert client.get(f"/werkplaats/financing/?programme={cast.other_programme.pk}").status_code == 404


def test_a_report_is_asked_for_on_its_page_and_found_again(cast, log_in):
    cast.approved()
    client = log_in(cast.mirjam)
    response = post(client)
    report = AccountabilityReport.objects.get()
    assert response.url == f"{REPORTS}{report.pk}/"
    waiting = text(client.get(response.url, headers={"accept-language": "en"}))
    assert 'role="status"' in waiting
    assert "every 2s" in waiting
    progress = client.get(f"{REPORTS}{report.pk}/progress/")
    assert progress.status_code == 200
    make(report)
    assert client.get(f"{REPORTS}{report.pk}/progress/").status_code == 286
    page = text(client.get(REPORTS, headers={"accept-language": "en"}))
    assert ">Download</a>" in page
    assert report.number in page
    download = client.get(reverse("report_download", args=["werkplaats", report.pk]))
    assert download["Content-Type"] == "application/pdf"
    assert "attachment" in download["Content-Disposition"]
    assert b"".join(download.streaming_content).startswith(b"%PDF")


def test_the_same_request_twice_says_that_it_is_there(cast, log_in):
    cast.approved()
    client = log_in(cast.mirjam)
    client.cookies["django_language"] = "en"
    first, second = post(client), post(client)
    assert first.url == second.url
    assert "was there already" in text(client.get(second.url))


def test_the_page_of_a_report_shows_its_figures_and_hashes(cast, log_in):
    cast.pledge()
    cast.cash()
    cast.approved()
    cast.approved(kind="internship_supervision", worked_on=date(2026, 3, 4))
    report = make(ask(cast.mirjam, cast.programme)[0])
    client = log_in(cast.aad)
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(f"{REPORTS}{report.pk}/", headers={"accept-language": "en"}))
    assert len(queries) <= 15
    assert report.sha256 in page
    assert "€2,682.50" in page
    assert "Supervising internships" in page
    file = client.get(f"{REPORTS}{report.pk}/files/0/")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert client.get(f"{REPORTS}{report.pk}/files/7/").status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"first": "2-8-2025", "last": "1-8-2025"}, "ends before it starts"),
        ({"first": "31-2-2026"}, "does not exist"),
        ({"last": ""}, "Fill in a date"),
        ({"first": "ooit"}, "not a date"),
        ({"first": "1-1-2010", "last": "31-12-2010"}, "Choose a period within it"),
        ({"first": "31-7-2023"}, "Choose a period within it"),
        ({"last": "1-8-2027"}, "Choose a period within it"),
    ],
)
def test_a_wrong_period_is_told_and_what_was_typed_is_kept(cast, log_in, values, words):
    client = log_in(cast.mirjam)
    client.cookies["django_language"] = "en"
    page = text(post(client, **values))
    assert words in page
    assert all(value in page for value in values.values())
    assert not AccountabilityReport.objects.exists()


def test_a_period_that_is_not_over_says_so(cast, log_in):
    report, _new = ask(cast.mirjam, cast.programme)
    page = text(log_in(cast.mirjam).get(f"{REPORTS}{report.pk}/", headers={"accept-language": "en"}))
    assert "This period is not over yet" in page
    over = Period(date(2025, 8, 1), date(2025, 12, 31))
    report, _new = ask(cast.mirjam, cast.programme, over)
    page = text(log_in(cast.mirjam).get(f"{REPORTS}{report.pk}/", headers={"accept-language": "en"}))
    assert "This period is not over yet" not in page


def test_nobody_asks_for_a_report_outside_the_programme_past_the_form(cast):
    with pytest.raises(Refused):
        ask(cast.mirjam, cast.programme, Period(date(1990, 1, 1), date(1990, 12, 31)))
    assert not AccountabilityReport.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("aad", 403), ("anna", 403), ("esra", 404), ("mirjam", 302)])
def test_only_management_makes_reports(cast, log_in, who, status):
    assert post(log_in(getattr(cast, who))).status_code == status


def test_another_partnerships_report_is_not_there(cast, log_in):
    cast.approved()
    report = make(ask(cast.mirjam, cast.programme)[0])
    client = log_in(cast.esra)
    for path in ("", "progress/", "download/", "files/0/"):
        assert client.get(f"/elders/reports/{report.pk}/{path}").status_code == 404
        assert client.get(f"{REPORTS}{report.pk}/{path}").status_code == 404
    assert client.post(f"/elders/reports/{report.pk}/retry/").status_code == 404


def test_the_list_takes_as_many_queries_for_three_reports_as_for_one(cast, log_in):
    client = log_in(cast.mirjam)
    counts = []
    for number in range(1, 4):
        cast.approved(worked_on=date(2026, 3, number))
        ask(cast.mirjam, cast.programme)
        with CaptureQueriesContext(connection) as queries:
            client.get(REPORTS)
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 10


def test_anybody_can_check_a_file_and_learns_nothing_personal(cast, client):
    cast.approved()
    report = make(ask(cast.mirjam, cast.programme)[0])
    client.cookies["django_language"] = "en"
    page = text(client.get(f"/verify/{report.sha256}/"))
    assert report.number in page
    assert "Mirjam" not in page
    assert "Anna" not in page
    assert client.get(f"/verify/{report.sha256.upper()}/").status_code == 200
    answer = client.get("/verify/", {"sha256": f"{report.sha256}  report.pdf"})
    assert answer.url == f"/verify/{report.sha256}/"


@pytest.mark.parametrize("unknown", ["0" * 64, "abc", "%3Cscript%3E", "%00%00"])
def test_an_unknown_hash_is_told_so_with_what_to_do(client, db, unknown):
    client.cookies["django_language"] = "en"
    response = client.get(f"/verify/{unknown}/")
    assert response.status_code == 404
    assert "sha256sum" in text(response)
    assert "<script>" not in text(response)


def test_what_is_no_hash_is_told_so(client, db):
    client.cookies["django_language"] = "en"
    assert "This is neither" in text(client.get("/verify/", {"sha256": "nee"}))


def test_a_report_that_is_not_ready_can_not_be_verified_or_downloaded(cast, log_in):
    cast.approved()
    report, _created = ask(cast.mirjam, cast.programme, now=NOW)
    client = log_in(cast.mirjam)
    assert client.get(f"{REPORTS}{report.pk}/download/").status_code == 404
    assert client.get("/verify//").status_code == 404


def test_home_counts_every_line_that_waits_and_says_which_count(cast, log_in):
    cast.submitted(worked_on=date(2026, 3, 9))
    cast.submitted(worked_on=date(2026, 3, 10))
    client = log_in(cast.mirjam)
    page = text(client.get("/werkplaats/", headers={"accept-language": "en"}))
    assert "2 hour lines wait for approval. This is worth €365.00." in page
    cast.submitted(worked_on=date(2026, 3, 11), kind="internship_supervision")
    cast.cash(state="submitted")
    page = text(client.get("/werkplaats/", headers={"accept-language": "en"}))
    assert "3 hour lines wait for approval. Of these 2 would count. With 1 other contribution that waits" in page


def test_a_report_counts_every_line_that_waits(cast):
    cast.submitted(worked_on=date(2026, 3, 9))
    cast.submitted(worked_on=date(2026, 3, 11), kind="internship_supervision")
    statement = statement_of(ask(cast.mirjam, cast.programme)[0])
    assert (statement.waiting_lines, statement.waiting.lines) == (2, 1)
    assert statement.runs_on
