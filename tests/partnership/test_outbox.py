"""Mail leaves once, whatever dies on the way."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from celery import current_app
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from partnership.actions import mail as actions
from partnership.mails import Letter
from partnership.models import OutboxMail
from partnership.tasks import send_mail, sweep_mail

NOW = timezone.now()
LETTER = Letter(
    subject="A subject",
    greeting="Hello Nina & Co,",
    paragraphs=("First <b>thing</b>.",),
    button="Open it",
    path="/invitation/abc/",
    closing=("Bye.",),
)


class BrokenBackend(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


@pytest.fixture
def waiting(db):
    return actions.post(key="letter:1", to="nina@example.org", letter=LETTER, now=NOW)


def broken(settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"


def test_a_letter_reads_as_well_in_text(waiting, settings):
    assert f"Open it:\n{settings.SITE_URL}/invitation/abc/" in waiting.text
    assert "Nina & Co" in waiting.text
    assert "First <b>thing</b>." in waiting.text
    assert "First &lt;b&gt;thing&lt;/b&gt;." in waiting.html
    assert waiting.html.count('class="button"') == 1
    assert "http://" not in waiting.html.replace(settings.SITE_URL, "")


def test_the_same_key_is_one_mail(waiting):
    again = actions.post(key="letter:1", to="nina@example.org", letter=LETTER, now=NOW)
    assert again == waiting
    assert OutboxMail.objects.count() == 1


def test_a_mail_leaves_once_and_its_text_is_emptied(waiting, mailoutbox):
    assert actions.deliver(mail_id=waiting.pk, now=NOW)
    assert not actions.deliver(mail_id=waiting.pk, now=NOW + timedelta(hours=1))
    assert len(mailoutbox) == 1
    assert mailoutbox[0].to == ["nina@example.org"]
    assert "/invitation/abc/" in mailoutbox[0].body
    waiting.refresh_from_db()
    assert (waiting.state, waiting.text, waiting.html) == ("done", "", "")
    assert waiting.sent_at == NOW


def test_a_failure_is_tried_again_later_and_three_times_at_most(waiting, settings):
    broken(settings)
    now = NOW
    for attempt in (1, 2, 3):
        assert actions.sweep(now=now) == [waiting.pk]
        assert not actions.deliver(mail_id=waiting.pk, now=now)
        waiting.refresh_from_db()
        assert waiting.attempts == attempt
        assert actions.sweep(now=now) == []  # not at once
        now = waiting.due_at
    assert (waiting.state, waiting.error, waiting.text) == ("failed", "SMTPServerDisconnected", "")
    assert actions.sweep(now=now + timedelta(days=1)) == []


def test_after_a_failure_it_still_arrives(waiting, settings, mailoutbox):
    working = settings.EMAIL_BACKEND
    broken(settings)
    actions.deliver(mail_id=waiting.pk, now=NOW)
    settings.EMAIL_BACKEND = working
    waiting.refresh_from_db()
    assert actions.deliver(mail_id=waiting.pk, now=waiting.due_at)
    assert len(mailoutbox) == 1


def test_what_a_killed_worker_held_is_taken_over_when_its_lease_is_over(waiting, mailoutbox):
    OutboxMail.objects.update(state="running", attempts=1, lease_until=NOW + actions.LEASE)
    assert actions.sweep(now=NOW) == []
    assert not actions.deliver(mail_id=waiting.pk, now=NOW)
    later = NOW + actions.LEASE + timedelta(seconds=1)
    assert actions.sweep(now=later) == [waiting.pk]
    assert actions.deliver(mail_id=waiting.pk, now=later)
    assert len(mailoutbox) == 1


def test_a_mail_that_kills_its_workers_is_given_up(waiting):
    OutboxMail.objects.update(state="running", attempts=3, lease_until=NOW)
    assert actions.sweep(now=NOW + timedelta(seconds=1)) == []
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("failed", "WorkerStopped")


def test_both_attempts_of_one_mail_carry_the_same_message_id(waiting, mailoutbox):
    actions.deliver(mail_id=waiting.pk, now=NOW)
    OutboxMail.objects.update(state="queued", sent_at=None)  # as if the worker died right after sending
    actions.deliver(mail_id=waiting.pk, now=NOW)
    ids = {message.extra_headers["Message-ID"] for message in mailoutbox}
    assert len(mailoutbox) == 2
    assert len(ids) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends():
    row = actions.post(key="letter:1", to="nina@example.org", letter=LETTER, now=NOW)
    together, sent = Barrier(2), []

    def work():
        together.wait(5)
        try:
            sent.append(actions.deliver(mail_id=row.pk, now=NOW))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False, True]
    assert len(django_mail.outbox) == 1


def test_tasks_run_and_sweeping_wakes_what_waits(waiting, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        sweep_mail()
    assert len(callbacks) == 1
    send_mail(mail_id=waiting.pk)
    assert len(mailoutbox) == 1


def test_rolling_back_the_cause_takes_the_mail_with_it(db):
    with transaction.atomic():
        actions.post(key="letter:2", to="nina@example.org", letter=LETTER, now=NOW)
        transaction.set_rollback(True)
    assert not OutboxMail.objects.exists()


def test_old_rows_go(waiting):
    actions.deliver(mail_id=waiting.pk, now=NOW)
    actions.sweep(now=NOW + timedelta(days=89))
    assert OutboxMail.objects.exists()
    actions.sweep(now=NOW + timedelta(days=91))
    assert not OutboxMail.objects.exists()


def test_the_task_goes_to_the_queue_for_mail():
    route = current_app.amqp.router.route({}, send_mail.name)
    assert route["queue"].name == "mail"
    assert current_app.amqp.router.route({}, sweep_mail.name)["queue"].name == "default"
