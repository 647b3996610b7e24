"""What the answers to a campaign say together: the page, and its charts and tables as files."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.lists import page_of

from ..kinds import Sector
from ..queries.groups import gate_of, groups_of
from ..queries.instruments import asked
from ..queries.subjects import written
from ..queries.texts import as_plain, count_readable, readable, told_sectors
from ..reports.words import about_lines, hidden_lines, why_hidden
from .figures_common import (
    Shown,
    about,
    book_file,
    campaign_of,
    csv_file,
    file_name,
    filter_form,
    may_see,
    shown_of,
    svg_file,
)

ON_A_PAGE = 40


@require_safe
@may_see
def campaign_figures(request, pk):
    shown = shown_of(request, pk)
    figures, campaign = shown.figures, shown.campaign
    rule = figures.gate.why_not(figures.where)
    context = {
        "campaign": campaign,
        "figures": figures,
        "in_words": shown.in_words,
        "filter": filter_form(request, figures),
        "query": request.GET.urlencode(),
        "responses": [table for table in shown.tables if table.kind == "response"],
        "levels": _levels(shown),
        "why_not": why_hidden(rule, campaign.threshold) if rule else "",
        "hidden": hidden_lines(figures) if figures.is_shown else [],
        "there": sum(row.answered > 0 for row in figures.response.workplace),
        "places_asked": sum(row.invited > 0 for row in figures.response.workplace),
    }
    return render(request, "impact/figures/figures.html", context)


def _levels(shown: Shown) -> list[dict]:
    """The tables of each level, and where to read what people wrote about it."""
    figures = shown.figures
    texts = written(asked(shown.campaign.instrument_id), count_readable(shown.campaign, figures.gate))
    found = [
        {
            "name": capfirst(str(level.level.name)),
            "key": level.level.key,
            "tables": [table for table in shown.tables if table.about == level.level.key],
            "texts": [text for text in texts if text.level == level.level.key and text.count],
        }
        for level in figures.levels
    ]
    others = [text for text in texts if not text.level and text.count]
    return [*found, {"name": _("Remarks and other questions"), "key": "others", "tables": [], "texts": others}]


@require_safe
@may_see
def campaign_words(request, pk):
    """What people wrote and others may read, about one question, per sector."""
    campaign = campaign_of(request, pk)
    gate = gate_of(campaign, groups_of(campaign))
    texts = written(asked(campaign.instrument_id), count_readable(campaign, gate))
    key = request.GET.get("about") or next((text.key for text in texts if text.count), texts[0].key)
    chosen = next((text for text in texts if text.key == key), None)
    if chosen is None:
        raise Http404
    rows = readable(campaign, gate, chosen.kind, chosen.about)
    page = page_of(request, rows, ON_A_PAGE, count=chosen.count)
    names = dict(Sector.choices)
    sections = [
        (capfirst(str(names[sector])) if sector else "", [text.text for text in some])
        for sector, some in groupby(as_plain(page.object_list), key=lambda text: text.sector)
    ]
    context = {
        "campaign": campaign,
        "subjects": [text for text in texts if text.count or text == chosen],
        "chosen": chosen,
        "page": page,
        "sections": sections,
        "some_are_told": bool(told_sectors(gate)),
    }
    return render(request, "impact/figures/words.html", context)


# --- files: the same tables, through the same gate ----------------------------------------------------------------
@require_safe
@may_see
def campaign_chart(request, pk, table):
    shown = shown_of(request, pk)
    notes = [f"{label}: {text}" for label, text in about_lines(shown.figures)]
    return svg_file(shown.table(table), notes, file_name(shown.campaign, table))


@require_safe
@may_see
def campaign_table(request, pk, table):
    shown = shown_of(request, pk)
    return csv_file(shown.table(table), about(shown), file_name(shown.campaign, table))


@require_safe
@may_see
def campaign_tables(request, pk):
    shown = shown_of(request, pk)
    return book_file(shown.tables, about(shown), file_name(shown.campaign, "tables"))
