"""Who takes part, under which grant, and what happened."""

from .audit import AuditEvent
from .mail import OutboxMail
from .organisations import Organisation, Participation, Partnership
from .people import Invitation, Membership, User
from .programmes import BudgetLine, Programme

__all__ = [
    "AuditEvent",
    "BudgetLine",
    "Invitation",
    "Membership",
    "Organisation",
    "OutboxMail",
    "Participation",
    "Partnership",
    "Programme",
    "User",
]
