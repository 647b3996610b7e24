"""Two people, or one person twice, at the same module or path at the same moment; each on a connection of its own."""

from uuid import uuid4

import pytest

from labs.actions import learning, learning_paths
from labs.models import Module, ModuleDone, ModuleJoin, ModuleSession, PathStart
from lib.workflow import Refused, SomeoneWasFirst
from tests.cast import NOW, TODAY
from tests.contributions.test_races import at_once
from tests.labs.learning_helpers import make_module, make_path, start, titled
from tests.labs.sessions import planned

pytestmark = pytest.mark.django_db(transaction=True)


def outcomes(answers):
    return sorted(type(answer).__name__ for answer in answers)


def test_two_colleagues_join_at_once(cast):
    module = make_module(cast)

    def join(by):
        return lambda: learning.join_module(by=by, module=module, starts_on=TODAY, places=3, nonce=uuid4(), now=NOW)

    assert outcomes(at_once(join(cast.anna), join(cast.mo))) == ["ModuleJoin", "Refused"]
    assert ModuleJoin.objects.count() == 1


def test_joining_while_the_module_is_retired(cast):
    module = make_module(cast)
    rows = [Module.objects.select_related("lab").get(pk=module.pk) for _ in range(2)]
    answers = at_once(
        lambda: learning.join_module(by=cast.anna, module=rows[0], starts_on=TODAY, places=3, nonce=uuid4(), now=NOW),
        lambda: learning.step_module(by=cast.carla, module=rows[1], verb="retire", version=2, now=NOW),
    )
    assert not isinstance(answers[1], Exception)
    assert isinstance(answers[0], Refused) != ModuleJoin.objects.exists()


def test_one_session_for_two_modules_at_once(cast):
    session, modules = planned(cast), [titled(cast, "Een"), titled(cast, "Twee")]
    answers = at_once(
        *[
            lambda module=module: learning.connect_session(by=cast.carla, module=module, session=session, now=NOW)
            for module in modules
        ]
    )
    assert outcomes(answers) == ["ModuleSession", "Refused"]
    assert ModuleSession.objects.count() == 1


def test_a_button_pressed_twice_starts_one_path(cast):
    path, nonce = make_path(cast, [titled(cast, "Een"), titled(cast, "Twee")]), uuid4()
    press = lambda: learning_paths.start_path(by=cast.sanne, path=path, nonce=nonce, now=NOW)  # noqa: E731
    assert outcomes(at_once(press, press)) == ["PathStart", "PathStart"]
    assert PathStart.objects.count() == 1


def test_two_coordinators_record_the_same_module(cast):
    modules = [titled(cast, "Een"), titled(cast, "Twee")]
    one = start(make_path(cast, modules), cast.sanne)

    def record(by):
        return lambda: learning_paths.record_done(
            by=by, start=one, module=modules[0], done_on=TODAY, note="Gezien", now=NOW
        )

    assert outcomes(at_once(record(cast.carla), record(cast.mirjam))) == ["ModuleDone", "Refused"]
    assert ModuleDone.objects.count() == 1


def test_two_coordinators_change_a_path(cast):
    modules = [titled(cast, "Een"), titled(cast, "Twee"), titled(cast, "Drie")]
    path = make_path(cast, modules)

    def change(by, chosen):
        steps = [learning_paths.Step(module) for module in chosen]
        return lambda: learning_paths.change_path(by=by, path=path, steps=steps, needed={}, version=2, now=NOW)

    answers = at_once(change(cast.carla, modules[:2]), change(cast.mirjam, modules[1:]))
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1
    assert path.steps.count() == 2
