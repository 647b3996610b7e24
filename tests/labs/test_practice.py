"""Teachers in practice: asked, matched, planned, told about by both, and looked back on."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from labs.actions import practice as actions
from labs.actions import practice_meetings as meetings
from labs.actions.session_changes import cancel_session
from labs.models import PracticeEvaluation, PracticeLog, PracticeMeeting, PracticePlacement, Session
from labs.practice_rights import can_step
from labs.practice_states import PRACTICE
from labs.queries.practice import placements_of, waiting_for
from labs.queries.sessions import on_calendar
from labs.session_rights import OF_A_FEW
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_activity, make_member
from tests.labs.business_helpers import DAY, HOUR, MATCH, SCORES, asked, look_back, matched, meeting, tell, url, verbs
from tests.labs.research_helpers import count_of

pytestmark = pytest.mark.django_db
LATER = NOW + 150 * DAY
EVERYBODY = ("thea", "anna", "bram", "carla", "joost", "mirjam", "beheer", "sanne", "aad", "mo", "esra")
RUNNERS = {"carla", "joost", "mirjam", "beheer"}


# --- Asking ------------------------------------------------------------------------------------------------------
def test_a_teacher_asks_once(cast, log_in):
    form = {"kind": "placement", "subject": "Beheer", "wish": "Meelopen", "nonce": uuid4()}
    first, second = (log_in(cast.thea).post(url("practice_new"), form) for _ in range(2))
    row = PracticePlacement.objects.get()
    assert first.url == second.url == url("practice_placement", row.pk)
    assert (row.state, row.asked_side, row.teacher, row.professional) == ("open", "teacher", cast.thea, None)
    assert verbs() == ["practice.asked"]


def test_companies_offer_and_coordinators_ask_for_somebody_else(cast):
    offer, question = asked(cast, cast.anna), asked(cast, cast.joost)
    assert (offer.asked_side, offer.professional, offer.teacher) == ("professional", cast.anna, None)
    assert (question.asked_side, question.professional, question.teacher) == ("teacher", None, None)


def test_who_may_not_ask(cast, log_in):
    for who in ("sanne", "aad"):
        assert log_in(getattr(cast, who)).get(url("practice")).status_code == 403
        with pytest.raises(Refused):
            asked(cast, getattr(cast, who))
    assert log_in(cast.beheer).get(url("practice")).status_code == 200
    assert log_in(cast.beheer).get(url("practice_new")).status_code == 403
    wrong = log_in(cast.thea).post(url("practice_new"), {"subject": "Beheer", "nonce": uuid4()})
    assert set(wrong.context["form"].errors) == {"kind", "wish"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reads_a_placement(cast, log_in, who):
    row = matched(cast)
    answer = log_in(getattr(cast, who)).get(url("practice_placement", row.pk))
    expected = 200 if who in {"thea", "anna"} | RUNNERS else 404
    assert answer.status_code == (403 if who in ("sanne", "aad") else expected)
    assert PracticePlacement.objects.visible_to(getattr(cast, who)).exists() is (expected == 200)


# --- Matching ----------------------------------------------------------------------------------------------------
def test_a_coordinator_matches_and_both_hear_it(cast, log_in):
    row = asked(cast)
    form = MATCH | {"teacher": cast.thea.pk, "professional": cast.anna.pk, "activity": cast.masterclasses.pk}
    form |= {"starts_on": "1-4-2026", "ends_on": "30-6-2026", "version": row.version}
    with time_machine.travel(NOW, tick=False):
        assert log_in(cast.carla).post(url("practice_match", row.pk), form).status_code == 302
        again = log_in(cast.mirjam).post(url("practice_match", row.pk), form)
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.professional, row.matched_by) == ("running", cast.anna, cast.carla.user)
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {cast.thea.user.email, cast.anna.user.email}
    assert verbs() == ["practice.asked", "practice.matched"]


def test_a_match_that_does_not_fit_is_refused(cast):
    row = asked(cast)
    tom = make_member("Tom Docent", cast.hanze, Role.TEACHER)
    short = make_activity(cast.programme, cast.learning_lab, "Kort")
    type(short).objects.filter(pk=short.pk).update(ends_on=date(2026, 3, 1))
    short.refresh_from_db()
    for values in (
        {"teacher": cast.sanne},
        {"teacher": cast.esra},
        {"teacher": tom},  # Thea asked it herself
        {"professional": cast.thea},
        {"professional": cast.ed},
        {"activity": cast.incubator},  # of a lab that Carla does not run
        {"activity": short},
        {"planned_meetings": 0},
        {"ends_on": date(2026, 1, 1)},
    ):
        with pytest.raises(Refused):
            matched(cast, placement=row, **values)
    with pytest.raises(SomeoneWasFirst):
        matched(cast, placement=row, version=7)
    assert matched(cast, placement=row).state == "running"


def test_nobody_matches_or_completes_with_oneself(cast, log_in):
    """A coordinator who is a teacher too may not decide on the own placement."""
    other = make_member("Carla Noorderpoort", cast.hanze, Role.TEACHER)
    row = asked(cast, other)
    with pytest.raises(Refused):
        matched(cast, placement=row, teacher=other)
    assert matched(cast, placement=row, teacher=other, by=cast.mirjam).teacher == other


# --- Rights per verb ---------------------------------------------------------------------------------------------
ALLOWED = {
    "match": RUNNERS,
    "withdraw": RUNNERS | {"thea"},
    "complete": RUNNERS,
    "end": RUNNERS | {"thea", "anna"},
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_verb_for_everybody(cast, who):
    fresh, running = asked(cast), matched(cast)
    for verb, transition in PRACTICE.transitions.items():
        row = fresh if "open" in transition.sources else running
        assert bool(can_step(row, verb, getattr(cast, who))) is (who in ALLOWED[verb]), verb
        other = running if row is fresh else fresh
        assert not can_step(other, verb, getattr(cast, who))


def test_withdrawing_ending_and_completing_on_the_page(cast, log_in):
    row, running = asked(cast), matched(cast)
    step = url("practice_step", row.pk)
    empty = log_in(cast.thea).post(step, {"verb": "withdraw", "version": 1, "reason": ""})
    assert empty.status_code == 200 and empty.context["end_form"].errors
    log_in(cast.thea).post(step, {"verb": "withdraw", "version": 1, "reason": "Geen tijd"})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("withdrawn", "Geen tijd")
    assert log_in(cast.thea).post(step, {"verb": "burn"}).status_code == 400
    complete = {"verb": "complete", "version": running.version}
    assert log_in(cast.anna).post(url("practice_step", running.pk), complete).status_code == 403
    log_in(cast.carla).post(url("practice_step", running.pk), complete)  # nothing was held
    running.refresh_from_db()
    assert running.state == "running"


def test_ending_early_calls_off_what_is_to_come(cast):
    row = matched(cast)
    held, coming = meeting(cast, row), meeting(cast, row, NOW + 3 * DAY)
    for bad in ({"reason": " "}, {"version": 9}):
        with pytest.raises(Refused):
            actions.end_early(by=cast.anna, placement=row, now=NOW, **{"version": row.version, "reason": "Ziek"} | bad)
    ended = actions.end_early(by=cast.anna, placement=row, version=row.version, reason="Andere baan", now=NOW)
    assert (ended.state, ended.ended_by) == ("ended", cast.anna.user)
    states = {each.pk: Session.objects.get(pk=each.session_id).state for each in (held, coming)}
    assert states == {held.pk: "published", coming.pk: "cancelled"}
    assert OutboxMail.objects.filter(key__startswith="practice-cancelled", to=cast.thea.user.email).count() == 1


def test_completing_waits_for_what_is_to_come(cast):
    row = matched(cast)
    meeting(cast, row)
    coming = meeting(cast, row, NOW + 3 * DAY)
    with pytest.raises(Refused):
        actions.complete(by=cast.carla, placement=row, version=row.version, now=NOW)
    meetings.cancel_meeting(by=cast.thea, meeting=coming, version=1, reason="Klaar", now=NOW)
    assert actions.complete(by=cast.carla, placement=row, version=row.version, now=NOW).state == "completed"


# --- Meetings ----------------------------------------------------------------------------------------------------
def test_a_meeting_is_an_unlisted_session_with_the_professional(cast, log_in):
    row = matched(cast)
    form = {"day": "23-3-2026", "starts": "15:00", "ends": "16:30", "place": "Terpdok", "nonce": uuid4()}
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            assert log_in(cast.thea).post(url("practice_meeting_new", row.pk), form).status_code == 302
        wrong = log_in(cast.thea).post(
            url("practice_meeting_new", row.pk), form | {"day": "1-9-2026", "nonce": uuid4()}
        )
    assert set(wrong.context["form"].errors) == {"day"}
    session = PracticeMeeting.objects.get().session
    assert (session.kind, session.state, session.lab) == ("teacher_placement", "published", cast.learning_lab)
    assert (session.is_public, session.is_listed, session.takes_enrolments) == (False, False, False)
    assert session.guests.get().person == cast.anna.user and session.activity == cast.masterclasses
    seen = {who for who in EVERYBODY if session in on_calendar(cast.werkplaats, getattr(cast, who))}
    assert seen == {"thea", "anna", "carla", "mirjam", "beheer"}
    planned = OutboxMail.objects.filter(key__startswith="practice-planned")
    assert [mail.to for mail in planned] == [cast.anna.user.email]


def test_a_meeting_moves_with_its_session_and_the_other_hears_it(cast, log_in):
    row = meeting(cast, matched(cast), NOW + 3 * DAY)
    page = url("practice_meeting_edit", row.placement_id, row.pk)
    form = {"day": "26-3-2026", "starts": "9:00", "ends": "10:00", "place": "School", "version": 1}
    with time_machine.travel(NOW, tick=False):
        assert log_in(cast.anna).post(page, form).status_code == 302
        assert log_in(cast.anna).post(page, form).context["form"].non_field_errors()  # it changed meanwhile
    row.session.refresh_from_db()
    assert (row.session.starts_at.day, row.session.place, row.session.sequence) == (26, "School", 1)
    assert OutboxMail.objects.filter(key__startswith="practice-moved", to=cast.thea.user.email).count() == 1
    off = {"cancel-reason": "Ziek", "cancel-version": row.session.version}
    cancel = url("practice_meeting_cancel", row.placement_id, row.pk)
    assert log_in(cast.thea).post(cancel, off | {"cancel-reason": ""}).url == page
    with time_machine.travel(NOW, tick=False):
        log_in(cast.thea).post(cancel, off)
    row.session.refresh_from_db()
    assert (row.session.state, row.session.cancel_reason) == ("cancelled", "Ziek")
    assert log_in(cast.thea).get(page).status_code == 404
    with pytest.raises(Refused):
        meetings.cancel_meeting(by=cast.thea, meeting=row, version=3, reason="Ziek", now=NOW)


@pytest.mark.parametrize("who", ["bram", "mo", "sanne", "aad", "esra"])
def test_others_plan_move_and_cancel_nothing(cast, who):
    placement, by = matched(cast), getattr(cast, who)
    row = meeting(cast, placement, NOW + 3 * DAY)
    when = {"starts_at": NOW + 4 * DAY, "ends_at": NOW + 4 * DAY + HOUR, "place": ""}
    for act in (
        lambda: meeting(cast, placement, by=by),
        lambda: meetings.move_meeting(by=by, meeting=row, version=1, now=NOW, **when),
        lambda: meetings.cancel_meeting(by=by, meeting=row, version=1, reason="Ziek", now=NOW),
        lambda: tell(by, row, now=NOW + 5 * DAY),
        lambda: look_back(by, placement, LATER),
    ):
        with pytest.raises(Refused):
            act()


def test_the_form_of_sessions_goes_to_the_page_of_the_placement(cast, log_in):
    row = meeting(cast, matched(cast), NOW + 3 * DAY)
    client, own = log_in(cast.carla), url("practice_placement", row.placement_id)
    for name in ("session_edit", "session_cancel"):
        answer = client.post(url(name, row.session_id), {"version": 1, "reason": "Ziek"})
        assert answer.status_code == 302 and answer.url == own
        assert "Verplaats" in client.get(own).content.decode()  # why stands on the page
    assert f'href="{own}"' in client.get(url("session", row.session_id)).content.decode()
    with pytest.raises(Refused) as refusal:
        cancel_session(by=cast.carla, session=row.session, version=1, reason="Ziek", now=NOW)
    assert refusal.value.reason == OF_A_FEW
    assert meetings.cancel_meeting(by=cast.carla, meeting=row, version=1, reason="Ziek", now=NOW) is None


def test_a_coordinator_plans_for_them_and_a_day_is_at_most_a_day(cast):
    row = matched(cast)
    assert meeting(cast, row, by=cast.joost)
    with pytest.raises(Refused):
        meeting(cast, row, ends_at=NOW + 2 * DAY)
    with pytest.raises(Refused):
        meeting(cast, asked(cast))


# --- What both say -----------------------------------------------------------------------------------------------
def test_each_says_for_oneself_that_it_took_place(cast, log_in):
    row = meeting(cast, matched(cast))
    page = url("practice_meeting_tell", row.placement_id, row.pk)
    for who in ("carla", "mirjam"):
        assert log_in(getattr(cast, who)).get(page).status_code == 403
        with pytest.raises(Refused):
            tell(getattr(cast, who), row)
    with time_machine.travel(NOW, tick=False):
        assert log_in(cast.thea).post(page, {"learnt": ""}).status_code == 200
        for words in ("Testen", "Testen doe je samen"):
            log_in(cast.thea).post(page, {"learnt": words})
        text = log_in(cast.anna).get(url("practice_placement", row.placement_id)).content.decode()
    assert list(PracticeLog.objects.values_list("side", "learnt")) == [("teacher", "Testen doe je samen")]
    assert "Testen doe je samen" in text and "Zegt nog niets" in text
    assert row.session.guests.get().was_there
    tell(cast.anna, row, "Meegekeken")
    assert set(row.logs.values_list("side", "written_by__name")) == {
        ("teacher", "Thea Docent"),
        ("professional", "Anna Terpdok"),
    }


def test_nothing_is_said_too_early_nor_undone_afterwards(cast):
    placement = matched(cast)
    row, coming = meeting(cast, placement), meeting(cast, placement, NOW + 3 * DAY)
    with pytest.raises(Refused):
        tell(cast.thea, coming)
    with pytest.raises(Refused):
        tell(cast.thea, row, " ")
    tell(cast.thea, row)
    with pytest.raises(Refused):
        meetings.cancel_meeting(by=cast.anna, meeting=row, version=1, reason="Ziek", now=NOW)
    meetings.cancel_meeting(by=cast.anna, meeting=coming, version=1, reason="Ziek", now=NOW)
    with pytest.raises(Refused):
        tell(cast.thea, coming, now=NOW + 9 * DAY)


# --- Looking back ------------------------------------------------------------------------------------------------
def test_both_look_back_for_themselves(cast, log_in):
    placement = matched(cast)
    with pytest.raises(Refused):
        look_back(cast.thea, placement)  # nothing took place
    meeting(cast, placement)
    page = url("practice_evaluate", placement.pk)
    with time_machine.travel(NOW, tick=False):
        assert set(log_in(cast.thea).post(page, {"text": "Mooi"}).context["form"].errors) == set(SCORES)
        log_in(cast.thea).post(page, SCORES | {"text": "Mooi"})
        log_in(cast.thea).post(page, SCORES | {"text": "Heel mooi"})
        assert log_in(cast.carla).get(page).status_code == 403
        for who in ("anna", "carla"):
            text = log_in(getattr(cast, who)).get(url("practice_placement", placement.pk)).content.decode()
            assert "Heel mooi" in text and "5 van 5" in text
    assert PracticeEvaluation.objects.get().text == "Heel mooi"
    look_back(cast.anna, placement)
    for wrong in ({"goal_reached": 6}, {"goal_reached": 0}):
        with pytest.raises(Refused):
            look_back(cast.anna, placement, **wrong)
    meeting(cast, placement, NOW + 3 * DAY)
    with pytest.raises(Refused):
        look_back(cast.anna, placement)


def test_what_waits_stands_on_the_home_page(cast, log_in):
    placement = matched(cast)
    row = meeting(cast, placement)
    for who in (cast.thea, cast.anna):
        assert [each.pk for each in waiting_for(who, NOW).meetings] == [row.pk] and not waiting_for(
            who, NOW
        ).evaluations
    assert not waiting_for(cast.bram, NOW) and not waiting_for(cast.carla, NOW)
    with time_machine.travel(NOW, tick=False):
        home = log_in(cast.thea).get(url("home")).content.decode()
    assert url("practice_meeting_tell", placement.pk, row.pk) in home
    tell(cast.thea, row)
    assert not waiting_for(cast.thea, NOW)
    assert waiting_for(cast.thea, LATER).evaluations == [placement]
    look_back(cast.thea, placement, LATER)
    assert not waiting_for(cast.thea, LATER) and waiting_for(cast.anna, LATER).evaluations == [placement]


# --- Pages and the database --------------------------------------------------------------------------------------
def test_pages_do_not_ask_more_with_more_rows(cast, log_in):
    placement, client = matched(cast), log_in(cast.carla)
    meeting(cast, placement)
    asked(cast)
    pages = [url("practice"), url("practice_placement", placement.pk)]
    before = [count_of(client, page) for page in pages]
    for number in range(3):
        asked(cast)
        tell(cast.thea, meeting(cast, placement, NOW - (number + 4) * DAY))
    assert [count_of(client, page) for page in pages] == before
    assert max(before) <= 10
    assert placements_of(cast.carla, NOW).first().state == "open"


def test_forms_open_for_whom_they_are(cast, log_in):
    row, placement = asked(cast), matched(cast)
    held = meeting(cast, placement)
    for who, name, keys in (
        ("carla", "practice_match", (row.pk,)),
        ("thea", "practice_new", ()),
        ("thea", "practice_evaluate", (placement.pk,)),
        ("thea", "practice_meeting_new", (placement.pk,)),
        ("thea", "practice_meeting_edit", (placement.pk, held.pk)),
        ("anna", "practice_meeting_tell", (placement.pk, held.pk)),
    ):
        assert log_in(getattr(cast, who)).get(url(name, *keys)).status_code == 200
    assert log_in(cast.thea).get(url("practice_match", row.pk)).status_code == 403
    assert log_in(cast.bram).get(url("practice_meeting_new", placement.pk)).status_code == 404
    assert log_in(cast.thea).get(url("practice_meeting_new", row.pk)).status_code == 403


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("practice_matched_in_full", {"goal": ""}),
        ("practice_matched_in_full", {"professional": None}),
        ("practice_ends_after_start", {"ends_on": date(2020, 1, 1)}),
        ("practice_ended_by_someone", {"state": "completed"}),
        ("practice_ended_early_with_reason", {"reason": "Zomaar"}),
        ("practice_kind_known", {"kind": "holiday"}),
    ],
)
def test_the_database_refuses_impossible_placements(cast, name, values):
    row = matched(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PracticePlacement.objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_impossible_words(cast):
    placement = matched(cast)
    row = meeting(cast, placement)
    words = {"meeting": row, "side": "teacher", "written_by": cast.thea.user, "written_at": NOW}
    for name, values in (("says_something", {"learnt": ""}), ("side_known", {"learnt": "Ja", "side": "boss"})):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PracticeLog.objects.create(**words | values)
    scores = SCORES | {"goal_reached": 6}
    values = {"placement": placement, "side": "teacher", "given_by": cast.thea.user, "given_at": NOW, **scores}
    with pytest.raises(IntegrityError, match="practice_evaluation_scores"), transaction.atomic():
        PracticeEvaluation.objects.create(**values)
