"""Days and meetings of teachers in practice: planned, moved, cancelled, and told about by both."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import practice_meetings as actions
from ..forms.meetings import CancelForm, times_of
from ..forms.practice import PracticeMeetingForm, TellForm
from ..models import PracticeMeeting
from ..practice_rights import can_plan, can_tell
from ..states import SessionState
from .companies_coaching import attempt_meeting
from .practice import FORM, MEMBERS, placement_of
from .research_common import attempt, attempt_form, go_to


@require_http_methods(FORM)
@MEMBERS
def meeting_new(request, pk):
    row = placement_of(request, pk)
    if not can_plan(row, request.membership):
        raise PermissionDenied
    form = PracticeMeetingForm(request.POST or None, new=True)
    if request.method == "POST" and form.is_valid():
        attempt_meeting(request, form, actions.plan_meeting, placement=row, **form.values("nonce"))
        if form.is_valid():
            messages.success(request, _("Planned. The other hears it by mail."))
            return go_to(request, "practice_placement", row.pk)
    return render(request, "labs/practice/meeting_form.html", {"form": form, "placement": row})


def _meeting(request, pk, meeting) -> PracticeMeeting:
    row = placement_of(request, pk)
    rows = PracticeMeeting.objects.filter(placement=row).exclude(session__state=SessionState.CANCELLED)
    found = get_object_or_404(rows.select_related("session"), pk=meeting)
    found.placement = row
    return found


@require_http_methods(FORM)
@MEMBERS
def meeting_edit(request, pk, meeting):
    found = _meeting(request, pk, meeting)
    if not can_plan(found.placement, request.membership):
        raise PermissionDenied
    session = found.session
    initial = times_of(session) | {"version": session.version}
    form = PracticeMeetingForm(request.POST or None, initial=initial, new=False)
    if request.method == "POST" and form.is_valid():
        attempt_meeting(request, form, actions.move_meeting, meeting=found, **form.values("version"))
        if form.is_valid():
            messages.success(request, _("The meeting is moved. The other hears it by mail."))
            return go_to(request, "practice_placement", pk)
    cancel = CancelForm(initial={"version": session.version}, prefix="cancel")
    context = {"form": form, "placement": found.placement, "meeting": found, "cancel": cancel}
    return render(request, "labs/practice/meeting_form.html", context)


@require_POST
@MEMBERS
def meeting_cancel(request, pk, meeting):
    found = _meeting(request, pk, meeting)
    if not can_plan(found.placement, request.membership):
        raise PermissionDenied
    form = CancelForm(request.POST, prefix="cancel")
    if not form.is_valid():
        messages.error(request, actions.NO_REASON)
        return go_to(request, "practice_meeting_edit", pk, found.pk)
    if attempt(request, actions.cancel_meeting, meeting=found, **form.cleaned_data):
        messages.success(request, _("The meeting is cancelled. The other hears it by mail."))
    return go_to(request, "practice_placement", pk)


@require_http_methods(FORM)
@MEMBERS
def meeting_tell(request, pk, meeting):
    found = _meeting(request, pk, meeting)
    if not can_tell(found.placement, request.membership):
        raise PermissionDenied
    mine = found.logs.filter(side=found.placement.side_of(request.membership)).first()
    form = TellForm(request.POST or None, initial={"learnt": mine.learnt} if mine else None)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.tell, meeting=found):
        messages.success(request, _("You said that this meeting took place."))
        return go_to(request, "practice_placement", pk)
    return render(
        request, "labs/practice/tell_form.html", {"form": form, "placement": found.placement, "meeting": found}
    )
