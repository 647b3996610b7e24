"""The budget of one activity, as a grid of years."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..actions.budget import set_costs
from ..forms.budget import BudgetGrid
from ..models import Activity


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PROGRAMME)
def activity_budget(request, pk):
    by = request.membership
    rows = Activity.objects.visible_to(by).select_related("programme", "lab", "goal")
    activity = get_object_or_404(rows, pk=pk)
    form = BudgetGrid(request.POST if request.method == "POST" else None, by=by, activity=activity)
    if form.is_bound and "more" in request.POST:
        form = form.with_more_rows()
    elif form.is_bound and form.is_valid() and _done(request, form, activity):
        return redirect("activity", request.partnership.slug, activity.pk)
    context = {"form": form, "activity": activity, "programme": activity.programme}
    return render(request, "labs/plan/activity_budget.html", context)


def _done(request, form, activity) -> bool:
    seen = form.cleaned_data["seen"]
    try:
        set_costs(by=request.membership, activity=activity, rows=form.costs, seen=seen, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    messages.success(request, _("The budget of %(name)s is saved.") % {"name": activity.name})
    return True
