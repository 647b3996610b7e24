"""Notification duties (R17): found and closed by the portal, assessed by management. Only here do they change."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contributions.queries.financing import overview
from contributions.rules import LimitCheck
from lib.periods import today
from lib.workflow import Refused, take_step
from partnership.audit import record
from partnership.models import Membership, Programme

from .models import NotificationDuty
from .permissions import can_assess, can_note_sending
from .states import ASSESSED, DUTIES, DutyState

# So long after its end a programme may still get hours, and its forecast still changes; then its final report is due.
AFTER_THE_END = timedelta(weeks=10)
log = structlog.get_logger(__name__)


def what_changes(checks: Iterable[LimitCheck], running: Iterable[str]) -> tuple[list[LimitCheck], set[str]]:
    """Which limits are newly broken, and which sides of those that run have one no longer. Pure."""
    broken, running = {check.side: check for check in checks if not check.holds}, set(running)
    return [check for side, check in broken.items() if side not in running], running - set(broken)


def programmes_to_check(day: date) -> list[int]:
    """Those that run on `day`, or ended so shortly ago that their forecast still moves."""
    rows = Programme.objects.filter(starts_on__lte=day, ends_on__gte=day - AFTER_THE_END)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def check_programme(*, programme_id: int, now: datetime) -> int:
    """Open and close the duties of one programme as its forecast stands; gives how many changed.

    The row of the programme is locked: of two workers at once the second finds what the first did.
    """
    rows = Programme.objects.select_related("partnership", "lead_partner")
    programme = rows.select_for_update(of=("self",), no_key=True).get(pk=programme_id)
    duties = NotificationDuty.objects.filter(programme=programme).running().select_for_update(of=("self",))
    running = {duty.side: duty for duty in duties}
    stand = overview(programme, now=today(now))
    to_open, over = what_changes(stand.limits.forecast, running)
    for check in to_open:
        _open(programme, check, now)
    for side in sorted(over):
        _recover(programme, running[side], now)
    return len(to_open) + len(over)


def _open(programme: Programme, check: LimitCheck, now: datetime) -> None:
    limit = check.limit
    duty = NotificationDuty.objects.create(
        programme=programme,
        side=check.side.value,
        opened_at=now,
        ends_on=programme.ends_on,
        amount=check.amount,
        total=check.total,
        at_least="" if limit.at_least is None else str(limit.at_least),
        at_most="" if limit.at_most is None else str(limit.at_most),
        source=limit.source,
    )
    record(by=None, verb="duty.found", row=duty, at=now, partnership_id=programme.partnership_id, **_facts(duty))
    log.info("notification_duty_found", programme=programme.pk, side=duty.side)


def _recover(programme: Programme, duty: NotificationDuty, now: datetime) -> None:
    """The limit holds again. What nobody assessed yet goes by; an assessment stays as it is."""
    duty.recovered_at, duty.version = now, duty.version + 1
    if duty.state == DutyState.OPEN:
        duty.state = DutyState.LAPSED
    duty.save(update_fields=["recovered_at", "version", "state"])
    record(by=None, verb="duty.recovered", row=duty, at=now, partnership_id=programme.partnership_id, **_facts(duty))


def _facts(duty: NotificationDuty) -> dict[str, str]:
    return {"number": f"{duty.programme.grant_number} ({duty.side})"}


@transaction.atomic
def assess(
    *, by: Membership, duty: NotificationDuty, outcome: str, explanation: str, reported_on: date | None, now: datetime
) -> None:
    """Say whether the funder must be told, and why. Raises Refused; SomeoneWasFirst when the duty changed meanwhile."""
    if not (decision := can_assess(by, duty)):
        raise Refused(decision.reason)
    if outcome not in ASSESSED:
        raise Refused(_("Choose whether it must be reported."))
    if not explanation.strip():
        raise Refused(_("Write down why; the accountant reads it."))
    if reported_on and outcome != DutyState.TO_REPORT:
        raise Refused(NOT_BOTH)
    _refuse_tomorrow(reported_on, now)
    step = DUTIES[outcome]
    person = {"assessed_by_id": by.user_id, "assessed_at": now}
    take_step(duty, step, explanation=explanation.strip(), reported_on=reported_on, **person)
    record(
        by=by,
        verb="duty.to_report" if outcome == DutyState.TO_REPORT else "duty.no_report",
        row=duty,
        at=now,
        **_facts(duty),
    )


@transaction.atomic
def note_sending(*, by: Membership, duty: NotificationDuty, reported_on: date, now: datetime) -> None:
    """Fill in when the funder was told. Raises Refused as `assess` does."""
    if not (decision := can_note_sending(by, duty)):
        raise Refused(decision.reason)
    _refuse_tomorrow(reported_on, now)
    take_step(duty, DUTIES["sent"], reported_on=reported_on)
    record(by=by, verb="duty.sent", row=duty, at=now, **_facts(duty))


NOT_BOTH = _("You chose that it need not be reported. Leave the date empty, or choose that it must be reported.")
IN_THE_FUTURE = _("This day has yet to come. Fill in the day on which the funder was told, or leave it empty.")


def _refuse_tomorrow(day: date | None, now: datetime) -> None:
    if day and day > today(now):
        raise Refused(IN_THE_FUTURE)
