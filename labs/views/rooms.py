"""Who is where: all rooms on a day, and one room in a week."""

from datetime import date, timedelta

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lib.periods import ONE_DAY, today
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..forms.rooms import DayForm
from ..kinds import RoomKind
from ..models import Room
from ..queries.rooms import Opening, days_of
from ..rooms_pictures import axis_of, strips_of

WEEK = timedelta(weeks=1)
may_look = permission_required(P.BOOK_ROOMS, P.MANAGE_ROOMS)


@require_safe
@may_look
def rooms(request):
    """Every room on one day."""
    by, now = request.membership, timezone.now()
    form = DayForm(request.GET or None)
    day = form.chosen(today(now))
    found = list(Room.objects.visible_to(by).order_by("-kind", "name", "pk"))
    found = [room for room in found if not (room.closed_on and room.closed_on <= day)]
    rows = days_of(found, [day], by, now)
    axis = axis_of(rows)
    groups = [(kind, [row for row in strips_of(rows, axis) if row["day"].room.kind == kind]) for kind in RoomKind]
    context = {
        "form": form if form.is_bound else DayForm(initial={"day": day}),
        "day": day,
        "previous": day - ONE_DAY,
        "following": day + ONE_DAY,
        "is_today": day == today(now),
        "axis": axis,
        "groups": [(kind, members) for kind, members in groups if members],
        "closed": next((row.hours for row in rows if row.hours.why), None) if rows else None,
        **_rights(by),
    }
    return render(request, "labs/rooms/day.html", context)


def _rights(by) -> dict:
    return {"may_book": by.can(P.BOOK_ROOMS), "may_manage": by.can(P.MANAGE_ROOMS)}


@require_safe
@may_look
def room(request, pk):
    """One room in one week."""
    by, now = request.membership, timezone.now()
    found = get_object_or_404(Room.objects.visible_to(by), pk=pk)
    form = DayForm(request.GET or None)
    monday = _monday(form.chosen(today(now)))
    rows = days_of([found], [monday + timedelta(days=number) for number in range(7)], by, now)
    axis = axis_of(rows)
    context = {
        "form": form if form.is_bound else DayForm(initial={"day": monday}),
        "room": found,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "previous": monday - WEEK,
        "following": monday + WEEK,
        "is_this_week": monday == _monday(today(now)),
        "axis": axis,
        "rows": strips_of(rows, axis),
        "has_hours": Opening(by.partnership_id, monday, monday).is_known,
        **_rights(by),
    }
    return render(request, "labs/rooms/week.html", context)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
