"""The start check: once a year the management scores the ten conditions."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..models import StartCheck, StartScore
from ..startcheck_conditions import CODES, HIGHEST

NO_RIGHT = _("Only the management fills in the start check.")
NOT_ALL = _("Give each of the ten conditions a score.")


@transaction.atomic
def fill_in(*, by: Membership, answers: Mapping[str, tuple[int, str]], version: int, now: datetime) -> StartCheck:
    """Score this year's conditions: by code a score and a note. Within the year it can be put right.

    `version` is that of the check that was looked at, 0 when there was none. Raises Refused, SomeoneWasFirst.
    """
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(NO_RIGHT)
    if set(answers) != set(CODES) or any(not 0 <= score <= HIGHEST for score, _note in answers.values()):
        raise Refused(NOT_ALL)
    check, is_new = StartCheck.objects.select_for_update().get_or_create(
        partnership_id=by.partnership_id,
        year=today(now).year,
        defaults={"filled_by_id": by.user_id, "filled_at": now},
    )
    if version != (0 if is_new else check.version):
        raise SomeoneWasFirst
    if not is_new:
        check.version, check.filled_by_id, check.filled_at = check.version + 1, by.user_id, now
        check.save(update_fields=["version", "filled_by", "filled_at"])
        check.scores.all().delete()
    StartScore.objects.bulk_create(
        StartScore(check_of=check, condition=code, score=score, note=note) for code, (score, note) in answers.items()
    )
    audit.record(by=by, verb="start_check.filled_in" if is_new else "start_check.corrected", row=check, at=now)
    return check
