"""What is written in the labs: one function per verb."""

from .plan import change, plan, wrong_days
from .plan_labs import add_coordinator, add_lab, change_lab, open_labs, remove_coordinator
from .session_changes import cancel_session, change_session
from .sessions import (
    Guest,
    SessionRefused,
    discard_session,
    plan_series,
    plan_session,
    publish_session,
)

__all__ = [
    "Guest",
    "SessionRefused",
    "add_coordinator",
    "add_lab",
    "cancel_session",
    "change",
    "change_lab",
    "change_session",
    "discard_session",
    "open_labs",
    "plan",
    "plan_series",
    "plan_session",
    "publish_session",
    "remove_coordinator",
    "wrong_days",
]
