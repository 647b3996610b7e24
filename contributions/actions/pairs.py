"""The two halves of a correction go together; and what is locked stays as it is."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from contributions.models import HourEntry
from contributions.queries.locks import is_locked
from contributions.rules import Refusal
from contributions.sentences import REFUSALS
from lib.periods import today
from lib.workflow import Refused


def both_of(entry: HourEntry) -> list[HourEntry]:
    """An entry, and the other half of its correction when it has one. No query for hours that correct nothing."""
    if entry.corrects_id is None:
        return [entry]
    others = HourEntry.objects.filter(corrects=entry.corrects_id).exclude(pk=entry.pk)
    return [entry, *others.order_by("pk").select_for_update(of=("self",))]


def with_other_halves(picks: Iterable[int]) -> Q:
    """These entries, and the other halves of the corrections among them."""
    picked = list(picks)
    corrected = HourEntry.objects.filter(pk__in=picked, corrects__isnull=False).values("corrects")
    return Q(pk__in=picked) | Q(corrects__in=corrected)


def demand_open(entry: HourEntry, now: datetime) -> None:
    """Raises Refused when the month of an entry is locked. The database says the same to who comes at that moment."""
    where = {"programme_id": entry.programme_id, "organisation_id": entry.organisation_id}
    if is_locked(**where, worked_on=entry.worked_on, day=today(now)):
        raise Refused(REFUSALS[Refusal.MONTH_LOCKED])
