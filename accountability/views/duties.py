"""Notification duties: limits that the forecast breaks, and what management makes of them (R17)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accountability.duties import assess, note_sending
from accountability.forms import AssessForm, SentForm
from accountability.models import NotificationDuty
from accountability.permissions import can_assess, can_note_sending
from accountability.queries import duty_rows
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

may_see = permission_required(Permission.SEE_FINANCING)


@require_safe
@may_see
def duties(request):
    """Those to assess first, then those that still run, then earlier ones."""
    return render(request, "accountability/duties.html", {"page": page_of(request, duty_rows(request.membership))})


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def duty(request, pk):
    """One duty, with the form that fits its state for who may fill it in."""
    found = get_object_or_404(duty_rows(request.membership), pk=pk)
    may_assess = can_assess(request.membership, found)
    may_note = can_note_sending(request.membership, found)
    form = None
    if request.method == "POST":
        if not request.membership.can(Permission.ASSESS_DUTIES):
            raise PermissionDenied
        form = (AssessForm if "outcome" in request.POST or may_assess else SentForm)(request.POST)
        if form.is_valid() and _save(request, found, form):
            return redirect("notification_duty", request.partnership.slug, pk)
    elif may_assess or may_note:
        form = (AssessForm if may_assess else SentForm)(initial={"version": found.version})
    context = {"duty": found, "form": form, "assessing": isinstance(form, AssessForm)}
    return render(request, "accountability/duty.html", context)


def _save(request, found: NotificationDuty, form) -> bool:
    """Whether it is written; else the form says why not."""
    values = dict(form.cleaned_data)
    found.version = values.pop("version")
    action = assess if isinstance(form, AssessForm) else note_sending
    try:
        action(by=request.membership, duty=found, now=timezone.now(), **values)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        found.refresh_from_db()
        return False
    messages.success(request, _("The assessment is saved.") if action is assess else _("The day is saved."))
    return True
