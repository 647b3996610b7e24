"""Holding a job while it is being done: who does it renews its lease, so a lease that is over means a dead worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.db import DatabaseError, connection

HEARTBEAT = 12  # seconds; several fit in a lease
log = structlog.get_logger(__name__)


@contextmanager
def held(renew: Callable[[], bool], name: str, every: float = HEARTBEAT) -> Iterator[None]:
    """Call `renew` every so many seconds while the block runs, until it says False; it dies with this process."""
    stop = Event()
    beat = Thread(target=_renew, args=(renew, stop, every), daemon=True, name=f"lease-{name}")
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _renew(renew: Callable[[], bool], stop: Event, every: float) -> None:
    try:
        while not stop.wait(every):
            try:
                if not renew():
                    return
            except DatabaseError as error:
                log.warning("lease_not_renewed", error=type(error).__name__)
    finally:
        connection.close()
