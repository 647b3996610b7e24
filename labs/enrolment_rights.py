"""Who may sign up, step back, or say who was there: predicates that say why not, for button and action alike."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.figures import moment
from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .states import SessionState

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Enrolment, Session

ELSEWHERE = _("This session is of another partnership.")
CANCELLED = _("This session was cancelled.")
# How long it is known who took part in a session: the longest that two years can be.
KEPT = timedelta(days=731)


def closes_at(session: "Session") -> datetime:
    """Until when people sign up: what was set, else until it starts."""
    return session.enrol_until or session.starts_at


def leaves_until(session: "Session") -> datetime:
    """Until when people step back by themselves: what was set, else until it starts."""
    return session.withdraw_until or session.starts_at


def can_get_in(session: "Session", now: datetime) -> Decision:
    """Whether a session takes people at all, whoever adds them."""
    if session.state == SessionState.CANCELLED:
        return refused(CANCELLED)
    if session.state == SessionState.DRAFT:
        return refused(_("This session is not open yet."))
    if not session.takes_enrolments:
        return refused(_("Nobody has to sign up for this session."))
    if now >= session.ends_at:
        return refused(_("This session is over."))
    return ALLOWED


def _is_open(session: "Session", now: datetime) -> Decision:
    able = can_get_in(session, now)
    if able and now >= closes_at(session):
        return refused(_("People could sign up until %(moment)s.") % {"moment": moment(closes_at(session))})
    return able


def can_enrol(by: "Membership", session: "Session", now: datetime) -> Decision:
    if session.lab.partnership_id != by.partnership_id:
        return refused(ELSEWHERE)
    if not by.can(Permission.TAKE_PART):
        return refused(_("You cannot sign up for sessions in this role."))
    return _is_open(session, now)


def can_enrol_class(by: "Membership", session: "Session", now: datetime) -> Decision:
    if session.lab.partnership_id != by.partnership_id:
        return refused(ELSEWHERE)
    if not by.can(Permission.ENROL_CLASSES):
        return refused(_("You cannot sign classes up in this role."))
    return _is_open(session, now)


def can_add(session: "Session", runs: bool, now: datetime) -> Decision:
    """Adding somebody by hand: for who runs the lab, also after the date until which people sign up themselves."""
    return can_get_in(session, now) if runs else refused(_("Only who runs the lab adds people."))


def can_step_back(session: "Session", now: datetime) -> Decision:
    """Leaving by oneself, or taking one's class out."""
    if session.state == SessionState.CANCELLED:
        return refused(CANCELLED)
    if now >= leaves_until(session):
        return refused(_("You could withdraw until %(moment)s.") % {"moment": moment(leaves_until(session))})
    return ALLOWED


def can_withdraw(by: "Membership", enrolment: "Enrolment", runs: bool, keeps: bool, now: datetime) -> Decision:
    """One's own enrolment, one of the own class (`keeps`), or any of a session that one `runs`."""
    if enrolment.was_there is not None:
        return refused(_("It was noted who was there. Change that list instead."))
    if runs:
        return ALLOWED
    if enrolment.person_id != by.user_id and not keeps:
        return refused(_("This is somebody else's enrolment."))
    return can_step_back(enrolment.session, now)


def can_take_attendance(session: "Session", runs: bool, now: datetime) -> Decision:
    if not runs:
        return refused(_("Only who runs the lab notes who was there."))
    if session.state != SessionState.PUBLISHED:
        return refused(CANCELLED if session.state == SessionState.CANCELLED else _("This session is not open yet."))
    if now < session.starts_at:
        start = moment(session.starts_at)
        return refused(_("You can note who was there once the session has started: %(moment)s.") % {"moment": start})
    if now > session.ends_at + KEPT:
        return refused(_("This session was more than two years ago. Who was there is not kept any longer."))
    return ALLOWED
