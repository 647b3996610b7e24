"""Reports on a campaign, what management concludes, and putting the main figures out."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.store import DOCUMENTS
from labs.views.research_common import attempt, go_to
from lib.jobs import DONE
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..actions import public_figures
from ..actions import reports as actions
from ..actions.conclusions import fingerprint_of, save_conclusions
from ..forms.reports import ConclusionsForm, ReportForm
from ..kinds import Language
from ..models import ImpactReport
from ..permissions import can_manage, can_report
from ..queries.instruments import asked_levels
from ..queries.reports import public_now, report_rows, versions_of
from ..queries.snapshot import conclusions_in
from .figures_common import campaign_of, may_see

STOP_POLLING = 286  # htmx takes the answer, and asks no more
may_manage = permission_required(Permission.MANAGE_IMPACT)


@require_safe
@may_see
def campaign_reports(request, pk):
    campaign = campaign_of(request, pk)
    managed, allowed = can_manage(request.membership, campaign), can_report(request.membership, campaign)
    context = {
        "campaign": campaign,
        "page": page_of(request, report_rows(request.membership, campaign)),
        "manages": bool(managed),
        "allowed": allowed,
        "form": ReportForm(initial={"language": request.LANGUAGE_CODE}) if allowed else None,
        "public": public_now(campaign),
        "languages": Language.choices,
    }
    return render(request, "impact/reports/reports.html", context)


@require_POST
@may_manage
def report_request(request, pk):
    campaign = campaign_of(request, pk)
    form = ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the language of the report."))
    elif made := attempt(request, actions.request_report, campaign=campaign, **form.cleaned_data):
        is_new = made[1]
        words = _("The report is being made.") if is_new else _("This report was there already: nothing has changed.")
        messages.success(request, words)
    return go_to(request, "campaign_reports", campaign.pk)


@require_safe
@may_see
def report_progress(request, pk):
    """The state of one report, for the page that asks every two seconds."""
    row = get_object_or_404(ImpactReport.objects.visible_to(request.membership).defer("snapshot"), pk=pk)
    status = 200 if row.is_open else STOP_POLLING
    return render(request, "impact/reports/_progress.html", {"report": row}, status=status)


@require_POST
@may_manage
def report_retry(request, pk):
    rows = ImpactReport.objects.visible_to(request.membership).select_related("campaign")
    report = get_object_or_404(rows, pk=pk)
    attempt(request, actions.retry_report, report=report)
    return go_to(request, "campaign_reports", report.campaign_id)


@require_safe
@may_see
def report_download(request, pk):
    report = get_object_or_404(ImpactReport.objects.visible_to(request.membership), pk=pk, state=DONE)
    try:
        stream = DOCUMENTS.location(report.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=report.file_name, content_type="application/pdf")


# --- conclusions -----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
def campaign_conclusions(request, pk, language):
    """What management concludes in one language; what was typed stays when somebody else was faster."""
    campaign = campaign_of(request, pk)
    if language not in Language.values or not can_manage(request.membership, campaign):
        raise Http404
    current = conclusions_in(campaign, language)
    initial = ConclusionsForm.initial_of(current) | {"seen": fingerprint_of(current)}
    form = ConclusionsForm(request.POST or None, initial=initial, levels=asked_levels(campaign.instrument_id))
    if request.method == "POST" and form.is_valid():
        if _save(request, campaign, language, form):
            return go_to(request, "campaign_conclusions", campaign.pk, language)
        form.data = form.data.copy()
        form.data["seen"] = initial["seen"]  # who saves again has been told
    context = {
        "campaign": campaign,
        "form": form,
        "language": language,
        "language_name": Language(language).label,
        "languages": Language.choices,
        "versions": versions_of(campaign, language),
    }
    return render(request, "impact/reports/conclusions.html", context)


def _save(request, campaign, language: str, form: ConclusionsForm) -> bool:
    values = {"texts": form.texts, "seen": form.cleaned_data["seen"], "now": timezone.now()}
    try:
        save_conclusions(by=request.membership, campaign=campaign, language=language, **values)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    messages.success(request, _("The conclusions are saved."))
    return True


# --- for everybody ---------------------------------------------------------------------------------------------
@require_POST
@may_manage
def figures_publish(request, pk):
    campaign = campaign_of(request, pk)
    if attempt(request, public_figures.publish_figures, campaign=campaign):
        messages.success(request, _("The main figures are public now."))
    return go_to(request, "campaign_reports", campaign.pk)


@require_POST
@may_manage
def figures_withdraw(request, pk):
    campaign = campaign_of(request, pk)
    if attempt(request, public_figures.withdraw_figures, campaign=campaign):
        messages.success(request, _("The figures are not public any more."))
    return go_to(request, "campaign_reports", campaign.pk)
