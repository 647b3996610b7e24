"""What students do with their applications: begin, change, submit, withdraw, accept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import Membership

from ..application_rights import NOT_FOR_YOU, can_accept, can_apply
from ..kinds import FOR_STUDENTS
from ..models import Application, ApplicationFile, Assignment, AssignmentRole, Team, TeamInvitation
from ..states import ALIVE, APPLICATIONS, OPEN, SEEN, TAKEN, ApplicationState
from .application_common import current, demand, held, locked, move, record, seats_of, team_of, trace
from .application_endings import decline_filled
from .application_files import add_files, kept_files, remove_from_disk
from .application_mail import tell_company, tell_student

S = ApplicationState
TWICE = _("You applied for this role already. See it under My applications.")
OTHER_ROLE = _("Choose a role of this assignment.")
NAME_TAKEN = _("Another team for this assignment has this name. Choose another one.")
NO_MOTIVATION = _("Write a motivation first: why this assignment, and what you bring.")
NOT_ALL_READY = _("Not everybody in your team has written a motivation yet.")
ALONE = _("You are the only one in your team so far. Ask a classmate in first, or begin again without a team.")
FULL = _("All seats of the role %(role)s are taken.")
NOT_YOURS = _("This is not your application.")
SENT = _("This application was sent already, so it stays as it is.")


def draft_application(
    *,
    by: Membership,
    assignment: Assignment,
    role: AssignmentRole,
    motivation: str,
    files: Sequence = (),
    team_name: str = "",
    nonce: UUID,
    now: datetime,
) -> Application:
    """Begin an application, alone or as founder of a team. The same form twice is one. Raises Refused."""
    try:
        with kept_files(files, now) as rows, locked([assignment.pk], student=by):
            assignment.refresh_from_db()
            demand(can_apply(by, assignment, today(now)))
            values = {"team": _new_team(by, assignment, team_name, now), "nonce": nonce, "now": now}
            application = new_draft(by, assignment, role, motivation, verb="application.drafted", **values)
            add_files(application, rows)
            return application
    except (IntegrityError, Refused):
        sent = Application.objects.filter(student=by, nonce=nonce).first()
        if sent is None:
            raise
        return sent


def new_draft(by, assignment, role, motivation, *, team, nonce, now, verb) -> Application:
    """The row of a new application; inside `locked`. Raises Refused."""
    if role.assignment_id != assignment.pk:
        raise Refused(OTHER_ROLE)
    values = {"student": by, "role": role, "assignment": assignment, "team": team, "motivation": motivation}
    if Application.objects.filter(nonce=nonce).exists():
        raise Refused(SENT)
    _demand_first(by, role)
    row = Application.objects.create(**values, nonce=nonce, made_at=now, moved_at=now)
    trace(row, by=by, now=now)
    record(row, verb=verb, by=by, now=now)
    return row


def _demand_first(by: Membership, role: AssignmentRole, besides: Application | None = None) -> None:
    """Raises Refused for a second application to the same role; of one that was never sent nobody knows."""
    known = Application.objects.filter(role=role, student=by).filter(Q(state__in=ALIVE) | Q(submitted_at__isnull=False))
    if known.exclude(pk=besides.pk if besides else None).exists():
        raise Refused(TWICE)


def _new_team(by: Membership, assignment: Assignment, name: str, now: datetime) -> Team | None:
    if not name:
        return None
    if Team.objects.filter(assignment=assignment, name=name).exists():
        raise Refused(NAME_TAKEN)
    return Team.objects.create(assignment=assignment, name=name, made_by=by, made_at=now)


def change_draft(
    *,
    by: Membership,
    application: Application,
    version: int,
    role: AssignmentRole,
    motivation: str,
    files: Sequence = (),
    now: datetime,
) -> Application:
    """Change what was not sent yet. Raises Refused."""
    with kept_files(files, now) as rows, locked([application.assignment_id], student=by):
        row = own(application, by, version)
        if row.state != S.DRAFT:
            raise Refused(SENT)
        if role.assignment_id != row.assignment_id:
            raise Refused(OTHER_ROLE)
        _demand_first(by, role, besides=row)
        row.role, row.motivation, row.version = role, motivation, row.version + 1
        row.save(update_fields=["role", "motivation", "version"])
        add_files(row, rows)
        record(row, verb="application.changed", by=by, now=now)
        return row


def remove_file(*, by: Membership, file: ApplicationFile, now: datetime) -> None:
    """Take a file out of a draft. Raises Refused."""
    with locked([file.application.assignment_id], student=by):
        row = own(file.application, by)
        if row.state != S.DRAFT:
            raise Refused(SENT)
        ApplicationFile.objects.filter(pk=file.pk).delete()
        record(row, verb="application.changed", by=by, now=now)
        transaction.on_commit(lambda: remove_from_disk([file.path]))


def own(application: Application, by: Membership, version: int | None = None) -> Application:
    """The application as it is now, of this student; inside `locked`. Raises Refused."""
    row = current(application, version)
    if row.student_id != by.pk:
        raise Refused(NOT_YOURS)
    return row


def submit_application(*, by: Membership, application: Application, version: int, now: datetime) -> Application:
    """Send it, with those of the whole team. Raises Refused."""
    with locked([application.assignment_id]):
        row = own(application, by, version)
        if row.state != S.DRAFT:
            raise SomeoneWasFirst
        demand(can_apply(by, row.assignment, today(now)))
        rows = team_of(row, [S.DRAFT.value])
        _demand_complete(row, rows)
        for each in rows:
            move(each, "submit", by=by, now=now, submitted_at=now)
            if each.pk != row.pk:
                tell_student(each, "team_submitted", now=now)
        TeamInvitation.objects.filter(team=row.team_id).delete()
        tell_company(rows, "submitted", now=now)
        return row


def _demand_complete(row: Application, rows: list[Application]) -> None:
    if row.team_id and len(rows) < 2:
        raise Refused(ALONE)
    if not row.motivation.strip():
        raise Refused(NO_MOTIVATION)
    for each in rows:
        if not each.motivation.strip():
            raise Refused(NOT_ALL_READY)
        if held(each.role_id, TAKEN) >= seats_of(each.role, each.assignment):
            raise Refused(FULL % {"role": each.role.name})


def withdraw_application(*, by: Membership, application: Application, version: int, now: datetime) -> Application:
    """Take an application back, or turn an offer down. Who had read it is told. Raises Refused."""
    with locked([application.assignment_id]):
        row = own(application, by, version)
        before = row.state
        move(row, "withdraw", by=by, now=now)
        if before in SEEN:
            tell_company([row], "withdrawn", now=now)
        _leave_team(row)
        return row


def _leave_team(row: Application) -> None:
    """Without anybody who still drafts, nobody is asked into the team any more."""
    drafts = Application.objects.filter(team=row.team_id, state=S.DRAFT)
    if row.team_id and not drafts.exists():
        TeamInvitation.objects.filter(team=row.team_id).delete()


def accept_offer(*, by: Membership, application: Application, version: int, now: datetime) -> Application:
    """Take a place. The student's other applications end; when the last place goes, so do those of others.

    Raises Refused.
    """
    if not by.can(APPLICATIONS["accept"].permission):
        raise Refused(NOT_FOR_YOU)
    with locked([application.assignment_id], student=by):
        row = own(application, by, version)
        demand(can_accept(row, now))
        taken = held(row.role_id, TAKEN)
        if taken >= seats_of(row.role, row.assignment):
            raise Refused(FULL % {"role": row.role.name})
        move(row, "accept", by=by, now=now)
        tell_company([row], "accepted", now=now)
        _end_others(row, by, now)
        if taken + 1 >= seats_of(row.role, row.assignment):
            decline_filled(row, now=now)
        return row


def _end_others(row: Application, by: Membership, now: datetime) -> None:
    """A student has one place: what else was open ends, and companies that had read it hear so."""
    others = Application.objects.filter(student=by, state__in=OPEN, assignment__kind__in=FOR_STUDENTS)
    for other in others.exclude(pk=row.pk).order_by("pk"):
        end_elsewhere(current(other), by, now)


def end_elsewhere(row: Application, by: Membership, now: datetime) -> None:
    """The student has a place elsewhere. Call it with the student and the assignment locked."""
    before = row.state
    move(row, "cancel", by=by, now=now)
    if before in SEEN:
        tell_company([row], "elsewhere", now=now)
    _leave_team(row)
