"""Two people at one question, on two real connections: held by the step itself, which is one conditional UPDATE, and by
the nonce of the form. The lock only spares the second the work."""

import threading
from uuid import uuid4

import pytest

from lib.workflow import SomeoneWasFirst
from matching.actions import desk as actions
from matching.models import Assignment, DeskQuestion
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.matching.desk_helpers import ask, judged, turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_looks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""
    looked = actions.can_decide

    def can_decide(*args):
        found = looked(*args)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(actions, "can_decide", can_decide)


def losers(answers):
    return sum(isinstance(answer, SomeoneWasFirst) for answer in answers)


def test_of_two_who_make_it_into_work_one_wins(cast, slow_looks):
    question = judged(cast, ask(cast, cast.anna))
    answers = at_once(lambda: turn(cast, question, parts=2), lambda: turn(cast, question, by=cast.joost, parts=3))
    assert losers(answers) == 1
    assert Assignment.objects.count() in (2, 3)


def test_answered_or_declined_but_not_both(cast, slow_looks):
    question = ask(cast, cast.anna)
    values = {"question": question, "version": 1, "now": NOW}
    answers = at_once(
        lambda: actions.answer(by=cast.carla, answer="Ja", **values),
        lambda: actions.decline(by=cast.joost, answer="Nee", **values),
    )
    assert losers(answers) == 1
    assert OutboxMail.objects.filter(subject__contains="Planning").count() == 1


def test_a_form_sent_twice_at_once_is_one_question(cast):
    nonce = uuid4()
    first, second = at_once(lambda: ask(cast, None, nonce=nonce).pk, lambda: ask(cast, None, nonce=nonce).pk)
    assert first == second
    assert DeskQuestion.objects.count() == 1
