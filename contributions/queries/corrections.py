"""Corrections of one line: whether it can be corrected, and what became of it."""

from datetime import datetime

from contributions.correction_rights import can_correct
from contributions.models import HourEntry
from contributions.states import APPROVED
from lib.periods import today
from lib.workflow import Decision
from partnership.models import Membership

from .locks import is_locked


def may_correct(membership: Membership, entry: HourEntry, now: datetime) -> Decision:
    """Whether this person can correct an entry now, and if not, why. One query, for approved lines only."""
    where = {"programme_id": entry.programme_id, "organisation_id": entry.organisation_id}
    is_shut = entry.state == APPROVED and is_locked(**where, worked_on=entry.worked_on, day=today(now))
    return can_correct(membership, entry, locked=is_shut)


def corrections_of(entry: HourEntry) -> list[HourEntry]:
    """The lines that correct this one: what takes it back, and what stands in its place. One query, if approved."""
    return list(entry.corrections.order_by("minutes", "pk")) if entry.state == APPROVED else []


def other_half_of(entry: HourEntry) -> HourEntry | None:
    """The other line of the same correction, if there is one. One query, for corrections only."""
    if entry.corrects_id is None:
        return None
    return HourEntry.objects.filter(corrects=entry.corrects_id).exclude(pk=entry.pk).select_related("activity").first()
