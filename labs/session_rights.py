"""Who may do what with a session, and if not, why: the same answer for button, page and action."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused

from .states import SESSIONS, SessionState

if TYPE_CHECKING:
    from .models import Session

NOT_YOURS = _("Only who runs this lab plans its sessions.")
OF_A_FEW = _("This session belongs to a student company or to a teacher in practice. Move or cancel it on that page.")
IS_CANCELLED = _("This session is cancelled, so it stays as it is. Copy it to plan it again.")


def can_change(session: "Session", *, runs: bool, entitled: bool = False) -> Decision:
    """`runs`: whether the person runs the lab of the session; `entitled`: whether its own subject judged the right."""
    if not (entitled or runs):
        return refused(NOT_YOURS)
    if not (entitled or session.is_listed):
        return refused(OF_A_FEW)
    return refused(IS_CANCELLED) if session.state == SessionState.CANCELLED else ALLOWED


def can_step(session: "Session", verb: str, *, runs: bool, entitled: bool = False) -> Decision:
    """Publish or cancel; `entitled` as in `can_change`."""
    if not (entitled or runs):
        return refused(NOT_YOURS)
    if not (entitled or session.is_listed):
        return refused(OF_A_FEW)
    if not SESSIONS.allows(verb, session.state):
        return refused(IS_CANCELLED if session.state == SessionState.CANCELLED else WRONG_STATE[verb])
    return ALLOWED


def can_discard(session: "Session", *, runs: bool) -> Decision:
    """Throw a draft away; what was published can only be cancelled."""
    if not runs:
        return refused(NOT_YOURS)
    if session.state != SessionState.DRAFT:
        return refused(_("This session was published. Cancel it, so that everybody hears about it."))
    return ALLOWED


WRONG_STATE = {
    "publish": _("This session is published already."),
    "cancel": _("This session was never published. Throw the draft away instead."),
}
