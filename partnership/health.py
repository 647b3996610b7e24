"""Whether what the portal stands on answers: the database, Redis and a worker."""

from concurrent.futures import ThreadPoolExecutor, wait
from time import monotonic

from celery import current_app
from django.conf import settings
from django.db import connection
from redis import Redis

DEADLINE = 4  # seconds for everything together
PATIENCE = 1.5  # seconds for one answer


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    finally:
        connection.close()


def redis_answers() -> bool:
    with Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        return bool(client.ping())


def worker_answers() -> bool:
    """A worker says pong. Asked through Redis, so without Redis nobody is heard."""
    return redis_answers() and bool(current_app.control.ping(timeout=PATIENCE, limit=1))


CHECKS = {"database": database_answers, "redis": redis_answers, "worker": worker_answers}


def health() -> dict[str, bool]:
    """Each part and whether it answered in time. All are asked at once; one that hangs does not hold the others."""
    pool = ThreadPoolExecutor(max_workers=len(CHECKS), thread_name_prefix="health")
    ends = monotonic() + DEADLINE
    asked = {name: pool.submit(check) for name, check in CHECKS.items()}
    wait(asked.values(), timeout=max(0, ends - monotonic()))
    pool.shutdown(wait=False, cancel_futures=True)
    return {name: _said_yes(future) for name, future in asked.items()}


def _said_yes(future) -> bool:
    return future.done() and future.exception() is None and future.result()
