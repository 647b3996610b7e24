"""One's own answers as a PDF."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.jobs import DONE
from lib.workflow import Refused

from ..actions import answers_copies as actions
from ..models import AnswerCopy
from ..queries.answering import Opened
from ..store import COPIES
from .answering_common import go, page_of, respondent

STOP_POLLING = 286  # htmx takes the answer, and asks no more


def _mine(opened: Opened) -> AnswerCopy | None:
    return AnswerCopy.objects.filter(campaign=opened.campaign, owner_hash=opened.owner).first()


@require_http_methods(["GET", "HEAD", "POST"])
@respondent
def copy(request, opened: Opened):
    """Ask for it, and see how far it is."""
    if request.method == "POST":
        try:
            actions.request_copy(opened=opened, language=get_language() or "nl", now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal.reason))
            return go(request, "survey")
        return go(request, "survey_copy")
    row = _mine(opened)
    if row is None:
        return go(request, "survey")
    return render(request, "impact/answering/copy.html", page_of(request, opened, copy=row))


@require_safe
@respondent
def progress(request, opened: Opened):
    """How far it is, for the page that asks every second; the finished page is loaded anew."""
    row = _mine(opened)
    is_open = row is not None and row.is_open
    context = page_of(request, opened, copy=row)
    response = render(request, "impact/answering/_copy.html", context, status=200 if is_open else STOP_POLLING)
    if not is_open:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@respondent
def download(request, opened: Opened):
    row = _mine(opened)
    if row is None or row.state != DONE:
        raise Http404
    try:
        stream = COPIES.location(row.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = _("your-answers.pdf")
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/pdf")
