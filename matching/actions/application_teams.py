"""Teams: the founder asks classmates in by e-mail address; each joins with an application of their own, or says no."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership
from partnership.roles import Role

from ..application_rights import can_apply
from ..models import Application, AssignmentRole, TeamInvitation
from ..states import ApplicationState
from .application_common import demand, locked, record
from .application_files import add_files, kept_files
from .application_mail import tell_invited
from .applications import SENT, new_draft, own

MOST_ASKED = 20
NO_TEAM = _("This is not an application of a team.")
FOUNDER_ASKS = _("Only who made the team asks others in.")
TOO_MANY = _("So many people cannot be asked into one team.")
YOURSELF = _("You are in the team already.")
GONE = _("This invitation is not there any more. Ask who sent it to you.")


def ask_in(*, by: Membership, application: Application, email: str, now: datetime) -> TeamInvitation:
    """Ask a classmate into the team. Whether the address is known here stays untold. Raises Refused."""
    email = email.strip().lower()
    with locked([application.assignment_id]):
        row = own(application, by)
        _demand_asks(row, by, email, now)
        invitation, made = TeamInvitation.objects.get_or_create(
            team=row.team, email=email, defaults={"invited_at": now}
        )
        if made:
            record(row, verb="application.team_invited", by=by, now=now)
            _tell(invitation, by, now)
        return invitation


def _demand_asks(row: Application, by: Membership, email: str, now: datetime) -> None:
    if row.team_id is None:
        raise Refused(NO_TEAM)
    if row.state != ApplicationState.DRAFT:
        raise Refused(SENT)
    if row.team.made_by_id != by.pk:
        raise Refused(FOUNDER_ASKS)
    if email == by.user.email:
        raise Refused(YOURSELF)
    demand(can_apply(by, row.assignment, today(now)))
    if row.team.invitations.count() >= MOST_ASKED:
        raise Refused(TOO_MANY)


def _tell(invitation: TeamInvitation, by: Membership, now: datetime) -> None:
    students = Membership.objects.active(now).filter(partnership=by.partnership_id, role=Role.STUDENT)
    member = students.filter(user__email=invitation.email).select_related("user").order_by("pk").first()
    if member is not None:
        tell_invited(invitation, member, by=by, now=now)


def join_team(
    *,
    by: Membership,
    invitation: TeamInvitation,
    role: AssignmentRole,
    motivation: str,
    files: Sequence = (),
    nonce: UUID,
    now: datetime,
) -> Application:
    """Join with an application of one's own. Raises Refused."""
    assignment = invitation.team.assignment
    try:
        with kept_files(files, now) as rows, locked([assignment.pk], student=by):
            current = _mine(invitation, by)
            assignment = current.team.assignment
            demand(can_apply(by, assignment, today(now)))
            values = {"team": current.team, "nonce": nonce, "now": now}
            application = new_draft(by, assignment, role, motivation, verb="application.team_joined", **values)
            add_files(application, rows)
            current.delete()
            return application
    except (IntegrityError, Refused):
        sent = Application.objects.filter(student=by, nonce=nonce).first()
        if sent is None:
            raise
        return sent


def refuse_team(*, by: Membership, invitation: TeamInvitation, now: datetime) -> None:
    """Say no; the founder sees it. Raises Refused."""
    with locked([invitation.team.assignment_id]):
        current = _mine(invitation, by)
        current.refused_at = now
        current.save(update_fields=["refused_at"])
        audit.record(by=by, verb="application.team_refused", row=current.team, at=now)


def _mine(invitation: TeamInvitation, by: Membership) -> TeamInvitation:
    rows = TeamInvitation.objects.visible_to(by).select_related("team__assignment")
    found = rows.filter(pk=invitation.pk).first()
    if found is None:
        raise Refused(GONE)
    return found
