"""Following an invitation. The link moves into the session; only the button on the page that follows does something."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lib.workflow import Refused

from ..accounts import BACKEND
from ..acting import remember_choice
from ..actions import invitations as actions
from ..forms.people import NewcomerForm
from ..models import User

SESSION_KEY = "invitation"


@require_safe
@login_not_required
@never_cache
def arrive(request, token):
    """Take the token out of the address, where it could be seen or passed on."""
    request.session[SESSION_KEY] = actions.hash_of(token)
    return redirect("invitation_accept")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept(request):
    invitation = actions.find_open(request.session.get(SESSION_KEY, ""), timezone.now())
    if invitation is None:
        return render(request, "partnership/invitation_dead.html", status=410)
    if request.user.is_authenticated:
        return _accept_as(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "partnership/invitation_log_in.html", {"invitation": invitation})
    return _accept_as_newcomer(request, invitation)


def _accept_as(request, invitation):
    same = request.user.email == invitation.email
    if request.method == "POST" and same:
        return _join(request, actions.accept_as, invitation=invitation, user=request.user)
    return render(request, "partnership/invitation_accept.html", {"invitation": invitation, "same": same})


def _accept_as_newcomer(request, invitation):
    form = NewcomerForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        return _join(request, actions.accept_as_newcomer, invitation=invitation, **form.cleaned_data)
    return render(request, "partnership/invitation_newcomer.html", {"invitation": invitation, "form": form})


def _join(request, action, **values):
    try:
        membership = action(now=timezone.now(), **values)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("invitation_accept")
    if not request.user.is_authenticated:
        login(request, membership.user, backend=BACKEND)
    request.session.pop(SESSION_KEY, None)
    remember_choice(request, membership)
    messages.success(request, _("Welcome to %(partnership)s.") % {"partnership": membership.partnership.name})
    return redirect("home", membership.partnership.slug)
