"""Learning paths: made, followed and stopped; how far somebody is, and who sees that."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from labs.actions import learning as modules
from labs.actions import learning_paths as actions
from labs.models import LearningPath, ModuleDone, PathChoice, PathStart, SessionGuest
from labs.queries.learning_paths import path_for
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.labs.learning_helpers import (
    WORDS,
    given,
    make_class,
    make_module,
    make_path,
    past,
    sit,
    start,
    students,
    titled,
    url,
)
from tests.labs.research_helpers import count_of

pytestmark = pytest.mark.django_db
COMING = {"starts_at": datetime(2099, 6, 1, 7, tzinfo=UTC), "ends_at": datetime(2099, 6, 1, 9, tzinfo=UTC)}


@pytest.fixture
def three(cast):
    return [titled(cast, name) for name in ("Een", "Twee", "Drie")]


def typed(cast, rows, **values):
    """The form of a path: rows are pairs of a module and a letter."""
    form = WORDS | {"lab": cast.learning_lab.pk, "nonce": str(uuid4()), "audience": ["mbo4"]}
    form |= {"steps-TOTAL_FORMS": str(len(rows)), "steps-INITIAL_FORMS": "0"}
    for number, (module, letter) in enumerate(rows):
        form |= {f"steps-{number}-module": module.pk if module else "", f"steps-{number}-letter": letter}
    return form | values


# --- Made ----------------------------------------------------------------------------------------------------
def test_a_path_is_made_once_in_the_order_of_its_rows(cast, log_in, three):
    rows = [(three[2], ""), (None, ""), (three[0], "a"), (three[1], "a")]
    form = typed(cast, rows, needed_a="1")
    first, second = (log_in(cast.carla).post(url("learning_path_new"), form) for _ in range(2))
    path = LearningPath.objects.get()
    assert first.url == second.url == url("learning_path", path.pk)
    found = path.steps.order_by("position").values_list("module__title_nl", "choice__letter")
    assert list(found) == [("Drie", None), ("Een", "a"), ("Twee", "a")]
    assert (path.state, PathChoice.objects.get().needed) == ("draft", 1)


@pytest.mark.parametrize(
    ("rows", "values", "wrong"),
    [
        ([(0, ""), (1, "")], {"title_en": ""}, {"title_en"}),
        ([(0, "")], {}, "rows"),
        ([(0, ""), (0, "")], {}, "rows"),
        ([(0, ""), (1, "a"), (2, "a")], {}, {"needed_a"}),
        ([(0, ""), (1, "a"), (2, "a")], {"needed_a": "2"}, {"needed_a"}),
        ([(0, ""), (1, "")], {"needed_b": "1"}, {"needed_b"}),
    ],
)
def test_what_is_wrong_with_a_path_is_said(cast, log_in, three, rows, values, wrong):
    form = typed(cast, [(three[number], letter) for number, letter in rows], **values)
    answer = log_in(cast.carla).post(url("learning_path_new"), form)
    assert answer.status_code == 200 and not LearningPath.objects.exists()
    if wrong == "rows":
        assert not answer.context["rows"].is_valid()
    else:
        assert set(answer.context["form"].errors) == wrong


def test_a_path_is_made_of_modules_in_the_catalogue(cast, three):
    retired, elsewhere = titled(cast, "Weg", state="retired"), make_module(cast)
    for module in (retired, three[0]):
        with pytest.raises(Refused):
            make_path(cast, [three[0], module])
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(lab=cast.other_lab)
    elsewhere.refresh_from_db()
    for steps in ([three[0]], [three[0], elsewhere]):
        with pytest.raises(Refused):
            make_path(cast, steps)
    with pytest.raises(Refused):
        make_path(cast, [three[0]], choice=three[1:], needed=2)


def test_a_changed_path_keeps_retired_modules_and_what_people_did(cast, log_in, three):
    path = make_path(cast, three[:2])
    start(path, cast.sanne)
    modules.step_module(by=cast.carla, module=three[0], verb="retire", version=2, now=NOW)
    client = log_in(cast.carla)
    page = client.get(url("learning_path_edit", path.pk))
    assert [row.initial["module"] for row in page.context["rows"].initial_forms] == [three[0].pk, three[1].pk]
    form = typed(cast, [(three[1], ""), (three[0], ""), (three[2], "")], title_nl="Nieuw", version="2")
    assert client.post(url("learning_path_edit", path.pk), form).status_code == 302
    path.refresh_from_db()
    assert (path.title_nl, path.steps.count(), path.starts.count()) == ("Nieuw", 3, 1)
    late = client.post(url("learning_path_edit", path.pk), form)  # version 2 is gone
    assert late.status_code == 200 and late.context["form"].errors


@pytest.mark.parametrize(
    ("who", "status"), [("thea", 403), ("joost", 403), ("anna", 403), ("sanne", 403), ("carla", 302)]
)
def test_only_who_runs_the_lab_keeps_a_path(cast, log_in, three, who, status):
    path, by = make_path(cast, three[:2]), getattr(cast, who)
    form = typed(cast, [(each, "") for each in three], version="2")
    client = log_in(by)
    assert client.get(url("learning_path_edit", path.pk)).status_code == (200 if status == 302 else 403)
    assert client.post(url("learning_path_edit", path.pk), form).status_code == status
    step = client.post(url("learning_path_step", path.pk), {"verb": "retire", "version": 3})
    assert step.status_code == status
    path.refresh_from_db()
    assert path.state == ("retired" if status == 302 else "published")
    if status == 403:
        steps = [actions.Step(each) for each in three]
        for refused in (
            lambda: make_path(cast, three, by=by),
            lambda: actions.change_path(by=by, path=path, steps=steps, needed={}, version=2, now=NOW),
            lambda: actions.step_path(by=by, path=path, verb="retire", version=2, now=NOW),
        ):
            with pytest.raises(Refused):
                refused()


def test_a_path_goes_out_and_comes_back(cast, log_in, three):
    path, client = make_path(cast, three, publish=False), log_in(cast.carla)
    assert log_in(cast.sanne).get(url("learning_path", path.pk)).status_code == 404
    client = log_in(cast.carla)
    for version, (verb, state) in enumerate(
        [("publish", "published"), ("retire", "retired"), ("publish", "published")]
    ):
        client.post(url("learning_path_step", path.pk), {"verb": verb, "version": version + 1})
        path.refresh_from_db()
        assert path.state == state
    assert client.post(url("learning_path_step", path.pk), {"verb": "sell"}).status_code == 400
    assert "Leerpad" in log_in(cast.sanne).get(url("learning_paths")).content.decode()


# --- Followed ------------------------------------------------------------------------------------------------
def test_somebody_starts_once_stops_and_starts_again(cast, log_in, three):
    path, client, nonce = make_path(cast, three), log_in(cast.sanne), str(uuid4())
    for _ in range(2):
        assert client.post(url("learning_path_start", path.pk), {"nonce": nonce}).status_code == 302
    client.post(url("learning_path_start", path.pk), {"nonce": str(uuid4())})  # follows it already
    assert PathStart.objects.count() == 1
    client.post(url("learning_path_stop", path.pk))
    client.post(url("learning_path_stop", path.pk))
    assert PathStart.objects.get().stopped_at
    client.post(url("learning_path_start", path.pk), {"nonce": nonce})  # the old form again
    assert not PathStart.objects.running().exists()
    client.post(url("learning_path_start", path.pk), {"nonce": str(uuid4())})
    assert PathStart.objects.running().count() == 1
    assert client.post(url("learning_path_start", path.pk), {}).status_code == 400
    verbs = AuditEvent.objects.filter(object_type="labs.learningpath", actor=cast.sanne.user).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "learning_path.started",
        "learning_path.stopped",
        "learning_path.started",
    ]


def test_who_cannot_start(cast, log_in, three):
    path = make_path(cast, three)
    for who, status in (("aad", 403), ("esra", 404)):
        sent = {"nonce": str(uuid4())}
        assert log_in(getattr(cast, who)).post(url("learning_path_start", path.pk), sent).status_code == status
        with pytest.raises(Refused):
            start(path, getattr(cast, who))
    actions.step_path(by=cast.carla, path=path, verb="retire", version=2, now=NOW)
    with pytest.raises(Refused):
        start(path, cast.sanne)
    assert not PathStart.objects.exists()


# --- How far -------------------------------------------------------------------------------------------------
def test_how_far_somebody_is_follows_from_sessions_and_records(cast, three):
    path = make_path(cast, three)
    one = start(path, cast.sanne)
    sit(past(cast, three[0]), cast.sanne, was_there=False)
    assert path_for(path, cast.sanne, NOW).progress.percent == 0
    sit(past(cast, three[0]), cast.sanne, was_there=True)
    sit(given(cast, three[1]), cast.sanne)
    actions.record_done(
        by=cast.carla, start=one, module=three[2], done_on=date(2025, 5, 1), note="Certificaat", now=NOW
    )
    found = path_for(path, cast.sanne, NOW)
    assert [line.standing.code for line in found.lines] == ["done", "signed_up", "done"]
    assert (found.progress.percent, found.signed_up.step.module) == (66, three[1])
    others = path_for(path, cast.anna, NOW)
    assert others.start is None and {line.standing.code for line in others.lines} == {"not_begun"}


@pytest.mark.parametrize(
    ("state", "was_there", "cancelled", "code"),
    [
        ("seated", None, False, "signed_up"),  # over, and nobody said who was there
        ("waiting", None, False, "not_begun"),
        ("seated", False, False, "not_begun"),
        ("seated", True, True, "not_begun"),
        ("seated", True, False, "done"),
    ],
)
def test_what_a_past_session_says(cast, three, state, was_there, cancelled, code):
    path, session = make_path(cast, three), past(cast, three[0])
    start(path, cast.sanne)
    sit(session, cast.sanne, state=state, was_there=was_there)
    if cancelled:
        values = {"cancelled_at": NOW, "cancelled_by": cast.carla.user, "cancel_reason": "Ziek"}
        type(session).objects.filter(pk=session.pk).update(state="cancelled", **values)
    if was_there is False:
        type(session).objects.filter(pk=session.pk).update(attendance_taken_at=NOW, attendance_taken_by=cast.carla.user)
    assert path_for(path, cast.sanne, NOW).lines[0].standing.code == code


def test_what_comes_next_is_the_first_session_with_a_seat(cast, three):
    path = make_path(cast, three[:1], choice=three[1:])
    start(path, cast.sanne)
    full = given(cast, three[0], capacity=1, **COMING)
    sit(full, cast.anna)
    given(cast, three[0], enrol_until=NOW - timedelta(days=1), **COMING)
    given(cast, three[0], takes_enrolments=False, **COMING)
    given(cast, three[0], publish=False, **COMING)
    assert path_for(path, cast.sanne, NOW).following is None
    later = {each: moment + timedelta(days=7) for each, moment in COMING.items()}
    free = given(cast, three[0], capacity=1, **later)
    given(cast, three[0], capacity=None, **{each: moment + timedelta(days=9) for each, moment in COMING.items()})
    assert path_for(path, cast.sanne, NOW).following.next == free
    assert path_for(path, cast.bram, NOW).lines[0].next == free
    SessionGuest.objects.create(session=free, person=cast.bram.user, organisation=cast.wadbyte)
    assert path_for(path, cast.bram, NOW).lines[0].next != free  # gives it
    sit(free, cast.sanne)
    choice = given(cast, three[2], **later)
    assert path_for(path, cast.sanne, NOW).following.next == choice
    sit(past(cast, three[1]), cast.sanne, was_there=True)  # the choice is made
    assert path_for(path, cast.sanne, NOW).following is None


def test_the_pages_tell_how_far_and_what_is_next(cast, log_in, three):
    path = make_path(cast, three)
    start(path, cast.sanne)
    sit(past(cast, three[0]), cast.sanne, was_there=True)
    given(cast, three[1], **COMING)
    client = log_in(cast.sanne)
    for address in (url("learning_path", path.pk), url("learning_mine")):
        told = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert "1 of 3 modules done, 33 per cent" in told and "Twee in English, Mon 1 June 2099" in told
        assert '<progress value="1" max="3"' in told
    empty = log_in(cast.anna).get(url("learning_mine"), headers={"Accept-Language": "en"}).content.decode()
    assert "You follow no path" in empty and "Een in English" not in empty


def test_what_somebody_learned_outside_a_path_stands_on_the_own_page(cast, log_in, three):
    sit(past(cast, three[0]), cast.anna, was_there=True)
    sit(given(cast, three[1], **COMING), cast.anna)
    found = log_in(cast.anna).get(url("learning_mine")).context["learned"]
    assert [(each.module, each.standing.code) for each in found] == [(three[1], "signed_up"), (three[0], "done")]


# --- Who sees it ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("carla", 200),
        ("mirjam", 200),
        ("thea", 200),  # the teacher of the class
        ("sanne", 200),
        ("joost", 404),
        ("anna", 404),
        ("aad", 404),
    ],
)
def test_who_sees_how_far_somebody_is(cast, log_in, three, who, status):
    path = make_path(cast, three)
    one = start(path, cast.sanne)
    make_class(cast.thea, cast.sanne)
    client = log_in(getattr(cast, who))
    assert client.get(url("learning_person", path.pk, one.pk)).status_code == status
    told = client.get(url("learning_path", path.pk)).content.decode()
    assert ("Sanne Student" in told.split("<main")[1]) == (who in ("carla", "mirjam", "thea"))


def test_a_teacher_sees_the_own_class_only_as_long_as_it_lasts(cast, three):
    path = make_path(cast, three)
    start(path, cast.sanne)
    group = make_class(cast.thea, *students(cast.noorderpoort, 1))
    seen = PathStart.objects.visible_to(cast.thea)
    assert not seen.exists()
    group.members.update(student=cast.sanne)
    assert PathStart.objects.visible_to(cast.thea).exists()
    group.ended_at = NOW
    group.save()
    assert not PathStart.objects.visible_to(cast.thea).exists()


def test_who_stopped_is_not_shown_any_more(cast, log_in, three):
    path = make_path(cast, three)
    one = start(path, cast.sanne)
    actions.stop_path(by=cast.sanne, path=path, now=NOW)
    client = log_in(cast.carla)
    assert client.get(url("learning_person", path.pk, one.pk)).status_code == 404
    assert not client.get(url("learning_path", path.pk)).context["people"]


# --- Done elsewhere ------------------------------------------------------------------------------------------
def test_who_runs_the_lab_records_and_takes_back(cast, log_in, three):
    path = make_path(cast, three)
    one, client = start(path, cast.sanne), log_in(cast.carla)
    form = {"module": three[0].pk, "done_on": "1-5-2025", "note": "Certificaat gezien"}
    assert client.post(url("learning_done", path.pk, one.pk), form).status_code == 302
    done = ModuleDone.objects.get()
    assert (done.person, done.recorded_by, done.done_on) == (cast.sanne.user, cast.carla.user, date(2025, 5, 1))
    assert client.post(url("learning_done", path.pk, one.pk), form).status_code == 200  # once
    wrong = client.post(url("learning_done", path.pk, one.pk), form | {"module": three[1].pk, "note": ""})
    assert wrong.context["form"].errors
    assert client.post(url("learning_done_remove", path.pk, one.pk, three[0].pk)).status_code == 302
    assert not ModuleDone.objects.exists()
    with pytest.raises(SomeoneWasFirst):
        actions.take_back_done(by=cast.carla, start=one, module=three[0], now=NOW)
    assert client.post(url("learning_done_remove", path.pk, one.pk, 0)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("thea", 403), ("sanne", 403), ("joost", 404), ("anna", 403)])
def test_who_records_nothing(cast, log_in, three, who, status):
    path = make_path(cast, three)
    one, by = start(path, cast.sanne), getattr(cast, who)
    make_class(cast.thea, cast.sanne)
    form = {"module": three[0].pk, "done_on": "1-5-2025", "note": "Zelf gezien"}
    assert log_in(by).post(url("learning_done", path.pk, one.pk), form).status_code == status
    for refused in (
        lambda: actions.record_done(by=by, start=one, module=three[0], done_on=TODAY, note="Zelf", now=NOW),
        lambda: actions.take_back_done(by=by, start=one, module=three[0], now=NOW),
    ):
        with pytest.raises(Refused):
            refused()
    assert not ModuleDone.objects.exists()


def test_nobody_records_for_oneself_or_for_later_or_outside_the_path(cast, three):
    path = make_path(cast, three[:2])
    own, one = start(path, cast.carla), start(path, cast.sanne)
    for values in (
        {"start": own},
        {"module": three[2]},
        {"done_on": TODAY + timedelta(days=1)},
        {"note": "  "},
    ):
        facts = {"start": one, "module": three[0], "done_on": TODAY, "note": "Gezien"} | values
        with pytest.raises(Refused):
            actions.record_done(by=cast.carla, now=NOW, **facts)
    with pytest.raises(Refused):
        actions.take_back_done(by=cast.carla, start=own, module=three[0], now=NOW)
    actions.stop_path(by=cast.sanne, path=path, now=NOW)
    one.refresh_from_db()
    with pytest.raises(Refused):
        actions.record_done(by=cast.carla, start=one, module=three[0], done_on=TODAY, note="Gezien", now=NOW)


# --- As many queries whatever there is ---------------------------------------------------------------------------
def test_pages_of_paths_take_as_many_queries_whatever_there_is(cast, client, three):
    path = make_path(cast, three)
    pupils = students(cast.noorderpoort, 4)

    def follow(*people):
        for each in people:
            start(path, each, timezone.now())
            for module in three:
                sit(past(cast, module), each, was_there=True)

    follow(cast.sanne, pupils[0])
    given(cast, three[0], **COMING)

    def counts():
        found = []
        for who, address in (
            (cast.sanne, url("learning_mine")),
            (cast.sanne, url("learning_path", path.pk)),
            (cast.sanne, url("learning_paths")),
            (cast.carla, url("learning_path", path.pk)),
        ):
            client.force_login(who.user)
            client.get(address)
            found.append(count_of(client, address))
        return found

    before = counts()
    follow(*pupils[1:])
    more = [titled(cast, f"Meer {number}") for number in range(3)]
    for number in range(3):
        start(make_path(cast, more[: number + 1] + three[:1]), cast.sanne, timezone.now())
        sit(given(cast, more[number], **COMING), cast.sanne)
    assert counts() == before and max(before) <= 12


# --- What the database refuses ---------------------------------------------------------------------------------
def test_no_impossible_path(cast, three):
    path = make_path(cast, three[:1], choice=three[1:])
    one = start(path, cast.sanne)
    done = actions.record_done(by=cast.carla, start=one, module=three[0], done_on=TODAY, note="Gezien", now=NOW)
    for rows, values, name in (
        (LearningPath.objects.filter(pk=path.pk), {"state": "sold"}, "learningpath_state_known"),
        (LearningPath.objects.filter(pk=path.pk), {"title_nl": ""}, "learningpath_title_in_both_languages"),
        (LearningPath.objects.filter(pk=path.pk), {"published_at": None}, "learningpath_out_since_a_moment"),
        (path.steps.all(), {"module": three[0]}, "path_step_module_once"),
        (path.steps.all(), {"position": 1}, "path_step_position_once"),
        (path.choices.all(), {"needed": 0}, "path_choice_asks_something"),
        (path.choices.all(), {"letter": "z"}, "path_choice_letter_known"),
        (path.starts.all(), {"stopped_at": NOW - timedelta(days=1)}, "path_stopped_after_start"),
        (ModuleDone.objects.filter(pk=done.pk), {"note": ""}, "module_done_says_where"),
        (ModuleDone.objects.filter(pk=done.pk), {"recorded_by": cast.sanne.user}, "module_done_recorded_by_another"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**values)
