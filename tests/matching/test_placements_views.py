"""The pages of placements: who gets in, what they do, and what they cost."""

import re
from uuid import uuid4

import pytest
import time_machine

from matching.actions import placements_feedback
from matching.models import Application, Placement, PlacementFeedback, PortfolioLink
from matching.queries.placements_feedback import windows_of
from partnership.models import OutboxMail
from tests.cast import PASSWORD, make_member
from tests.matching.placement_helpers import (
    FIRST,
    LAST,
    MINOR,
    accepted,
    assignment,
    at,
    completed,
    education,
    fresh,
    make_papers,
    placed,
    recognise,
    running,
    sign,
    url,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
ALL = ("sanne", "anna", "mo", "thea", "carla", "mirjam", "beheer")


def text(response) -> str:
    return " ".join(response.content.decode().split())


def other_student(cast, name="Bas Student"):
    return make_member(name, cast.noorderpoort, "student")


# --- Who sees what -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ALL)
def test_those_concerned_see_it(cast, log_in, who):
    row, client = placed(cast), log_in(getattr(cast, who))
    assert row.assignment.title in text(client.get(url("placements")))
    assert client.get(url("placement", row.pk)).status_code == 200


def test_others_do_not(cast, log_in):
    row = placed(cast)
    for who, status in ((other_student(cast), 404), (cast.bram, 404), (cast.aad, 403)):
        client = log_in(who)
        for name in ("placement", "placement_sign", "placement_change", "placement_end", "placement_reference"):
            assert client.get(url(name, row.pk)).status_code == status, (name, who)
        assert client.post(url("placement_show", row.pk), {"shown": "on"}).status_code == status
        assert row.assignment.title not in text(client.get(url("placements")))
    assert log_in(cast.esra).get(url("placement", row.pk)).status_code == 404


def test_each_page_is_for_who_may(cast, log_in):
    row = placed(cast)
    for name, may, may_not in (
        ("placement_change", cast.thea, cast.anna),
        ("placement_cancel", cast.carla, cast.sanne),
        ("placement_sign", cast.sanne, make_member("Kim Terpdok", cast.terpdok, "company_member")),
    ):
        assert log_in(may).get(url(name, row.pk)).status_code == 200
        client = log_in(may_not)
        assert client.get(url(name, row.pk)).status_code == 403
        assert client.post(url(name, row.pk), {"reason": "x", "version": row.version}).status_code == 403
    assert fresh(row).state == "preparing"


@pytest.mark.parametrize("name", ["placement_complete", "placement_end", "placement_reference"])
def test_what_is_not_yet_its_time_says_why(cast, log_in, name):
    row = placed(cast)
    response = log_in(cast.anna).get(url(name, row.pk), follow=True)
    assert "waits for signatures" in text(response) or "wacht op handtekeningen" in text(response)
    assert log_in(cast.sanne).get(url(name, row.pk)).status_code == 403


@pytest.mark.parametrize("who", ["carla", "sanne", "anna"])
def test_lists_cost_the_same_with_more_rows(cast, log_in, django_assert_max_num_queries, who):
    client = log_in(getattr(cast, who))
    work = assignment(cast)
    placed(cast, accepted(cast, row=work))
    costs = []
    for _round in range(2):
        with django_assert_max_num_queries(10) as queries:
            client.get(url("placements"))
        costs.append(len(queries))
        for number in range(3):
            student = cast.sanne if who == "sanne" else other_student(cast, f"Student {_round} {number}")
            placed(cast, accepted(cast, student, row=assignment(cast)))
    with django_assert_max_num_queries(10) as queries:
        client.get(url("placements"))
    assert len(queries) == costs[1] <= costs[0] + 1


@pytest.mark.parametrize("who", ["carla", "sanne", "anna"])
def test_one_page_asks_few_queries(cast, log_in, django_assert_max_num_queries, who):
    row, client = completed(cast), log_in(getattr(cast, who))
    with django_assert_max_num_queries(10):
        assert client.get(url("placement", row.pk)).status_code == 200


# --- Placing and changing ----------------------------------------------------------------------------------------
FORM = {
    "starts_on": "6-4-2026",
    "ends_on": "3-7-2026",
    "hours_a_week": "24",
    "hours_total": "300",
    "allowance": "",
    "trial_weeks": "",
    "confidentiality": "",
    "language": "nl",
    "is_minor": "no",
}


def typed(cast, **values):
    return FORM | {"mentor": cast.anna.pk, "school_mentor": cast.thea.pk, "nonce": uuid4()} | values


def test_a_coordinator_places_who_accepted(cast, log_in):
    application, client = accepted(cast), log_in(cast.carla)
    assert cast.sanne.user.name in text(client.get(url("placements")))
    page = client.get(url("placement_new", application.pk))
    assert page.context["form"].initial["hours_total"] == 24 * 13
    data = typed(cast)
    for _twice in range(2):
        response = client.post(url("placement_new", application.pk), data)
        row = Placement.objects.get()
        assert response.url == url("placement", row.pk)
    assert log_in(cast.anna).get(url("placement_new", application.pk)).status_code == 403
    assert log_in(cast.esra).get(url("placement_new", application.pk)).status_code == 404


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, log_in):
    client, path = log_in(cast.carla), url("placement_new", accepted(cast).pk)
    wrong = {
        "ends_on": "1-4-2026",
        "is_minor": "yes",
        "representative_email": cast.sanne.user.email,
        "hours_a_week": "41",
        "mentor": cast.bram.pk,
        "confidentiality": "<script>alert(1)</script>",
    }
    response = client.post(path, typed(cast, **wrong))
    assert set(response.context["form"].errors) == {
        "ends_on",
        "representative_name",
        "representative_email",
        "hours_a_week",
        "mentor",
    }
    assert "&lt;script&gt;" in response.content.decode()
    assert client.post(path, typed(cast, is_minor="")).context["form"].errors.keys() == {"is_minor"}
    assert not Placement.objects.exists()


