"""The activity plan as a picture and as a table, and to take along."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from lib.exports import FORMATS, Sheet, xlsx_file
from lib.periods import today
from partnership.decorators import permission_required
from partnership.models import Programme
from partnership.roles import Permission

from ..forms.plan import PlanFilter
from ..models import Activity, Lab
from ..plan_pictures import plan_picture
from ..queries.budget import cost_lines, per_year, plan_budget, years_of
from ..queries.plan import SEE_BUDGET, SEE_PLAN, judged, overview, plan_of, sees_budget
from ..queries.plan_exports import budget_sheet, plan_sheet

may_see = permission_required(*SEE_PLAN)
may_see_budget = permission_required(*SEE_BUDGET)


def filter_of(request) -> PlanFilter:
    """Which programme and lab the address asks for."""
    by = request.membership
    programmes = list(Programme.objects.visible_to(by).order_by("-starts_on", "pk"))
    return PlanFilter(request.GET, programmes=programmes, labs=list(Lab.objects.visible_to(by).order_by("pk")))


@require_safe
@may_see
def plan(request):
    by, now = request.membership, timezone.now()
    day, chosen = today(now), filter_of(request)
    programme, lab = chosen.chosen(day)
    found = plan_of(by, programme, day, lab)
    context = {
        "labs": overview(chosen.labs.values(), now),
        "programme": programme,
        "filter": chosen,
        "lab": lab,
        "plan": found,
        "picture": plan_picture(programme, found, day, _address_of(request)) if programme else None,
        "sees_budget": sees_budget(by),
        "query": request.GET.urlencode(),
    }
    return render(request, "labs/plan.html", context)


def _address_of(request):
    slug = request.partnership.slug
    return lambda pk: reverse("activity", args=[slug, pk])


@require_safe
@may_see
def activity(request, pk):
    by, now = request.membership, timezone.now()
    rows = Activity.objects.visible_to(by).select_related("programme", "lab", "goal")
    row = get_object_or_404(rows, pk=pk)
    years = years_of(row.programme)
    lines = cost_lines(row, years) if sees_budget(by) else []
    milestones = row.milestones.there().with_latest().order_by("planned_on", "pk")
    context = {
        "activity": row,
        "programme": row.programme,
        "milestones": [judged(each, today(now)) for each in milestones],
        "removed": list(row.milestones.exclude(removed_at=None).order_by("planned_on", "pk")),
        "earlier": row.earlier.select_related("changed_by").order_by("-changed_at", "-pk"),
        "runs": Activity.objects.run_by(by).filter(pk=row.pk).exists(),
        "sees_budget": sees_budget(by),
        "sees_financing": by.can(Permission.SEE_FINANCING),
        "years": years,
        "lines": lines,
        "sums": per_year(row.costs.all(), years) if lines else [],
        "total": sum(line.total for line in lines),
    }
    return render(request, "labs/plan/activity.html", context)


@require_safe
@may_see_budget
def budget(request):
    programme, _lab = filter_of(request).chosen(today())
    found = plan_budget(request.membership, programme) if programme else None
    context = {"programme": programme, "budget": found, "query": request.GET.urlencode()}
    context["sees_financing"] = request.membership.can(Permission.SEE_FINANCING)
    return render(request, "labs/plan/budget.html", context)


@require_safe
@may_see
def plan_download(request):
    by, now = request.membership, timezone.now()
    programme, lab = filter_of(request).chosen(today(now))
    if programme is None:
        raise Http404
    return _answer(plan_sheet(by, programme, plan_of(by, programme, today(now), lab), now), now)


@require_safe
@may_see_budget
def budget_download(request):
    now = timezone.now()
    programme, _lab = filter_of(request).chosen(today(now))
    if programme is None:
        raise Http404
    return _answer(budget_sheet(request.membership, programme, now), now)


def _answer(sheet: Sheet, now):
    name = f"{slugify(sheet.title)}-{today(now).isoformat()}.xlsx"
    return FileResponse(xlsx_file(sheet), as_attachment=True, filename=name, content_type=FORMATS["xlsx"])
