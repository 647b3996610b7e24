"""From the row of a report to its stored file."""

from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from labs.store import DOCUMENTS
from lib.figures import period
from lib.pdf import Rendered, render, style
from lib.store import Stored

from ..actions.reports import FOLDER
from ..figure_rules import Extreme
from ..kinds import Language, Sector, TextKind
from ..models import ImpactReport
from ..queries.figures import ALL, LevelFigures
from ..queries.instruments import InBoth
from ..queries.snapshot import Frozen, days_of, thawed
from .tables import FigureTable, group_names, tables_of
from .words import why_hidden

TOP = 3  # so many outcomes of each level stand in short


def build(report: ImpactReport) -> tuple[Stored, int]:
    """Render and store a report; says how many pages. Raises OSError when it can't be stored."""
    rendered = rendered_report(report)
    stored = DOCUMENTS.put(f"{FOLDER}/{report.campaign_id}/{report.pk}-{report.file_name}", rendered.content)
    return stored, rendered.pages


def rendered_report(report: ImpactReport) -> Rendered:
    """The PDF itself: the same bytes for the same row."""
    with translation.override(report.language):
        html = render_to_string("impact/pdf/report.html", _context(report))
        return render(html, css=style(), created=report.moment)


def _context(report: ImpactReport) -> dict[str, Any]:
    snapshot = report.snapshot
    campaign, frozen = snapshot["campaign"], thawed(snapshot)
    days = days_of(snapshot)
    tables = tables_of(frozen, beside=frozen.beside)
    conclusions = dict(snapshot["conclusions"])
    return {
        "campaign": campaign,
        "holds": period(*days),
        "moment": report.moment,
        "languages": ", ".join(str(Language(each).label) for each in campaign["languages"]),
        "response": frozen.response,
        "there": sum(row.answered > 0 for row in frozen.response.workplace),
        "responses": [table for table in tables if table.kind == "response"],
        "overall": conclusions.get("", ""),
        "levels": [_level(level, tables, conclusions, snapshot) for level in frozen.levels],
        "hidden": _hidden(frozen, campaign["threshold"]),
        "is_shown": frozen.sizes[ALL] is not None,
        "size": frozen.sizes[ALL],
        "instrument": _instrument(snapshot),
        "texts": [_text(each, frozen) for each in snapshot["texts"]],
        "language": report.language,
        "title": f"{_('Impact report')}: {campaign['name']}",
        "author": campaign["partnership"],
        "generator": f"Drieluik {report.template_version}",
        "description": _("What the answers to %(name)s say.") % {"name": campaign["name"]},
        "running_left": _("Impact report"),
        "running_right": campaign["name"],
    }


def _level(level: LevelFigures, tables: tuple[FigureTable, ...], conclusions: dict, snapshot: dict) -> dict[str, Any]:
    key = level.level.key
    return {
        "key": key,
        "name": capfirst(str(level.level.name)),
        "intro": str(InBoth(*snapshot["instrument"]["intros"][key])),
        "conclusion": conclusions.get(key, ""),
        "tables": [table for table in tables if table.about == key],
        "top": _top(level),
    }


def _top(level: LevelFigures) -> list[tuple[str, str]]:
    """What was named most of a level, with the share; nothing of what may not be shown."""
    found = []
    for item in level.outcomes:
        share = item.shares[ALL]
        if share is None or item.outcome.is_none or share.extreme is Extreme.BELOW:
            continue
        percent = 100 if share.percent is None else share.percent
        words = str(share.extreme) if share.extreme else _("%(percent)s%%") % {"percent": share.percent}
        found.append((-percent, str(item.outcome.name), words))
    return [(name, words) for _order, name, words in sorted(found)[:TOP]]


def _hidden(frozen: Frozen, threshold: int) -> list[str]:
    names = group_names(frozen)
    words = _("Not shown of %(group)s: %(why)s")
    return [words % {"group": names[name], "why": why_hidden(rule, threshold)} for name, rule in frozen.why_not.items()]


def _instrument(snapshot: dict) -> dict[str, Any]:
    held = snapshot["instrument"]
    wordings = {key: str(InBoth(*text)) for key, text in held["wordings"].items()}
    return {
        "name": str(InBoth(*held["name"])),
        "version": held["version"],
        "wordings": [
            wordings[key] for key in ("opening", "outcomes", "status", "nature", "explanation") if key in wordings
        ],
        "closing": [wordings[key] for key in ("remarks", "material_available", "material_consent") if key in wordings],
        "questions": [str(InBoth(*text)) for text in held["questions"]],
    }


def _text(held: dict, frozen: Frozen) -> dict[str, Any]:
    """One question that takes text, with what was written, per sector."""
    levels = {level.level.key: capfirst(str(level.level.name)) for level in frozen.levels}
    titles = {
        TextKind.OPENING: _("The most important impact, in own words"),
        TextKind.OTHER: _("Other outcomes, in own words"),
        TextKind.EXPLANATION: _("Explanations: %(outcome)s") % {"outcome": InBoth(*held["name"])},
        TextKind.QUESTION: str(InBoth(*held["name"])),
        TextKind.REMARKS: capfirst(_("remarks")),
    }
    title, level = titles[TextKind(held["kind"])], levels.get(held["level"], "")
    names = dict(Sector.choices)
    return {
        "title": f"{level}: {title}" if level else title,
        "more": held["more"],
        "sectors": [
            (capfirst(str(names[sector])) if sector else "", [text for _sector, text in some])
            for sector, some in groupby(held["texts"], key=lambda each: each[0])
        ],
    }
