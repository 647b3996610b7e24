"""Who may do what with a placement, and if not, why: the same answer for button, page and action.

A student signs for the own placement; for the company its mentor, or whoever signs agreements for it; for the school
the student's mentor there, or who looks after the board. Nobody signs for two.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .placement_states import (
    BEFORE_START,
    COMPLETED,
    ENDED_EARLY,
    PLACEMENTS,
    RUNNING,
    STARTED,
    FeedbackSide,
    Party,
    PlacementState,
)

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Placement

NO_RIGHT = _("You may not do this with this placement.")
FORGOTTEN = _("This placement is over for so long that it has no names any more.")
NOT_NOW = {
    PlacementState.PREPARING.value: _("This placement waits for signatures."),
    PlacementState.SIGNED.value: _("Everybody signed this placement already; it has not begun yet."),
    PlacementState.RUNNING.value: _("This placement is running."),
    PlacementState.COMPLETED.value: _("This placement is completed."),
    PlacementState.ENDED_EARLY.value: _("This placement ended early."),
    PlacementState.CANCELLED.value: _("This placement was cancelled."),
}
SCHOOLS_OWN = _("The agreement of an internship is signed in the school's own system.")
AGE_UNKNOWN = _("First has to be filled in whether the student is under 18 on the first day. The school does that.")
SIGNED_ALREADY = _("You signed this agreement already.")


def is_of_company(by: "Membership", row: "Placement") -> bool:
    """The mentor, and colleagues who offer work for the same company."""
    return by.pk == row.mentor_id or (
        by.organisation_id == row.organisation_id and by.can(Permission.OFFER_WORK) and by.pk != row.school_mentor_id
    )


def is_of_school(by: "Membership", row: "Placement") -> bool:
    """The mentor at the school, and who looks after the board."""
    return by.pk == row.school_mentor_id or (by.can(Permission.MATCH) and by.partnership_id == row.partnership_id)


def is_student(by: "Membership", row: "Placement") -> bool:
    return by.pk == row.student_id


def _in_time(verb: str, row: "Placement") -> Decision:
    return ALLOWED if PLACEMENTS.allows(verb, row.state) else refused(NOT_NOW[row.state])


def can_place(by: "Membership") -> Decision:
    return ALLOWED if by.can(Permission.MATCH) else refused(NO_RIGHT)


def can_change(by: "Membership", row: "Placement") -> Decision:
    """The content of the agreement, as long as it has not begun."""
    return _in_time("change", row) if is_of_school(by, row) else refused(NO_RIGHT)


def can_cancel(by: "Membership", row: "Placement") -> Decision:
    return _in_time("cancel", row) if is_of_school(by, row) else refused(NO_RIGHT)


def can_note_agreement(by: "Membership", row: "Placement") -> Decision:
    """How far the school's own agreement is; for internships, before it begins."""
    if not row.is_internship or not is_of_school(by, row):
        return refused(NO_RIGHT)
    return ALLOWED if row.state in BEFORE_START else refused(NOT_NOW[row.state])


def parties_of(by: "Membership", row: "Placement") -> list[str]:
    """For whom this member may sign."""
    signs_for_company = by.can(Permission.SIGN_AGREEMENTS) and by.organisation_id == row.organisation_id
    parties = []
    if is_student(by, row):
        parties.append(Party.STUDENT.value)
    if by.pk == row.mentor_id or (signs_for_company and by.pk != row.school_mentor_id):
        parties.append(Party.COMPANY.value)
    if is_of_school(by, row):
        parties.append(Party.SCHOOL.value)
    return parties


def can_sign(by: "Membership", row: "Placement", signed: Iterable[tuple[str, int | None]]) -> Decision:
    """Whether this member may sign now; `signed` are the parties that did, each with the account that signed."""
    mine = parties_of(by, row)
    if not mine:
        return refused(NO_RIGHT)
    if row.is_internship:
        return refused(SCHOOLS_OWN)
    done = dict(signed)
    if by.user_id in done.values():
        return refused(SIGNED_ALREADY)
    if row.state != PlacementState.PREPARING:
        return refused(NOT_NOW[row.state])
    if row.is_minor is None:
        return refused(AGE_UNKNOWN)
    if all(party in done for party in mine):
        return refused(_("A colleague signed this agreement already."))
    return ALLOWED


def party_to_sign(by: "Membership", row: "Placement", signed: Iterable[tuple[str, int | None]]) -> str:
    """For whom; only when `can_sign` allows it."""
    done = dict(signed)
    return next(party for party in parties_of(by, row) if party not in done)


def can_end(by: "Membership", row: "Placement", verb: str) -> Decision:
    """Complete it, or end it early: company and school."""
    if not (is_of_company(by, row) or is_of_school(by, row)):
        return refused(NO_RIGHT)
    return _in_time(verb, row)


def feedback_side(by: "Membership", row: "Placement") -> str:
    """For which side this member gives feedback, or nothing."""
    if is_student(by, row):
        return FeedbackSide.STUDENT.value
    return FeedbackSide.COMPANY.value if is_of_company(by, row) else ""


def can_give_feedback(by: "Membership", row: "Placement") -> Decision:
    if not feedback_side(by, row):
        return refused(NO_RIGHT)
    return ALLOWED if row.state in STARTED else refused(NOT_NOW[row.state])


def can_write_reference(by: "Membership", row: "Placement") -> Decision:
    if not is_of_company(by, row):
        return refused(NO_RIGHT)
    if row.anonymised_at is not None:
        return refused(FORGOTTEN)
    return ALLOWED if row.state in (RUNNING, COMPLETED, ENDED_EARLY) else refused(NOT_NOW[row.state])


def can_show(by: "Membership", row: "Placement") -> Decision:
    """Put it in the own portfolio."""
    if not is_student(by, row):
        return refused(NO_RIGHT)
    return ALLOWED if row.state in STARTED else refused(NOT_NOW[row.state])
