"""Pledges, hours and other contributions of partners to a programme, and what hangs on them."""

from .agreements import Agreement
from .common import changed, in_scope, labs_of, own_organisations
from .documents import Document
from .goods import Contribution
from .hours import HourEntry
from .months import LockException, LockRule, MonthLock, Timesheet, TimesheetStep
from .offers import HourOffer, OfferLink
from .pledges import Pledge
from .proofs import Proof
from .reminders import Reminder, ReminderChoice, ReminderRound
from .rent import RentClaim
from .sheets import SheetImport, SheetMapping, SheetRow

__all__ = [
    "Agreement",
    "Contribution",
    "Document",
    "HourEntry",
    "HourOffer",
    "LockException",
    "LockRule",
    "MonthLock",
    "OfferLink",
    "Pledge",
    "Proof",
    "Reminder",
    "ReminderChoice",
    "ReminderRound",
    "RentClaim",
    "SheetImport",
    "SheetMapping",
    "SheetRow",
    "Timesheet",
    "TimesheetStep",
    "changed",
    "in_scope",
    "labs_of",
    "own_organisations",
]
