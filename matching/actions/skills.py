"""The maintained list of skills: put on it, renamed, taken off it and put back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..models import SkillTag

NO_RIGHT = _("Only who looks after the matching board changes the list of skills.")
SAME_NAME = _("This skill is on the list already. If it was taken off, put it back.")


def _demand(by: Membership, tag: SkillTag | None = None) -> None:
    if not by.can(Permission.MATCH) or (tag is not None and tag.partnership_id != by.partnership_id):
        raise Refused(NO_RIGHT)


def save_skill_tag(
    *,
    by: Membership,
    name_nl: str,
    name_en: str,
    now: datetime,
    nonce: UUID | None = None,
    tag: SkillTag | None = None,
) -> SkillTag:
    """Put a skill on the list, or put its names right everywhere at once. Raises Refused."""
    _demand(by, tag)
    names = {"name_nl": name_nl, "name_en": name_en}
    try:
        if tag is not None:
            return _rename(by, tag, names, now)
        return once(SkillTag, lambda: _enter(by, names, nonce, now), nonce=nonce, partnership=by.partnership_id)
    except IntegrityError:
        raise Refused(SAME_NAME) from None


def _enter(by: Membership, names: dict[str, str], nonce: UUID | None, now: datetime) -> SkillTag:
    row = SkillTag.objects.create(partnership_id=by.partnership_id, nonce=nonce, **names)
    audit.record(by=by, verb="skill_tag.entered", row=row, at=now)
    return row


@transaction.atomic
def _rename(by: Membership, tag: SkillTag, names: dict[str, str], now: datetime) -> SkillTag:
    row = SkillTag.objects.select_for_update().get(pk=tag.pk)
    changed = sorted(each for each, name in names.items() if getattr(row, each) != name)
    for each in changed:
        setattr(row, each, names[each])
    if changed:
        row.save(update_fields=changed)
        audit.record(by=by, verb="skill_tag.changed", row=row, at=now, fields=changed)
    return row


@transaction.atomic
def end_skill_tag(*, by: Membership, tag: SkillTag, now: datetime) -> SkillTag:
    """From now on nobody can choose it; assignments and profiles that name it keep it. Raises Refused."""
    _demand(by, tag)
    row = SkillTag.objects.select_for_update().get(pk=tag.pk)
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.record(by=by, verb="skill_tag.ended", row=row, at=now)
    return row


@transaction.atomic
def put_skill_tag_back(*, by: Membership, tag: SkillTag, now: datetime) -> SkillTag:
    """It can be chosen again. Raises Refused."""
    _demand(by, tag)
    row = SkillTag.objects.select_for_update().get(pk=tag.pk)
    if row.ended_at is not None:
        row.ended_at = None
        row.save(update_fields=["ended_at"])
        audit.record(by=by, verb="skill_tag.put_back", row=row, at=now)
    return row
