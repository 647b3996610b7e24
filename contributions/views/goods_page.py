"""The page of one contribution: for its partner and for who decides on it."""

from contributions.forms.goods_decisions import ReopenGoodsForm, ReturnForm
from contributions.goods_rights import (
    can_change_goods,
    can_decide_on_goods,
    can_reopen_goods,
    can_withdraw_goods,
)
from contributions.models import Contribution
from contributions.queries import gifts
from contributions.queries.goods import Judge, hands_of
from contributions.queries.history import history_of
from contributions.rules import flags
from contributions.sentences import FLAGS, GOODS_MISSING, GOODS_REFUSALS
from lib.periods import today
from partnership.roles import Permission


def page_context(request, goods: Contribution, *, form=None, reopen_form=None) -> dict:
    """Everything on the page of one contribution that was fetched with its facts."""
    membership = request.membership
    may_change = can_change_goods(membership, goods)
    decides = membership.can(Permission.DECIDE_ON_GOODS)
    hands = hands_of(membership, goods) if decides else None
    found = flags(kind="", description=goods.description, days_with_same_description=0)
    return {
        "goods": goods,
        "row": Judge({goods.programme_id: goods.programme}).row(goods),
        "may_change": may_change,
        "may_withdraw": can_withdraw_goods(membership, goods),
        "may_decide": can_decide_on_goods(membership, goods, hands) if decides else None,
        "may_reopen": can_reopen_goods(membership, goods, hands) if decides else None,
        "to_do": _to_do(goods) if may_change else [],
        "warnings": [FLAGS[flag] for flag in found],
        "form": form or ReturnForm(),
        "reopen_form": reopen_form or ReopenGoodsForm(),
        "events": history_of(goods),
    }


def _to_do(goods: Contribution) -> list:
    """What has to be put right before this can be submitted."""
    values = {"programme": goods.programme, "organisation_id": goods.organisation_id, "proven": goods.proven}
    checked = gifts.check_gift(gifts.gift_of(goods), day=today(), **values)
    if checked.refusals:
        return [GOODS_REFUSALS[code] for code in checked.refusals.values()]
    return [GOODS_MISSING[name] for name in checked.missing]
