"""Figures per school year beside their targets: seen, entered, corrected, closed and taken along."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to, version_of
from lib.charts import target_file
from lib.exports import FORMATS, csv_lines, xlsx_file
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import indicators as actions
from ..forms.indicators import FigureForm, IndicatorForm
from ..indicator_kinds import FIRST_YEAR, LAST_YEAR, WOMEN, year_name
from ..indicator_pictures import picture_of
from ..indicator_rights import can_close
from ..models import Indicator
from ..queries.indicators import Board, Figure, Line, board_for, entries_of
from ..reports.indicators import indicators_sheet
from .indicator_pages import page_of, rows_of, table_of

SEES, KEEPS = permission_required(P.SEE_IMPACT), permission_required(P.MANAGE_IMPACT)
FORM = ["GET", "HEAD", "POST"]


@require_safe
@SEES
def indicators(request):
    """All of them, each as a small picture with its numbers."""
    board = board_for(request.membership, timezone.now())
    keeps = request.membership.can(P.MANAGE_IMPACT)
    context = {
        "pages": [page_of(line) for line in board.lines if keeps or not line.is_empty],
        "board": board,
        "keeps": keeps,
        "to_close": [(year, year_name(year)) for year in board.to_close] if keeps else [],
        "closed": [(row, year_name(year)) for year, row in sorted(board.closed.items(), reverse=True)],
    }
    return render(request, "impact/indicators/indicators.html", context)


def _line(request, key: str) -> tuple[Board, Line]:
    board = board_for(request.membership, timezone.now())
    line = board.line(key)
    if line is None:
        raise Http404
    return board, line


@require_safe
@SEES
def indicator(request, key):
    """One of them: what is counted, over the years, and everything that was entered."""
    board = board_for(request.membership, timezone.now())
    line, ended = board.line(key), next((row for row in board.ended if row.key == key), None)
    if line is None and ended is None:
        raise Http404
    entries = rows_of(entries_of(request.membership, key), line.unit if line else ended.unit)
    if line is None:
        return render(request, "impact/indicators/ended.html", {"own": ended, "entries": entries})
    keeps = request.membership.can(P.MANAGE_IMPACT)
    context = {"page": page_of(line), "line": line, "keeps": keeps, "entries": entries}
    return render(request, "impact/indicators/indicator.html", context)


@require_http_methods(FORM)
@KEEPS
def indicator_year(request, key, year):
    """Enter the value of a year with its source, its target, or both."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    board, line = _line(request, key)
    figure = line.of(year) or Figure(year, closed=board.closed.get(year))
    form = _figure_form(request, line, figure)
    if request.method == "POST" and form.is_valid() and _entered(request, form, line, figure):
        messages.success(request, _("%(name)s, %(year)s is saved.") % {"name": line.name, "year": figure.name})
        return go_to(request, "indicator", key)
    context = {"form": form, "line": line, "figure": figure, "page": page_of(line)}
    return render(request, "impact/indicators/year_form.html", context)


def _figure_form(request, line: Line, figure: Figure) -> FigureForm:
    entry = figure.entry
    initial = {"version": entry.number if entry else 0}
    for name in ("value", "told", "target", "source", "note") if entry else ():
        initial[name] = getattr(entry, name)
    asks = {"asks_told": line.key == WOMEN, "closed": figure.closed is not None, "counted": line.is_counted}
    return FigureForm(request.POST or None, initial=initial, unit=line.unit, **asks)


def _entered(request, form: FigureForm, line: Line, figure: Figure) -> bool:
    """Save it; what was refused stands in the form, with what was typed."""
    data = dict(form.cleaned_data)
    if figure.closed:
        data["target"] = figure.target
    version, nonce = data.pop("version"), data.pop("nonce")
    values = {"key": line.key, "year": figure.year, "typed": actions.Typed(**data)}
    try:
        actions.enter(by=request.membership, version=version, nonce=nonce, now=timezone.now(), **values)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


# --- Closing a year ----------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@KEEPS
def indicators_close(request, year):
    """Look at the figures of a year that is over, and confirm them."""
    now = timezone.now()
    board = board_for(request.membership, now)
    if not board.may_close(year) or not can_close(request.membership, year, today(now)):
        raise Http404
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        if attempt(request, actions.close_year, year=year, seen=seen):
            messages.success(request, _("School year %(year)s is closed.") % {"year": year_name(year)})
            return go_to(request, "indicators")
    lines = [(page_of(line), row) for line in board.lines for row in table_of(line) if row.year == year]
    context = {"year": year_name(year), "lines": lines, "seen": actions.fingerprint_of(board, year)}
    context["missing"] = [page.name for page, row in lines if row.figure.value is None]
    return render(request, "impact/indicators/close.html", context)


# --- Own indicators ----------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@KEEPS
def indicator_new(request):
    form = IndicatorForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid() and (row := attempt_form(request, form, actions.add_indicator)):
        messages.success(request, _("%(name)s is added. Now fill in a year.") % {"name": row.name})
        return go_to(request, "indicator", row.key)
    return render(request, "impact/indicators/own_form.html", {"form": form, "own": None})


def _own(request, key: str) -> Indicator:
    _board, line = _line(request, key)
    if line.own is None:
        raise Http404
    return line.own


@require_http_methods(FORM)
@KEEPS
def indicator_change(request, key):
    row = _own(request, key)
    fields = ("name_nl", "name_en", "meaning_nl", "meaning_en", "version")
    initial = {name: getattr(row, name) for name in fields}
    form = IndicatorForm(request.POST or None, is_new=False, initial=initial)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt_form(request, form, actions.change_indicator, indicator=row):
        messages.success(request, _("What this indicator is, is saved."))
        return go_to(request, "indicator", key)
    return render(request, "impact/indicators/own_form.html", {"form": form, "own": row})


@require_POST
@KEEPS
def indicator_end(request, key):
    row = _own(request, key)
    if attempt(request, actions.end_indicator, indicator=row, version=version_of(request)):
        messages.success(request, _("%(name)s is not kept any longer. What was entered stays.") % {"name": row.name})
        return go_to(request, "indicators")
    return go_to(request, "indicator", key)


# --- Taking along ------------------------------------------------------------------------------------------------
@require_safe
@SEES
def indicator_picture(request, key):
    """The picture as an SVG file."""
    _board, line = _line(request, key)
    notes = [str(request.partnership.name)]
    response = HttpResponse(target_file(picture_of(line), notes), content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{slugify(str(line.name))}.svg"'
    return response


@require_POST
@SEES
def indicators_export(request, file_format):
    """All numbers as a file. A form asks, for the log is written."""
    if file_format not in FORMATS:
        raise Http404
    now = timezone.now()
    actions.note_export(by=request.membership, file_format=file_format, now=now)
    sheet = indicators_sheet(board_for(request.membership, now), str(request.partnership.name), now)
    name = f"{slugify(sheet.title)}-{today(now).isoformat()}.{file_format}"
    if file_format == "xlsx":
        return FileResponse(xlsx_file(sheet), as_attachment=True, filename=name, content_type=FORMATS["xlsx"])
    response = HttpResponse("".join(csv_lines(sheet)), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
