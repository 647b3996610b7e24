"""Documents on their way and ready: a page that watches, and the file."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contributions.actions.documents import retry_document
from contributions.models import Document
from contributions.store import DOCUMENTS
from lib.jobs import DONE
from partnership.decorators import member_required

STOP_POLLING = 286  # htmx takes the answer, and asks no more


def _fetch(request, pk, **extra) -> Document:
    rows = Document.objects.visible_to(request.membership).select_related("programme", "organisation")
    return get_object_or_404(rows, pk=pk, **extra)


@require_safe
@member_required
def document(request, pk):
    return render(request, "contributions/documents/document.html", {"document": _fetch(request, pk)})


@require_safe
@member_required
def progress(request, pk):
    """The state of one document, for the page that asks every second; the finished page is loaded anew."""
    row = _fetch(request, pk)
    status = 200 if row.is_open else STOP_POLLING
    response = render(request, "contributions/documents/_progress.html", {"document": row}, status=status)
    if not row.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@member_required
def retry(request, pk):
    if not retry_document(by=request.membership, document=_fetch(request, pk), now=timezone.now()):
        messages.info(request, _("This document is being made already, or it is ready."))
    return redirect("document", request.partnership.slug, pk)


@require_safe
@member_required
def download(request, pk):
    """The PDF."""
    row = _fetch(request, pk, state=DONE)
    try:
        stream = DOCUMENTS.location(row.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=row.file_name, content_type="application/pdf")
