"""What a student tells of level, education and skills."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..models import SkillTag, StudentProfile

NO_RIGHT = _("Only students have a profile.")
OTHER_LEVEL = _("This education programme is of another level. Choose the level that goes with it.")
NOT_ON_LIST = _("One of these skills is not on the list any more. Look at the list once more.")


@transaction.atomic
def save_profile(
    *,
    by: Membership,
    level: str,
    education: EducationProgramme | None,
    skills: Collection[SkillTag],
    gender: str,
    now: datetime,
) -> StudentProfile:
    """Keep the own profile; the log says that it changed, never what in it. Raises Refused."""
    if not by.can(Permission.APPLY):
        raise Refused(NO_RIGHT)
    if education is not None and (education.partnership_id != by.partnership_id or education.level != level):
        raise Refused(OTHER_LEVEL)
    Membership.objects.select_for_update().get(pk=by.pk)  # of two tabs of one person the later one is kept whole
    row = StudentProfile.objects.filter(student=by).first()
    kept = set(row.skills.values_list("pk", flat=True)) if row else set()
    if any(tag.partnership_id != by.partnership_id or (tag.ended_at and tag.pk not in kept) for tag in skills):
        raise Refused(NOT_ON_LIST)
    values = {"level": level, "education": education, "gender": gender, "changed_at": now}
    row, _new = StudentProfile.objects.update_or_create(student=by, defaults=values)
    row.skills.set(skills)
    audit.record(by=by, verb="student_profile.changed", row=row, at=now)
    return row
