"""A broker that is gone or hangs neither fails a page nor holds it."""

import contextlib
import socket
import threading
import time

import pytest
from celery import current_app
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from kombu import pools

from lib import queue
from partnership.models import OutboxMail
from tests.partnership.test_invitations import send


@pytest.fixture
def hanging_server():
    """Accepts connections and never says a word."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    held, over = [], threading.Event()

    def listen():
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                held.append(server.accept()[0])

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1]
    over.set()
    thread.join()
    for connection in (server, *held):
        connection.close()


@pytest.fixture
def broker():
    """Point Celery at another broker, and back."""
    before = current_app.conf.broker_url

    def use(url):
        current_app.conf.broker_url = current_app.conf.broker_write_url = url
        pools.reset()
        current_app._pool = current_app.amqp._producer_pool = None

    yield use
    use(before)


def seconds(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def test_the_broker_knows_every_option_it_is_given():
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    with current_app.connection() as connection:
        channel = connection.default_channel
        assert {name: getattr(channel, name) for name in options} == options
        assert set(options) <= set(channel.from_transport_options)
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < options["visibility_timeout"]


def test_a_broker_that_refuses(broker, caplog):
    broker("redis://127.0.0.1:1/0")
    assert seconds(lambda: queue._send("partnership.tasks.sweep_mail", [{}])) < 3


def test_a_broker_that_hangs(broker, hanging_server):
    broker(f"redis://127.0.0.1:{hanging_server}/0")
    assert seconds(lambda: queue._send("partnership.tasks.sweep_mail", [{}])) < 3


def test_a_page_that_sends_mail_answers_while_the_broker_hangs(
    broker, hanging_server, cast, log_in, django_capture_on_commit_callbacks
):
    invitation = send(cast)
    client = log_in(cast.mirjam)
    broker(f"redis://127.0.0.1:{hanging_server}/0")
    url = reverse("invitation_resend", args=["werkplaats", invitation.pk])

    def ask():
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url).status_code == 302

    assert seconds(ask) < 3
    assert OutboxMail.objects.filter(state="queued", due_at__lte=timezone.now()).count() == 2
