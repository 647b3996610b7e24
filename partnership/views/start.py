"""The door: visitors see what this is, members go to their partnership, and nobody stands before a dead end."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ..interrupted import forget, kept
from ..models import Membership


@require_safe
@login_not_required
def start(request):
    if not request.user.is_authenticated:
        return render(request, "partnership/welcome.html")
    rows = Membership.objects.active(timezone.now()).filter(user=request.user)
    rows = list(
        rows.select_related("partnership", "organisation").order_by("partnership__name", "partnership_id", "pk")
    )
    found = [(partnership, list(group)) for partnership, group in groupby(rows, key=lambda row: row.partnership)]
    if len(found) == 1:
        return redirect("home", found[0][0].slug)
    template = "partnership/choose_partnership.html" if found else "partnership/no_access.html"
    return render(request, template, {"found": found})


@require_http_methods(["GET", "POST"])
def interrupted(request):
    """What somebody was sending when the session ran out: shown again after the login, sent on with its button."""
    form = kept(request)
    if form is None:
        return redirect("start")
    if request.method == "GET":
        return render(request, "partnership/interrupted.html", {"kept": form})
    forget(request)
    if "drop" in request.POST:
        return redirect("start")
    return HttpResponseRedirect(form["path"], preserve_request=True)
