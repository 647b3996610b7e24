"""Who did what, for management and for the auditor."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from lib.lists import page_of

from ..decorators import permission_required
from ..forms.log import LogFilter
from ..log import chosen_events, events_for, lines
from ..roles import Permission as P

PAGE_SIZE = 50


@require_safe
@permission_required(P.SEE_AUDIT)
def audit(request):
    events = events_for(request.membership)
    form = LogFilter(request.GET, events=events)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, chosen_events(events, chosen), PAGE_SIZE)
    context = {"filter": form, "page": page, "lines": lines(page), "filtered": any(chosen.values())}
    return render(request, "partnership/log.html", context)
