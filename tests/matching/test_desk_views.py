"""The pages of the desk: the public form and its guards, the lists, and the decisions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.forms.desk import stamp
from matching.models import Assignment, DeskQuestion
from tests.cast import NOW
from tests.matching.desk_helpers import JUDGED, WORDS, ask, judged, turn
from tests.matching.offers_helpers import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march", "no_counts")]


@pytest.fixture
def no_counts():
    cache.clear()
    yield
    cache.clear()


def form(seconds=60, **values):
    return WORDS | {"nonce": uuid4(), "stamp": stamp(NOW - timedelta(seconds=seconds)), "website": ""} | values


def page(client, name, *keys, language="nl"):
    answer = client.get(url(name, *keys), headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


# --- The public form ---------------------------------------------------------------------------------------------
def test_a_visitor_brings_a_question(cast, client):
    assert 'name="website"' in page(client, "question_new")
    sent = form()
    for _ in range(2):
        answer = client.post(url("question_new"), sent)
        assert answer.url == url("question_sent")
    assert DeskQuestion.objects.get().company_name == "Bakkerij Korenmaat"
    page(client, "question_sent")
    assert client.get("/nergens/questions/new/").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"website": "https://spam.example"},
        {"stamp": ""},
        {"stamp": "made-up:by:hand"},
        {"seconds": 1},
        {"seconds": 60 * 60 * 25},
    ],
)
def test_what_looks_like_a_robot_is_asked_to_send_again_and_loses_nothing(cast, client, values):
    answer = client.post(url("question_new"), form(**values))
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    shown = answer.content.decode()
    assert WORDS["text"] in shown and "spam.example" not in shown
    assert not DeskQuestion.objects.exists()
    again = {name: answer.context["form"][name].value() for name in (*WORDS, "nonce", "stamp", "website")}
    if (values.get("seconds") != 1 and not values.get("website")) or values.get("seconds") == 1:
        again["stamp"] = stamp(NOW - timedelta(seconds=10))
    assert client.post(url("question_new"), again).status_code == 302


def test_so_many_to_one_address_and_no_more(cast, client):
    for _ in range(4):
        assert client.post(url("question_new"), form()).status_code == 302
    refused = client.post(url("question_new"), form())
    assert refused.status_code == 429 and WORDS["text"] in refused.content.decode()
    for number in range(6):
        client.post(url("question_new"), form(contact_email=f"ander{number}@example.org"))
    assert DeskQuestion.objects.count() <= 10
    assert client.post(url("question_new"), form(contact_email="elfde@example.org")).status_code == 429


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "😀" * 50, "a\x00b", "x" * 100_000, "\u202eomgekeerd"])
def test_whatever_is_pasted_is_shown_safely_or_refused_clearly(cast, client, log_in, text):
    answer = client.post(url("question_new"), form(text=text))
    if answer.status_code == 302:
        shown = page(log_in(cast.carla), "question", DeskQuestion.objects.get().pk)
        assert "<script>alert" not in shown
        return
    assert "text" in answer.context["form"].errors
    assert not DeskQuestion.objects.exists()
    if "\x00" not in text:
        assert text in answer.content.decode()


def test_what_is_missing_is_said(cast, client):
    answer = client.post(url("question_new"), form(title="", contact_email="geen adres", text=""))
    assert {"title", "contact_email", "text"} == set(answer.context["form"].errors)


def test_a_member_types_less_and_passes_no_guards(cast, log_in):
    client = log_in(cast.anna)
    shown = page(client, "question_new")
    assert "Anna Terpdok" in shown and 'name="website"' not in shown and 'name="company_name"' not in shown
    answer = client.post(url("question_new"), form())
    question = DeskQuestion.objects.get()
    assert answer.url == url("question", question.pk)
    assert question.organisation == cast.terpdok
    assert WORDS["title"] in page(client, "questions")


def test_a_coordinator_writes_one_down(cast, log_in):
    client = log_in(cast.carla)
    missing = client.post(url("question_new"), form(company_name=""))
    assert "company_name" in missing.context["form"].errors
    client.post(url("question_new"), form(company_name="", organisation=cast.terpdok.pk))
    assert DeskQuestion.objects.get().organisation == cast.terpdok


@pytest.mark.parametrize(
    ("who", "status"), [("sanne", 403), ("thea", 403), ("aad", 403), ("anna", 200), ("carla", 200)]
)
def test_which_members_bring_questions(cast, log_in, who, status):
    assert log_in(getattr(cast, who)).get(url("question_new")).status_code == status


def test_a_member_of_elsewhere_is_a_visitor_here(cast, log_in):
    assert 'name="website"' in page(log_in(cast.esra), "question_new")


# --- Looking -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("mo", 200), ("bram", 404), ("carla", 200), ("sanne", 403), ("thea", 403), ("esra", 404)],
)
def test_who_sees_a_question(cast, log_in, who, status):
    question = ask(cast, cast.anna)
    assert log_in(getattr(cast, who)).get(url("question", question.pk)).status_code == status


def test_a_company_sees_what_became_of_it_and_not_of_whom_else(cast, log_in):
    question = judged(cast, ask(cast, cast.anna))
    other = judged(cast, ask(cast, cast.bram, title="Ook een planning"))
    for each in (question, other):
        client = log_in(cast.carla)
        version = DeskQuestion.objects.get(pk=each.pk).version
        values = {"verb": "cluster", "version": version, "cluster-name": "Planningen"}
        assert client.post(url("question_decide", each.pk), values).status_code == 302
    shown = page(log_in(cast.anna), "question", question.pk)
    assert "Planningen" not in shown and "Wadbyte" not in shown and "Ook een planning" not in shown
    assert "Planningen" in page(log_in(cast.carla), "question", question.pk)
    assert "Ook een planning" in page(log_in(cast.carla), "question", question.pk)
    turn(cast, question, together=True)
    assert Assignment.objects.get().title in page(log_in(cast.anna), "question", question.pk)
    assert url("assignment", Assignment.objects.get().pk) not in page(log_in(cast.bram), "question", other.pk)
    assert log_in(cast.carla).get(url("assignment", Assignment.objects.get().pk)).status_code == 200


# --- Deciding ----------------------------------------------------------------------------------------------------
def decide(client, question, verb, **values):
    version = DeskQuestion.objects.get(pk=question.pk).version
    return client.post(url("question_decide", question.pk), {"verb": verb, "version": version} | values)


def test_from_new_to_work(cast, log_in):
    question, client = ask(cast, cast.anna), log_in(cast.carla)
    decide(client, question, "take")
    decide(client, question, "triage", **{f"triage-{name}": value for name, value in JUDGED.items() if value})
    assert url("question_turn", question.pk) in page(client, "question", question.pk)
    assert "Company" not in page(client, "question_turn", question.pk, language="en").split("<form")[-1]
    version = DeskQuestion.objects.get().version
    values = {"kind": "practice", "starts_on": "7-9-2026", "parts": 2, "version": version}
    wrong = client.post(url("question_turn", question.pk), values | {"parts": 99})
    assert "parts" in wrong.context["form"].errors
    assert client.post(url("question_turn", question.pk), values).status_code == 302
    assert Assignment.objects.count() == 2
    assert client.get(url("question_turn", question.pk)).status_code == 302
    assert "(2/2)" in page(log_in(cast.anna), "offers")


def test_an_answer_keeps_what_was_typed_when_somebody_was_first(cast, log_in):
    question, client = ask(cast, cast.anna), log_in(cast.carla)
    assert decide(client, question, "answer", **{"answer-answer": ""}).status_code == 200
    stale = client.post(
        url("question_decide", question.pk), {"verb": "answer", "version": 99, "answer-answer": "Dit bestaat al."}
    )
    assert "Dit bestaat al." in stale.content.decode()
    decide(client, question, "answer", **{"answer-answer": "Dit bestaat al."})
    assert "Dit bestaat al." in page(log_in(cast.anna), "question", question.pk)


def test_passing_on_offers_other_schools(cast, log_in):
    question, client = ask(cast, None), log_in(cast.carla)
    for school in (cast.noorderpoort, cast.other_programme.lead_partner):
        assert decide(client, question, "pass_on", **{"pass_on-school": school.pk}).status_code == 200
    decide(client, question, "pass_on", **{"pass_on-school": cast.hanze.pk})
    assert "Hanzehogeschool" in page(client, "question", question.pk)


def test_a_forged_decision_is_refused(cast, log_in):
    question = ask(cast, cast.anna)
    assert decide(log_in(cast.carla), question, "burn").status_code == 400
    for who, status in (("anna", 403), ("sanne", 403), ("esra", 404)):
        assert decide(log_in(getattr(cast, who)), question, "take").status_code == status
        assert log_in(getattr(cast, who)).get(url("question_turn", question.pk)).status_code == status
    assert DeskQuestion.objects.get().state == "new"


def test_who_asked_himself_is_told_that_another_decides(cast, log_in):
    question = ask(cast, cast.anna)
    DeskQuestion.objects.filter(pk=question.pk).update(asked_by=cast.carla.user)
    shown = page(log_in(cast.carla), "question", question.pk)
    assert 'value="answer"' not in shown
    assert 'value="answer"' in page(log_in(cast.joost), "question", question.pk)


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_the_list_and_the_page_ask_the_same_however_much_there_is(cast, log_in, who):
    def count(name, *keys):
        client = log_in(getattr(cast, who))
        client.get(url(name, *keys))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url(name, *keys)).status_code == 200
        return len(seen)

    question = judged(cast, ask(cast, cast.anna))
    judged(cast, ask(cast, cast.anna))
    few = count("questions"), count("question", question.pk)
    for _ in range(3):
        judged(cast, ask(cast, cast.anna))
    assert (count("questions"), count("question", question.pk)) == few
    assert few[0] <= 10 and few[1] <= 12