def test_who_is_not_accepted_is_not_placed(cast, log_in):
    application = accepted(cast)
    Application.objects.filter(pk=application.pk).update(state="offered")
    assert log_in(cast.carla).post(url("placement_new", application.pk), typed(cast)).status_code == 404


def test_an_internship_asks_for_the_programme_and_notes_the_agreement(cast, log_in):
    programme, client = education(cast), log_in(cast.carla)
    application = accepted(cast, row=assignment(cast, "internship"))
    data = typed(cast, education=programme.pk)
    response = client.post(url("placement_new", application.pk), data)
    assert response.context["form"].non_field_errors()
    recognise(cast, programme)
    client.post(url("placement_new", application.pk), data)
    row = Placement.objects.get()
    assert row.is_minor is None
    note = {"status": "signed", "reference": "POK-1", "version": row.version}
    assert client.get(url("placement_school", row.pk)).status_code == 200
    assert client.post(url("placement_school", row.pk), note).url == url("placement", row.pk)
    assert fresh(row).state == "signed"
    assert client.post(url("placement_school", row.pk), note).context["form"].errors, "an older version"
    assert "POK-1" in text(log_in(cast.sanne).get(url("placement", row.pk)))
    assert log_in(cast.sanne).get(url("placement_sign", row.pk)).status_code == 302, "signed in the school's system"


def test_a_change_by_form(cast, log_in):
    row, client = sign(cast, placed(cast), cast.sanne), log_in(cast.thea)
    data = typed(cast, hours_total="320", version=row.version)
    assert client.post(url("placement_change", row.pk), data).url == url("placement", row.pk)
    assert fresh(row).hours_total == 320
    assert client.post(url("placement_change", row.pk), data).context["form"].non_field_errors()


def test_cancelling_by_form(cast, log_in):
    row, client = placed(cast), log_in(cast.carla)
    page = client.post(url("placement_cancel", row.pk), {"version": row.version, "reason": ""})
    assert page.context["form"].errors.keys() == {"reason"}
    client.post(url("placement_cancel", row.pk), {"version": row.version, "reason": "Verhuisd."})
    assert fresh(row).state == "cancelled"


def test_ending_and_completing_by_form(cast, log_in):
    row = running(cast)
    with time_machine.travel(at(LAST), tick=False):
        client = log_in(cast.anna)
        page = client.post(url("placement_complete", row.pk), {"version": row.version, "minutes": "5000"})
        assert page.context["form"].errors.keys() == {"minutes"}
        ending = {"version": row.version, "minutes": "1", "on": "1-1-2026", "reason": "Op."}
        assert client.post(url("placement_end", row.pk), ending).context["form"].non_field_errors()
        client.post(url("placement_complete", row.pk), {"version": row.version, "minutes": "280,5"})
        assert fresh(row).worked_minutes == 280 * 60 + 30
        assert client.get(url("placement_complete", row.pk)).status_code == 302


# --- Signing -----------------------------------------------------------------------------------------------------
def test_signing_takes_the_password(cast, log_in):
    row = placed(cast)
    client = log_in(cast.sanne)
    assert "sha" not in client.get(url("placement_sign", row.pk)).context["form"].initial["fingerprint"]
    make_papers()
    page = client.get(url("placement_sign", row.pk))
    data = {"name": "Sanne", "agreed": "on", "fingerprint": page.context["form"].initial["fingerprint"]}
    wrong = client.post(url("placement_sign", row.pk), data | {"password": "guess"})
    assert wrong.context["form"].errors.keys() == {"password"}
    assert not row.signatures.exists()
    for _twice in range(2):
        done = client.post(url("placement_sign", row.pk), data | {"password": PASSWORD})
        assert done.url == url("placement", row.pk)
    assert row.signatures.count() == 1
    file = client.get(url("placement_paper", row.paper_id))
    assert (file["Content-Type"], file["Content-Disposition"][:10]) == ("application/pdf", "attachment")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert log_in(other_student(cast)).get(url("placement_paper", row.paper_id)).status_code == 404


