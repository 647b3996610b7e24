"""What the actions share: refusing with words, locks, and waiting for one no longer than people do."""

from datetime import date
from functools import wraps

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from contributions.queries.checks import Findings
from contributions.sentences import MISSING, REFUSALS
from lib.workflow import Decision, Refused

BUSY = {"55P03", "40P01"}  # PostgreSQL: lock not available, deadlock detected
DAYS_BITS = 20  # a day's ordinal stays below 2 ** 20 until the year 2871


class EntryRefused(Refused):
    """An effort that the rules refuse, or that misses something; `findings` says what, per field."""

    def __init__(self, findings: Findings):
        sentences = [*(REFUSALS[code] for code in findings.refusals.values())]
        sentences = sentences or [MISSING[code] for code in findings.missing]
        super().__init__(" ".join(str(sentence) for sentence in sentences))
        self.findings = findings


def demand(decision: Decision) -> None:
    """Raises Refused with the reason of a decision that does not allow it."""
    if not decision:
        raise Refused(decision.reason)


def patient(action):
    """Around a transaction: a row that others hold too long is refused in words instead of as a failure."""

    @wraps(action)
    def waiting(*args, **kwargs):
        try:
            return action(*args, **kwargs)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in BUSY:
                raise
            raise Refused(_("Somebody else is working on the same hours at this moment. Try it again.")) from error

    return waiting


def hold_day(person_id: int, day: date) -> None:
    """Until the end of the transaction nobody else logs hours of this person on this day.

    Two entries of 20 hours that are sent at once would each find the day empty; there is no row yet to lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [person_id << DAYS_BITS | day.toordinal()])
