"""Booking a room, the own bookings, and giving a room back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lib.days import typed_day
from lib.figures import day_plain
from lib.lists import page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import rooms as actions
from ..forms.rooms import BookForm, CancelForm
from ..models import Booking
from ..queries.rooms import free_rooms, own_bookings
from ..rooms_rights import can_cancel, needs_reason

may_book = permission_required(P.BOOK_ROOMS)
MOST_COMING = 200
FROM_ADDRESS = ("room", "day", "start", "end", "people")


@require_http_methods(["GET", "HEAD", "POST"])
@may_book
def book(request):
    """The form; with more than one week the days are shown before anything is booked."""
    by = request.membership
    typed = {name: request.GET[name] for name in FROM_ADDRESS if name in request.GET}
    initial = {"day": today(timezone.now()), "people": 1, "weeks": 1} | typed
    form = BookForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    context = {"form": form, "occasions": [], "others": []}
    if form.is_bound and form.is_valid() and (made := _booked(request, form, context)):
        _tell(request, made, form)
        day = typed_day(today(made[0].starts_at))
        return redirect(f"{reverse('rooms', args=[request.partnership.slug])}?day={day}")
    return render(request, "labs/rooms/book.html", context)


def _booked(request, form: BookForm, context: dict) -> list[Booking]:
    """What was booked; nothing when the form is shown again, with why at its fields and in `context`."""
    values = {"by": request.membership, "wish": form.wish(), "now": timezone.now()}
    looked = form.cleaned_data["seen"] == form.fingerprint()
    verb = request.POST.get("verb", "") if looked else ""
    try:
        if form.cleaned_data["weeks"] > 1 and verb not in ("all", "free"):
            return _show(request, form, actions.look(**values), context)
        nonce = form.cleaned_data["nonce"]
        return actions.book(**values, use=form.use(), nonce=nonce, only_free=verb == "free")
    except actions.RoomRefused as refusal:
        occasions = getattr(refusal, "occasions", [])
        if len(occasions) > 1:
            return _show(request, form, occasions, context)
        form.add_sentences(refusal.sentences)
        if occasions:
            context["others"] = free_rooms(values["wish"], values["by"], form.cleaned_data["people"])
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
    return []


def _show(request, form: BookForm, occasions, context: dict) -> list[Booking]:
    """The days of a row with why some cannot be; the form keeps which were shown."""
    form.data = form.data.copy()
    form.data["seen"] = form.fingerprint()
    context["occasions"] = [
        {"day": each.day, "why": actions.problem_words(each, request.membership) if each.problem else ""}
        for each in occasions
    ]
    context["free"] = sum(1 for each in occasions if not each.problem)
    return []


def _tell(request, made: list[Booking], form: BookForm) -> None:
    """What came of the form. One that was sent before may have been given back since, all of it or some days."""
    kept = [each for each in made if each.cancelled_at is None]
    if len(kept) < len(made):
        names = {"room": made[0].room.name, "day": day_plain(made[0].starts_at)}
        text = _("You booked %(room)s before with this form, and that was cancelled. Book it anew to get it again.")
        if kept:
            text = _("Part of what you booked with this form was cancelled since: %(room)s, from %(day)s.")
        messages.warning(request, text % names)
    if kept:
        _tell_kept(request, kept, form)


def _tell_kept(request, made: list[Booking], form: BookForm) -> None:
    room, people = made[0].room, form.cleaned_data["people"]  # the same form sent again: what it booked then
    names = {"room": room.name, "day": day_plain(made[0].starts_at), "count": len(made)}
    text = ngettext("%(room)s is yours on %(day)s.", "%(room)s is yours on %(count)s days, from %(day)s.", len(made))
    messages.success(request, text % names)
    if people > room.seats:
        text = _("%(room)s has %(seats)s seats, and you come with %(people)s. Choose a larger room if you want to sit.")
        messages.warning(request, text % {"room": room.name, "seats": room.seats, "people": people})


@require_safe
@may_book
def mine(request):
    """What this person booked: what comes, and page by page what was."""
    now = timezone.now()
    rows = own_bookings(request.membership)
    context = {
        "coming": rows.live().filter(ends_at__gt=now).order_by("starts_at", "pk")[:MOST_COMING],
        "page": page_of(
            request, (rows.filter(ends_at__lte=now) | rows.exclude(cancelled_at=None)).order_by("-starts_at", "-pk")
        ),
    }
    return render(request, "labs/rooms/bookings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(P.BOOK_ROOMS, P.MANAGE_ROOMS)
def booking(request, pk):
    """One booking, and giving the room back."""
    by, now = request.membership, timezone.now()
    rows = Booking.objects.visible_to(by).select_related("room", "booked_by", "organisation", "cancelled_by", "session")
    found = get_object_or_404(rows, pk=pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = needs_reason(by, found)
    if form.is_bound and form.is_valid():
        try:
            actions.cancel_booking(by=by, booking=found, now=now, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The booking is cancelled. The room is free again."))
            return redirect("booking", request.partnership.slug, pk)
    context = {"booking": found, "form": form, "may_cancel": can_cancel(by, found, now)}
    return render(request, "labs/rooms/booking.html", context | {"needs_reason": needs_reason(by, found)})
