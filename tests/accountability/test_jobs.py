"""What happens to the work when workers die, race, fail or hear nothing."""

import os
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accountability import actions, store, tasks
from accountability.models import AccountabilityReport
from accountability.states import Failure
from lib.store import Store
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.accountability.helpers import ask, make
from tests.cast import NOW, stage

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def report(cast):
    cast.approved()
    return ask(cast.mirjam, cast.programme)[0]


@pytest.fixture
def sent(monkeypatch):
    """The ids of parts that workers were woken for."""
    ids = []
    monkeypatch.setattr("lib.jobs.wake_each", lambda task, calls: ids.extend(call["part_id"] for call in calls))
    return ids


def test_a_request_wakes_a_worker_after_the_commit(cast, django_capture_on_commit_callbacks):
    cast.approved()
    with django_capture_on_commit_callbacks() as callbacks:
        ask(cast.mirjam, cast.programme)
    assert len(callbacks) == 1


def test_only_one_of_two_workers_gets_a_part(report):
    part = report.parts.get()
    assert actions.claim_part(part_id=part.pk, now=NOW).attempts == 1
    assert actions.claim_part(part_id=part.pk, now=NOW) is None


def test_a_part_whose_worker_died_is_taken_over(report, sent):
    part = report.parts.get()
    lost = actions.claim_part(part_id=part.pk, now=NOW)
    assert actions.sweep(now=NOW + timedelta(seconds=30)) == []
    assert actions.sweep(now=LATER) == [part.pk] == sent
    taken_over = actions.claim_part(part_id=part.pk, now=LATER)
    assert taken_over.attempts == 2
    stored = store.REPORTS.put("1/x.pdf", b"%PDF late")
    assert not actions.finish_part(part=lost, stored=stored, pages=1, bundle=None, now=LATER)
    assert actions.finish_part(part=taken_over, stored=stored, pages=1, bundle=None, now=LATER)
    report.refresh_from_db()
    assert (report.state, report.sha256) == ("done", stored.sha256)


def test_a_task_that_comes_again_gets_its_part_back_at_once(report):
    part = report.parts.get()
    assert actions.claim_part(part_id=part.pk, now=NOW, holder="task-1").attempts == 1
    assert actions.claim_part(part_id=part.pk, now=NOW, holder="task-2") is None
    assert actions.claim_part(part_id=part.pk, now=NOW, holder="task-1").attempts == 2


def test_who_is_still_at_it_keeps_the_part(report, sent):
    part = actions.claim_part(part_id=report.parts.get().pk, now=NOW)
    assert actions.renew_lease(part=part, now=LATER)
    assert actions.sweep(now=LATER + timedelta(seconds=30)) == []


def test_a_lost_message_is_found_by_the_sweeper(report, sent):
    assert actions.sweep(now=NOW + timedelta(seconds=5)) == []
    assert actions.sweep(now=LATER) == [report.parts.get().pk]


def test_three_dead_workers_make_a_failed_report_with_its_reason(report, sent):
    part, now = report.parts.get(), NOW
    for _ in range(3):
        assert actions.claim_part(part_id=part.pk, now=now)
        now += timedelta(minutes=5)
    assert actions.sweep(now=now) == []
    report.refresh_from_db()
    assert (report.state, report.failure) == ("failed", Failure.WORKER_LOST)


def test_an_attempt_that_fails_is_followed_by_another_and_at_last_by_a_reason(report, sent, monkeypatch):
    def broken(*_args):
        raise RuntimeError("no layout")

    monkeypatch.setattr(tasks, "build", broken)
    part = report.parts.get()
    for attempt in (1, 2, 3):
        tasks.render_part(part_id=part.pk)
        part.refresh_from_db()
        assert part.attempts == attempt
    report.refresh_from_db()
    assert (report.state, report.failure, part.state) == ("failed", Failure.RENDERING, "failed")
    assert sent == [part.pk, part.pk]


def test_a_full_disk_is_told_apart(report, sent, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "_put", full)
    for _ in range(3):
        tasks.render_part(part_id=report.parts.get().pk)
    report.refresh_from_db()
    assert report.failure == Failure.STORAGE


