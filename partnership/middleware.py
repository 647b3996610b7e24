"""Once per request: which partnership the address names, and as whom the person acts there."""

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from .acting import choose_membership
from .interrupted import keep, remember_person
from .models import Membership, Partnership


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Every page asks for a login unless its view says otherwise. What was typed when a session ran out, is kept."""

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            return HttpResponse(status=401)  # a login page inside a part of another page would only confuse
        if request.method == "POST" and keep(request):
            return redirect("interrupted")
        return super().handle_no_permission(request, view_func)


class PartnershipMiddleware:
    """Sets `request.partnership`, `request.memberships` (the person's own there) and `request.membership`.

    A partnership that is not there and one where the person is no member answer alike: 404. A membership that ended is
    gone at the next request, also in an open session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.partnership = request.membership = None
        request.memberships = []
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "partnership" not in kwargs:
            return
        slug, public = kwargs["partnership"], getattr(view, "is_public", False)
        if not request.user.is_authenticated:
            if public:
                request.partnership = _public_partnership(slug)
            return
        request.memberships = list(
            Membership.objects.active(timezone.now())
            .filter(user=request.user, partnership__slug=slug)
            .select_related("partnership", "organisation", "programme")
            .order_by("organisation__name", "role", "pk")
        )
        if not request.memberships:
            if not public:
                raise Http404
            request.partnership = _public_partnership(slug)
            return
        for membership in request.memberships:
            membership.user = request.user
        request.partnership = request.memberships[0].partnership
        request.membership = choose_membership(request)
        return


def _public_partnership(slug: str) -> Partnership:
    try:
        return Partnership.objects.get(slug=slug)
    except Partnership.DoesNotExist:
        raise Http404 from None


class PersonalPagesMiddleware:
    """Personal pages are not kept by any cache; nothing of ours may be embedded by another site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)  # none yet when a middleware further in answered by itself
        if user is not None and user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
            remember_person(request, response)
        return response
