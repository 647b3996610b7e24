"""The labs as everybody may see them, and the text that says what a lab is for."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required, public_page
from partnership.roles import Permission

from ..actions.public import describe, fingerprint_of
from ..feeds import absolute, audience_in_words, place_in_words, subscribing
from ..forms.public import PurposeForm
from ..links import calendar_url, session_url
from ..models import Lab
from ..queries.public import public_labs


@require_safe
@public_page
def labs(request):
    found = public_labs(request.partnership, timezone.now())
    context = {
        "labs": [{"row": row, "next": _session(request, row.next)} for row in found.labs],
        "since": found.since,
        "description": _("The labs of %(name)s: what they do, when the next sessions are, and what came of it.")
        % {"name": request.partnership.name},
        "calendar_url": calendar_url(request.partnership),
        "feed": _feed(request, "calendar_feed"),
    }
    return _shown(request, "labs/labs.html", context)


@require_safe
@public_page
def lab(request, lab):
    found = public_labs(request.partnership, timezone.now(), lab)
    if not found.labs:
        raise Http404
    row = found.labs[0]
    context = {
        "lab": row.lab,
        "row": row,
        "coming": [_session(request, each) for each in row.coming],
        "more": row.coming_count > len(row.coming),
        "since": found.since,
        "description": row.lab.purpose
        or _("%(name)s of %(whole)s: people, activities and sessions.")
        % {"name": row.lab.name, "whole": request.partnership.name},
        "calendar_url": calendar_url(request.partnership, row.lab),
        "feed": _feed(request, "lab_feed", row.lab.slug),
        "may_describe": _may_describe(request, row.lab),
    }
    return _shown(request, "labs/lab.html", context)


def _shown(request, template, context):
    response = render(request, template, context | {"canonical": absolute(request.path)})
    if not request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=60)
    return response


def _session(request, session) -> dict | None:
    if session is None:
        return None
    return {
        "session": session,
        "url": session_url(request.partnership, session),
        "place": place_in_words(session),
        "audience": audience_in_words(session),
        "ends_same_day": today(session.starts_at) == today(session.ends_at),
    }


def _feed(request, name, *parts) -> dict:
    """The address of a calendar, and the same one as calendar applications open it."""
    address = absolute(reverse(name, args=[request.partnership.slug, *parts]))
    return {"address": address, "subscribe": subscribing(address)}


def _may_describe(request, lab) -> bool:
    return request.membership is not None and Lab.objects.run_by(request.membership).filter(pk=lab.pk).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.RUN_LABS)
def lab_purpose(request, lab):
    """What the lab is for, in both languages, by who runs it."""
    row = get_object_or_404(Lab.objects.visible_to(request.membership), slug=lab)
    if not _may_describe(request, row):
        raise PermissionDenied
    texts = {"purpose_nl": row.purpose_nl, "purpose_en": row.purpose_en}
    form = PurposeForm(request.POST or None, initial=texts | {"seen": fingerprint_of(row)})
    if request.method == "POST" and form.is_valid():
        try:
            describe(by=request.membership, lab=row, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["seen"] = fingerprint_of(row)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": row.name})
            return redirect("lab", request.partnership.slug, row.slug)
    return render(request, "labs/lab_purpose.html", {"lab": row, "form": form})
