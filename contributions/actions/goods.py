"""What happens to materials, rooms and cash: entered by a partner, decided on by the management."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contributions.goods_rights import (
    can_bring,
    can_change_goods,
    can_decide_on_goods,
    can_reopen_goods,
    can_withdraw_goods,
)
from contributions.goods_rules import Gift
from contributions.models import Contribution
from contributions.queries.gifts import Checked, check_gift, gift_of
from contributions.queries.goods import hands_of
from contributions.sentences import GOODS_MISSING, GOODS_REFUSALS
from contributions.states import APPROVED, DRAFT, EDITABLE, GOODS
from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst, demand, take_step
from partnership.audit import record
from partnership.models import Membership, Programme

from .common import patient
from .rent_claims import give_back_rent, take_rent_again

NO_REASON = _("Say in the field Reason what has to be corrected. The partner reads it.")
NO_REASON_TO_REOPEN = _("Say in the field Reason why the approval is undone. It stays with the contribution.")


class GiftRefused(Refused):
    """A contribution that the rules refuse, or that misses something; `checked` says what, per field."""

    def __init__(self, checked: Checked):
        sentences = [GOODS_REFUSALS[code] for code in checked.refusals.values()]
        sentences = sentences or [GOODS_MISSING[name] for name in checked.missing]
        super().__init__(" ".join(str(sentence) for sentence in sentences))
        self.checked = checked


@dataclass(frozen=True)
class Entered:
    """A contribution, and whether this call made it (False when the same form had been sent before)."""

    goods: Contribution
    is_new: bool


def _content(gift: Gift) -> dict:
    return {
        "kind": gift.kind,
        "received_on": gift.received_on,
        "quantity": gift.quantity,
        "unit_price": gift.unit_price,
        "amount": gift.amount,
        "description": gift.description,
        "valuation": gift.valuation,
        "starts_on": gift.starts_on,
        "ends_on": gift.ends_on,
    }


def _demand_valid(gift: Gift, programme: Programme, organisation_id: int, now: datetime, *, complete: bool) -> None:
    day = today(now)
    checked = check_gift(gift, programme=programme, organisation_id=organisation_id, proven=True, day=day)
    if checked.refusals or (complete and checked.missing):
        raise GiftRefused(checked)


@patient
@transaction.atomic
def enter_goods(
    *, by: Membership, programme: Programme, gift: Gift, nonce: UUID, now: datetime, submit: bool = False
) -> Entered:
    """Enter what the own organisation brought in, as a draft or submitted at once.

    The same form sent twice gives one contribution. Raises Refused, GiftRefused.
    """
    demand(can_bring(by))
    if goods := _sent_before(by, nonce):
        return Entered(goods, is_new=False)
    _demand_valid(gift, programme, by.organisation_id, now, complete=submit)
    try:
        with transaction.atomic():
            goods = Contribution.objects.create(
                **_content(gift),
                programme=programme,
                organisation_id=by.organisation_id,
                state=DRAFT,
                entered_by_id=by.user_id,
                entered_at=now,
                nonce=nonce,
            )
    except IntegrityError:
        if goods := _sent_before(by, nonce):
            return Entered(goods, is_new=False)
        raise
    record(by=by, verb="goods.entered", row=goods, at=now)
    if submit:
        _submit(by, goods, now)
    return Entered(goods, is_new=True)


def _sent_before(by: Membership, nonce: UUID) -> Contribution | None:
    return Contribution.objects.filter(entered_by=by.user_id, nonce=nonce).select_related("programme").first()


@patient
@transaction.atomic
def change_goods(
    *, by: Membership, goods: Contribution, gift: Gift, version: int, now: datetime, submit: bool = False
) -> Contribution:
    """Give a draft or returned contribution new content, and submit it if asked. Raises Refused, SomeoneWasFirst."""
    demand(can_change_goods(by, goods))
    _demand_valid(gift, goods.programme, goods.organisation_id, now, complete=submit)
    changed = [name for name, value in _content(gift).items() if getattr(goods, name) != value]
    if changed:
        rows = Contribution.objects.filter(pk=goods.pk, version=version, state__in=EDITABLE)
        if not rows.update(**_content(gift), version=F("version") + 1):
            raise SomeoneWasFirst
        goods.refresh_from_db(fields=["state", "version", *_content(gift)])
        record(by=by, verb="goods.changed", row=goods, at=now, fields=sorted(changed))
    if submit:
        _submit(by, goods, now)
    return goods


@patient
@transaction.atomic
def submit_goods(*, by: Membership, goods: Contribution, now: datetime) -> Contribution:
    """Hand it to the management. Raises Refused, GiftRefused, SomeoneWasFirst."""
    demand(can_change_goods(by, goods))
    _submit(by, goods, now)
    return goods


def _submit(by: Membership, goods: Contribution, now: datetime) -> None:
    _demand_valid(gift_of(goods), goods.programme, goods.organisation_id, now, complete=True)
    take_rent_again(goods)
    take_step(goods, GOODS["submit"], submitted_at=now, decided_at=None, decided_by=None)
    record(by=by, verb="goods.submitted", row=goods, at=now)


@patient
@transaction.atomic
def withdraw_goods(*, by: Membership, goods: Contribution, now: datetime) -> Contribution:
    """Take it back as a draft. Raises Refused, SomeoneWasFirst."""
    demand(can_withdraw_goods(by, goods))
    take_step(goods, GOODS["withdraw"], submitted_at=None)
    give_back_rent(goods, now)
    record(by=by, verb="goods.withdrawn", row=goods, at=now)
    return goods


@patient
@transaction.atomic
def delete_goods(*, by: Membership, goods: Contribution, now: datetime) -> None:
    """Throw a draft or returned contribution away. One that ever had proof stays: proof is kept with what it proves."""
    demand(can_change_goods(by, goods))
    if goods.proofs.exists():
        raise Refused(_("Proof was added to this, and that is kept. Leave it as a draft: a draft counts for nothing."))
    record(by=by, verb="goods.deleted", row=goods, at=now, state=goods.state)
    deleted, _rows = Contribution.objects.filter(pk=goods.pk, version=goods.version, state__in=EDITABLE).delete()
    if not deleted:
        raise SomeoneWasFirst


# --- What the management decides -------------------------------------------------------------------------------
@patient
@transaction.atomic
def approve_goods(*, by: Membership, goods: Contribution, version: int, now: datetime) -> Contribution:
    """Accept it as it was looked at. Without proof it counts for nothing all the same (R50)."""
    _demand_decision(by, goods, version)
    take_step(goods, GOODS["approve"], decided_at=now, decided_by=by.user)
    record(by=by, verb="goods.approved", row=goods, at=now)
    return goods


@patient
@transaction.atomic
def return_goods(*, by: Membership, goods: Contribution, version: int, reason: str, now: datetime) -> Contribution:
    """Send it back with a reason. Raises Refused without one."""
    if not reason.strip():
        raise Refused(NO_REASON)
    _demand_decision(by, goods, version)
    take_step(goods, GOODS["return"], decided_at=now, decided_by=by.user, return_reason=reason.strip())
    give_back_rent(goods, now)
    record(by=by, verb="goods.returned", row=goods, at=now)
    return goods


def _demand_decision(by: Membership, goods: Contribution, version: int) -> None:
    if goods.version != version:
        raise SomeoneWasFirst
    demand(can_decide_on_goods(by, goods, hands_of(by, goods)))


@patient
@transaction.atomic
def reopen_goods(*, by: Membership, goods: Contribution, reason: str, now: datetime) -> Contribution:
    """Undo an approval: it waits again. Refused once it is in a report."""
    if not reason.strip():
        raise Refused(NO_REASON_TO_REOPEN)
    demand(can_reopen_goods(by, goods, hands_of(by, goods)))
    take_step(goods, GOODS["reopen"], decided_at=None, decided_by=None, return_reason=reason.strip())
    record(by=by, verb="goods.reopened", row=goods, at=now)
    return goods


@transaction.atomic
def mark_goods_reported(*, goods_ids: Iterable[int], now: datetime) -> int:
    """From now on these approvals stand in a report and cannot be undone; says how many are marked for the first time.

    Raises SomeoneWasFirst when one of them is not approved any more: then the report must be made anew.
    """
    ids = sorted(set(goods_ids))
    locked = Contribution.objects.filter(pk__in=ids, state=APPROVED).order_by("pk").select_for_update(of=("self",))
    if len(locked.values_list("pk", flat=True)) != len(ids):
        raise SomeoneWasFirst
    return Contribution.objects.filter(pk__in=ids, reported_at=None).update(reported_at=now, version=F("version") + 1)