def test_a_failed_agreement_is_made_again(cast, log_in):
    row = placed(cast)
    row.paper.__class__.objects.filter(pk=row.paper_id).update(state="failed", failure="rendering")
    client = log_in(cast.sanne)
    assert url("placement_paper_retry", row.paper_id) in text(client.get(url("placement", row.pk)))
    client.post(url("placement_paper_retry", row.paper_id))
    assert fresh(row).paper.state == "queued"
    client.post(url("placement_paper_retry", row.paper_id))
    make_papers()
    assert client.get(url("placement_paper", 0)).status_code == 404


def test_a_representative_signs_by_link_and_a_button(cast, client):
    row = placed(cast, **MINOR)
    make_papers()
    token = re.search(r"/represent/([\w-]+)/", OutboxMail.objects.get(to="vera@example.org").text).group(1)
    page = url("placement_representative")
    assert client.get(page).status_code == 410
    assert client.get(url("placement_representative_paper")).status_code == 404
    assert client.get(url("placement_representative_link", "nonsense"), follow=True).status_code == 410
    response = client.get(url("placement_representative_link", token))
    assert response.url == page, "the token is out of the address"
    assert not row.signatures.exists(), "a link alone changes nothing"
    shown = client.get(page)
    assert shown["X-Robots-Tag"] == "noindex"
    file = client.get(url("placement_representative_paper"))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    data = {"name": "Vera", "agreed": "on", "fingerprint": shown.context["form"].initial["fingerprint"]}
    assert client.post(page, data | {"agreed": ""}).context["form"].errors.keys() == {"agreed"}
    client.post(page, data)
    assert row.signatures.get().party == "representative"
    assert client.post(page, data).context["form"].non_field_errors()
    assert client.get(page).context["signature"]


# --- Feedback, reference, portfolio ------------------------------------------------------------------------------
MARKS = {"work": "4", "guidance": "5", "contact": "3", "learning": "4", "text": "Goed <b>werk</b>"}


def test_feedback_by_form(cast, log_in):
    row = running(cast)
    window = windows_of(row)[0]
    page = url("placement_feedback", row.pk, "start")
    assert log_in(cast.sanne).get(page).status_code == 302, "not open yet"
    with time_machine.travel(at(window.opens_on), tick=False):
        client = log_in(cast.sanne)
        assert page in text(client.get(url("placements")))
        assert client.post(page, MARKS | {"work": "6"}).context["form"].errors.keys() == {"work"}
        for _twice in range(2):
            assert client.post(page, MARKS).url == url("placement", row.pk)
        assert PlacementFeedback.objects.count() == 1
        assert client.get(page).context["form"].initial["text"] == "Goed <b>werk</b>"
        assert "Goed &lt;b&gt;werk" in client.get(url("placement", row.pk)).content.decode()
        assert "werk&lt;/b&gt;" not in log_in(cast.anna).get(url("placement", row.pk)).content.decode()
        assert log_in(cast.thea).get(page).status_code == 403
        assert log_in(cast.bram).post(page, MARKS).status_code == 404
        assert log_in(cast.sanne).get(url("placement_feedback", row.pk, "never")).status_code == 404


def test_a_reference_in_the_shared_portfolio(cast, log_in, client):
    row = completed(cast)
    with time_machine.travel(at(LAST), tick=False):
        reference = {"name": "Anna", "text": "Een aanwinst <i>voor ons</i>"}
        assert log_in(cast.anna).post(url("placement_reference", row.pk), reference).status_code == 302
        placements_feedback.give_feedback(
            by=cast.anna, placement=row, moment="end", said=placements_feedback.Said(5, 5, 5, 5, "Top"), now=at(LAST)
        )
        student = log_in(cast.sanne)
        shown = {"shown": "on", "feedback": "on", "reference": "on", "back": "portfolio"}
        assert student.post(url("placement_show", row.pk), shown).url == url("portfolio")
        made = student.post(url("portfolio"), {"nonce": uuid4()})
        address = made.context["address"]
        assert address.removeprefix("http://localhost:8000") in text(made)
        client.logout()
        page = client.get(address.removeprefix("http://localhost:8000"))
        assert page["X-Robots-Tag"] == "noindex"
        assert "aanwinst &lt;i&gt;" in page.content.decode()
        assert row.assignment.title in text(page)
        log_in(cast.sanne).post(url("portfolio_link_end"))
        client.logout()
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 404
    assert not PortfolioLink.objects.exists()


def test_a_portfolio_is_for_students(cast, log_in):
    assert log_in(cast.sanne).get(url("portfolio")).status_code == 200
    for who in (cast.anna, cast.carla, cast.aad):
        assert log_in(who).get(url("portfolio")).status_code == 403
        assert log_in(who).post(url("portfolio_link_end")).status_code == 403
    row = completed(cast)
    assert log_in(cast.anna).post(url("placement_show", row.pk), {"shown": "on"}).status_code == 403


def test_without_names_the_page_still_opens(cast, log_in):
    from matching.actions.placements_tidy import forget_placements

    completed(cast)
    forget_placements(now=at(FIRST.replace(year=2029)))
    row = Placement.objects.get()
    client = log_in(cast.carla)
    assert client.get(url("placements")).status_code == 200
    assert client.get(url("placement", row.pk)).status_code == 200
    assert log_in(cast.sanne).get(url("placement", row.pk)).status_code == 404
