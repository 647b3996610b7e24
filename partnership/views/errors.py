"""Pages for what went wrong: what happened, and where to go from there."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token

KEPT_CHARACTERS = 20_000
NOT_KEPT = ("csrfmiddlewaretoken", "nonce")


@requires_csrf_token
def forbidden(request, exception=None):
    return render(request, "partnership/errors/403.html", status=403)


@requires_csrf_token
def not_found(request, exception=None):
    return render(request, "partnership/errors/404.html", status=404)


@requires_csrf_token
def too_many(request, exception=None):
    """Too many attempts in a short while, from one address or on one account."""
    return render(request, "partnership/errors/429.html", status=429)


def server_error(request):
    """Needs no session, no database and no person: any of those may be what is broken."""
    return HttpResponseServerError(render_to_string("partnership/errors/500.html", {"request": None}))


@requires_csrf_token
def bad_request(request, exception=None):
    """The request itself makes no sense, such as a form without its button."""
    return render(request, "partnership/errors/400.html", status=400)


@requires_csrf_token
@never_cache
def csrf_failure(request, reason=""):
    """The form was open too long, or the person logged in again elsewhere. What was typed is shown, to be copied."""
    return render(
        request,
        "partnership/errors/csrf.html",
        {"typed": typed_fields(request), "address": request.get_full_path(), "start": reverse("start")},
        status=403,
    )


def typed_fields(request) -> list[tuple[str, str]]:
    """Names and values that were sent, without passwords, tokens and files, up to a bound."""
    kept, room = [], KEPT_CHARACTERS
    for name, values in request.POST.lists():
        if name in NOT_KEPT or "password" in name or len("".join(values)) > room:
            continue
        room -= len("".join(values))
        kept += [(name, value) for value in values if value.strip()]
    return kept
