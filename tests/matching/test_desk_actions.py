"""Questions at the desk: brought, looked at, judged and decided on; one test for each way it can end."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import desk as actions
from matching.models import Assignment, Cluster, DeskQuestion
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.matching.desk_helpers import JUDGED, WORDS, ask, judged, turn

pytestmark = pytest.mark.django_db


def refused():
    """For a reason of its own, not because somebody else was first."""
    return pytest.raises(Refused, check=lambda error: type(error) is Refused)


def fresh(question):
    return DeskQuestion.objects.get(pk=question.pk)


def do(verb, by, question, version=None, **values):
    version = version or fresh(question).version
    return getattr(actions, verb)(by=by, question=question, version=version, now=NOW, **values)


# --- Asking ------------------------------------------------------------------------------------------------------
def test_a_company_asks_in_its_own_name(cast):
    question = ask(cast, cast.anna, company_name="Een ander bedrijf")
    assert (question.organisation, question.company_name, question.asked_by) == (
        cast.terpdok,
        "Terpdok Software",
        cast.anna.user,
    )
    assert AuditEvent.objects.get().verb == "desk_question.asked"


def test_a_visitor_asks_and_gets_a_mail_that_repeats_nothing(cast):
    question = ask(cast, None, title="Koop <b>nu</b>", contact_name="Wie dan ook")
    assert (question.organisation, question.asked_by, question.state) == (None, None, "new")
    mail = OutboxMail.objects.get()
    assert mail.to == WORDS["contact_email"]
    for typed in ("Koop", "Wie dan ook", WORDS["company_name"]):
        assert typed not in mail.subject + mail.text + mail.html
    assert AuditEvent.objects.get().partnership == cast.werkplaats


def test_the_same_form_sent_again_is_one_question(cast):
    nonce = uuid4()
    assert ask(cast, None, nonce=nonce) == ask(cast, None, nonce=nonce)
    assert OutboxMail.objects.count() == 1


def test_a_coordinator_writes_down_what_comes_in_by_telephone(cast):
    question = ask(cast, cast.carla, organisation=cast.terpdok, company_name="")
    assert (question.organisation, question.company_name, question.asked_by) == (cast.terpdok, "Terpdok Software", None)
    assert do("answer", cast.carla, question, answer="Dat kan al.").state == "answered"
    with refused():
        ask(cast, cast.carla, organisation=cast.kleibyte)
    with refused():
        ask(cast, None, organisation=cast.terpdok)


@pytest.mark.parametrize("who", ["sanne", "thea", "aad"])
def test_who_brings_no_questions(cast, who):
    with refused():
        ask(cast, getattr(cast, who))


# --- Looking and judging -----------------------------------------------------------------------------------------
def test_somebody_looks_at_it(cast):
    question = do("take", cast.carla, ask(cast, cast.anna))
    assert (question.state, question.handled_by) == ("taken", cast.carla.user)
    with refused():
        do("take", cast.joost, question)


def test_who_judges_looks_at_it(cast):
    question = judged(cast, ask(cast, cast.anna))
    assert (question.state, question.level, question.handled_by) == ("taken", "mbo4", cast.carla.user)
    other = judged(cast, question, by=cast.joost, level="hbo")
    assert (other.level, other.handled_by) == ("hbo", cast.carla.user)


def test_like_questions_are_taken_together(cast):
    first = do("cluster", cast.carla, ask(cast, cast.anna), into=None, name="Meetgegevens")
    second = do("cluster", cast.carla, ask(cast, cast.bram), into=first.cluster)
    same = do("cluster", cast.joost, ask(cast, None), into=None, name="Meetgegevens ")
    assert first.cluster == second.cluster == same.cluster
    assert Cluster.objects.count() == 1
    assert do("cluster", cast.carla, second, into=None).cluster is None
    elsewhere = Cluster.objects.create(partnership=cast.elders, name="X", made_by=cast.esra.user, made_at=NOW)
    with refused():
        do("cluster", cast.carla, second, into=elsewhere)


# --- Decided on --------------------------------------------------------------------------------------------------
def test_it_becomes_one_assignment(cast):
    question = judged(cast, ask(cast, cast.anna), size="weeks")
    (row,) = turn(cast, question)
    assert (row.state, row.organisation, row.theme, row.title) == ("draft", cast.terpdok, "software", WORDS["title"])
    assert (row.starts_on, row.ends_on) == (date(2026, 9, 7), date(2026, 11, 1))
    assert [(role.name, role.level) for role in row.roles.all()] == [("Student", "mbo4")]
    assert fresh(question).state == "turned"
    assert "Planning" in OutboxMail.objects.order_by("pk").last().text


def test_it_is_split_into_half_years_that_follow_each_other(cast):
    rows = turn(cast, judged(cast, ask(cast, cast.anna)), parts=3)
    days = [(row.starts_on, row.ends_on) for row in rows]
    assert days == [
        (date(2026, 9, 7), date(2027, 3, 6)),
        (date(2027, 3, 7), date(2027, 9, 6)),
        (date(2027, 9, 7), date(2028, 3, 6)),
    ]
    assert [(row.follows, row.follows_as) for row in rows] == [(None, ""), (rows[0], "part"), (rows[1], "part")]
    assert rows[2].title.endswith("(3/3)")


def test_a_long_title_is_cut_so_that_it_fits(cast):
    rows = turn(cast, judged(cast, ask(cast, cast.anna, title="x" * 160)), parts=2)
    assert all(len(row.title) == 120 for row in rows)


def test_of_a_visitor_the_coordinator_says_which_company_offers_the_work(cast):
    question = judged(cast, ask(cast, None))
    for company in (None, cast.kleibyte, cast.noorderpoort):
        with refused():
            turn(cast, question, organisation=company)
    (row,) = turn(cast, question, organisation=cast.wadbyte)
    assert row.organisation == cast.wadbyte == fresh(question).organisation


@pytest.mark.parametrize("values", [{"is_secret": True}, {"is_critical": True}])
def test_what_may_not_be_known_or_fail_is_no_work_for_students(cast, values):
    question = judged(cast, ask(cast, cast.anna), **values)
    with refused():
        turn(cast, question)
    assert turn(cast, judged(cast, question)) and Assignment.objects.count() == 1


def test_it_is_judged_first_and_split_within_bounds(cast):
    question = ask(cast, cast.anna)
    with refused():
        turn(cast, question)
    judged(cast, question)
    for parts in (0, 7):
        with refused():
            turn(cast, question, parts=parts)
    with refused():
        turn(cast, question, kind="guest_lesson")
    assert len(turn(cast, question, parts=6)) == 6


def test_the_open_ones_of_a_cluster_are_settled_with_it(cast):
    first = judged(cast, ask(cast, cast.anna))
    first = do("cluster", cast.carla, first, into=None, name="Planning")
    fits, not_judged, secret = ask(cast, cast.bram), ask(cast, None), ask(cast, cast.bram)
    for each in (fits, not_judged, secret):
        do("cluster", cast.carla, each, into=first.cluster)
    judged(cast, fits), judged(cast, secret, is_secret=True)
    turn(cast, first, together=True)
    assert [fresh(each).state for each in (first, fits, not_judged, secret)] == ["turned", "turned", "new", "taken"]
    assert Assignment.objects.count() == 1


def test_another_school_takes_it(cast):
    question = do("pass_on", cast.carla, ask(cast, None), school=cast.hanze, answer="Zij bellen je.")
    assert (question.state, question.passed_to) == ("passed_on", cast.hanze)
    tos = set(OutboxMail.objects.values_list("to", flat=True))
    assert {WORDS["contact_email"], cast.joost.user.email} == tos


def test_it_is_passed_on_to_other_schools_only(cast):
    question = ask(cast, None)
    for school in (cast.noorderpoort, cast.terpdok):
        with refused():
            do("pass_on", cast.carla, question, school=school, answer="")
    with refused():
        do("pass_on", cast.carla, question, school=cast.other_programme.lead_partner, answer="")


@pytest.mark.parametrize(("verb", "state"), [("answer", "answered"), ("decline", "declined")])
def test_it_is_answered_or_declined_in_words(cast, verb, state):
    question = ask(cast, cast.anna)
    with refused():
        do(verb, cast.carla, question, answer="  ")
    assert do(verb, cast.carla, question, answer="Dit bestaat al.").state == state
    assert "Dit bestaat al." in OutboxMail.objects.order_by("pk").last().text
    for again in ("answer", "decline"):
        with refused():
            do(again, cast.carla, question, answer="Toch anders.")
    with refused():
        judged(cast, question)


@pytest.mark.parametrize("who", ["anna", "mo", "thea", "sanne", "aad", "esra"])
def test_who_does_not_decide(cast, who):
    question, by = judged(cast, ask(cast, cast.anna)), getattr(cast, who)
    for verb, values in (
        ("answer", {"answer": "Nee"}),
        ("decline", {"answer": "Nee"}),
        ("pass_on", {"school": cast.hanze, "answer": ""}),
        ("triage", JUDGED),
        ("cluster", {"into": None}),
    ):
        with refused():
            do(verb, by, question, **values)
    with refused():
        turn(cast, question, by=by)
    assert do("decline", cast.mirjam, question, answer="Nee")


def test_nobody_decides_on_the_own_question(cast):
    question = ask(cast, cast.anna)
    DeskQuestion.objects.filter(pk=question.pk).update(asked_by=cast.carla.user)
    with refused():
        do("answer", cast.carla, question, answer="Ja")
    assert do("answer", cast.joost, question, answer="Ja")


def test_an_older_version_decides_nothing(cast):
    question = ask(cast, cast.anna)
    judged(cast, question)
    with pytest.raises(SomeoneWasFirst):
        do("answer", cast.joost, question, version=1, answer="Ja")


# --- Kept --------------------------------------------------------------------------------------------------------
def test_contacts_are_forgotten_two_years_after_the_decision(cast):
    old, young, waits = (ask(cast, None) for _ in range(3))
    for each in (old, young):
        do("answer", cast.carla, each, answer="Ja")
    assert actions.forget_contacts(now=NOW + timedelta(days=729)) == 0
    DeskQuestion.objects.filter(pk=young.pk).update(decided_at=NOW + timedelta(days=30))
    assert actions.forget_contacts(now=NOW + timedelta(days=731)) == 1
    assert actions.forget_contacts(now=NOW + timedelta(days=731)) == 0
    assert (fresh(old).contact_email, fresh(old).contact_name) == ("", "")
    assert fresh(young).contact_email and fresh(waits).contact_email


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("desk_question_state_known", {"state": "lost", "decided_at": NOW}),
        ("desk_question_decided_by_someone", {"state": "answered", "answer": "Ja"}),
        ("desk_question_decided_by_someone", {"decided_at": NOW}),
        ("desk_question_answered_in_words", {"state": "declined", "decided_at": NOW}),
        ("desk_question_passed_on_to_someone", {"state": "passed_on", "decided_at": NOW}),
        ("desk_question_turned_when_triaged", {"state": "turned", "decided_at": NOW}),
    ],
)
def test_a_question_that_cannot_be(cast, constraint, values):
    rows = DeskQuestion.objects.filter(pk=ask(cast, cast.anna).pk)
    more = {"handled_by": cast.carla.user} if "decided_at" in values and "state" in values else {}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**values, **more)
