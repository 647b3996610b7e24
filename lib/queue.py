"""Waking a worker for a row that waits in the database.

The message goes out after the commit and may get lost: a sweeper finds every row that nobody picked up. So a broker
that is down or hangs neither fails a request nor holds it for long.
"""

from collections.abc import Iterable
from contextvars import copy_context
from functools import partial
from threading import Thread

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

PATIENCE = 1.5  # seconds that a request waits for the broker
log = structlog.get_logger(__name__)


def wake(task: str, **kwargs) -> None:
    """Start `task` (its full name) with these arguments once the current transaction is committed."""
    wake_each(task, [kwargs])


def wake_each(task: str, arguments: Iterable[dict]) -> None:
    """Start `task` once for each of these arguments, after the commit; together they wait no longer than one does."""
    transaction.on_commit(partial(_send, task, list(arguments)))


def _send(task: str, arguments: list[dict]) -> None:
    """In a thread of its own: the client of the broker tries again by itself, for longer than a person waits."""
    sending = Thread(target=copy_context().run, args=(_publish, task, arguments), daemon=True)
    sending.start()
    sending.join(PATIENCE)
    if sending.is_alive():
        log.warning("broker_slow", task=task)


def _publish(task: str, arguments: list[dict]) -> None:
    try:
        for kwargs in arguments:
            current_app.send_task(task, kwargs=kwargs, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("broker_unreachable", task=task, error=type(error).__name__)
