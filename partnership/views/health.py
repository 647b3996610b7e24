"""For who keeps the portal running: is it whole, and if not, what does not answer."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..health import health


@require_safe
@login_not_required
@never_cache
def healthz(request):
    answered = health()
    whole = all(answered.values())
    body = {
        "status": "ok" if whole else "unavailable",
        **{name: "ok" if yes else "no answer" for name, yes in answered.items()},
    }
    return JsonResponse(body, status=200 if whole else 503)
