"""What is kept about oneself, as a file."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ..actions.own_data import note_own_data
from ..decorators import member_required
from ..models import Membership
from ..own_data import everything_about


@require_safe
@member_required
def own_data(request):
    return render(request, "partnership/own_data.html")


@require_POST
@member_required
def own_data_file(request):
    """Of every role that this person has or had in the partnership."""
    now = timezone.now()
    rows = Membership.objects.filter(user=request.user, partnership=request.partnership)
    found = everything_about(request.user, list(rows.select_related("organisation").order_by("pk")), now)
    note_own_data(by=request.membership, now=now)
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{request.partnership.slug}-own-data.json"'
    response["Cache-Control"] = "no-store, private"
    return response
