"""Everything that changes hours and pledges: one function per verb, each in one transaction with its audit event."""

from .common import EntryRefused
from .decisions import Decided, approve_hours, approve_many, mark_reported, reopen_hours, return_hours, return_many
from .hours import Logged, change_hours, delete_draft, log_hours, submit_hours, withdraw_hours
from .pledges import Promise, change_pledge, enter_pledge, withdraw_pledge
from .team import TeamRefused, log_for_team
from .week import Cell, WeekRefused, WeekSaved, save_week

__all__ = [
    "Cell",
    "Decided",
    "EntryRefused",
    "Logged",
    "Promise",
    "TeamRefused",
    "WeekRefused",
    "WeekSaved",
    "approve_hours",
    "approve_many",
    "change_hours",
    "change_pledge",
    "delete_draft",
    "enter_pledge",
    "log_for_team",
    "log_hours",
    "mark_reported",
    "reopen_hours",
    "return_hours",
    "return_many",
    "save_week",
    "submit_hours",
    "withdraw_hours",
    "withdraw_pledge",
]
