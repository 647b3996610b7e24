"""The list of campaigns, and how one stands."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from lib.lists import page_of

from ..permissions import can_manage
from ..queries.campaigns import campaigns_for, with_turnout
from .campaigns_common import campaign_of, may_see


@require_safe
@may_see
def campaigns(request):
    page = page_of(request, campaigns_for(request.membership))
    return render(request, "impact/campaigns/list.html", {"page": page, "rows": with_turnout(page.object_list)})


@require_safe
@may_see
def campaign_page(request, pk):
    row, by = campaign_of(request, pk), request.membership
    context = {"campaign": row, "turnout": with_turnout([row])[0].turnout, "manages": bool(can_manage(by, row))}
    context["partners"] = row.partners.select_related("partnership").order_by("partnership__name")
    return render(request, "impact/campaigns/campaign.html", context)
