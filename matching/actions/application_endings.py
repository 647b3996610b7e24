"""How applications end without anybody deciding on them: the place is taken, the assignment is gone, nobody answered.

And what is left of them: four weeks after one came to nothing, what was written in it is erased.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from labs.enrolment_rights import KEPT
from lib.periods import today
from lib.workflow import Refused
from partnership.models import Membership

from ..application_rights import answer_due
from ..kinds import DeclineReason
from ..models import Application, ApplicationFile, ApplicationStep, Assignment, Placement, Team, TeamInvitation
from ..states import ENDED, EXPIRES_AFTER, OPEN, TAKEN, WAITING, ApplicationState
from .application_common import RELATED, locked, move, record
from .application_files import remove_from_disk
from .application_mail import tell_company, tell_student

S = ApplicationState
REMINDED_BEFORE = timedelta(days=5)  # the end
ERASED_AFTER = timedelta(weeks=4)
ASKED = (S.SUBMITTED.value, S.READ.value, S.TALKING.value)  # the company has to answer
log = structlog.get_logger(__name__)


def decline_filled(row: Application, *, now: datetime) -> list[Application]:
    """The last place of a role was taken: who still waits for that role hears so, with the team they applied with.

    Inside `locked`, which holds the assignment.
    """
    same_role = Application.objects.filter(role=row.role_id, state__in=WAITING).exclude(pk=row.pk)
    teams = same_role.filter(team__isnull=False).exclude(team=row.team_id).values("team")
    beside = Q(team__in=teams, state__in=ASKED)
    rows = Application.objects.filter(Q(pk__in=same_role.values("pk")) | beside).select_related(*RELATED)
    declined = list(rows.order_by("pk"))
    for each in declined:
        move(each, "decline", by=None, now=now, decline_reason=DeclineReason.FILLED)
        tell_student(each, "filled", now=now)
    return declined


def cancel_applications(*, assignment: Assignment, by: Membership | None, now: datetime, accepted: bool = False) -> int:
    """End what is open because the assignment is closed or, with `accepted`, withdrawn. Says how many.

    Call it in the transaction that changed the state of the assignment, so with its row locked.
    """
    states = (*OPEN, S.ACCEPTED.value) if accepted else OPEN
    rows = Application.objects.filter(assignment=assignment, state__in=states).select_related(*RELATED)
    cancelled = list(rows.order_by("pk"))
    TeamInvitation.objects.filter(team__assignment=assignment).delete()
    for row in cancelled:
        move(row, "cancel", by=by, now=now)
        tell_student(row, "cancelled", now=now)
    return len(cancelled)


# --- Nobody answered ---------------------------------------------------------------------------------------------
def follow_applications(*, now: datetime) -> dict[str, int]:
    """Remind who has to answer, once; end what nobody answered, and drafts that cannot be sent any more."""
    done = {"reminded": 0, "expired": 0, "lapsed": 0}
    for application, assignment in _due(now).order_by("pk").values_list("pk", "assignment"):
        try:
            with locked([assignment]):
                outcome = _follow(Application.objects.select_related(*RELATED).get(pk=application), now)
        except Refused:  # somebody is at it at this moment; the next round looks again
            continue
        if outcome:
            done[outcome] += 1
    if any(done.values()):
        log.info("applications_followed", **done)
    return done


def _due(now: datetime):
    """Those that may have to be reminded or ended: each is looked at again with its assignment locked."""
    late = Q(state=S.DRAFT, assignment__apply_until__lt=today(now))
    for state, days in EXPIRES_AFTER.items():
        over = now - timedelta(days=days)
        late |= Q(state=state, moved_at__lte=over)
        late |= Q(state=state, moved_at__lte=over + REMINDED_BEFORE, reminded_at=None)
    return Application.objects.filter(late)


def _follow(row: Application, now: datetime) -> str:
    due = answer_due(row)
    if row.state == S.DRAFT:
        move(row, "cancel", by=None, now=now)
        return "lapsed"
    if due is None or now < due - REMINDED_BEFORE:
        return ""
    offered = row.state == S.OFFERED
    if now >= due:
        move(row, "expire", by=None, now=now)
        kind = "offer_expired" if offered else "expired"
        tell_student(row, kind, now=now)
        tell_company([row], kind, now=now)
        return "expired"
    if not Application.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=now):
        return ""
    record(row, verb="application.reminded", by=None, now=now)
    if offered:
        tell_student(row, "reminded", now=now)
    else:
        tell_company([row], "reminded", now=now)
    return "reminded"


# --- Forgetting --------------------------------------------------------------------------------------------------
def erase_applications(*, now: datetime) -> int:
    """Four weeks after an application came to nothing only what can be counted is left of it. Says how many.

    One that was accepted stays as long as the placement that came of it has names, and two years without any.
    """
    nothing = Q(state__in=ENDED, moved_at__lte=now - ERASED_AFTER)
    long_ago = Q(state__in=TAKEN, placement=None, moved_at__lte=now - KEPT)
    old = Application.objects.filter(nothing | long_ago, erased_at=None)
    erased = sum(_erase(*each, now) for each in old.order_by("pk").values_list("pk", "assignment"))
    if erased:
        log.info("applications_erased", rows=erased)
    return erased


def _erase(application: int, assignment: int, now: datetime) -> bool:
    """Text, files, names and the team; which role, when and how it ended stay, to be counted."""
    try:
        with locked([assignment]):
            row = Application.objects.select_related("assignment").get(pk=application)
            if row.erased_at or Placement.objects.filter(application=row).exists():
                return False
            files = ApplicationFile.objects.filter(application=row)
            paths, team = list(files.values_list("path", flat=True)), row.team_id
            files.delete()
            ApplicationStep.objects.filter(application=row).update(by=None)
            row.motivation, row.message, row.student, row.team, row.handled_by = "", "", None, None, None
            row.nonce, row.erased_at = None, now
            row.save()
            Team.objects.filter(pk=team, applications=None).delete()
            record(row, verb="application.erased", by=None, now=now)
            transaction.on_commit(lambda: remove_from_disk(paths))
    except Refused:
        return False
    return True
