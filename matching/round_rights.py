"""What may be done with a round, and if not, why: for button, view and action alike."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from . import round_states as states

if TYPE_CHECKING:
    from datetime import datetime

    from partnership.models import Membership

    from .models import Round, RoundStudent

NO_MATCHER = _("Only who looks after the matching board can do this.")
NOT_NOW = _("This cannot be done with the round as it is now.")
IN_USE = _("Students can see the round already, so it is changed no more. Cancel it and make another.")
NOT_YOURS = _("Only the students of the round have wishes in it.")
NOT_OPEN = _("Wishes can be saved while the round is open. It is not open now.")
TOO_LATE = _("Wishes could be saved until the last day, which is over. Ask your coordinator.")
FIXED = _("Seats are given by hand from opening until publishing, but not while the class is being placed.")
EARLIER = _("This student has a seat of an earlier placement, and keeps it.")


def _matches(by: "Membership", round_: "Round") -> bool:
    return by.can(Permission.MATCH) and by.partnership_id == round_.partnership_id


def can_step(by: "Membership", round_: "Round", verb: str) -> Decision:
    """Whether this member takes a step of the table now."""
    if not _matches(by, round_):
        return refused(NO_MATCHER)
    return ALLOWED if states.ROUNDS.allows(verb, round_.state) else refused(NOT_NOW)


def can_change(by: "Membership", round_: "Round") -> Decision:
    """Its name, students and roles."""
    if not _matches(by, round_):
        return refused(NO_MATCHER)
    return ALLOWED if round_.state == states.PREPARING else refused(IN_USE)


def can_see_students(by: "Membership", round_: "Round") -> Decision:
    return ALLOWED if _matches(by, round_) else refused(NO_MATCHER)


def can_remind(by: "Membership", round_: "Round") -> Decision:
    if not _matches(by, round_):
        return refused(NO_MATCHER)
    return ALLOWED if round_.state == states.OPEN else refused(NOT_NOW)


def can_pin(by: "Membership", round_: "Round", student: "RoundStudent") -> Decision:
    """Give somebody a place by hand, or let go of one that was."""
    if not _matches(by, round_):
        return refused(NO_MATCHER)
    if not round_.is_editable:
        return refused(FIXED)
    return refused(EARLIER) if student.pinned_id and not student.manual else ALLOWED


def can_wish(by: "Membership", round_: "Round", student: "RoundStudent", now: "datetime") -> Decision:
    """Wishes are saved by the student alone, until the end of the last day."""
    if student.membership_id != by.pk or not by.can(Permission.APPLY):
        return refused(NOT_YOURS)
    if round_.state != states.OPEN:
        return refused(NOT_OPEN)
    return refused(TOO_LATE) if is_late(round_, today(now)) else ALLOWED


def is_late(round_: "Round", day: date) -> bool:
    """Whether the last day for wishes is over."""
    return round_.wishes_until is not None and round_.wishes_until < day
