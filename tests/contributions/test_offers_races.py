"""Hours from sessions with two real connections at the same moment.

That two workers offer once was seen to fail with both locks taken away: of the session, and of the day.
"""

import threading

import pytest

from contributions import actions
from contributions.actions import offer_round
from contributions.actions import offers as answers
from contributions.models import HourEntry, HourOffer
from labs import actions as labs
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW

from .offer_helpers import held, offered
from .test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]


@pytest.fixture
def slow_checks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""
    looked = offer_round.examine

    def examine(*args, **kwargs):
        found = looked(*args, **kwargs)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(offer_round, "examine", examine)


def follow():
    return offer_round.follow_sessions(now=NOW)


def test_two_workers_offer_once(cast, slow_checks):
    held(cast, cast.anna, cast.bram)
    assert sorted(at_once(follow, follow)) == [0, 2]
    assert HourOffer.objects.count() == HourEntry.objects.count() == 2
    assert AuditEvent.objects.filter(verb="offer.made").count() == 2


def test_offering_while_the_session_is_cancelled(cast, slow_checks):
    session = held(cast)

    def cancel():
        labs.cancel_session(by=cast.carla, session=session, version=1, reason="Ziek", now=NOW)

    at_once(follow, cancel)
    follow()
    assert not HourEntry.objects.exists()
    assert not HourOffer.objects.filter(state="offered").exists()


def test_confirming_while_it_is_taken_back(cast):
    offer = offered(cast)
    labs.cancel_session(by=cast.carla, session=offer.session, version=1, reason="Ziek", now=NOW)

    def submit():
        entry = HourEntry.objects.select_related("activity__programme", "programme").get(pk=offer.entry_id)
        return actions.submit_hours(membership=cast.anna, entry=entry, now=NOW)

    at_once(submit, follow)
    offer.refresh_from_db()
    states = list(HourEntry.objects.values_list("state", flat=True))
    assert (offer.state, states) in [("confirmed", ["submitted"]), ("taken_back", [])]


def test_confirming_and_declining_at_once_is_one_answer(cast):
    offer = offered(cast)
    one, other = at_once(
        lambda: answers.confirm_offer(membership=cast.anna, offer=offer, now=NOW),
        lambda: answers.decline_offer(membership=cast.anna, offer=offer, now=NOW),
    )
    assert isinstance(one, Refused) != isinstance(other, Refused)
    offer.refresh_from_db()
    states = list(HourEntry.objects.values_list("state", flat=True))
    assert (offer.state, states) in [("confirmed", ["submitted"]), ("declined", [])]
