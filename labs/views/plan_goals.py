"""The goals of a programme."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..actions.plan_goals import add_goal, change_goal, move_goal, remove_goal
from ..forms.plan import GoalForm
from ..models import Goal
from .plan import filter_of

may_manage = permission_required(Permission.MANAGE_PROGRAMME)
FORM = ["GET", "HEAD", "POST"]


@require_safe
@may_manage
def goals(request):
    """The goals in their order, with how many activities each has."""
    chosen = filter_of(request)
    programme, _lab = chosen.chosen(today())
    rows = Goal.objects.visible_to(request.membership).filter(programme=programme)
    rows = rows.prefetch_related("activities").in_order() if programme else rows.none()
    return render(request, "labs/plan/goals.html", {"goals": rows, "programme": programme})


@require_http_methods(FORM)
@may_manage
def goal_new(request):
    chosen = filter_of(request)
    programme, _lab = chosen.chosen(today())
    form = GoalForm(request.POST or None, by=request.membership, initial={"programme": programme})
    if request.method == "POST" and form.is_valid() and _done(request, form, add_goal):
        return redirect("plan", request.partnership.slug)
    return render(request, "labs/plan/goal_form.html", {"form": form, "goal": None, "programme": programme})


@require_http_methods(FORM)
@may_manage
def goal_edit(request, pk):
    goal = get_object_or_404(Goal.objects.visible_to(request.membership).select_related("programme"), pk=pk)
    initial = {"name": goal.name, "explanation": goal.explanation}
    form = GoalForm(request.POST or None, by=request.membership, goal=goal, initial=initial)
    if request.method == "POST" and form.is_valid() and _done(request, form, change_goal, goal=goal):
        return redirect("plan_goals", request.partnership.slug)
    return render(request, "labs/plan/goal_form.html", {"form": form, "goal": goal, "programme": goal.programme})


@require_POST
@may_manage
def goal_move(request, pk):
    goal = get_object_or_404(Goal.objects.visible_to(request.membership), pk=pk)
    _tell(request, lambda: move_goal(by=request.membership, goal=goal, up="up" in request.POST, now=timezone.now()))
    return redirect("plan_goals", request.partnership.slug)


@require_POST
@may_manage
def goal_remove(request, pk):
    goal = get_object_or_404(Goal.objects.visible_to(request.membership), pk=pk)
    if _tell(request, lambda: remove_goal(by=request.membership, goal=goal, now=timezone.now())):
        messages.success(request, _("%(name)s is removed.") % {"name": goal.name})
    return redirect("plan_goals", request.partnership.slug)


def _tell(request, deed) -> bool:
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return False
    return True


def _done(request, form, action, **more) -> Goal | None:
    try:
        goal = action(by=request.membership, now=timezone.now(), **form.cleaned_data, **more)
    except Refused as refusal:
        form.add_error("name", str(refusal.reason))
        return None
    messages.success(request, _("%(name)s is saved.") % {"name": goal.name})
    return goal
