"""Corrections: what is locked or reported is never edited; counter-lines put it right in the open period (R39, R40)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contributions.correction_rights import can_correct
from contributions.kinds import ContributionKind
from contributions.models import HourEntry
from contributions.queries.locks import is_locked
from contributions.rules import FULL_DAY, MIN_DESCRIPTION, Refusal
from contributions.sentences import REFUSALS
from contributions.states import SUBMITTED
from labs.models import Activity
from lib.money import QUARTER
from lib.periods import today
from lib.workflow import Refused, demand
from partnership.audit import record_many
from partnership.models import Membership

from .common import patient

NO_REASON = _("Say in the field Reason why these hours are corrected. It stays with the correction.")
OTHER_LAB = _(
    "Choose an activity of the same lab, so that one coordinator decides on the whole correction. Were these hours for "
    "another lab? Write 0 here and log them anew, for the coordinator of that lab."
)
OTHER_PERIOD = _("This activity does not run on that date. Choose another activity.")
NOTHING_CHANGES = _(
    "This says what the hours say already. Change the hours, the activity, the kind or the description."
)
NO_OPEN_DAY = _(
    "The programme is over and its last month is locked. Ask the management of your partnership to open that month."
)


@dataclass(frozen=True)
class Right:
    """What the hours should have been; no minutes when there should have been none."""

    minutes: int
    activity: Activity
    kind: str
    description: str


@patient
@transaction.atomic
def correct_hours(
    *, membership: Membership, entry: HourEntry, right: Right, reason: str, nonce: UUID, now: datetime
) -> list[HourEntry]:
    """Take a locked or reported line back with a counter-line, and put the right one beside it at the same rate.

    Both wait for the coordinator. The same form sent twice gives one correction. Raises Refused, SomeoneWasFirst.
    """
    entry = HourEntry.objects.select_for_update(of=("self",)).select_related("activity", "programme").get(pk=entry.pk)
    if made := list(HourEntry.objects.filter(corrects=entry, entered_by=membership.user_id, nonce=nonce)):
        return made
    day = today(now)
    demand(can_correct(membership, entry, locked=_is_locked(entry, entry.worked_on, day)))
    if entry.corrections.exists():
        raise Refused(_("A correction of these hours was made already."))
    dated = _open_day(entry, day)
    _demand_right(entry, right, reason)
    shared = {
        "programme": entry.programme,
        "organisation_id": entry.organisation_id,
        "person_id": entry.person_id,
        "worked_on": dated,
        "place": entry.place,
        "state": SUBMITTED,
        "entered_by_id": membership.user_id,
        "entered_at": now,
        "submitted_at": now,
        "corrects": entry,
        "correction_reason": reason.strip(),
    }
    rows = [_taken_back(entry, shared, nonce)]
    if right.minutes:
        rows.append(_put_right(right, shared))
    record_many(by=membership, verb="hours.corrected", rows=rows, at=now, corrects=entry.pk)
    return rows


def _taken_back(entry: HourEntry, shared: dict, nonce: UUID) -> HourEntry:
    same = {"activity_id": entry.activity_id, "kind": entry.kind, "description": entry.description}
    return HourEntry.objects.create(minutes=-entry.minutes, nonce=nonce, **same, **shared)


def _put_right(right: Right, shared: dict) -> HourEntry:
    new = {"activity": right.activity, "kind": right.kind, "description": right.description.strip()}
    return HourEntry.objects.create(minutes=right.minutes, **new, **shared)


def _is_locked(entry: HourEntry, worked_on: date, day: date) -> bool:
    where = {"programme_id": entry.programme_id, "organisation_id": entry.organisation_id}
    return is_locked(**where, worked_on=worked_on, day=day)


def _open_day(entry: HourEntry, day: date) -> date:
    """The date of a correction: today, or the last day of a programme that is over."""
    dated = min(day, entry.programme.ends_on)
    if _is_locked(entry, dated, day):
        raise Refused(NO_OPEN_DAY if dated < day else REFUSALS[Refusal.MONTH_LOCKED])
    return dated


def _demand_right(entry: HourEntry, right: Right, reason: str) -> None:
    if not reason.strip():
        raise Refused(NO_REASON)
    if not 0 <= right.minutes <= FULL_DAY or right.minutes % QUARTER:
        raise Refused(REFUSALS[Refusal.HOURS])
    if not right.minutes:
        return
    activity = right.activity
    if activity.programme_id != entry.programme_id or activity.lab_id != entry.activity.lab_id:
        raise Refused(OTHER_LAB)
    if not activity.starts_on <= entry.worked_on <= activity.ends_on:
        raise Refused(OTHER_PERIOD)
    if right.kind not in ContributionKind.values:
        raise Refused(_("Choose one from the list."))
    if len(" ".join(right.description.split())) < MIN_DESCRIPTION:
        raise Refused(REFUSALS[Refusal.DESCRIPTION])
    same = (right.minutes, activity.pk, right.kind, right.description.strip())
    if same == (entry.minutes, entry.activity_id, entry.kind, entry.description):
        raise Refused(NOTHING_CHANGES)
