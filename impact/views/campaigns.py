"""The list of campaigns, and how one stands."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lib.lists import page_of
from lib.periods import today
from partnership.roles import Permission as P

from ..permissions import can_edit, can_manage, can_step
from ..queries.campaign_checks import checks_of
from ..queries.campaigns import campaigns_for, with_turnout
from ..states import CAMPAIGNS, DRAFT, OPEN
from .campaigns_common import campaign_of, may_see


@require_safe
@may_see
def campaigns(request):
    page = page_of(request, campaigns_for(request.membership))
    context = {"page": page, "rows": with_turnout(page.object_list)}
    context["may_manage"] = request.membership.can(P.MANAGE_IMPACT)
    return render(request, "impact/campaigns/list.html", context)


@require_safe
@may_see
def campaign_page(request, pk):
    row, by, day = campaign_of(request, pk), request.membership, today()
    context = {"campaign": row, "turnout": with_turnout([row])[0].turnout, "manages": bool(can_manage(by, row))}
    context["partners"] = row.partners.select_related("partnership").order_by("partnership__name")
    context["can"] = {verb: bool(can_step(by, row, verb)) for verb in CAMPAIGNS.transitions}
    context["can"]["edit"] = bool(can_edit(by, row))
    if row.state == DRAFT and context["manages"]:
        context["checks"] = checks_of(row, today(timezone.now()))
        context["is_ready"] = all(check.is_done for check in context["checks"])
    if row.state == OPEN:
        context["is_early"], context["is_over"] = day < row.opens_on, day > row.closes_on
    return render(request, "impact/campaigns/campaign.html", context)
