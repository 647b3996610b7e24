"""The health page names what does not answer, within five seconds whatever hangs."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.urls import reverse

from config.celery import app
from partnership import health
from tests.partnership.test_broker import hanging_server

URL = reverse("healthz")
__all__ = ["hanging_server"]


def test_without_a_worker_it_says_so(client, db):
    response = client.get(URL)
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "ok", "redis": "ok", "worker": "no answer"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore")  # of the worker that runs inside this test
def test_with_everything_there_it_is_content(client):
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=20):
        deadline = time.monotonic() + 20
        while (response := client.get(URL)).status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.2)
    assert response.json() == {"status": "ok", "database": "ok", "redis": "ok", "worker": "ok"}


def test_redis_that_is_gone(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get(URL)
    assert response.status_code == 503
    assert response.json()["redis"] == response.json()["worker"] == "no answer"
    assert response.json()["database"] == "ok"


def test_redis_that_hangs_holds_the_page_no_longer_than_five_seconds(client, db, settings, hanging_server):
    settings.REDIS_URL = f"redis://127.0.0.1:{hanging_server}/0"
    began = time.monotonic()
    response = client.get(URL)
    assert time.monotonic() - began < 5
    assert response.json()["redis"] == "no answer"


def test_a_part_that_breaks_or_hangs_is_named(monkeypatch):
    def broken():
        raise OSError

    monkeypatch.setattr(health, "DEADLINE", 0.3)
    checks = {"database": broken, "redis": lambda: True, "worker": lambda: time.sleep(1)}
    monkeypatch.setattr(health, "CHECKS", checks)
    assert health.health() == {"database": False, "redis": True, "worker": False}
