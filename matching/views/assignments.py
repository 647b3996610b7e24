"""The page of one assignment, its steps, and what waits for who looks after the board."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, go_to, version_of
from lib.lists import page_of
from lib.periods import today
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission as P

from ..actions import assignments as actions
from ..actions import changes
from ..assignment_rights import (
    NOT_BY_YOURSELF,
    can_decide_change,
    can_edit,
    can_hand_over,
    can_step,
    can_tell_for_school,
    cares,
    owns,
)
from ..bank_rights import can_go_on, can_offer
from ..bank_sentences import credit_of
from ..forms.assignments import ReasonForm, SchoolForm
from ..kinds import ASKED_BY_SCHOOLS, Side
from ..models import Assignment, AssignmentChange
from ..queries import assignments as lists
from ..queries.applications import with_counts
from ..queries.chains import chain_of
from ..queries.changes import lines_of
from ..rules import lacking
from ..sentences import HISTORY, NEEDS
from ..states import APPROVED, ASSIGNMENTS, CLOSED, WITHDRAWN

FORM = ["GET", "HEAD", "POST"]
KEEPS = permission_required(P.MATCH)
STEPS = {
    "submit": actions.submit,
    "approve": actions.approve,
    "reject": actions.reject,
    "withdraw": actions.withdraw,
    "take_up_again": actions.take_up_again,
    "close": actions.close,
}
CHANGES = {
    "approve": changes.approve_change,
    "refuse": changes.refuse_change,
    "take_back": changes.take_back_change,
}
TOLD = {
    "submit": gettext_lazy("It is handed in. You hear by mail what is decided."),
    "approve": gettext_lazy("It is on the board. Who handed it in hears it by mail."),
    "reject": gettext_lazy("It is sent back. Who handed it in hears it by mail."),
    "withdraw": gettext_lazy("It is withdrawn."),
    "take_up_again": gettext_lazy("It is a draft again. Hand it in when it is ready."),
    "close": gettext_lazy("It is closed. Nobody can apply any more."),
}


def _assignment(request, pk) -> Assignment:
    return get_object_or_404(with_counts(lists.with_parts(Assignment.objects.visible_to(request.membership))), pk=pk)


@require_safe
@member_required
def assignment(request, pk):
    return _page(request, _assignment(request, pk))


def _page(request, row: Assignment, reason_form=None, change_form=None):
    by, now = request.membership, timezone.now()
    keeps, own = cares(row, by), owns(row, by)
    context = {
        "assignment": row,
        "keeps": keeps,
        "own": own,
        "inside": keeps or own,
        "for_students": row.kind not in ASKED_BY_SCHOOLS,
        "chain": chain_of(row, by),
        "page": "assignment",
        "credit": credit_of(row.template) if row.template else "",
        "goes_on": bool(can_go_on(row, by)),
        "edits": bool(can_edit(row, by)),
        "reason_form": reason_form or ReasonForm(prefix="reason"),
        "change_form": change_form or ReasonForm(prefix="change"),
    }
    if keeps or own:
        context |= _for_who_decides(row, by, now)
    return render(request, "matching/assignments/page.html", context)


def _for_who_decides(row: Assignment, by, now) -> dict:
    """What only the owner and who looks after the board see."""
    change = lists.waiting_change(row) if row.state == APPROVED else None
    if change:
        change.assignment = row
    points = lists.checklist_of(row, now) if row.state not in (CLOSED, WITHDRAWN) else []
    approves = can_step(row, "approve", by)
    return {
        "change": change,
        "change_lines": lines_of(change) if change else [],
        "decides_change": bool(change and can_decide_change(change, by)),
        "points": [(point, *NEEDS[point.need]) for point in points],
        "lacks": lacking(points),
        "lacks_own": lacking(points, Side.COMPANY),
        "steps": {verb for verb in STEPS if can_step(row, verb, by)},
        "own_work": approves.reason == NOT_BY_YOURSELF,
        "hands_over": bool(can_hand_over(row, by)),
        "tells": bool(can_tell_for_school(row, by)) and row.kind not in ASKED_BY_SCHOOLS,
        "history": [(event.at, _told(event)) for event in lists.history_of(row)],
        "in_bank": getattr(row, "bank_template", None) if can_offer(row, by) else None,
        "offers": bool(can_offer(row, by)),
        "deadline": None if row.submitted_at else lists.closed_for(row.partnership_id, row.kind, today(now)),
    }


def _told(event) -> str:
    name = event.actor.name if event.actor else _("The portal")
    return str(HISTORY.get(event.verb, event.verb)) % {"name": name}


@require_POST
@permission_required(P.OFFER_WORK, P.MATCH)
def assignment_step(request, pk):
    """Hand in, approve, send back, withdraw, take up again or close."""
    row, verb = _assignment(request, pk), request.POST.get("verb")
    if verb not in STEPS:
        raise BadRequest("verb")
    if not (owns(row, request.membership) or cares(row, request.membership)):
        raise PermissionDenied
    values = {"assignment": row, "version": version_of(request)}
    if verb == "reject":
        form = ReasonForm(request.POST, prefix="reason")
        if not form.is_valid():
            return _page(request, row, reason_form=form)
        values |= form.cleaned_data
    if attempt(request, STEPS[verb], **values):
        messages.success(request, TOLD[verb])
    elif verb == "reject" and ASSIGNMENTS.allows(verb, row.state):
        return _page(request, _assignment(request, pk), reason_form=form)
    return go_to(request, "assignment", row.pk)


@require_POST
@permission_required(P.OFFER_WORK, P.MATCH)
def assignment_change(request, pk, change):
    """Approve a change of what is on the board, refuse it, or take it back."""
    row, verb = _assignment(request, pk), request.POST.get("verb")
    if verb not in CHANGES:
        raise BadRequest("verb")
    if not (owns(row, request.membership) or cares(row, request.membership)):
        raise PermissionDenied
    values = {"change": get_object_or_404(AssignmentChange.objects.filter(assignment=row), pk=change)}
    if verb == "refuse":
        form = ReasonForm(request.POST, prefix="change")
        if not form.is_valid():
            return _page(request, row, change_form=form)
        values |= form.cleaned_data
    if attempt(request, CHANGES[verb], **values):
        messages.success(request, _("The change is decided on.") if verb != "take_back" else _("It is taken back."))
    return go_to(request, "assignment", row.pk)


@require_http_methods(FORM)
@KEEPS
def assignment_school(request, pk):
    """Who guides the student at the school, and what the school expects."""
    row, by, now = _assignment(request, pk), request.membership, timezone.now()
    if not (allowed := can_tell_for_school(row, by)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "assignment", row.pk)
    said = next((each for each in row.expectations.all() if each.side == Side.SCHOOL), None)
    initial = {name: getattr(said, name) for name in SchoolForm.base_fields if hasattr(said, name)}
    initial |= {"school_mentor": row.school_mentor_id}
    form = SchoolForm(request.POST or None, by=by, assignment=row, now=now, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"school_mentor": form.cleaned_data["school_mentor"], "said": form.plain()}
        if attempt(request, actions.tell_for_school, assignment=row, **values):
            messages.success(request, _("It is saved."))
            return go_to(request, "assignment", row.pk)
    return render(request, "matching/assignments/school.html", {"form": form, "assignment": row})


# --- For who looks after the board -------------------------------------------------------------------------------
@require_safe
@KEEPS
def approvals(request):
    by, now = request.membership, timezone.now()
    page = page_of(request, lists.waiting_for_approval(by))
    points = lists.checklists(page.object_list, now)
    rows = [(row, len(lacking(points[row.pk])), row.submitted_by_id == by.user_id) for row in page.object_list]
    context = {"page": page, "rows": rows, "changes": lists.waiting_changes(by)}
    return render(request, "matching/assignments/approvals.html", context)
