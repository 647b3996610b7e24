"""What is refused of materials, a room or cash, and what they still lack: plain values in, codes out.

Whether they count is said in `rules.judge_contribution`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lib.money import amount_of
from lib.periods import Period
from partnership.schemes import Terms

from . import rules
from .rules import Reason, Refusal

MOST_QUANTITY = Decimal(100_000)
MOST_PRICE = Decimal(10_000_000)
ROOM, CASH = "room", "cash"


class GoodsRefusal(StrEnum):
    """Why a contribution is refused; the sentences stand in `sentences.py`."""

    OUTSIDE_PERIOD = "goods_outside_period"
    BEFORE_APPLICATION = "goods_before_application"
    FUTURE = "goods_future"
    BEFORE_JOINING = "before_joining"
    AFTER_LEAVING = "after_leaving"
    NOT_TAKING_PART = "not_taking_part"
    QUANTITY = "quantity"
    PRICE = "price"
    MORE_THAN_BUDGET = "more_than_budget"
    ENDS_BEFORE_START = "ends_before_start"
    MORE_MONTHS = "more_months"
    APPLICANT_IN_KIND = "applicant_in_kind"
    APPLICANT_CASH = "applicant_cash"


_OF_DAY = {
    Refusal.OUTSIDE_PERIOD: GoodsRefusal.OUTSIDE_PERIOD,
    Refusal.BEFORE_APPLICATION: GoodsRefusal.BEFORE_APPLICATION,
    Refusal.FUTURE: GoodsRefusal.FUTURE,
}
_OF_APPLICANT = {
    Reason.APPLICANT_IN_KIND: GoodsRefusal.APPLICANT_IN_KIND,
    Reason.APPLICANT_CASH: GoodsRefusal.APPLICANT_CASH,
}


@dataclass(frozen=True)
class Gift:
    """Materials, a room or cash as somebody enters them. A room has a period and lands on its last day."""

    kind: str
    received_on: date
    quantity: Decimal
    unit_price: Decimal
    description: str = ""
    valuation: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def amount(self) -> Decimal:
        return amount_of(self.quantity, self.unit_price)


@dataclass(frozen=True)
class Place:
    """Where it would be booked: a programme's days and budget, and since when and until when the partner takes part."""

    programme: Period
    applied_on: date
    budget: Decimal
    group: str
    taking_part: bool
    joined_on: date | None
    left_on: date | None
    terms: Terms


def refuse_gift(gift: Gift, place: Place, *, today: date) -> dict[str, GoodsRefusal]:
    """What of a contribution cannot be, by the field it belongs to; nothing when all is well."""
    if not place.taking_part:
        return {"programme": GoodsRefusal.NOT_TAKING_PART}
    if barred := _barred(gift, place):
        return {"kind": barred}
    found = {
        **({"starts_on": _refuse_day(gift.starts_on, place, today)} if gift.starts_on else {}),
        "ends_on" if gift.kind == ROOM else "received_on": _refuse_day(gift.received_on, place, today),
        "quantity": None if _can_be_counted(gift) else GoodsRefusal.QUANTITY,
        "unit_price": _refuse_price(gift, place),
    }
    if gift.kind == ROOM and not any(found.values()):
        found |= _refuse_months(gift)
    return {name: code for name, code in found.items() if code}


def _barred(gift: Gift, place: Place) -> GoodsRefusal | None:
    """What the applicant school may not bring in at all (R13)."""
    verdict = rules.judge_contribution(
        kind=gift.kind,
        group=place.group,
        amount=gift.amount,
        has_evidence=True,
        has_hours_pledge=True,
        terms=place.terms,
    )
    return _OF_APPLICANT.get(verdict.reason)


def _refuse_day(day: date, place: Place, today: date) -> GoodsRefusal | None:
    refusal = rules.refuse_day(day, programme=place.programme, applied_on=place.applied_on, today=today)
    if refusal is not None:
        return _OF_DAY[refusal]
    if place.joined_on and day < place.joined_on:
        return GoodsRefusal.BEFORE_JOINING
    return GoodsRefusal.AFTER_LEAVING if place.left_on and day > place.left_on else None


def _can_be_counted(gift: Gift) -> bool:
    return 0 < gift.quantity <= MOST_QUANTITY


def _refuse_price(gift: Gift, place: Place) -> GoodsRefusal | None:
    """The price by itself, and what it comes to together with a quantity that can be."""
    if not 0 < gift.unit_price <= MOST_PRICE:
        return GoodsRefusal.PRICE
    if not _can_be_counted(gift):
        return None
    if not gift.amount:
        return GoodsRefusal.PRICE
    return GoodsRefusal.MORE_THAN_BUDGET if gift.amount > place.budget else None


def _refuse_months(gift: Gift) -> dict[str, GoodsRefusal]:
    if gift.ends_on < gift.starts_on:
        return {"ends_on": GoodsRefusal.ENDS_BEFORE_START}
    touched = (gift.ends_on.year - gift.starts_on.year) * 12 + gift.ends_on.month - gift.starts_on.month + 1
    return {"quantity": GoodsRefusal.MORE_MONTHS} if gift.quantity > touched else {}


def missing_of_gift(gift: Gift) -> list[str]:
    """The fields that still have to be filled in before it can be submitted."""
    needed = ["description"] if gift.kind == CASH else ["valuation", "description"]
    return [name for name in needed if not getattr(gift, name).strip()]
