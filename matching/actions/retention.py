"""Forgetting profiles of students who are not here any more. It is safe to run at any time and any number of times."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from labs.enrolment_rights import KEPT
from partnership.models import Membership

from ..models import Placement, RoundStudent, StudentProfile

log = structlog.get_logger(__name__)


def forget_profiles(*, now: datetime) -> int:
    """What a student told of level, education, skills and gender goes two years after its last use. Says how many.

    With a placement that still has names the profile stays: the share of women in a year is counted with it, and what
    is left of a year after some were forgotten would tell something about them.
    """
    ids = list(_unused(now).order_by("pk").values_list("student", flat=True))
    gone = sum(_forget(student, now) for student in ids)
    if gone:
        log.info("profiles_forgotten", rows=gone)
    return gone


def _unused(now: datetime):
    """Nothing happened since: no change, no login while the role lasted, no step of an application, no round."""
    student = OuterRef("student")
    rows = StudentProfile.objects.annotate(
        moved_at=Max("student__applications__moved_at"),
        here_at=Coalesce("student__ended_at", "student__user__last_login", "changed_at"),
    )
    rows = rows.annotate(used_at=Greatest(F("changed_at"), F("here_at"), F("moved_at")))  # without those that are empty
    busy = Exists(Placement.objects.named().filter(student=student)) | Exists(
        RoundStudent.objects.filter(membership=student)
    )
    return rows.filter(Q(used_at__lt=now - KEPT) & ~busy)


@transaction.atomic
def _forget(student: int, now: datetime) -> bool:
    """Who changes the own profile at this moment holds the row of the membership, and is not forgotten."""
    if not Membership.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=student).exists():
        return False
    row = _unused(now).filter(student=student).first()
    if row is None:
        return False
    row.delete()
    return True
