"""What the pages of campaigns share: the campaign that an address names, and the answer to who is refused."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..models import Campaign
from ..queries.campaigns import campaigns_for

FORM = ["GET", "HEAD", "POST"]
may_see = permission_required(P.SEE_IMPACT, P.MANAGE_IMPACT)
may_manage = permission_required(P.MANAGE_IMPACT)


def campaign_of(request, pk: int) -> Campaign:
    """A campaign that this member may see; else 404."""
    return get_object_or_404(campaigns_for(request.membership), pk=pk)


def held_campaign(request, pk: int) -> Campaign:
    """A campaign of the own partnership, to work on; else 404."""
    return get_object_or_404(campaigns_for(request.membership).held_by(request.membership), pk=pk)


def to_campaign(request, pk: int, name: str = "campaign"):
    return redirect(name, request.partnership.slug, pk)


def attempt(request, action, **values):
    """What the action gives; None when it was refused, and then the person is told why."""
    try:
        return action(by=request.membership, **values)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