def failed(report):
    part = report.parts.get()
    for _ in range(3):
        actions.fail_part(part=actions.claim_part(part_id=part.pk, now=NOW), failure=Failure.RENDERING, now=NOW)
    report.refresh_from_db()
    return report


def test_a_failed_report_can_be_tried_again(cast, report, sent):
    actions.retry_report(by=cast.mirjam, report=failed(report), now=LATER)
    report.refresh_from_db()
    assert report.state == "queued"
    assert make(report).state == "done"


def test_trying_again_leaves_a_part_to_the_worker_that_is_at_it(cast, monkeypatch, sent):
    monkeypatch.setattr(actions, "LINES_PER_DOCUMENT", 1)
    monkeypatch.setattr(actions, "LINES_PER_VOLUME", 1)
    for day in (9, 10, 11):
        cast.approved(worked_on=date(2026, 3, day))
    report = ask(cast.mirjam, cast.programme)[0]
    broken, held, lost = report.parts.filter(number__gt=0).order_by("number")
    actions.claim_part(part_id=lost.pk, now=NOW)  # its lease is over when somebody tries again
    mine = actions.claim_part(part_id=held.pk, now=LATER)
    for _ in range(3):
        claimed = actions.claim_part(part_id=broken.pk, now=NOW)
        actions.fail_part(part=claimed, failure=Failure.RENDERING, now=NOW)
    report.refresh_from_db()
    sent.clear()
    actions.retry_report(by=cast.mirjam, report=report, now=LATER)
    assert sent == [broken.pk, lost.pk]
    for part in (broken, held, lost):
        part.refresh_from_db()
    assert (held.state, held.attempts, held.lease_until) == ("running", 1, mine.lease_until)
    assert (broken.state, broken.attempts, lost.state, lost.attempts) == ("queued", 0, "queued", 0)
    stored = store.REPORTS.put("1/held.pdf", b"%PDF held")
    assert actions.finish_part(part=mine, stored=stored, pages=1, bundle=None, now=LATER)


def test_a_report_that_failed_meanwhile_is_not_said_to_be_finished(report, sent):
    claimed = actions.claim_part(part_id=report.parts.get().pk, now=NOW)
    AccountabilityReport.objects.filter(pk=report.pk).update(state="failed", failure=Failure.WORKER_LOST)
    stored = store.REPORTS.put("1/late.pdf", b"%PDF late")
    actions.finish_part(part=claimed, stored=stored, pages=1, bundle=None, now=NOW)
    report.refresh_from_db()
    assert report.state == "failed"
    assert not AuditEvent.objects.filter(verb="report.finished").exists()


def test_a_report_that_is_finished_is_said_to_be_so_once(report, sent):
    assert make(report).state == "done"
    assert AuditEvent.objects.filter(verb="report.finished", object_id=report.pk).count() == 1


def test_only_management_tries_again_and_only_what_failed(cast, report, sent):
    with pytest.raises(Refused):
        actions.retry_report(by=cast.mirjam, report=report, now=LATER)
    with pytest.raises(Refused):
        actions.retry_report(by=cast.aad, report=failed(report), now=LATER)


def test_a_file_that_was_half_written_is_not_there(reports_root, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(5, "I/O error")))
    with pytest.raises(OSError, match="I/O"):
        store.REPORTS.put("7/x.pdf", b"%PDF")
    assert not [path for path in reports_root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("path", ["../x.pdf", "/etc/passwd", "7/../../x.pdf"])
def test_no_path_leads_out_of_the_folder(path):
    with pytest.raises(ValueError, match="outside"):
        store.REPORTS.location(path)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_are_one_report():
    cast = stage()
    cast.approved()
    barrier, answers = threading.Barrier(2), []

    def request():
        barrier.wait()
        try:
            answers.append(ask(cast.mirjam, cast.programme, now=timezone.now())[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=request) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    assert AccountabilityReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_neither_fails_nor_delays_a_request(settings, monkeypatch):
    from config.celery import app

    cast = stage()
    cast.approved()
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "_pool", None)
    began = timezone.now()
    report, created = ask(cast.mirjam, cast.programme)
    assert created
    assert timezone.now() - began < timedelta(seconds=3)
    assert actions.sweep(now=LATER) == [report.parts.get().pk]
