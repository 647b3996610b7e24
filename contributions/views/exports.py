"""Hours and contributions to take along: what the list shows, all pages of it. A form asks: the log is written."""

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from contributions.actions.exports import note_goods_export, note_hours_export
from contributions.forms.filters import HoursFilter, chosen, in_words, offers_for
from contributions.models import HourEntry
from contributions.queries.exports import goods_sheet, hours_sheet
from lib.exports import FORMATS, Sheet, csv_lines, in_this_language, xlsx_file
from lib.lists import ordering
from lib.periods import today
from partnership.decorators import permission_required

from . import goods as goods_pages
from . import hours as hour_pages
from .common import address

FORM = ["GET", "HEAD", "POST"]


def _answer(sheet: Sheet, name: str, file_format: str):
    """The file, as a download."""
    file_name = f"{slugify(sheet.title)}-{name}.{file_format}"
    if file_format == "xlsx":
        about = {"as_attachment": True, "filename": file_name, "content_type": FORMATS["xlsx"]}
        return FileResponse(xlsx_file(sheet), **about)
    response = StreamingHttpResponse(in_this_language(csv_lines(sheet)), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _back(request, name: str):
    return redirect(f"{address(request, name)}?{request.GET.urlencode()}".removesuffix("?"))


@require_http_methods(FORM)
@permission_required(*hour_pages.SEE)
def hours(request, file_format):
    """The hours that the same address shows as a list."""
    if file_format not in FORMATS:
        raise Http404
    if request.method != "POST":
        return _back(request, "hours")
    membership, now = request.membership, timezone.now()
    visible = HourEntry.objects.visible_to(membership)
    filters = HoursFilter(request.GET, entries=visible, offers=offers_for(membership, visible))
    rows = chosen(filters).order_by(*ordering(request, hour_pages.SORTS, "-date"))
    words = in_words(filters)
    note_hours_export(by=membership, file_format=file_format, filters=[name for name, _l, _v in words], now=now)
    sheet = hours_sheet(rows, membership, [(label, value) for _name, label, value in words], now)
    return _answer(sheet, today(now).isoformat(), file_format)


@require_http_methods(FORM)
@permission_required(*goods_pages.SEE_GOODS)
def goods(request, file_format):
    """The contributions that the same address shows as a list."""
    if file_format not in FORMATS:
        raise Http404
    if request.method != "POST":
        return _back(request, "contributions")
    membership, now = request.membership, timezone.now()
    filters, rows = goods_pages.selection_of(request)
    words = in_words(filters)
    note_goods_export(by=membership, file_format=file_format, filters=[name for name, _l, _v in words], now=now)
    sheet = goods_sheet(rows, membership, [(label, value) for _name, label, value in words], now)
    return _answer(sheet, today(now).isoformat(), file_format)
