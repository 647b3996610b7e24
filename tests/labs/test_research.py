"""Research lines, questions from companies and schools, and teams."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from labs.actions import research as actions
from labs.models import ResearchLine, ResearchMember, ResearchQuestion, ResearchTeam, TeamMember
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Membership, OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.labs.research_helpers import LATER, WORDS, ask, asked, count_of, make_line, make_product, make_team, open_lab

pytestmark = pytest.mark.django_db


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


def page(client, name, *keys, language="nl"):
    answer = client.get(url(name, *keys), headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- Lines ---------------------------------------------------------------------------------------------------
def test_a_line_is_opened_once(cast, log_in):
    open_lab(cast)
    form = WORDS | {"starts_on": "1-9-2025", "lead": cast.thea.pk, "nonce": uuid4()}
    first, second = (log_in(cast.joost).post(url("research_line_new"), form) for _ in range(2))
    assert first.url == second.url
    assert ResearchLine.objects.get().lead == cast.thea
    assert verbs() == ["research_line.made"]


def test_a_line_says_what_is_wrong_and_keeps_what_was_typed(cast, log_in):
    open_lab(cast)
    form = WORDS | {"title_en": "", "starts_on": "1-9-2025", "ends_on": "1-8-2025", "lead": cast.sanne.pk}
    answer = log_in(cast.joost).post(url("research_line_new"), form | {"nonce": uuid4()})
    assert {"title_en", "ends_on", "lead"} == set(answer.context["form"].errors)
    assert "Veilig bouwen" in answer.content.decode()


@pytest.mark.parametrize("who", ["sanne", "aad", "esra"])
def test_a_student_an_auditor_and_a_stranger_lead_nothing(cast, who):
    with pytest.raises(Refused):
        make_line(cast, lead=getattr(cast, who))
    with pytest.raises(Refused):
        make_line(cast, ends_on=date(2020, 1, 1))
    assert make_line(cast, lead=cast.anna).lead == cast.anna


def test_a_line_changes_and_says_which_fields(cast, log_in):
    line = make_line(cast)
    form = WORDS | {"title_nl": "Veiliger bouwen", "starts_on": "1-9-2025", "lead": cast.anna.pk}
    assert log_in(cast.joost).post(url("research_line_edit", line.pk), form).status_code == 302
    line.refresh_from_db()
    assert (line.title_nl, line.lead) == ("Veiliger bouwen", cast.anna)
    assert AuditEvent.objects.get(verb="research_line.changed").data == {"fields": ["lead", "title_nl"]}


def test_a_line_is_finished_and_taken_up_again(cast, log_in):
    line, client = make_line(cast), log_in(cast.joost)
    for verb, state in (("finish", "finished"), ("resume", "running")):
        client.post(url("research_line_step", line.pk), {"verb": verb})
        line.refresh_from_db()
        assert line.state == state
    assert client.post(url("research_line_step", line.pk), {"verb": "burn"}).status_code == 400
    with pytest.raises(SomeoneWasFirst):
        actions.step_line(by=cast.joost, line=line, verb="resume", now=NOW)


def test_people_come_and_go(cast, log_in):
    line, client = make_line(cast), log_in(cast.joost)
    for _ in range(2):
        client.post(url("research_member_add", line.pk), {"membership": cast.sanne.pk})
    member = ResearchMember.objects.get()
    assert client.post(url("research_member_add", line.pk), {"membership": cast.aad.pk}).status_code == 200
    client.post(url("research_member_end", line.pk, member.pk))
    client.post(url("research_member_end", line.pk, member.pk))
    member.refresh_from_db()
    assert member.left_on
    actions.add_member(by=cast.joost, line=line, membership=cast.sanne, now=NOW)
    assert line.members.count() == 2
    assert client.post(url("research_member_end", make_line(cast).pk, member.pk)).status_code == 404
    with pytest.raises(Refused):
        actions.add_member(by=cast.joost, line=line, membership=cast.esra, now=NOW)


def test_everybody_reads_a_line_in_both_languages_without_its_people(cast, client):
    line = make_line(cast)
    for who in (cast.anna, cast.sanne):
        actions.add_member(by=cast.joost, line=line, membership=who, now=NOW)
    make_product(cast, "everyone", line=line, title="Voor iedereen")
    make_product(cast, "members", line=line, title="Voor leden")
    ask(cast, line=line, title="Een vraag onder de lijn")
    for name, keys in (("research", ()), ("research_line", (line.pk,))):
        dutch = page(client, name, *keys)
        assert "Veilig bouwen" in dutch and "Thea Docent" in dutch and "Voor iedereen" in dutch
        for hidden in ("Anna Terpdok", "Sanne Student", "Voor leden", "Een vraag onder de lijn"):
            assert hidden not in dutch
        assert "Building safely" in page(client, name, *keys, language="en")
    assert client.get(reverse("research_line", args=["elders", line.pk])).status_code == 404


def test_a_partnership_without_the_lab_has_an_empty_page_and_nothing_to_add(cast, log_in):
    cast.practoraat.delete()
    cast.kennis_lab.delete()
    client = log_in(cast.mirjam)
    page(client, "research"), page(client, "research_questions"), page(client, "products")
    for name in ("research_line_new", "research_question_new", "research_team_new", "product_new"):
        assert client.get(url(name)).status_code == 404


# --- Names of students ---------------------------------------------------------------------------------------
@pytest.fixture
def together(cast):
    """A line and a team with a teacher, an expert and two students."""
    line, team = make_line(cast), make_team(cast)
    cast.sem = make_member("Sem Student", cast.noorderpoort, Role.STUDENT)
    for who in (cast.thea, cast.anna, cast.sanne, cast.sem):
        actions.add_member(by=cast.joost, line=line, membership=who, now=NOW)
        actions.add_to_team(by=cast.joost, team=team, membership=who, part="doet mee", now=NOW)
    return [("research_line", line.pk), ("research_team", team.pk)]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("joost", {"Sanne Student", "Sem Student"}),
        ("mirjam", {"Sanne Student", "Sem Student"}),
        ("thea", {"Sanne Student", "Sem Student"}),  # works beside them
        ("anna", {"Sanne Student", "Sem Student"}),
        ("sanne", {"Sanne Student"}),
        ("sem", {"Sem Student"}),
        ("carla", set()),  # coordinates another lab
        ("bram", set()),
        ("aad", set()),
    ],
)
def test_who_reads_names_of_students(cast, log_in, together, who, sees):
    client = log_in(getattr(cast, who))
    for name, pk in together:
        context = client.get(url(name, pk)).context
        named = {person.name for person in context["people"].named}
        assert named & {"Sanne Student", "Sem Student"} == sees
        assert {"Thea Docent", "Anna Terpdok"} <= named
        assert context["people"].students == 2 - len(sees)
        content = client.get(url(name, pk)).content.decode()
        outside = content.split("<main")[1]
        assert {each for each in ("Sanne Student", "Sem Student") if each in outside} == sees or who in (
            "joost",
            "mirjam",
        )


# --- Questions -----------------------------------------------------------------------------------------------
def test_a_company_asks_in_plain_words_once(cast, log_in):
    open_lab(cast)
    line = make_line(cast)
    form = {"title": "Blijft het hangen?", "text": "We trainen.", "line": line.pk, "nonce": uuid4()}
    first, second = (log_in(cast.anna).post(url("research_question_new"), form) for _ in range(2))
    question = ResearchQuestion.objects.get()
    assert first.url == second.url == url("research_question", question.pk)
    assert (question.organisation, question.line, question.state) == (cast.terpdok, line, "asked")
    assert log_in(cast.anna).post(url("research_question_new"), form | {"text": ""}).context["form"].errors


@pytest.mark.parametrize("who", ["sanne", "aad", "esra"])
def test_students_auditors_and_strangers_ask_nothing(cast, log_in, who):
    with pytest.raises(Refused):
        ask(cast, getattr(cast, who))
    expected = 404 if who == "esra" else 403
    assert log_in(getattr(cast, who)).get(url("research_question_new")).status_code == expected


def test_a_question_under_a_line_of_another_lab_is_refused(cast):
    line = make_line(cast)
    ResearchLine.objects.filter(pk=line.pk).update(lab=cast.learning_lab)
    line.refresh_from_db()
    with pytest.raises(Refused):
        ask(cast, line=line)


@pytest.mark.parametrize(
    ("verb", "start", "more", "state", "audited"),
    [
        ("take_up", "asked", {}, "taken_up", "research_question.taken_up"),
        ("decline", "asked", {"decline-reason": "Dit is een opdracht."}, "declined", "research_question.declined"),
        ("merge", "asked", {"merge-line": True}, "merged", "research_question.merged"),
        ("merge", "taken_up", {"merge-line": True}, "merged", "research_question.merged"),
        ("answer", "taken_up", {"answer-outcome": "Nee."}, "answered", "research_question.answered"),
        ("answer", "merged", {"answer-outcome": "Nee."}, "answered", "research_question.answered"),
    ],
)
def test_what_becomes_of_a_question(cast, log_in, verb, start, more, state, audited):
    question, line = asked(cast, start), make_line(cast)
    more = {name: line.pk if value is True else value for name, value in more.items()}
    sent = {"verb": verb, "version": question.version, **more}
    assert log_in(cast.joost).post(url("research_question_decide", question.pk), sent).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.decided_by) == (state, cast.joost.user)
    assert verbs()[-1] == audited
    told = page(log_in(cast.anna), "research_question", question.pk)  # who asked sees what became of it
    for words in (question.reason, question.outcome, question.line and question.line.title_nl):
        assert not words or words in told


def told(cast, **more):
    return OutboxMail.objects.filter(key__startswith="research-question:", to=cast.anna.user.email, **more)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("taken_up", "pakt je vraag"),
        ("declined", "Dit is een opdracht."),
        ("merged", "Veilig bouwen"),
        ("answered", "Nee."),
    ],
)
def test_who_asked_hears_what_was_decided_and_what_came_of_it(cast, state, words):
    question = asked(cast, state)
    mail = told(cast, key__endswith=f":{state}").get()
    assert words in mail.text and question.title in mail.subject
    assert url("research_question", question.pk) in mail.text
    assert told(cast).count() == OutboxMail.objects.count() == (2 if state == "answered" else 1)


def test_who_asked_and_left_hears_nothing_and_a_step_that_is_refused_tells_nobody(cast):
    question = ask(cast)
    with pytest.raises(SomeoneWasFirst):
        actions.take_up(by=cast.joost, question=question, version=9, now=NOW)
    assert not told(cast).exists()
    Membership.objects.filter(pk=cast.anna.pk).update(ended_at=NOW)
    actions.take_up(by=cast.joost, question=question, version=1, now=NOW)
    assert not told(cast).exists()


@pytest.mark.parametrize(
    ("verb", "field"), [("decline", "decline-reason"), ("merge", "merge-line"), ("answer", "answer-outcome")]
)
def test_a_decision_without_its_words_is_refused_and_says_so(cast, log_in, verb, field):
    question = asked(cast, "taken_up" if verb == "answer" else "asked")
    answer = log_in(cast.joost).post(
        url("research_question_decide", question.pk), {"verb": verb, "version": question.version, field: ""}
    )
    assert answer.status_code == 200 and answer.context["forms"][verb].errors
    act = getattr(actions, verb)
    nothing = {"decline": {"reason": " "}, "merge": {"line": None}, "answer": {"outcome": " "}}[verb]
    with pytest.raises(Refused):
        act(by=cast.joost, question=question, version=question.version, now=NOW, **nothing)


def test_nobody_decides_on_an_own_question(cast, log_in):
    question = ask(cast, cast.joost)
    client = log_in(cast.joost)
    assert not client.get(url("research_question", question.pk)).context["forms"]
    client.post(url("research_question_decide", question.pk), {"verb": "take_up", "version": 1})
    question.refresh_from_db()
    assert question.state == "asked"
    actions.take_up(by=cast.mirjam, question=question, version=1, now=NOW)
    assert question.state == "taken_up"


def test_a_page_that_was_looked_at_before_a_change_decides_nothing(cast, log_in):
    question = asked(cast, "taken_up")
    sent = {"verb": "answer", "version": 1, "answer-outcome": "Een lang antwoord."}
    answer = log_in(cast.joost).post(url("research_question_decide", question.pk), sent)
    assert "Een lang antwoord." in answer.content.decode()  # nothing typed is lost
    question.refresh_from_db()
    assert question.state == "taken_up"
    client = log_in(cast.joost)
    assert client.post(url("research_question_decide", question.pk), {"verb": "eat"}).status_code == 400


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("asked", {"anna", "mo", "joost", "mirjam", "beheer"}),
        ("declined", {"anna", "mo", "joost", "mirjam", "beheer"}),
        ("taken_up", {"anna", "mo", "joost", "mirjam", "beheer", "bram", "carla", "thea", "sanne", "aad"}),
    ],
)
def test_who_sees_a_question(cast, client, state, seen_by):
    question = asked(cast, state)
    for who in ("anna", "mo", "joost", "mirjam", "beheer", "bram", "carla", "thea", "sanne", "aad", "esra"):
        client.force_login(getattr(cast, who).user)
        status = client.get(url("research_question", question.pk)).status_code
        assert (status == 200) == (who in seen_by), who
        assert status in (200, 404)
        assert (question in ResearchQuestion.objects.visible_to(getattr(cast, who))) == (who in seen_by)


def test_who_asked_is_named_to_the_own_organisation_and_the_lab(cast, log_in):
    question = asked(cast, "taken_up")
    for who, sees in (("anna", True), ("mo", True), ("joost", True), ("bram", False), ("carla", False)):
        told = page(log_in(getattr(cast, who)), "research_question", question.pk).split("<main")[1]
        assert ("Anna Terpdok" in told) == sees
        assert "Terpdok Software" in told


# --- Teams ---------------------------------------------------------------------------------------------------
def test_from_question_to_team_to_product(cast, log_in):
    question, client = asked(cast, "taken_up"), log_in(cast.joost)
    form = {"name": "Team Noord", "question": question.pk, "starts_on": "1-2-2026", "ends_on": "30-6-2026"}
    form["nonce"] = uuid4()
    first, second = (client.post(url("research_team_new"), form) for _ in range(2))
    team = ResearchTeam.objects.get()
    assert first.url == second.url == url("research_team", team.pk)
    added = {"membership": cast.sanne.pk, "part": "bouwt"}
    assert client.post(url("research_team_add", team.pk), added).status_code == 302
    assert client.post(url("research_team_add", team.pk), added).status_code == 200  # is in it already
    make_product(cast, "members", team=team, title="Verslag van het team")
    told = page(log_in(cast.anna), "research_question", question.pk)
    assert "Team Noord" in told and "Verslag van het team" in told
    client = log_in(cast.joost)
    client.post(url("research_team_remove", team.pk, TeamMember.objects.get().pk))
    assert not team.members.exists()


def test_a_team_needs_work_that_was_taken_up(cast, log_in):
    open_lab(cast)
    days = {"starts_on": "1-2-2026", "ends_on": "30-6-2026", "nonce": uuid4()}
    answer = log_in(cast.joost).post(url("research_team_new"), {"name": "Leeg", **days})
    assert answer.context["form"].errors
    for question in (ask(cast), asked(cast, "declined")):
        with pytest.raises(Refused):
            make_team(cast, question)
    with pytest.raises(Refused):
        make_team(cast, asked(cast, "taken_up"), starts_on=date(2026, 7, 1))
    line = make_line(cast)
    with pytest.raises(Refused):
        actions.make_team(
            by=cast.joost,
            lab=cast.kennis_lab,
            nonce=uuid4(),
            now=NOW,
            name="Leeg",
            starts_on=NOW.date(),
            ends_on=NOW.date(),
        )
    assert make_team(cast, asked(cast, "merged"), line=line).line == line


# --- Roles, numbers of queries, the database -----------------------------------------------------------------
KEEPERS = {"joost", "mirjam", "beheer"}
ASKERS = KEEPERS | {"anna", "mo", "thea", "carla"}
MEMBERS = ASKERS | {"sanne", "aad"}


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("research", MEMBERS | {"esra"}),
        ("research_line", MEMBERS | {"esra"}),
        ("research_line_new", KEEPERS),
        ("research_line_edit", KEEPERS),
        ("research_questions", MEMBERS),
        ("research_question_new", ASKERS),
        ("research_question", MEMBERS),
        ("research_team_new", KEEPERS),
        ("research_team", MEMBERS),
    ],
)
def test_a_page_opens_for_its_roles_only(cast, client, name, opens):
    team = make_team(cast)
    keys = {
        "research_line": make_line(cast),
        "research_line_edit": make_line(cast),
        "research_question": team.question,
        "research_team": team,
    }
    for who in sorted(MEMBERS | {"esra"}):
        client.force_login(getattr(cast, who).user)
        status = client.get(url(name, *([keys[name].pk] if name in keys else []))).status_code
        assert status == (200 if who in opens else 404 if who == "esra" else 403), who


@pytest.mark.parametrize("who", sorted(MEMBERS | {"esra"}))
def test_only_who_keeps_the_lab_writes_in_it(cast, client, who):
    line, team = make_line(cast), make_team(cast)
    member = actions.add_member(by=cast.joost, line=line, membership=cast.anna, now=NOW)
    place = actions.add_to_team(by=cast.joost, team=team, membership=cast.anna, part="denkt mee", now=NOW)
    client.force_login(getattr(cast, who).user)
    question = asked(cast, "taken_up")
    deeds = [
        ("research_line_step", (line.pk,), {"verb": "finish"}),
        ("research_member_add", (line.pk,), {"membership": cast.bram.pk}),
        ("research_member_end", (line.pk, member.pk), {}),
        ("research_team_add", (team.pk,), {"membership": cast.bram.pk, "part": "x"}),
        ("research_team_remove", (team.pk, place.pk), {}),
        ("research_question_decide", (question.pk,), {"verb": "answer", "version": 2, "answer-outcome": "Nee."}),
    ]
    before = AuditEvent.objects.count()
    for name, keys, data in deeds:
        status = client.post(url(name, *keys), data).status_code
        assert status == (302 if who in KEEPERS else 404 if who == "esra" else 403), name
    assert AuditEvent.objects.count() - before == (len(deeds) if who in KEEPERS else 0)
    if who not in KEEPERS:
        by = getattr(cast, who)
        for refused in (
            lambda: actions.step_line(by=by, line=line, verb="finish", now=NOW),
            lambda: actions.add_member(by=by, line=line, membership=cast.bram, now=NOW),
            lambda: actions.end_member(by=by, line=line, member=member, now=NOW),
            lambda: actions.add_to_team(by=by, team=team, membership=cast.bram, part="x", now=NOW),
            lambda: actions.remove_from_team(by=by, team=team, member=place, now=NOW),
            lambda: actions.answer(by=by, question=question, version=2, outcome="Nee.", now=NOW),
            lambda: actions.change_line(by=by, line=line, lead=cast.anna, starts_on=NOW.date(), now=NOW),
            lambda: make_line(cast, by),
        ):
            with pytest.raises(Refused):
                refused()


def test_foreign_ids_are_not_there(cast, log_in):
    line, team = make_line(cast), make_team(cast)
    client = log_in(cast.esra)
    for name, keys in (
        ("research_line", (line.pk,)),
        ("research_line_edit", (line.pk,)),
        ("research_team", (team.pk,)),
        ("research_question", (team.question.pk,)),
    ):
        assert client.get(reverse(name, args=["elders", *keys])).status_code == 404


def test_the_pages_take_a_fixed_number_of_queries(cast, log_in):
    def fill(number):
        for _ in range(number):
            line = make_line(cast)
            question = ask(cast, line=line)
            team = make_team(cast, line=line)
            product = make_product(cast, "everyone", line=line, team=team)
            for who in (cast.thea, cast.anna, cast.sanne):
                actions.add_member(by=cast.joost, line=line, membership=who, now=NOW)
                actions.add_to_team(by=cast.joost, team=team, membership=who, part="x", now=NOW)
        return line, question, team, product

    line, question, team, _product = fill(1)
    client = log_in(cast.joost)
    pages = {
        url("research"): 10,
        url("research_line", line.pk): 10,
        url("research_questions"): 8,
        url("research_question", question.pk): 9,
        url("research_team", team.pk): 8,
    }
    counted = {}
    for address in pages:
        client.get(address)
        counted[address] = count_of(client, address)
    fill(3)
    for address in pages:
        assert count_of(client, address) == counted[address] <= pages[address], address


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"decided_at": NOW, "decided_by": "joost", "state": "lost"}, "research_question_state_known"),
        ({"state": "taken_up"}, "research_question_decided_by_someone"),
        ({"decided_at": NOW, "decided_by": "asker", "state": "taken_up"}, "research_question_not_decided_by_who_asked"),
        ({"decided_at": NOW, "decided_by": "joost", "state": "declined"}, "research_question_declined_with_reason"),
        ({"decided_at": NOW, "decided_by": "joost", "state": "merged"}, "research_question_merged_into_a_line"),
        ({"decided_at": NOW, "decided_by": "joost", "state": "answered"}, "research_question_answered_in_words"),
    ],
)
def test_the_database_refuses_impossible_questions_by_name(cast, values, constraint):
    question = ask(cast)
    people = {"asker": cast.anna.user, "joost": cast.joost.user}
    values = {name: people[value] if name == "decided_by" else value for name, value in values.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ResearchQuestion.objects.filter(pk=question.pk).update(**values)


def test_the_database_refuses_impossible_lines_and_teams_by_name(cast):
    line, team = make_line(cast), make_team(cast)
    member = actions.add_member(by=cast.joost, line=line, membership=cast.anna, now=LATER)
    for rows, values, constraint in (
        (ResearchLine.objects.filter(pk=line.pk), {"ends_on": "2020-01-01"}, "research_line_ends_after_start"),
        (ResearchLine.objects.filter(pk=line.pk), {"title_en": ""}, "research_line_title_in_both_languages"),
        (ResearchLine.objects.filter(pk=line.pk), {"state": "x"}, "research_line_state_known"),
        (ResearchMember.objects.filter(pk=member.pk), {"left_on": "2020-01-01"}, "leaves_after_joining"),
        (ResearchTeam.objects.filter(pk=team.pk), {"ends_on": "2020-01-01"}, "research_team_ends_after_start"),
        (ResearchTeam.objects.filter(pk=team.pk), {"question": None}, "research_team_has_work"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**values)
    with pytest.raises(IntegrityError, match="research_member_once"), transaction.atomic():
        ResearchMember.objects.create(line=line, membership=cast.anna, joined_on=NOW.date())
