"""The activity plan: what is done in which lab, and when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.models import Programme
from partnership.roles import Permission as P

from .. import actions
from ..forms.plan import ActivityForm
from ..models import Activity

may_manage = permission_required(P.MANAGE_PROGRAMME)
COLUMNS = ("name", "goal", "starts_on", "ends_on")


@require_http_methods(["GET", "POST"])
@may_manage
def activity_new(request):
    by = request.membership
    programme = Programme.objects.visible_to(by).current_first(today()).first()
    initial = {"programme": programme, "lab": request.GET.get("lab"), "goal": request.GET.get("goal")}
    if programme:
        initial |= {"starts_on": programme.starts_on, "ends_on": programme.ends_on}
    form = ActivityForm(request.POST or None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid() and (made := _done(request, form, actions.plan)):
        return redirect("activity", request.partnership.slug, made.pk)
    return render(request, "labs/activity_form.html", {"form": form, "activity": None, "programme": programme})


@require_http_methods(["GET", "POST"])
@may_manage
def activity_edit(request, pk):
    by = request.membership
    rows = Activity.objects.visible_to(by).select_related("programme", "lab")
    activity = get_object_or_404(rows, pk=pk)
    initial = {name: getattr(activity, name) for name in COLUMNS}
    initial["project_management"] = activity.is_management
    form = ActivityForm(request.POST or None, by=by, activity=activity, initial=initial)
    if request.method == "POST" and form.is_valid() and _done(request, form, actions.change, activity=activity):
        return redirect("activity", request.partnership.slug, activity.pk)
    context = {"form": form, "activity": activity, "programme": activity.programme}
    return render(request, "labs/activity_form.html", context)


def _done(request, form, action, **more) -> Activity | None:
    try:
        activity = action(by=request.membership, now=timezone.now(), **form.cleaned_data, **more)
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return None
    messages.success(request, _("%(name)s is saved.") % {"name": activity.name})
    return activity
