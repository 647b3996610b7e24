"""One button that makes a draft contribution of rent."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contributions.actions.rent import claim_rent
from labs.models import RoomRental
from lib.figures import money
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.models import Programme
from partnership.roles import Permission

from .common import go_to, tell


@require_POST
@permission_required(Permission.BRING_GOODS)
def claim(request, pk):
    """Bring in the months that the button was about."""
    by = request.membership
    rental = get_object_or_404(RoomRental.objects.visible_to(by).filter(organisation=by.organisation_id), pk=pk)
    try:
        programme = get_object_or_404(Programme.objects.visible_to(by), pk=int(request.POST["programme"]))
        first = date.fromisoformat(request.POST["first_month"])
    except (KeyError, ValueError, OverflowError):
        raise Http404 from None
    try:
        goods = claim_rent(by=by, rental=rental, programme=programme, first_month=first, now=timezone.now())
    except Refused as error:
        tell(request, error)
        return go_to(request, "contributions")
    text = _("Saved as a draft: %(amount)s. Add proof and submit it; without proof it counts for nothing.")
    messages.success(request, text % {"amount": money(goods.amount)})
    return go_to(request, "contribution", goods.pk)
