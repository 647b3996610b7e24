"""Two people at one session. Two changes at once, and two that take the following along, fail without the row lock;
the others are held by a step or a nonce as well."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from labs import actions
from labs.actions import session_changes
from labs.models import Session
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.labs.sessions import enrol, facts, guest, planned

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_checks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""
    looked = session_changes.runs

    def runs(*args):
        found = looked(*args)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(session_changes, "runs", runs)


def change(cast, by, **changes):
    session = Session.objects.order_by("pk").first()
    return actions.change_session(
        by=by, session=session, version=1, values=facts(cast, **changes), guests=[guest(cast.anna)], now=NOW
    )


def cancel(by, **more):
    session = Session.objects.order_by("pk").first()
    return actions.cancel_session(by=by, session=session, version=1, reason="Ziek", now=NOW, **more)


def losers(answers):
    return sum(isinstance(answer, SomeoneWasFirst) for answer in answers)


def test_of_two_who_change_a_session_one_wins(cast, slow_checks):
    planned(cast, [guest(cast.anna)])
    answers = at_once(
        lambda: change(cast, cast.carla, place="Zaal 2"),
        lambda: change(cast, cast.mirjam, place="Zaal 3"),
    )
    assert losers(answers) == 1
    session = Session.objects.get()
    assert (session.version, session.sequence) == (2, 1) and session.place in ("Zaal 2", "Zaal 3")
    assert OutboxMail.objects.count() == AuditEvent.objects.filter(verb="session.changed").count() == 1


def test_changing_and_cancelling_at_once(cast, slow_checks):
    session = planned(cast, [guest(cast.anna)])
    enrol(session, cast.sanne)
    answers = at_once(lambda: change(cast, cast.carla, place="Zaal 2"), lambda: cancel(cast.mirjam))
    assert losers(answers) == 1
    session.refresh_from_db()
    assert (session.state, session.place) in {("cancelled", "Zaal 1"), ("published", "Zaal 2")}
    assert OutboxMail.objects.count() == 2  # each hears one thing


def test_cancelling_twice_at_once_tells_once(cast, slow_checks):
    planned(cast, [guest(cast.anna)])
    answers = at_once(lambda: cancel(cast.carla), lambda: cancel(cast.mirjam))
    assert losers(answers) == 1 and OutboxMail.objects.count() == 1


def test_a_form_that_is_sent_twice_at_once_gives_one_session(cast):
    nonce = uuid4()

    def plan():
        return actions.plan_session(
            by=cast.carla, values=facts(cast), guests=[guest(cast.anna)], nonce=nonce, publish=True, now=NOW
        ).pk

    first, second = at_once(plan, plan)
    assert first == second and Session.objects.count() == 1


def test_two_who_take_the_following_along_do_not_block_each_other(cast, slow_checks):
    series = actions.plan_series(
        by=cast.carla,
        values=facts(cast),
        guests=[],
        rhythm="weekly",
        days=[date(2026, 6, 1) + timedelta(weeks=week) for week in range(6)],
        nonce=uuid4(),
        publish=True,
        now=NOW,
    )
    first, *_between, last = series.sessions.order_by("series_day")

    def call_off(row, by):
        return actions.cancel_session(by=by, session=row, version=1, reason="Ziek", and_following=True, now=NOW)

    answers = at_once(lambda: call_off(first, cast.carla), lambda: call_off(last, cast.mirjam))
    assert Session.objects.filter(state="cancelled").count() == 6
    # Whoever was second found the last one cancelled already, or took the five that were left.
    assert sorted(answer if isinstance(answer, int) else 0 for answer in answers) in ([0, 6], [1, 5])


def test_who_waits_too_long_for_a_busy_session_is_told_so(cast):
    session = planned(cast, [guest(cast.anna)])
    draft = planned(cast, publish=False)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(Session.objects.select_for_update().order_by("pk"))
            held.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        step = {"by": cast.carla, "session": draft, "version": 1, "now": NOW}
        for act in (
            lambda: cancel(cast.carla),
            lambda: change(cast, cast.carla, place="Zaal 2"),
            lambda: actions.publish_session(**step),
            lambda: actions.discard_session(**step),
        ):
            with pytest.raises(Refused):
                act()
    finally:
        done.set()
        holder.join()
        connection.close()
    session.refresh_from_db()
    assert (session.state, session.place) == ("published", "Zaal 1")
