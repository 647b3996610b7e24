"""From the row of an agreement to its stored file."""

from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from labs.store import DOCUMENTS
from lib.figures import period
from lib.pdf import Rendered, render, style
from lib.store import Stored
from partnership.roles import Role

from ..kinds import AssignmentKind, Language, Remote, Side, Weight
from ..models import PlacementPaper
from ..placement_states import Party
from ..queries.placements import amount_of


def build(paper: PlacementPaper) -> tuple[Stored, int]:
    """Render and store an agreement; says how many pages. Raises OSError when it can't be stored."""
    rendered = rendered_paper(paper)
    stored = DOCUMENTS.put(f"placements/{paper.placement_id}/{paper.pk}-{paper.file_name}", rendered.content)
    return stored, rendered.pages


def rendered_paper(paper: PlacementPaper) -> Rendered:
    """The PDF itself: the same bytes for the same row."""
    with translation.override(paper.language):
        html = render_to_string("matching/pdf/placement.html", _context(paper))
        return render(html, css=style(), created=paper.moment)


def _context(paper: PlacementPaper) -> dict[str, Any]:
    snapshot = paper.snapshot
    names = {"title": snapshot["title"], "student": snapshot["student"]["name"]}
    title = _("Placement agreement")
    return {
        "snapshot": snapshot,
        "kind": AssignmentKind(snapshot["kind"]).label,
        "where": Remote(snapshot["remote"]).label,
        "holds": period(*map(date.fromisoformat, snapshot["period"])),
        "allowance": amount_of(snapshot["allowance"]),
        "sides": [
            _side(side, snapshot["expectations"][side.value]) for side in Side if side in snapshot["expectations"]
        ],
        "signatures": [_signature(each) for each in snapshot["signatures"]],
        "title": title,
        "language": paper.language,
        "author": snapshot["partnership"],
        "generator": f"Drieluik {paper.template_version}",
        "description": _("%(student)s: %(title)s") % names,
        "running_left": title,
        "running_right": snapshot["company"]["name"],
    }


def _side(side: Side, said: dict[str, str]) -> dict[str, str]:
    return said | {
        "side": capfirst(str(side.label)),
        "language": str(Language(said["language"]).label),
        "weight": str(Weight(said["weight"]).label),
    }


def _signature(each: dict[str, str]) -> dict[str, Any]:
    role = str(Role(each["role"]).label) if each["role"] else ""
    return each | {
        "party": capfirst(str(Party(each["party"]).label)),
        "as": ", ".join(part for part in (role, each["organisation"]) if part),
        "at": datetime.fromisoformat(each["at"]),
    }
