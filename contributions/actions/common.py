"""What the actions share: refusing with words, locks, and waiting for one no longer than people do."""

from collections.abc import Iterable
from datetime import date
from functools import wraps

from django.db import IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from contributions.queries.checks import Findings
from contributions.rules import Refusal
from contributions.sentences import MISSING, REFUSALS
from lib.patience import patient_with
from lib.workflow import Refused, SomeoneWasFirst

HAS_PROOF = _("Proof hangs on these hours, so they cannot be thrown away.")
# Constraints that only two people at the same moment run into.
AT_ONCE = ("hours_in_a_month_when_submitted", "hours_taken_back_once", "hours_replaced_once", "corrections_balance")
DAYS_BITS = 20  # a day's ordinal stays below 2 ** 20 until the year 2871
PERSON = -1  # a lock on everything of a person; numbers below zero belong to no programme


class EntryRefused(Refused):
    """An effort that the rules refuse, or that misses something; `findings` says what, per field."""

    def __init__(self, findings: Findings):
        sentences = [*(REFUSALS[code] for code in findings.refusals.values())]
        sentences = sentences or [MISSING[code] for code in findings.missing]
        super().__init__(" ".join(str(sentence) for sentence in sentences))
        self.findings = findings


_waits = patient_with(_("Somebody else is working on the same hours at this moment. Try it again."))


def patient(action):
    """Around a transaction: what others hold too long, or changed at the same moment, is refused in words."""
    tried = _waits(action)

    @wraps(action)
    def waiting(*args, **kwargs):
        try:
            return tried(*args, **kwargs)
        except IntegrityError as error:
            raise _in_words(error) from error

    return waiting


def _in_words(error: IntegrityError) -> Exception:
    """What the database refused because of somebody else, as words; anything else stays the failure it is."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = diagnosis.constraint_name if diagnosis else None
    if name == "month_is_locked":
        return Refused(REFUSALS[Refusal.MONTH_LOCKED])
    if name in AT_ONCE:
        return SomeoneWasFirst()
    return error


def hold_day(person_id: int, day: date) -> None:
    """Until the end of the transaction nobody else logs hours of this person on this day.

    Two entries of 20 hours that are sent at once would each find the day empty; there is no row yet to lock.
    """
    hold_days([person_id], [day])


def hold_days(people: Iterable[int], days: Iterable[date]) -> None:
    """The same for several people and days, in one query and always in one order, so that no two block each other."""
    whose, when = sorted(set(people)), set(days)
    keys = sorted({person << DAYS_BITS | day.toordinal() for person in whose for day in when})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, person) FROM unnest(%s::int[]) AS person", [PERSON, whose]
        )
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def hold_people(people: Iterable[int]) -> None:
    """The same for every day of these people: a spreadsheet of years has more days than there is room for locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, person) FROM unnest(%s::int[]) AS person", [PERSON, sorted(set(people))]
        )
