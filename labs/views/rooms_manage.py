"""Managing the building: rooms and desks, opening hours, and closed days."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import rooms_manage as actions
from ..forms.rooms_manage import ClosedDaysForm, HoursForm, OutOfUseForm, RoomForm
from ..models import ClosedDays, Room
from ..queries.rooms_manage import building, week_of

manages = permission_required(P.MANAGE_ROOMS)
FORM = ["GET", "HEAD", "POST"]
COLUMNS = ("name", "kind", "seats", "description")


@require_safe
@manages
def manage(request):
    return _page(request, ClosedDaysForm())


def _page(request, form):
    context = building(request.membership, today(timezone.now()))
    return render(request, "labs/rooms/manage.html", {**context, "form": form})


def _back(request):
    return redirect("rooms_manage", request.partnership.slug)


def _saved(request, form, field, action, **values):
    """What an action gives, or None with its refusal at a field of the form."""
    try:
        return action(by=request.membership, now=timezone.now(), **values)
    except Refused as refusal:
        form.add_error(field, str(refusal.reason))
        return None


def fetch(request, pk: int) -> Room:
    return get_object_or_404(Room.objects.visible_to(request.membership), pk=pk)


# --- Rooms -----------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@manages
def room_new(request):
    form = RoomForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _saved(request, form, "name", actions.add_room, **form.cleaned_data):
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return _back(request)
    return render(request, "labs/rooms/room_form.html", {"form": form, "room": None})


@require_http_methods(FORM)
@manages
def room_edit(request, pk):
    room = fetch(request, pk)
    form = RoomForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(room, name) for name in COLUMNS}
    )
    del form.fields["nonce"]
    valid = form.is_bound and form.is_valid()
    if valid and _saved(request, form, "name", actions.change_room, room=room, **form.cleaned_data):
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return _back(request)
    return render(request, "labs/rooms/room_form.html", {"form": form, "room": room})


@require_http_methods(FORM)
@manages
def room_out(request, pk):
    """Take a room out of use from a day on."""
    room = fetch(request, pk)
    form = OutOfUseForm(request.POST if request.method == "POST" else None, initial={"day": today(timezone.now())})
    if form.is_bound and form.is_valid():
        count = _saved(request, form, None, actions.take_out_of_use, room=room, **form.cleaned_data)
        if count is not None:
            text = ngettext(
                "%(name)s is out of use. %(count)s booking is cancelled.",
                "%(name)s is out of use. %(count)s bookings are cancelled.",
                count,
            )
            messages.success(request, text % {"name": room.name, "count": count})
            return _back(request)
    return render(request, "labs/rooms/room_out.html", {"form": form, "room": room})


@require_POST
@manages
def room_back(request, pk):
    room = fetch(request, pk)
    actions.put_into_use(by=request.membership, room=room, now=timezone.now())
    messages.success(request, _("%(name)s can be booked again.") % {"name": room.name})
    return _back(request)


# --- Opening hours ---------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@manages
def hours(request):
    """The hours of the building."""
    return _hours(request, None)


@require_http_methods(FORM)
@manages
def hours_of_room(request, pk):
    """The hours of one room that differ from those of the building."""
    return _hours(request, fetch(request, pk))


def _hours(request, room):
    week, own = week_of(request.membership, room)
    form = HoursForm(request.POST if request.method == "POST" else None, week=week)
    if form.is_bound and form.is_valid():
        actions.set_hours(by=request.membership, room=room, week=form.week(), now=timezone.now())
        messages.success(request, _("The opening hours are saved. What is booked already stays booked."))
        return _back(request)
    return render(request, "labs/rooms/hours.html", {"form": form, "room": room, "own": own})


@require_POST
@manages
def hours_forget(request, pk):
    """Let a room follow the building again."""
    room = fetch(request, pk)
    actions.set_hours(by=request.membership, room=room, week={}, now=timezone.now())
    messages.success(request, _("%(name)s follows the hours of the building.") % {"name": room.name})
    return _back(request)


# --- Closed days -----------------------------------------------------------------------------------------------
@require_POST
@manages
def closed_add(request):
    form = ClosedDaysForm(request.POST)
    if form.is_valid() and _saved(request, form, None, actions.close_days, **form.cleaned_data):
        messages.success(request, _("The building is closed on these days. What is booked already stays booked."))
        return _back(request)
    return _page(request, form)


@require_POST
@manages
def closed_remove(request, pk):
    closed = get_object_or_404(ClosedDays.objects.filter(partnership=request.membership.partnership_id), pk=pk)
    actions.open_days(by=request.membership, closed=closed, now=timezone.now())
    messages.success(request, _("The building is open on these days, as on others."))
    return _back(request)
