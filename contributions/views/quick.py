"""One entry in four taps: what it was, how long, which day, save."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contributions import actions
from contributions.forms.quick import QuickForm
from contributions.queries.week import recent
from lib.periods import today
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import go_to
from .entry import entry_to_copy, explained, saved_message


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.LOG_HOURS)
def quick(request):
    """Without an earlier entry in the address: what somebody logged last, to choose from."""
    if "like" not in request.GET:
        return render(request, "contributions/week/quick_start.html", {"recent": recent(request.membership, limit=8)})
    like, day = entry_to_copy(request, "like"), today()
    form = QuickForm(request.POST or None, membership=request.membership, like=like, day=day, initial={"date": day})
    if request.method == "POST" and form.is_valid():
        entry = explained(
            form,
            lambda effort: (
                actions.log_hours(
                    membership=request.membership, effort=effort, nonce=form.cleaned_data["nonce"], now=timezone.now()
                ).entry
            ),
        )
        if entry is not None:
            saved_message(request, entry)
            return go_to(request, "hours_entry", entry.pk)
    return render(request, "contributions/week/quick.html", {"form": form, "like": like})
