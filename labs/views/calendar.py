"""The calendar of a partnership and each session on it: for everybody, with more for members."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lib.lists import page_of
from lib.periods import add_months, start_of, today
from partnership.decorators import public_page
from partnership.roles import Permission

from ..forms.calendar import EARLIER, MONTH, CalendarFilter
from ..links import own_page_url
from ..models import Lab
from ..queries import sessions as queries
from ..queries.learning import with_module
from ..session_rights import can_change, can_discard, can_step


@require_safe
@public_page
def calendar(request):
    """What is coming by day, what has been, or a month as weeks."""
    member, now = request.membership, timezone.now()
    labs = list(Lab.objects.filter(partnership=request.partnership).order_by("pk"))
    form = CalendarFilter(request.GET, labs=labs, member=member)
    rows = queries.chosen(queries.on_calendar(request.partnership, member), form.cleaned_data)
    context = {
        "filter": form,
        "mode": form.mode,
        "may_plan": member is not None and Lab.objects.run_by(member).exists(),
        "labs": labs,
    }
    if form.mode == MONTH:
        return render(request, "labs/sessions/calendar.html", context | _month(form, rows, now))
    since = form.cleaned_data.get("since")
    chosen = (
        queries.earlier(rows, now) if form.mode == EARLIER else queries.coming(rows, (since and start_of(since)) or now)
    )
    page = page_of(request, chosen)
    return render(request, "labs/sessions/calendar.html", context | {"page": page, "days": queries.by_day(page)})


def _month(form, rows, now) -> dict:
    day = today(now)
    month = form.month_or(day)
    weeks = queries.month_of_sessions(rows, month, day)
    return {
        "month": month,
        "weeks": weeks,
        "previous": add_months(month, -1),
        "next": add_months(month, 1),
        "is_empty": all(week.is_empty for week in weeks),
    }


@require_safe
@public_page
def session(request, pk):
    """All about one session; planning it is for who runs the lab."""
    member = request.membership
    rows = queries.on_calendar(request.partnership, member)
    shown = with_module(rows, request.partnership, member)
    row = get_object_or_404(shown.select_related("lab", "room", "activity", "series", "cancelled_by"), pk=pk)
    runs = (
        bool(member) and member.can(Permission.RUN_LABS) and Lab.objects.run_by(member).filter(pk=row.lab_id).exists()
    )
    context = {
        "session": row,
        "guests": queries.guests_shown(row, timezone.now()),
        "series": queries.series_of(rows, row),
        "runs": runs,
        "may_change": can_change(row, runs=runs),
        "may_publish": can_step(row, "publish", runs=runs),
        "may_cancel": can_step(row, "cancel", runs=runs),
        "may_discard": can_discard(row, runs=runs),
        "own_page": own_page_url(request.partnership, row) if runs else "",
        "is_over": row.ends_at <= timezone.now(),
    }
    return render(request, "labs/sessions/session.html", context)
