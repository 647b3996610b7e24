"""Applications of students: the list, one of them, and what a student does with it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to, version_of
from lib.lists import page_of
from lib.periods import today
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission as P

from ..actions import applications as actions
from ..application_rights import can_accept, can_apply
from ..application_sentences import level_warning, next_for_student, why_declined
from ..forms.applications import DraftForm, InviteForm, NewApplicationForm
from ..models import Application, ApplicationFile, Assignment
from ..queries import applications as lists
from ..states import APPLICATIONS, APPROVED, CLOSED, ENDED, ApplicationState
from ..store import DOCUMENTS

FORM = ["GET", "HEAD", "POST"]
APPLY = permission_required(P.APPLY)
STEPS = {
    "submit": (actions.submit_application, gettext_lazy("Your application is sent. Here you see what becomes of it.")),
    "accept": (actions.accept_offer, gettext_lazy("You accepted the seat. Congratulations!")),
    "withdraw": (actions.withdraw_application, gettext_lazy("Your application is taken back.")),
}


@require_safe
@APPLY
def applications(request):
    page = page_of(request, lists.applications_of(request.membership))
    for row in page:
        row.next = next_for_student(row)
    context = {"page": page, "invitations": lists.invitations_for(request.membership)}
    return render(request, "matching/applications/mine.html", context)


def form_data(request) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()


@require_http_methods(FORM)
@APPLY
def application_new(request, pk):
    rows = Assignment.objects.visible_to(request.membership).select_related("organisation")
    assignment = get_object_or_404(rows, pk=pk)
    allowed = can_apply(request.membership, assignment, today(timezone.now()))
    chosen = {"role": request.GET["role"]} if "role" in request.GET else {}
    form = NewApplicationForm(*form_data(request), assignment=assignment, initial=chosen)
    if form.is_bound and form.is_valid():
        row = attempt_form(request, form, actions.draft_application, assignment=assignment)
        if row:
            return _after_draft(request, row)
    context = {
        "form": form,
        "assignment": assignment,
        "allowed": allowed,
        "warnings": _warnings(request.membership, assignment),
        "own": lists.own_for(assignment, request.membership),
    }
    return render(request, "matching/applications/new.html", context)


def _warnings(student, assignment) -> list[str]:
    """About each role of another level than the profile says."""
    profile = lists.level_of(student)
    found = [
        (role.name, level_warning(profile.level if profile else "", role.level, role.get_level_display()))
        for role in lists.roles_of(assignment)
    ]
    return [f"{name}: {warning}" for name, warning in found if warning]


def _after_draft(request, row: Application):
    """Sent at once when that was asked; a team first comes together."""
    if row.team_id:
        messages.success(request, _("Your team is there. Ask your classmates in; then send it."))
    elif "submit" not in request.POST:
        messages.success(request, _("Your draft is saved. Nobody sees it until you send it."))
    elif row.state != ApplicationState.DRAFT or attempt(
        request, actions.submit_application, application=row, version=row.version
    ):
        messages.success(request, STEPS["submit"][1])
    return go_to(request, "application", row.pk)


# --- One application ---------------------------------------------------------------------------------------------
def own_application(request, pk) -> Application:
    rows = lists.one(Application.objects.visible_to(request.membership).filter(student=request.membership))
    return get_object_or_404(rows, pk=pk)


@require_safe
@APPLY
def application(request, pk):
    return application_page(request, own_application(request, pk))


def application_page(request, row: Application, invite: InviteForm | None = None):
    draft = row.state == ApplicationState.DRAFT
    founder = bool(row.team_id) and row.team.made_by_id == request.membership.pk
    asks = draft and founder
    context = {
        "application": row,
        "next": next_for_student(row),
        "reason": why_declined(row),
        "mates": lists.mates_of(row),
        "is_draft": draft,
        "sees_assignment": row.assignment.state in (APPROVED, CLOSED),
        "is_over": row.state in ENDED,
        "founder": founder,
        "invite": (invite or InviteForm()) if asks else None,
        "asked": list(row.team.invitations.order_by("invited_at", "pk")) if asks else [],
        "may_accept": APPLICATIONS.allows("accept", row.state) and bool(can_accept(row, timezone.now())),
        "may_withdraw": APPLICATIONS.allows("withdraw", row.state),
    }
    return render(request, "matching/applications/application.html", context)


@require_http_methods(FORM)
@APPLY
def application_edit(request, pk):
    row = own_application(request, pk)
    if row.state != ApplicationState.DRAFT:
        messages.info(request, str(actions.SENT))
        return go_to(request, "application", row.pk)
    initial = {"role": row.role_id, "motivation": row.motivation, "version": row.version}
    form = DraftForm(*form_data(request), assignment=row.assignment, initial=initial)
    if form.is_bound and form.is_valid() and attempt_form(request, form, actions.change_draft, application=row):
        messages.success(request, _("Your draft is saved. Nobody sees it until you send it."))
        return go_to(request, "application", row.pk)
    return render(request, "matching/applications/edit.html", {"form": form, "application": row})


@require_POST
@APPLY
def application_step(request, pk):
    row = own_application(request, pk)
    if request.POST.get("verb") not in STEPS:
        raise BadRequest("verb")
    action, said = STEPS[request.POST["verb"]]
    if attempt(request, action, application=row, version=version_of(request)):
        messages.success(request, said)
    return go_to(request, "application", row.pk)


# --- Files -------------------------------------------------------------------------------------------------------
@require_safe
@member_required
def application_file(request, pk):
    """The file, always as a download: nothing that somebody uploaded opens as a page of ours."""
    file = get_object_or_404(ApplicationFile.objects.visible_to(request.membership), pk=pk)
    try:
        stream = DOCUMENTS.location(file.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type="application/pdf")


@require_POST
@APPLY
def application_file_remove(request, pk):
    rows = ApplicationFile.objects.visible_to(request.membership).filter(application__student=request.membership)
    file = get_object_or_404(rows.select_related("application"), pk=pk)
    if attempt(request, actions.remove_file, file=file):
        messages.success(request, _("The file is removed."))
    return go_to(request, "application", file.application_id)
