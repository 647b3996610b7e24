"""Coaching sessions of student companies."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import companies_coaching as actions
from ..actions.sessions import SessionRefused
from ..forms.companies import CoachingForm
from ..forms.meetings import CancelForm, times_of
from ..models import CompanySession
from ..states import SessionState
from .companies import known_company
from .research_common import attempt, go_to

FORM = ["GET", "HEAD", "POST"]
COACHES = permission_required(P.LOG_HOURS, P.RUN_LABS)


def attempt_meeting(request, form, action, **values) -> None:
    """Do it now; a refusal stands in the form, at its field when that is known."""
    try:
        action(by=request.membership, now=timezone.now(), **values)
    except SessionRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))


@require_http_methods(FORM)
@COACHES
def coaching_new(request, pk):
    row, standing = known_company(request, pk, "coaches")
    form = CoachingForm(request.POST or None, company=row, by=request.membership, standing=standing, new=True)
    if request.method == "POST" and form.is_valid():
        values = form.values("coach", "summary", "activity", "nonce")
        attempt_meeting(request, form, actions.plan_coaching, company=row, **values)
        if form.is_valid():
            messages.success(request, _("The coaching session is in the list."))
            return go_to(request, "student_company", row.pk)
    return render(request, "labs/companies/coaching_form.html", {"form": form, "company": row})


def _mine(request, pk, coaching):
    """A session of a company that this member coaches or runs, which is not cancelled."""
    row, standing = known_company(request, pk, "coaches")
    rows = CompanySession.objects.filter(company=row).select_related(
        "company__lab", "session__lab", "session__activity"
    )
    found = get_object_or_404(rows.exclude(session__state=SessionState.CANCELLED), pk=coaching)
    gives = found.session.guests.filter(person=request.membership.user_id).exists()
    if not (standing.runs or gives):
        raise PermissionDenied
    return row, standing, found


@require_http_methods(FORM)
@COACHES
def coaching_edit(request, pk, coaching):
    row, standing, found = _mine(request, pk, coaching)
    session = found.session
    initial = times_of(session) | {"summary": session.summary, "activity": session.activity_id}
    initial |= {"version": session.version}
    known = {"company": row, "by": request.membership, "standing": standing, "new": False}
    form = CoachingForm(request.POST or None, initial=initial, **known)
    if request.method == "POST" and form.is_valid():
        values = form.values("summary", "activity", "version")
        attempt_meeting(request, form, actions.change_coaching, coaching=found, **values)
        if form.is_valid():
            messages.success(request, _("The coaching session is saved."))
            return go_to(request, "student_company", row.pk)
    cancel = CancelForm(initial={"version": session.version}, prefix="cancel")
    context = {"form": form, "company": row, "coaching": found, "cancel": cancel}
    return render(request, "labs/companies/coaching_form.html", context)


@require_POST
@COACHES
def coaching_cancel(request, pk, coaching):
    row, _standing, found = _mine(request, pk, coaching)
    form = CancelForm(request.POST, prefix="cancel")
    if not form.is_valid():
        messages.error(request, actions.NO_REASON)
        return go_to(request, "coaching_edit", row.pk, found.pk)
    if attempt(request, actions.cancel_coaching, coaching=found, **form.cleaned_data):
        messages.success(request, _("The session is cancelled. Who would come hears it."))
    return go_to(request, "student_company", row.pk)
