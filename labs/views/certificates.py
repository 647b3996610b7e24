"""Certificates: asked for, on their way, and the file."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lib.jobs import DONE
from partnership.decorators import member_required

from ..actions import certificates as actions
from ..models import Certificate, Enrolment
from ..store import CERTIFICATES
from .enrolment_common import attempt

STOP_POLLING = 286  # htmx takes the answer, and asks no more


def _fetch(request, pk, **extra) -> Certificate:
    rows = Certificate.objects.visible_to(request.membership).select_related("enrolment__session__lab")
    return get_object_or_404(rows, pk=pk, **extra)


@require_POST
@member_required
def certificate_make(request, pk):
    """For who was there; `pk` is the own enrolment."""
    by = request.membership
    row = get_object_or_404(Enrolment.objects.visible_to(by).filter(person=by.user_id), pk=pk)
    language = (get_language() or "nl")[:2]
    made = attempt(request, actions.request_certificate, by=by, enrolment=row, language=language, now=timezone.now())
    if made is None:
        return redirect("my_sessions", request.partnership.slug)
    return redirect("certificate", request.partnership.slug, made.pk)


@require_safe
@member_required
def certificate(request, pk):
    return render(request, "labs/certificates/certificate.html", {"certificate": _fetch(request, pk)})


@require_safe
@member_required
def certificate_progress(request, pk):
    """How far it is, for the page that asks every second; the finished page is loaded anew."""
    row = _fetch(request, pk)
    status = 200 if row.is_open else STOP_POLLING
    response = render(request, "labs/certificates/_progress.html", {"certificate": row}, status=status)
    if not row.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@member_required
def certificate_retry(request, pk):
    row = _fetch(request, pk)
    if not actions.retry_certificate(by=request.membership, certificate=row, now=timezone.now()):
        messages.info(request, _("This certificate is being made already, or it is ready."))
    return redirect("certificate", request.partnership.slug, pk)


@require_safe
@member_required
def certificate_download(request, pk):
    """The PDF."""
    row = _fetch(request, pk, state=DONE)
    try:
        stream = CERTIFICATES.location(row.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=row.file_name, content_type="application/pdf")
