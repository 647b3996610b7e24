"""What the portal knows about people, for everybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..privacy import declarations


@require_safe
@login_not_required
def privacy(request):
    return render(request, "partnership/privacy.html", {"declarations": declarations()})
