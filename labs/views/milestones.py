"""Milestones: what is agreed, what was agreed before, and what was reported about it."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..actions.milestones import AGREED, add_milestone, change_milestone, remove_milestone, report_milestone
from ..forms.milestones import MilestoneForm, MilestoneReportForm
from ..models import Activity, Milestone, MilestoneFile
from ..queries.milestones import history_of
from ..queries.plan import SEE_PLAN, judged
from ..store import DOCUMENTS

may_see = permission_required(*SEE_PLAN)
may_run = permission_required(Permission.MANAGE_PROGRAMME, Permission.RUN_LABS)
FORM = ["GET", "HEAD", "POST"]
RELATED = ("activity__programme", "activity__lab", "activity__goal")


def _fetch(rows, pk) -> Milestone:
    return get_object_or_404(rows.there().with_latest().select_related(*RELATED), pk=pk)


def _kept(request, pk) -> Milestone:
    """A milestone that this person keeps; one of another lab is there to be read only, so its forms are not."""
    return _fetch(Milestone.objects.run_by(request.membership), pk)


@require_safe
@may_see
def milestone(request, pk):
    by = request.membership
    row = _fetch(Milestone.objects.visible_to(by), pk)
    context = {
        "milestone": row,
        "activity": row.activity,
        "planned": judged(row, today()),
        "history": history_of(by, row),
        "runs": Milestone.objects.run_by(by).filter(pk=row.pk).exists(),
    }
    return render(request, "labs/plan/milestone.html", context)


@require_http_methods(FORM)
@may_run
def milestone_new(request, pk):
    rows = Activity.objects.run_by(request.membership).select_related("programme", "lab")
    activity = get_object_or_404(rows, pk=pk)
    form = MilestoneForm(request.POST or None, programme=activity.programme, is_new=True)
    if request.method == "POST" and form.is_valid():
        made = _done(request, form, add_milestone, activity=activity)
        if made:
            return redirect("activity", request.partnership.slug, activity.pk)
    context = {"form": form, "activity": activity, "programme": activity.programme, "milestone": None}
    return render(request, "labs/plan/milestone_form.html", context)


@require_http_methods(FORM)
@may_run
def milestone_edit(request, pk):
    row = _kept(request, pk)
    initial = {name: getattr(row, name) for name in AGREED}
    programme = row.activity.programme
    form = MilestoneForm(request.POST or None, programme=programme, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid() and _done(request, form, change_milestone, milestone=row):
        return redirect("milestone", request.partnership.slug, row.pk)
    context = {"form": form, "activity": row.activity, "programme": programme, "milestone": row}
    return render(request, "labs/plan/milestone_form.html", context)


@require_http_methods(FORM)
@may_run
def milestone_remove(request, pk):
    """Asks first."""
    row = _kept(request, pk)
    if request.method != "POST":
        return render(request, "labs/plan/milestone_remove.html", {"milestone": row, "activity": row.activity})
    try:
        remove_milestone(by=request.membership, milestone=row, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("milestone", request.partnership.slug, row.pk)
    messages.success(request, _("%(name)s is removed.") % {"name": row.name})
    return redirect("activity", request.partnership.slug, row.activity_id)


@require_http_methods(FORM)
@may_run
def milestone_report(request, pk):
    row = _kept(request, pk)
    initial = {"seen": row.reported or 0, "looked_on": today()}
    form = MilestoneReportForm(*((request.POST, request.FILES) if request.method == "POST" else ()), initial=initial)
    if form.is_bound and form.is_valid() and _done(request, form, report_milestone, milestone=row):
        return redirect("milestone", request.partnership.slug, row.pk)
    context = {"form": form, "milestone": row, "activity": row.activity, "planned": judged(row, today())}
    return render(request, "labs/plan/milestone_report.html", context)


@require_safe
@may_see
def milestone_file(request, pk):
    """The file, always as a download: nothing that somebody uploaded opens as a page of ours."""
    file = get_object_or_404(MilestoneFile.objects.visible_to(request.membership), pk=pk)
    try:
        stream = DOCUMENTS.location(file.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.media_type)


def _done(request, form, action, **more) -> bool:
    """Take the step; what is refused is said above the form, with all that was typed in it."""
    try:
        action(by=request.membership, now=timezone.now(), **form.cleaned_data, **more)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    name = form.cleaned_data.get("name") or more["milestone"].name
    messages.success(request, _("%(name)s is saved.") % {"name": name})
    return True
