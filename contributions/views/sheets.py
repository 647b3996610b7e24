"""Bringing a spreadsheet with hours: the file, its columns, every row before it is written, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions.actions import sheets as actions
from contributions.forms.filters import chosen
from contributions.forms.sheets import ColumnsForm, ConfirmForm, RowFilter, UploadForm
from contributions.models import SheetImport, SheetRow
from contributions.queries import sheets as lists
from contributions.sheets.book import Book
from contributions.sheets.facts import SheetRefused
from contributions.sheets.refused import refused_file
from contributions.sheets.sentences import WHY_REFUSED, failure_in_words, in_words
from contributions.states import SheetState
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import go_to, tell
from .sheet_pages import fetch, row_of, sheet_name, shown_top

IMPORT = permission_required(Permission.IMPORT_HOURS)
FORM = ["GET", "HEAD", "POST"]
STOP_POLLING = 286  # htmx takes the answer, and asks no more
STEPS = [gettext_lazy("File"), gettext_lazy("Columns"), gettext_lazy("Look at it"), gettext_lazy("Written")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(FORM)
@IMPORT
def index(request):
    """Choose a file, and what was brought before."""
    programmes = lists.programmes_for(request.membership)
    form = UploadForm(request.POST or None, request.FILES or None, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheet = actions.upload_sheet(
                membership=request.membership,
                programme=form.chosen_programme(),
                upload=actions.Upload(file.name, file.read()),
                nonce=form.cleaned_data["nonce"],
                now=timezone.now(),
            )
            return go_to(request, "sheet", sheet.pk)
        except SheetRefused as refusal:
            form.refuse(refusal)
        except Refused as error:
            form.add_error(None, str(error.reason))
    page = page_of(request, lists.earlier_sheets(request.membership))
    context = {"form": form, "programmes": programmes, "page": page}
    return render(request, "contributions/sheets/index.html", context)


@require_safe
@IMPORT
def one(request, pk):
    """Where a spreadsheet is: on its way, ready to be looked at, or written."""
    sheet = fetch(request, pk)
    if sheet.state == SheetState.UPLOADED:
        return go_to(request, "sheet_columns", pk)
    context = {"sheet": sheet, "failure": failure_in_words(sheet.failure) if sheet.failure else ""}
    if sheet.state in (SheetState.READ, SheetState.DONE):
        counts = lists.counts_of(sheet)
        rows = SheetRow.objects.filter(sheet=sheet)
        filters = RowFilter(request.GET, rows=rows, counts=counts)
        page = page_of(request, chosen(filters).order_by("number"))
        context |= {
            "counts": counts,
            "filter": filters,
            "page": page,
            "rows": [row_of(row) for row in page.object_list],
            "is_filtered": any(request.GET.get(name) for name in filters.filters),
            "confirm": ConfirmForm(initial={"version": sheet.version}),
            "steps": STEPS,
        }
    return render(request, "contributions/sheets/sheet.html", context)


@require_http_methods(FORM)
@IMPORT
def columns(request, pk):
    """Which sheet, and which column means what; filled in from the last time or from the names."""
    sheet = fetch(request, pk)
    if sheet.state != SheetState.UPLOADED:
        return go_to(request, "sheet", pk)
    try:
        with Book(sheet.name, actions.content_of(sheet)) as book:
            pages = book.pages()
            page = sheet_name(request, sheet, pages)
    except SheetRefused as refusal:
        messages.error(request, in_words(refusal))
        return go_to(request, "sheets")
    if page is None:
        return render(request, "contributions/sheets/which.html", {"sheet": sheet, "pages": pages})
    earlier = sheet if sheet.mapping else lists.remembered(sheet.organisation_id, page.header)
    activities = [activity.name for activity in lists.activities_of(sheet.programme)]
    form = ColumnsForm(request.POST or None, page=page, activities=activities, earlier=earlier)
    if request.method == "POST" and form.is_valid() and _read(request, sheet, form):
        return go_to(request, "sheet", pk)
    context = {"sheet": sheet, "form": form, "pages": pages, "chosen": page, "earlier": earlier}
    return render(request, "contributions/sheets/columns.html", context | {"top": shown_top(page), "steps": STEPS})


def _read(request, sheet: SheetImport, form: ColumnsForm) -> bool:
    values = {"mapping": form.mapping(), "constants": form.constants(), "now": timezone.now()}
    try:
        actions.choose_columns(membership=request.membership, sheet=sheet, page=form.page, **values)
        return True
    except SheetRefused as refusal:
        form.add_error(None, in_words(refusal))
    except Refused as error:
        form.add_error(None, str(error.reason))
    return False


@require_safe
@IMPORT
def progress(request, pk):
    """How far it is, for the page that asks every second; what is finished is loaded anew."""
    sheet = fetch(request, pk)
    working = sheet.state in (SheetState.READING, SheetState.WRITING)
    context = {"sheet": sheet}
    response = render(request, "contributions/sheets/_progress.html", context, status=200 if working else STOP_POLLING)
    if not working:
        response["HX-Refresh"] = "true"
    return response


def _do(request, deed, done: str = "") -> None:
    try:
        deed()
        if done:
            messages.success(request, done)
    except Refused as error:
        tell(request, error)


@require_POST
@IMPORT
def confirm(request, pk):
    sheet, form = fetch(request, pk), ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what should happen to these hours."))
        return go_to(request, "sheet", pk)
    data = {"version": form.cleaned_data["version"], "submit": form.cleaned_data["how"] == "submit"}
    act = {"membership": request.membership, "sheet": sheet, "now": timezone.now()}
    _do(request, lambda: actions.confirm_sheet(**act, **data))
    return go_to(request, "sheet", pk)


@require_POST
@IMPORT
def again(request, pk):
    """Back to the columns."""
    sheet = fetch(request, pk)
    _do(request, lambda: actions.choose_again(membership=request.membership, sheet=sheet))
    return go_to(request, "sheet", pk)


@require_POST
@IMPORT
def cancel(request, pk):
    sheet = fetch(request, pk)
    said = _("The import is cancelled. Nothing was written, and the file is thrown away.")
    now = timezone.now()
    _do(request, lambda: actions.cancel_sheet(membership=request.membership, sheet=sheet, now=now), said)
    return go_to(request, "sheets")


@require_safe
@IMPORT
def refused(request, pk):
    """The refused rows as a file: their own cells, and why."""
    sheet = fetch(request, pk)
    rows = SheetRow.objects.filter(sheet=sheet, outcome=SheetRow.Outcome.REFUSED).order_by("number")
    found = [(row.number, row.cells, str(WHY_REFUSED[row.reason])) for row in rows]
    response = HttpResponse(refused_file(sheet.columns, found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="geweigerd-{sheet.pk}.xlsx"'
    return response
