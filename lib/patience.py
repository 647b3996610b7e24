"""Waiting for a lock no longer than people do: what others hold too long is refused in words."""

from collections.abc import Callable
from functools import wraps

from django.db import OperationalError
from django.utils.functional import Promise

from lib.workflow import Refused

BUSY = {"55P03", "40P01"}  # PostgreSQL: lock not available, deadlock detected


def is_busy(error: OperationalError) -> bool:
    """Whether somebody else held what was needed, and trying again may help."""
    return getattr(error.__cause__, "sqlstate", "") in BUSY


def patient_with(reason: str | Promise) -> Callable:
    """A decorator around a transaction, with the sentence for who came second."""

    def around(action):
        @wraps(action)
        def waiting(*args, **kwargs):
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if not is_busy(error):
                    raise
                raise Refused(reason) from error

        return waiting

    return around
