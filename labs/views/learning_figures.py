"""Counts of what people took part in, on a page and to take along."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.exports import FORMATS, Cell, Column, Sheet, csv_lines
from lib.figures import NOTHING, moment
from lib.money import hours_of
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..queries.learning_figures import CALENDAR, SCHOOL, Figures, Row, figures_for, in_words

SEES = permission_required(P.RUN_LABS, P.SHARE_KNOWLEDGE)


def _asked(request) -> Figures:
    by = request.GET.get("by")
    return figures_for(request.membership, by if by in (CALENDAR, SCHOOL) else SCHOOL, request.GET.get("year", ""))


@require_safe
@SEES
def figures(request):
    found = _asked(request)
    context = {"figures": found, "year_name": in_words(found.year, found.by) if found.year else ""}
    return render(request, "labs/learning/figures.html", context)


@require_safe
@SEES
def figures_csv(request):
    """The tables of the page, below each other."""
    sheet = _sheet(request, _asked(request))
    answer = HttpResponse("".join(csv_lines(sheet)), content_type=FORMATS["csv"])
    answer["Content-Disposition"] = f'attachment; filename="{slugify(sheet.title)}.csv"'
    return answer


def _sheet(request, found: Figures) -> Sheet:
    year = in_words(found.year, found.by) if found.year else NOTHING
    whose = _("All organisations") if found.sees_all else request.membership.organisation.name
    about = [(_("Of"), whose), (_("Year"), year), (_("Made on"), moment(timezone.now()))]
    columns = [
        Column(_("Table")),
        Column(_("What")),
        Column(_("Students"), "number"),
        Column(_("Teachers and staff of schools"), "number"),
        Column(_("Employees"), "number"),
        Column(_("People together"), "number"),
        Column(_("Attendances"), "number"),
        Column(_("Hours"), "hours"),
    ]
    tables = [(_("Per year"), found.years), (_("Per module"), found.modules)]
    if found.sees_all:
        tables.append((_("Per organisation"), found.organisations))
    rows = chain.from_iterable(_lines(title, table) for title, table in tables)
    return Sheet(_("What people took part in"), about, columns, rows)


def _lines(title: str, table: list[Row]) -> Iterator[list[Cell]]:
    for row in table:
        counts = [row.students_shown, row.teachers, row.employees, row.everybody, row.attendances]
        hours = None if row.minutes is None else hours_of(row.minutes)
        yield [title, row.name or _("In no module"), *(_cell(each) for each in (*counts, hours))]


def _cell(value: int | Decimal | str | None) -> Cell:
    """What is hidden is said in words, so that nobody takes an empty cell for nothing."""
    if value is None:
        return _("not shown")
    return Decimal(value) if isinstance(value, int) else value
