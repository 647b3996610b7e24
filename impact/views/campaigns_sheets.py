"""Contacts from a file: every row before it is written, and what could not be."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions.sheets.facts import SheetRefused
from contributions.sheets.refused import refused_file
from lib.lists import page_of
from lib.workflow import Refused

from ..actions import contact_sheets as actions
from ..contact_rights import can_change_contacts
from ..forms.campaigns import VersionForm
from ..forms.campaigns_contacts import FileForm, RowFilter
from ..kinds import RowOutcome
from ..models import ContactSheet
from ..queries import contacts as lists
from ..survey.people import NoColumn
from ..survey.sentences import COLUMN_MEANINGS, COLUMN_NAMES, why_refused
from .campaigns_common import FORM, attempt, held_campaign, may_manage, to_campaign

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {RowOutcome.ACCEPTED: "good", RowOutcome.REFUSED: "bad", RowOutcome.ALREADY_THERE: "neutral"}


def sheet_of(request, pk: int, sheet: int) -> ContactSheet:
    """A file that was brought to this campaign; else 404."""
    rows = lists.sheets_of(held_campaign(request, pk)).select_related("campaign__partnership")
    return get_object_or_404(rows, pk=sheet)


def _to_sheet(request, sheet: ContactSheet):
    return redirect("campaign_sheet", request.partnership.slug, sheet.campaign_id, sheet.pk)


@require_http_methods(FORM)
@may_manage
def contacts_file(request, pk):
    row = held_campaign(request, pk)
    if not (may := can_change_contacts(request.membership, row)):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk, "campaign_contacts")
    form = FileForm(request.POST or None, request.FILES or None, campaign=row)
    if request.method == "POST" and form.is_valid():
        sheet = _read(request, row, form)
        if sheet:
            return _to_sheet(request, sheet)
    page = page_of(request, lists.sheets_of(row), 10)
    context = {"campaign": row, "form": form, "page": page, "columns": COLUMN_MEANINGS.items()}
    return render(request, "impact/contacts/file.html", context)


def _read(request, row, form: FileForm) -> ContactSheet | None:
    file = form.cleaned_data["file"]
    try:
        return actions.read_file(
            by=request.membership,
            campaign=row,
            name=file.name,
            content=file.read(),
            partnership_id=form.cleaned_data.get("partnership"),
            nonce=form.cleaned_data["nonce"],
            now=timezone.now(),
        )
    except SheetRefused as refusal:
        form.refuse(refusal)
    except NoColumn as lacks:
        words = _("There is no column for this: %(what)s. Name it as in the example.")
        form.add_error("file", words % {"what": COLUMN_NAMES[lacks.field]})
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_safe
@may_manage
def contact_sheet(request, pk, sheet):
    row = sheet_of(request, pk, sheet)
    filters = RowFilter(request.GET)
    outcome = filters.cleaned_data["outcome"] if filters.is_valid() else ""
    page = page_of(request, lists.rows_of(row, outcome), 50)
    for each in page.object_list:
        each.tone, each.why = TONES[each.outcome], why_refused(each.reason, each.column) if each.reason else ""
    context = {"campaign": row.campaign, "sheet": row, "page": page, "filter": filters, "is_filtered": bool(outcome)}
    context["form"] = VersionForm(initial={"version": row.version})
    return render(request, "impact/contacts/sheet.html", context)


@require_POST
@may_manage
def contact_sheet_write(request, pk, sheet):
    row, form = sheet_of(request, pk, sheet), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    added = attempt(request, actions.write_sheet, sheet=row, version=version, now=timezone.now())
    if added is not None:
        words = ngettext("%(count)s person is added.", "%(count)s people are added.", added)
        messages.success(request, words % {"count": added})
    return _to_sheet(request, row)


@require_POST
@may_manage
def contact_sheet_remove(request, pk, sheet):
    row = sheet_of(request, pk, sheet)
    try:
        actions.throw_away(by=request.membership, sheet=row)
        messages.success(request, _("What was read is thrown away."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return to_campaign(request, pk, "campaign_contacts_file")


@require_safe
@may_manage
def contact_sheet_refused(request, pk, sheet):
    """The refused rows as a file: their own cells, and why."""
    row = sheet_of(request, pk, sheet)
    refused = lists.rows_of(row, RowOutcome.REFUSED)
    found = [(each.number, each.cells, why_refused(each.reason, each.column)) for each in refused]
    response = HttpResponse(refused_file(row.columns, found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="refused-{row.pk}.xlsx"'
    return response
