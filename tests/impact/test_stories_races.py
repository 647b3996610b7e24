"""Two presses at the same moment, with two real connections. Each was seen to fail with the lock taken away."""

import time

import pytest

from impact.actions import stories as actions
from impact.actions import story_people as people
from impact.models import Story
from lib.workflow import Refused
from tests.cast import NOW, TODAY
from tests.contributions.test_races import at_once
from tests.impact.story_helpers import agree, draft, someone, step, values, with_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""

    def pausing(owner, name):
        step_ = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: (time.sleep(0.3), step_(*args, **kwargs))[1])

    pausing(actions, "move")
    pausing(actions, "saved")


def test_who_withdraws_while_it_is_published_is_out_of_sight(cast, slow):
    story = with_picture(cast)
    person = someone(cast, story)
    agree(cast, person)
    at_once(
        lambda: step(cast, story, "publish"),
        lambda: (time.sleep(0.1), people.withdraw_consent(by=cast.mirjam, person=person, now=NOW))[1],
    )
    assert not Story.objects.public(cast.werkplaats, TODAY).exists()
    assert Story.objects.get().state != "published"


def test_of_two_who_change_a_story_at_once_one_is_told(cast, slow):
    story, told = draft(cast), values(cast)
    answers = at_once(
        *[
            lambda by=by, title=title: actions.change_story(
                by=by, story=story, version=1, now=NOW, **told | {"title": title}
            )
            for by, title in ((cast.mirjam, "Een"), (cast.beheer, "Twee"))
        ]
    )
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
