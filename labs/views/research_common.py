"""What the pages of research, products and skills share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from lib.workflow import Refused

from ..models import Lab
from ..queries.research import kennis_lab, runs


def lab_or_404(request) -> Lab:
    """The lab whose research this is; without one there is nothing to add."""
    lab = kennis_lab(request.partnership)
    if lab is None:
        raise Http404
    return lab


def demand_keeper(request, lab: Lab) -> None:
    """403 for members who do not keep this lab."""
    if not runs(request.membership, lab):
        raise PermissionDenied


def attempt(request, action, **values):
    """Do it now for this person and give what it gave; None when it was refused, with the reason as a message."""
    try:
        return action(by=request.membership, now=timezone.now(), **values) or True
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return None


def attempt_form(request, form, action, **values):
    """The same for what a form holds: a refusal stands in the form, so that nothing typed is lost."""
    try:
        return action(by=request.membership, now=timezone.now(), **form.cleaned_data, **values) or True
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return None


def version_of(request) -> int:
    """The version of a row that was looked at; 0, which no row has, for anything that is no number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def go_to(request, name: str, *keys):
    return redirect(name, request.partnership.slug, *keys)
