"""Two real connections at the same moment. Each test was seen to fail with its lock or condition taken away."""

import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection

from contributions import actions
from contributions.models import HourEntry, Pledge
from labs.models import LabCoordinator
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Do these in threads that start together; gives what each returned or raised."""
    start, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        try:
            connection.ensure_connection()
            start.wait(10)
            answers[number] = deed()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.fixture
def slow_checks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server, so that without a lock both would pass."""
    from contributions.actions import hours

    looked = hours.examine

    def examine(*args, **kwargs):
        found = looked(*args, **kwargs)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(hours, "examine", examine)


def test_a_day_keeps_24_hours_when_two_entries_come_at_once(cast, effort, slow_checks):
    long_day = effort(minutes=20 * 60)

    def log():
        return actions.log_hours(membership=cast.anna, effort=long_day, nonce=uuid4(), now=NOW)

    answers = at_once(log, log)
    assert HourEntry.objects.count() == 1
    assert sum(isinstance(answer, actions.EntryRefused) for answer in answers) == 1


def test_different_days_do_not_wait_for_each_other(cast, effort, slow_checks):
    efforts = [effort(minutes=20 * 60), replace(effort(minutes=20 * 60), worked_on=NOW.date())]
    at_once(
        *(
            lambda each=each: actions.log_hours(membership=cast.anna, effort=each, nonce=uuid4(), now=NOW)
            for each in efforts
        )
    )
    assert HourEntry.objects.count() == 2


def test_a_form_that_is_sent_twice_at_once_gives_one_entry(cast, effort, slow_checks):
    nonce = uuid4()

    def log():
        return actions.log_hours(membership=cast.anna, effort=effort(), nonce=nonce, now=NOW, submit=True).entry.pk

    first, second = at_once(log, log)
    assert first == second
    assert AuditEvent.objects.filter(verb="hours.submitted").count() == 1


def test_of_two_coordinators_one_wins(cast):
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    entries = [cast.submitted() for _ in range(20)]
    picks = {entry.pk: 1 for entry in entries}
    approved, returned = at_once(
        lambda: actions.approve_many(membership=cast.carla, picks=picks, now=NOW),
        lambda: actions.return_many(membership=cast.joost, picks=picks, reason="Welke klas?", now=NOW),
    )
    states = set(HourEntry.objects.values_list("state", flat=True))
    assert states in ({"approved"}, {"returned"})
    assert {len(approved.done), len(returned.done)} == {0, 20}
    loser = approved if not approved.done else returned
    assert {skipped.decided_by for skipped in loser.skipped} <= {"Carla Noorderpoort", "Joost Hanze"}
    assert AuditEvent.objects.count() == 20


def test_two_choices_that_cross_do_not_block_each_other(cast):
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    entries = [cast.submitted() for _ in range(30)]
    up = {entry.pk: 1 for entry in entries}
    down = {entry.pk: 1 for entry in reversed(entries)}
    answers = at_once(
        lambda: actions.approve_many(membership=cast.carla, picks=up, now=NOW),
        lambda: actions.approve_many(membership=cast.joost, picks=down, now=NOW),
    )
    assert sum(len(answer.done) for answer in answers) == 30


def test_withdrawing_and_approving_at_once(cast):
    entry = cast.submitted()
    mine, theirs = HourEntry.objects.get(), HourEntry.objects.get()
    at_once(
        lambda: actions.withdraw_hours(membership=cast.anna, entry=mine, now=NOW),
        lambda: actions.approve_hours(membership=cast.carla, entry=theirs, version=1, now=NOW),
    )
    entry.refresh_from_db()
    assert entry.version == 2
    assert AuditEvent.objects.count() == 1


def test_an_approval_is_undone_or_reported_but_not_both(cast):
    entry = cast.approved()
    stale = HourEntry.objects.select_related("activity").get()
    at_once(
        lambda: actions.reopen_hours(membership=cast.carla, entry=stale, reason="Verkeerde klas", now=NOW),
        lambda: actions.mark_reported(entry_ids=[entry.pk], now=NOW),
    )
    entry.refresh_from_db()
    assert (entry.state, entry.reported_at) in {("submitted", None), ("approved", NOW)}


def test_one_pledge_for_a_partner_and_a_year(cast):
    def enter():
        return actions.enter_pledge(
            membership=cast.mirjam,
            programme=cast.programme,
            organisation=cast.terpdok,
            year=cast.programme.years[2],
            promise=actions.Promise(120 * 60),
            nonce=uuid4(),
            now=NOW,
        )

    answers = at_once(enter, enter)
    assert Pledge.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
