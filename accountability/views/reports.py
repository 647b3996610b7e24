"""Asking for accountability reports, watching them being made, and getting them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability import actions, store
from accountability.forms import ReportForm
from accountability.models import AccountabilityReport, ReportPart
from accountability.permissions import can_make_reports, can_retry
from accountability.queries import report_rows
from accountability.reports.build import statement_of
from accountability.reports.documents import TEMPLATE_VERSION
from accountability.reports.thirds import thirds_of
from accountability.selection import select_programme
from accountability.states import DONE
from lib.lists import page_of
from lib.periods import Period, today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

STOP_POLLING = 286  # htmx takes the answer, and asks no more
may_see = permission_required(Permission.SEE_REPORTS)
may_make = permission_required(Permission.MAKE_REPORTS)


@require_http_methods(["GET", "POST"])
@may_see
def reports(request):
    selection = select_programme(request.membership, request.GET.get("programme"))
    may_ask = bool(can_make_reports(request.membership)) and selection.programme is not None
    if request.method == "POST":
        return _ask(request, selection)
    form = ReportForm(initial=_chosen_year(request)) if may_ask else None
    return _list(request, selection, form)


def _ask(request, selection):
    if not can_make_reports(request.membership):
        raise PermissionDenied
    if selection.programme is None:
        raise Http404
    form = ReportForm(request.POST, programme=selection.programme)
    if form.is_valid():
        try:
            report, created = _request(request, selection.programme, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not created:
                messages.info(request, _("This report was there already: nothing in it has changed since."))
            return redirect("report", request.partnership.slug, report.pk)
    return _list(request, selection, form)


def _request(request, programme, chosen):
    wanted = actions.Wanted(
        programme=programme,
        period=Period(chosen["first"], chosen["last"]),
        language=chosen["language"],
        template_version=TEMPLATE_VERSION,
        nonce=chosen["nonce"],
    )
    return actions.request_report(by=request.membership, wanted=wanted, now=timezone.now())


def _chosen_year(request) -> dict:
    """A programme year that was chosen by a link; days that are none are left out."""
    form = ReportForm(request.GET)
    form.is_valid()
    return {name: form.cleaned_data[name] for name in ("first", "last") if form.cleaned_data.get(name)}


def _list(request, selection, form):
    rows = report_rows(request.membership, selection.programme)
    day = today()
    years = selection.programme.years if selection.programme else []
    context = {
        "selection": selection,
        "programme": selection.programme,
        "form": form,
        "years": [(number, year) for number, year in enumerate(years, 1) if year.first <= day],
        "page": page_of(request, rows),
    }
    return render(request, "accountability/reports.html", context)


@require_safe
@may_see
def report(request, pk):
    row = get_object_or_404(report_rows(request.membership).select_related("requested_by"), pk=pk)
    context = {
        "report": row,
        "parts": list(row.parts.order_by("number")),
        "retry": can_retry(request.membership, row),
    }
    if row.state == DONE:
        statement = statement_of(row)
        context |= {"statement": statement, "thirds": thirds_of(statement)}
    return render(request, "accountability/report.html", context)


@require_safe
@may_see
def progress(request, pk):
    """The state of one report, for the page that asks every two seconds; the finished page is loaded anew."""
    row = get_object_or_404(report_rows(request.membership), pk=pk)
    status = 200 if row.is_open else STOP_POLLING
    response = render(request, "accountability/_progress.html", {"report": row}, status=status)
    if request.GET.get("page") == "one" and not row.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@may_make
def retry(request, pk):
    row = get_object_or_404(AccountabilityReport.objects.visible_to(request.membership), pk=pk)
    try:
        actions.retry_report(by=request.membership, report=row, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("report", request.partnership.slug, pk)


@require_safe
@may_see
def download(request, pk):
    """The whole report: the PDF, or one ZIP of the main document and its annex volumes."""
    rows = AccountabilityReport.objects.visible_to(request.membership)
    return _file(get_object_or_404(rows, pk=pk, state=DONE).path)


@require_safe
@may_see
def part(request, pk, number):
    """One file of a report."""
    row = get_object_or_404(AccountabilityReport.objects.visible_to(request.membership), pk=pk, state=DONE)
    return _file(get_object_or_404(ReportPart, report=row, number=number, state=DONE).path)


def _file(path: str) -> FileResponse:
    try:
        stream = store.REPORTS.location(path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=path.rpartition("/")[2])
