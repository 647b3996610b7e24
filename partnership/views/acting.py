"""Choosing as whom to act: every deed is done for one organisation, in one role."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..acting import remember_choice


@require_http_methods(["GET", "POST"])
def act_as(request, partnership):
    """For every member, also one who has not chosen yet. Only own memberships of this partnership can be chosen."""
    if request.method == "GET":
        context = {"memberships": request.memberships, "next": request.GET.get("next", ""), "slug": partnership}
        return render(request, "partnership/act_as.html", context)
    chosen = next((row for row in request.memberships if str(row.pk) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404
    remember_choice(request, chosen)
    names = {"role": chosen.get_role_display(), "organisation": chosen.organisation.name}
    messages.success(request, _("You now act as %(role)s of %(organisation)s.") % names)
    return redirect(_way_on(request.POST.get("next", ""), reverse("home", args=[partnership])))


def _way_on(asked: str, home: str) -> str:
    """The page that asked for the choice, when it is one of this partnership or offers what was typed before."""
    if asked == reverse("interrupted"):
        return asked
    return asked if asked.startswith(home) and url_has_allowed_host_and_scheme(asked, None) else home
