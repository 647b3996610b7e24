"""Months that wait: for the company to confirm, for the partnership to accept. One by one or many at once."""

from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributions.actions import months as actions
from contributions.forms.decisions import picks_from
from contributions.forms.months import MonthReasonForm
from contributions.models import Timesheet
from contributions.queries.months import sheets_for_list
from lib.lists import ordering, page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import address
from .month_common import say_judged

SORTS = {
    "month": ("month", "person__name"),
    "person": ("person__name", "month"),
    "partner": ("organisation__name", "month"),
    "hours": ("minutes", "month"),
    "handed": ("submitted_at",),
}
PAGE = 100  # a whole company, or all that one coordinator accepts in one go
FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@permission_required(Permission.CONFIRM_MONTHS)
def confirm(request):
    """What colleagues handed in."""
    return _queue(request, "confirm", Timesheet.objects.confirmable_by(request.membership), actions.confirm_months)


@require_http_methods(FORM)
@permission_required(Permission.ACCEPT_MONTHS)
def accept(request):
    """What companies confirmed."""
    return _queue(request, "accept", Timesheet.objects.acceptable_by(request.membership), actions.accept_months)


def _queue(request, verb: str, rows, act):
    if request.method != "POST":
        return _list(request, verb, rows, MonthReasonForm())
    asked = request.POST.get("verb")
    if asked not in (verb, "return"):
        raise BadRequest("verb")
    form, picks = MonthReasonForm(request.POST), picks_from(request.POST.getlist("selected"))
    if not picks:
        kept = MonthReasonForm(initial={"reason": form.data.get("reason", "")})
        return _list(request, verb, rows, kept, problem=_("Nothing is ticked yet. Tick the months you mean."))
    if asked == "return" and not form.is_valid():
        return _list(request, verb, rows, form, picked=picks)
    values = {"membership": request.membership, "picks": picks, "now": timezone.now()}
    try:
        extra = {"reason": form.cleaned_data["reason"]} if asked == "return" else {}
        judged = (actions.return_months if asked == "return" else act)(**values, **extra)
    except Refused as error:
        return _list(request, verb, rows, form, picked=picks, problem=str(error.reason))
    say_judged(request, judged, asked)
    return redirect(f"{address(request, f'months_{verb}')}?{request.GET.urlencode()}".removesuffix("?"))


def _list(request, verb, rows, form, picked=(), problem=""):
    found = sheets_for_list(rows).order_by(*ordering(request, SORTS, "month"))
    page = page_of(request, found, PAGE)
    context = {"page": page, "verb": verb, "form": form, "picked": picked, "problem": problem}
    return render(request, "contributions/months/queue.html", context)
