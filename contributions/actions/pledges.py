"""What management does with pledges. Nothing is overwritten: a change is a new version."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contributions import rules
from contributions.kinds import PledgeKind
from contributions.models import Pledge
from contributions.permissions import can_change_pledge, can_manage_pledges
from contributions.rules import ZERO, Reason
from contributions.sentences import WHY_NOT
from lib.money import amount_of, hours_of
from lib.periods import Period
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership.audit import record
from partnership.models import Membership, Organisation, Participation, Programme

HAS_ONE = _("This partner already has a pledge of this kind for that programme year. Change that one instead.")
ROOM_ALONE = _(
    "A room is promised together with hours (R22). Enter this partner's pledge of hours for the same year first."
)
LEAVES_ROOM_ALONE = _(
    "This partner also promised a room for the same period, which goes together with hours (R22)."
    " Withdraw the pledge of the room first, or change the hours instead."
)
NEVER_OF_APPLICANT = (Reason.APPLICANT_IN_KIND, Reason.APPLICANT_CASH)


@dataclass(frozen=True)
class Promise:
    """What a partner promises for a year: minutes of hours, or so many units of something else at a price each."""

    minutes: int = 0
    kind: str = PledgeKind.HOURS
    quantity: Decimal = ZERO
    unit: str = ""
    unit_price: Decimal = ZERO


def _values(promise: Promise, programme: Programme) -> dict:
    """The columns of a pledge. An hour is worth the rate of the programme, whatever anybody types."""
    of_hours = promise.kind == PledgeKind.HOURS
    quantity = hours_of(promise.minutes) if of_hours else promise.quantity
    price = programme.rate if of_hours else promise.unit_price
    return {
        "kind": promise.kind,
        "quantity": quantity,
        "unit": "hour" if of_hours else promise.unit,
        "unit_price": price,
        "amount": amount_of(quantity, price),
    }


@transaction.atomic
def enter_pledge(
    *,
    membership: Membership,
    programme: Programme,
    organisation: Organisation,
    year: Period,
    promise: Promise,
    nonce: UUID,
    now: datetime,
) -> Pledge:
    """Enter what a partner promises for one programme year, worth its quantity times the price (R20).

    The same form sent twice gives one pledge. Raises Refused when the partner has one of this kind for that year
    already, when a room would stand alone (R22), and for what the applicant school may not bring in (R13).
    """
    demand(can_manage_pledges(membership))
    if pledge := _sent_before(membership, nonce):
        return pledge
    if year not in programme.years:
        raise Refused(_("Choose a year of the programme."))
    participation = _hold(programme, organisation)
    if participation is None:
        raise Refused(_("This partner takes no part in the programme."))
    earlier = _newest_of(programme, organisation, year, promise.kind)
    if earlier and earlier.withdrawn_at is None:
        raise Refused(HAS_ONE)
    _demand_counts(promise.kind, participation, programme, year)
    values = {"programme": programme, "organisation": organisation, "starts_on": year.first, "ends_on": year.last}
    pledge, is_new = _create(membership, nonce, now, earlier, **values, **_values(promise, programme))
    if is_new:
        record(by=membership, verb="pledge.entered", row=pledge, at=now, version=pledge.version)
    return pledge


def _hold(programme: Programme, organisation: Organisation) -> Participation | None:
    """Until the end of the transaction nobody else enters, changes or withdraws what this partner promises."""
    rows = Participation.objects.select_for_update(of=("self",))
    return rows.filter(programme=programme, organisation=organisation).first()


def _demand_counts(kind: str, participation: Participation, programme: Programme, period: Period) -> None:
    """Raises Refused for what could never count: of the applicant school (R13), or a room without hours (R22)."""
    verdict = rules.judge_contribution(
        kind=kind,
        group=participation.group,
        amount=ZERO,
        has_evidence=True,
        has_hours_pledge=True,
        terms=programme.terms,
    )
    if verdict.reason in NEVER_OF_APPLICANT:
        raise Refused(WHY_NOT[verdict.reason])
    if kind == PledgeKind.ROOM and not _of_kind(PledgeKind.HOURS, programme, participation.organisation_id, period):
        raise Refused(ROOM_ALONE)


def _of_kind(kind: str, programme: Programme, organisation_id: int, period: Period, *, but: int | None = None) -> bool:
    """Whether a partner has a current pledge of this kind, other than `but`, that touches the period."""
    found = Pledge.objects.current().filter(programme=programme, organisation=organisation_id, kind=kind)
    return found.filter(starts_on__lte=period.last, ends_on__gte=period.first).exclude(pk=but).exists()


def _sent_before(membership: Membership, nonce: UUID) -> Pledge | None:
    return Pledge.objects.filter(entered_by=membership.user_id, nonce=nonce).first()


def _newest_of(programme: Programme, organisation: Organisation, year: Period, kind: str) -> Pledge | None:
    """The last version of a pledge of this kind that touches this year, be it current or withdrawn."""
    versions = Pledge.objects.filter(
        programme=programme,
        organisation=organisation,
        kind=kind,
        starts_on__lte=year.last,
        ends_on__gte=year.first,
        successor=None,
    )
    found = list(versions.order_by("-version", "-pk"))
    return next((pledge for pledge in found if pledge.withdrawn_at is None), found[0] if found else None)


def _create(
    membership: Membership, nonce: UUID, now: datetime, earlier: Pledge | None, **values
) -> tuple[Pledge, bool]:
    """A first version, or one that follows `earlier`; False when the same form was just quicker.

    Of two people who do so at once the database lets only one.
    """
    try:
        with transaction.atomic():
            pledge = Pledge.objects.create(
                **values,
                version=earlier.version + 1 if earlier else 1,
                replaces=earlier,
                entered_by_id=membership.user_id,
                entered_at=now,
                nonce=nonce,
            )
    except IntegrityError:
        if pledge := _sent_before(membership, nonce):
            return pledge, False
        if earlier:
            raise SomeoneWasFirst from None
        raise Refused(HAS_ONE) from None
    return pledge, True


@transaction.atomic
def change_pledge(*, membership: Membership, pledge: Pledge, promise: Promise, nonce: UUID, now: datetime) -> Pledge:
    """Write the next version of a pledge for the same partner, kind and period. Raises Refused, SomeoneWasFirst.

    What was signed for it covered the earlier version: the new one counts once it is signed for in its turn (R21).
    """
    if again := _sent_before(membership, nonce):
        return again
    demand(can_change_pledge(membership, pledge, is_newest=_is_newest(pledge)))
    if promise.kind != pledge.kind:
        raise Refused(_("A pledge stays of its kind. Enter another one for something else."))
    participation = _hold(pledge.programme, pledge.organisation)
    if participation:
        period = Period(pledge.starts_on, pledge.ends_on)
        _demand_counts(pledge.kind, participation, pledge.programme, period)
    same = {name: getattr(pledge, name) for name in ("programme", "organisation", "starts_on", "ends_on")}
    newer, is_new = _create(membership, nonce, now, pledge, **same, **_values(promise, pledge.programme))
    if is_new:
        record(by=membership, verb="pledge.changed", row=newer, at=now, version=newer.version)
    return newer


def _is_newest(pledge: Pledge) -> bool:
    return not Pledge.objects.filter(replaces=pledge).exists()


@transaction.atomic
def withdraw_pledge(*, membership: Membership, pledge: Pledge, now: datetime) -> Pledge:
    """The partner does not promise this any more; the pledge stays readable.

    Refused when a room of the partner would then be left alone in that period (R22).
    """
    _hold(pledge.programme, pledge.organisation)
    demand(can_change_pledge(membership, pledge, is_newest=_is_newest(pledge)))
    if pledge.kind == PledgeKind.HOURS and _leaves_room_alone(pledge):
        raise Refused(LEAVES_ROOM_ALONE)
    if not Pledge.objects.filter(pk=pledge.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise SomeoneWasFirst
    pledge.withdrawn_at = now
    record(by=membership, verb="pledge.withdrawn", row=pledge, at=now, version=pledge.version)
    return pledge


def _leaves_room_alone(hours: Pledge) -> bool:
    programme, owner = hours.programme, hours.organisation_id
    rooms = Pledge.objects.current().filter(
        programme=programme,
        organisation=owner,
        kind=PledgeKind.ROOM,
        starts_on__lte=hours.ends_on,
        ends_on__gte=hours.starts_on,
    )
    periods = [Period(room.starts_on, room.ends_on) for room in rooms]
    return any(not _of_kind(PledgeKind.HOURS, programme, owner, period, but=hours.pk) for period in periods)
