"""Access to the pages of a partnership: strangers were answered 404 before; here a member is checked.

A few pages are for the public.
"""

from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from .interrupted import keep


def member_required(view):
    """For every member of the partnership. Who has several memberships and chose none is asked to choose first."""

    @wraps(view)
    def guarded(request, partnership, *args, **kwargs):
        if request.partnership is None:
            raise Http404
        if request.membership is None:
            target = reverse("act_as", kwargs={"partnership": partnership})
            # What was typed before the choice got lost, with the session for example, is offered again after it.
            kept = request.method == "POST" and keep(request)
            following = reverse("interrupted") if kept else request.get_full_path()
            return redirect(f"{target}?{urlencode({'next': following})}")
        return view(request, *args, **kwargs)

    return guarded


def public_page(view):
    """For everybody, logged in or not. `request.partnership` is there; `request.membership` only for a member."""

    @wraps(view)
    def shown(request, partnership, *args, **kwargs):
        return view(request, *args, **kwargs)

    shown.is_public = True
    return login_not_required(shown)


def permission_required(*permissions):
    """For members whose role carries one of the permissions; other members get 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(request.membership.can(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return member_required(guarded)

    return decorate
