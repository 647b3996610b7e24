"""Letting rooms and desks to partners."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import rooms_manage as actions
from ..forms.rooms_manage import RentalChangeForm, RentalForm
from ..models import RoomRental

manages = permission_required(P.MANAGE_ROOMS)
FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@manages
def rental_new(request):
    by = request.membership
    form = RentalForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_bound and form.is_valid():
        try:
            made = actions.let(by=by, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("first_month", str(refusal.reason))
        else:
            names = {"room": made.room.name, "partner": made.organisation.name}
            messages.success(request, _("%(room)s is let to %(partner)s.") % names)
            return redirect("rooms_manage", request.partnership.slug)
    return render(request, "labs/rooms/rental_form.html", {"form": form})


def _fetch(request, pk: int) -> RoomRental:
    rows = RoomRental.objects.visible_to(request.membership).select_related("room", "organisation", "agreed_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(FORM)
@manages
def rental(request, pk):
    """One rental; it can end earlier or later."""
    found = _fetch(request, pk)
    form = RentalChangeForm(request.POST if request.method == "POST" else None, rental=found)
    if form.is_bound and form.is_valid():
        try:
            actions.change_rental(by=request.membership, rental=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("last_month", str(refusal.reason))
        else:
            messages.success(request, _("The rental of %(room)s is saved.") % {"room": found.room.name})
            return redirect("rooms_manage", request.partnership.slug)
    return render(request, "labs/rooms/rental.html", {"form": form, "rental": found})


@require_POST
@manages
def rental_remove(request, pk):
    """Take away what was entered by mistake."""
    found = _fetch(request, pk)
    try:
        actions.remove_rental(by=request.membership, rental=found, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("rental", request.partnership.slug, pk)
    messages.success(request, _("The rental of %(room)s is removed.") % {"room": found.room.name})
    return redirect("rooms_manage", request.partnership.slug)
