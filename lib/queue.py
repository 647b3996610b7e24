"""Waking a worker for a row that waits in the database.

The message goes out after the commit and may get lost: a sweeper finds every row that nobody picked up. So a broker
that is down or hangs neither fails a request nor holds it for long.
"""

from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def wake(task: str, **kwargs) -> None:
    """Start `task` (its full name) with these arguments once the current transaction is committed."""
    transaction.on_commit(partial(_send, task, kwargs))


def _send(task: str, kwargs: dict) -> None:
    try:
        current_app.send_task(task, kwargs=kwargs, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("broker_unreachable", task=task, error=type(error).__name__)
