"""Goals: what a programme is to reach, in their order, and the activities under them."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from labs import actions
from labs.actions.plan_goals import add_goal, change_goal, move_goal, remove_goal
from labs.kinds import ActivityKind
from labs.models import Activity, EarlierActivity, Goal
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW, make_goal, make_member, make_programme

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 12, 31)}


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def names(programme):
    return list(programme.goals.in_order().values_list("position", "name"))


def add(cast, name, by=None, **more):
    values = {"programme": cast.programme, "name": name, "explanation": "", "nonce": uuid4(), "now": NOW}
    return add_goal(by=by or cast.mirjam, **values | more)


def test_goals_come_one_after_the_other_and_once(cast):
    nonce = uuid4()
    assert add(cast, "Een", nonce=nonce) == add(cast, "Een", nonce=nonce)
    add(cast, "Twee")
    assert names(cast.programme) == [(1, "Een"), (2, "Twee")]
    assert AuditEvent.objects.filter(verb="goal.added").count() == 2


def test_what_adding_and_changing_a_goal_refuses(cast):
    goal = add(cast, "Een")
    other = add(cast, "Twee")
    for wrong in (
        lambda: add(cast, "Een"),
        lambda: add(cast, "Drie", by=cast.carla),
        lambda: add(cast, "Drie", programme=cast.other_programme),
        lambda: change_goal(by=cast.mirjam, goal=other, name="Een", explanation="", now=NOW),
        lambda: change_goal(by=cast.aad, goal=goal, name="Anders", explanation="", now=NOW),
        lambda: move_goal(by=cast.anna, goal=goal, up=False, now=NOW),
        lambda: remove_goal(by=cast.carla, goal=goal, now=NOW),
    ):
        with pytest.raises(Refused):
            wrong()
    assert names(cast.programme) == [(1, "Een"), (2, "Twee")]
    assert change_goal(by=cast.mirjam, goal=goal, name="Anders", explanation="", now=NOW).name == "Anders"
    change_goal(by=cast.mirjam, goal=goal, name="Anders", explanation="", now=NOW)
    assert AuditEvent.objects.filter(verb="goal.changed").count() == 1


def test_goals_move_and_the_ends_stay(cast):
    first, _second, third = (add(cast, name) for name in ("Een", "Twee", "Drie"))
    move_goal(by=cast.mirjam, goal=third, up=True, now=NOW)
    move_goal(by=cast.mirjam, goal=first, up=True, now=NOW)
    assert names(cast.programme) == [(1, "Een"), (2, "Drie"), (3, "Twee")]
    remove_goal(by=cast.mirjam, goal=first, now=NOW)
    assert names(cast.programme) == [(1, "Drie"), (2, "Twee")]
    with pytest.raises(SomeoneWasFirst):
        move_goal(by=cast.mirjam, goal=first, up=False, now=NOW)


def test_a_goal_with_activities_stays(cast, log_in):
    goal = make_goal(cast.programme)
    actions.change(by=cast.mirjam, activity=cast.masterclasses, goal=goal, now=NOW)
    answer = log_in(cast.mirjam).post(url("goal_remove", goal.pk), follow=True).content.decode()
    assert "There are activities under this goal" in answer
    actions.change(by=cast.mirjam, activity=cast.masterclasses, goal=None, now=NOW)
    log_in(cast.mirjam).post(url("goal_remove", goal.pk))
    assert not Goal.objects.exists()
    assert not EarlierActivity.objects.exists()  # name and days did not change


def test_the_pages_of_goals(cast, log_in):
    client = log_in(cast.mirjam)
    assert "No goals yet" in client.get(url("plan_goals")).content.decode()
    form = {"programme": cast.programme.pk, "name": "Elke student", "explanation": "", "nonce": uuid4()}
    assert client.post(url("goal_new"), form | {"name": ""}).context["form"].errors
    assert client.post(url("goal_new"), form | {"programme": cast.other_programme.pk}).context["form"].errors
    for _ in range(2):
        assert client.post(url("goal_new"), form).url == url("plan")
    goal = Goal.objects.get()
    again = client.post(url("goal_new"), form | {"nonce": uuid4()})
    assert "has a goal with this name already" in again.content.decode()
    assert client.post(url("goal_edit", goal.pk), {"name": "Iedere student"}).url == url("plan_goals")
    second = make_goal(cast.programme, "Tweede")
    client.post(url("goal_move", second.pk), {"up": "1"})
    assert names(cast.programme) == [(1, "Tweede"), (2, "Iedere student")]
    assert "Iedere student" in client.get(url("plan")).content.decode()


def test_an_activity_hangs_under_a_goal_of_its_programme(cast, log_in):
    goal = make_goal(cast.programme)
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2", name="Ander programma")
    foreign = make_goal(second, "Van een ander")
    client = log_in(cast.mirjam)
    form = {"programme": cast.programme.pk, "lab": cast.learning_lab.pk, "name": "Zomerschool", "nonce": uuid4()}
    form |= {"starts_on": "1-6-2026", "ends_on": "31-8-2026"}
    wrong = client.post(url("activity_new"), form | {"goal": foreign.pk})
    assert set(wrong.context["form"].errors) == {"goal"}
    client.post(url("activity_new"), form | {"goal": goal.pk})
    assert Activity.objects.get(name="Zomerschool").goal == goal
    values = {"programme": cast.programme, "lab": cast.learning_lab, "name": "Anders", **DAYS}
    with pytest.raises(Refused):
        actions.plan(by=cast.mirjam, nonce=uuid4(), now=NOW, goal=foreign, **values)
    with pytest.raises(Refused):
        actions.change(by=cast.mirjam, activity=cast.masterclasses, goal=foreign, now=NOW)
    with pytest.raises(TypeError):
        actions.change(by=cast.mirjam, activity=cast.masterclasses, lab=cast.kennis_lab, now=NOW)


def test_project_management_is_one_line_of_its_own(cast, log_in):
    client = log_in(cast.mirjam)
    form = {"programme": cast.programme.pk, "lab": cast.learning_lab.pk, "name": "Projectleiding", "nonce": uuid4()}
    form |= {"starts_on": "1-8-2023", "ends_on": "31-7-2027", "project_management": "on"}
    assert [client.post(url("activity_new"), form).status_code for _ in range(2)] == [302, 302]
    second = client.post(url("activity_new"), form | {"name": "Nog een", "nonce": uuid4()})
    assert set(second.context["form"].errors) == {"project_management"}
    with pytest.raises(Refused, match="project management already"):
        actions.change(by=cast.mirjam, activity=cast.masterclasses, kind=ActivityKind.MANAGEMENT, now=NOW)
    with pytest.raises(IntegrityError, match="project_management_once"), transaction.atomic():
        Activity.objects.filter(pk=cast.masterclasses.pk).update(kind="management")
    line = Activity.objects.get(name="Projectleiding")
    page = client.get(url("activity_edit", line.pk))
    assert page.context["form"].initial["project_management"]
    assert "A line of its own in plan and budget" in client.get(url("plan")).content.decode()
    actions.change(by=cast.mirjam, activity=line, kind=ActivityKind.ACTIVITY, now=NOW)
    assert not Activity.objects.filter(kind="management").exists()


def test_a_member_of_one_programme_sees_its_goals_only(cast):
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2", name="Ander programma")
    mine, theirs = make_goal(cast.programme), make_goal(second, "Van een ander")
    assert list(Goal.objects.visible_to(cast.aad)) == [mine]
    assert set(Goal.objects.visible_to(cast.mirjam)) == {mine, theirs}
    assert not Goal.objects.visible_to(make_member("Eva Elders", cast.kleibyte, "management"))


def test_a_goal_that_was_removed_this_moment_is_not_changed(cast):
    goal = add(cast, "Een")
    Goal.objects.filter(pk=goal.pk).delete()
    with pytest.raises(SomeoneWasFirst):
        change_goal(by=cast.mirjam, goal=goal, name="Anders", explanation="", now=NOW)
