"""What management does with pledges of hours. Nothing is overwritten: a change is a new version."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contributions.kinds import PledgeKind
from contributions.models import Pledge
from contributions.permissions import can_change_pledge, can_manage_pledges
from lib.money import amount_for, hours_of
from lib.periods import Period
from lib.workflow import Refused, SomeoneWasFirst
from partnership.audit import record
from partnership.models import Membership, Organisation, Participation, Programme

from .common import demand

HAS_ONE = _("This partner already has a pledge of hours for that programme year. Change that one instead.")


@dataclass(frozen=True)
class Promise:
    """Hours that a partner promises, in minutes, with the agreement they stand in when it is known."""

    minutes: int
    signed_by: str = ""
    signed_on: date | None = None
    document: str = ""


def _values(promise: Promise, programme: Programme) -> dict:
    return {
        "kind": PledgeKind.HOURS,
        "quantity": hours_of(promise.minutes),
        "unit": "hour",
        "unit_price": programme.rate,
        "amount": amount_for(promise.minutes, programme.rate),
        "signed_by": promise.signed_by,
        "signed_on": promise.signed_on,
        "document": promise.document,
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
    """Enter what a partner promises for one programme year, worth its hours times the programme's rate (R20).

    The same form sent twice gives one pledge. Raises Refused when the partner has one for that year already.
    """
    demand(can_manage_pledges(membership))
    if pledge := _sent_before(membership, nonce):
        return pledge
    if year not in programme.years:
        raise Refused(_("Choose a year of the programme."))
    if not Participation.objects.filter(programme=programme, organisation=organisation).exists():
        raise Refused(_("This partner takes no part in the programme."))
    earlier = _newest_of(programme, organisation, year)
    if earlier and earlier.withdrawn_at is None:
        raise Refused(HAS_ONE)
    pledge, is_new = _create(
        membership,
        nonce,
        now,
        earlier,
        programme=programme,
        organisation=organisation,
        starts_on=year.first,
        ends_on=year.last,
        **_values(promise, programme),
    )
    if is_new:
        record(by=membership, verb="pledge.entered", row=pledge, at=now, version=pledge.version)
    return pledge


def _sent_before(membership: Membership, nonce: UUID) -> Pledge | None:
    return Pledge.objects.filter(entered_by=membership.user_id, nonce=nonce).first()


def _newest_of(programme: Programme, organisation: Organisation, year: Period) -> Pledge | None:
    """The last version of a pledge of hours that touches this year, be it current or withdrawn."""
    versions = Pledge.objects.filter(
        programme=programme,
        organisation=organisation,
        kind=PledgeKind.HOURS,
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
    """Write the next version of a pledge for the same partner and year. Raises Refused, SomeoneWasFirst."""
    if again := _sent_before(membership, nonce):
        return again
    demand(can_change_pledge(membership, pledge, is_newest=_is_newest(pledge)))
    newer, is_new = _create(
        membership,
        nonce,
        now,
        pledge,
        programme=pledge.programme,
        organisation=pledge.organisation,
        starts_on=pledge.starts_on,
        ends_on=pledge.ends_on,
        **_values(promise, pledge.programme),
    )
    if is_new:
        record(by=membership, verb="pledge.changed", row=newer, at=now, version=newer.version)
    return newer


def _is_newest(pledge: Pledge) -> bool:
    return not Pledge.objects.filter(replaces=pledge).exists()


@transaction.atomic
def withdraw_pledge(*, membership: Membership, pledge: Pledge, now: datetime) -> Pledge:
    """The partner does not promise this any more; the pledge stays readable.

    Refused when the partner's room would then be left alone: a room counts only beside hours (R22).
    """
    demand(can_change_pledge(membership, pledge, is_newest=_is_newest(pledge)))
    others = Pledge.objects.current().filter(programme=pledge.programme_id, organisation=pledge.organisation_id)
    kinds = set(others.exclude(pk=pledge.pk).values_list("kind", flat=True))
    if PledgeKind.ROOM in kinds and PledgeKind.HOURS not in kinds:
        raise Refused(_("This partner also pledged a room, which counts only beside hours. Keep a pledge of hours."))
    if not Pledge.objects.filter(pk=pledge.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise SomeoneWasFirst
    pledge.withdrawn_at = now
    record(by=membership, verb="pledge.withdrawn", row=pledge, at=now, version=pledge.version)
    return pledge
