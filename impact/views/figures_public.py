"""The main figures of a campaign for everybody, without login."""

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from labs.feeds import absolute
from partnership.decorators import public_page

from ..models import PublicFigures
from ..queries.figures import ALL
from ..queries.reports import public_of
from ..queries.snapshot import days_of, thawed
from ..reports.tables import FigureTable, tables_of
from .figures_common import csv_file, svg_file


def _found(request, slug: str) -> PublicFigures:
    found = public_of(request.partnership).filter(campaign__slug=slug).first()
    if found is None:
        raise Http404
    return found


def _tables(row: PublicFigures) -> tuple[FigureTable, ...]:
    """Per level who names what and how far it is; of the response only what is said above them."""
    found = tables_of(thawed(row.snapshot), beside=(ALL,))
    return tuple(table for table in found if table.kind in ("named", "status", "nature"))


@require_safe
@public_page
def impact_public(request, slug):
    row = _found(request, slug)
    frozen, tables = thawed(row.snapshot), _tables(row)
    campaign = row.snapshot["campaign"]
    context = {
        "row": row,
        "campaign": campaign,
        "slug": slug,
        "days": days_of(row.snapshot),
        "response": frozen.response,
        "there": sum(each.answered > 0 for each in frozen.response.workplace),
        "levels": [
            {
                "key": level.level.key,
                "name": capfirst(str(level.level.name)),
                "tables": [table for table in tables if table.about == level.level.key],
            }
            for level in frozen.levels
        ],
        "canonical": absolute(request.path),
        "description": _("What people in education say that %(name)s means.") % {"name": campaign["partnership"]},
    }
    return _shown(request, render(request, "impact/public/figures.html", context))


def _shown(request, response):
    if not request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=60)
    return response


def _one(request, slug: str, key: str) -> tuple[PublicFigures, FigureTable]:
    row = _found(request, slug)
    for table in _tables(row):
        if table.key == key:
            return row, table
    raise Http404


def _about(row: PublicFigures) -> list[tuple[str, str]]:
    size = row.snapshot["figures"]["sizes"][ALL]
    return [(_("Campaign"), row.snapshot["campaign"]["name"]), (_("Answers behind the shares"), str(size))]


@require_safe
@public_page
def public_chart(request, slug, table):
    row, drawn = _one(request, slug, table)
    return svg_file(drawn, [f"{label}: {text}" for label, text in _about(row)], f"{slug}-{table}")


@require_safe
@public_page
def public_table(request, slug, table):
    row, drawn = _one(request, slug, table)
    return csv_file(drawn, _about(row), f"{slug}-{table}")
