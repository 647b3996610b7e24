"""Correcting hours that are locked or reported."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributions.actions.corrections import correct_hours
from contributions.forms.months import CorrectionForm
from contributions.permissions import is_own
from contributions.queries.corrections import may_correct
from contributions.queries.locks import is_locked
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import go_to
from .entry import fetch


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.LOG_HOURS)
def correct(request, pk):
    """The form: what the hours should have been, and why."""
    entry, now = fetch(request, pk), timezone.now()
    if not (decision := may_correct(request.membership, entry, now)):
        messages.info(request, decision.reason)
        return go_to(request, "hours_entry", pk)
    form = CorrectionForm(request.POST or None, entry=entry, initial=CorrectionForm.values_of(entry))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rows = correct_hours(
                membership=request.membership,
                entry=entry,
                right=form.right(),
                reason=data["reason"],
                nonce=data["nonce"],
                now=now,
            )
            messages.success(request, _("The correction is made. The coordinator of the lab decides on it."))
            return go_to(request, "hours_entry", rows[-1].pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    return render(request, "contributions/months/correct.html", {"form": form, **_about(request, entry, now)})


def _about(request, entry, now) -> dict:
    """The line, and what the page says about moving it to another lab."""
    where = {"programme_id": entry.programme_id, "organisation_id": entry.organisation_id}
    return {
        "entry": entry,
        "is_own": is_own(request.membership, entry),
        "is_locked": is_locked(**where, worked_on=entry.worked_on, day=today(now)),
    }
