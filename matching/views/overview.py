"""What who looks after the board sees at a glance, counters per school year, handing over and taking along."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to
from lib.exports import FORMATS, csv_lines, xlsx_file
from lib.lists import page_of
from lib.periods import today
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from .. import overview_pictures as pictures
from ..actions import overview as actions
from ..assignment_rights import can_hand_over
from ..forms.overview import HandOverForm
from ..models import Assignment
from ..queries import overview as lists
from ..queries import overview_sheets as sheets
from ..queries.overview_figures import figures_for
from .overview_lines import TITLES, Block, Lines

KEEPS = permission_required(P.MATCH)
SHEETS = {
    "assignments": (sheets.assignments_sheet, actions.note_assignments_export),
    "placements": (sheets.placements_sheet, actions.note_placements_export),
}


@require_safe
@KEEPS
def matching(request):
    by, now = request.membership, timezone.now()
    waiting, ahead = _waiting(by, now), _ahead(by, now)
    context = {"waiting": waiting, "ahead": ahead, "is_quiet": not any(block.total for block in waiting)}
    return render(request, "matching/overview/overview.html", context)


def _waiting(by, now) -> list[Block]:
    """What waits for who looks after the board."""
    lines = Lines(by, today(now))
    approvals = lines.url("matching_approvals")
    return [
        _block("questions", lists.short(lists.waiting_questions(by)), lines.questions, lines.url("questions")),
        _block("approvals", lists.short(lists.waiting_assignments(by)), lines.approvals, approvals),
        _block("changes", lists.short(lists.changes_to_judge(by)), lines.changes, f"{approvals}#changes"),
        _block("rounds", lists.short(lists.waiting_rounds(by, today(now))), lines.rounds, lines.url("rounds")),
    ]


def _ahead(by, now) -> list[Block]:
    """What asks for attention before it goes wrong."""
    lines, day = Lines(by, today(now)), today(now)
    due, coming = lists.feedback_due(by, day), lists.deadlines_coming(by, day)
    found = {
        "offers": lists.short(lists.without_applicants(by, now)),
        "students": lists.short(lists.without_a_place(by, now)),
        "feedback": lists.Short(due[: lists.SHOWN], len(due)),
        "deadlines": lists.Short(coming[: lists.SHOWN], len(coming)),
    }
    return [
        _block(key, each, getattr(lines, key), lines.url("matching_waiting", key) if each.total > lists.SHOWN else "")
        for key, each in found.items()
    ]


def _block(key: str, found: lists.Short, lines, url: str) -> Block:
    return Block(key, found.total, lines(found.rows), url)


@require_safe
@KEEPS
def waiting(request, what):
    """One of the lists as a whole."""
    by, now = request.membership, timezone.now()
    whole = {
        "offers": lambda: lists.without_applicants(by, now),
        "students": lambda: lists.without_a_place(by, now),
        "feedback": lambda: lists.feedback_due(by, today(now)),
        "deadlines": lambda: lists.deadlines_coming(by, today(now)),
    }
    if what not in whole:
        raise Http404
    page = page_of(request, whole[what]())
    lines = getattr(Lines(by, today(now)), what)(page.object_list)
    title, empty = TITLES[what]
    return render(
        request, "matching/overview/whole.html", {"page": page, "lines": lines, "title": title, "empty": empty}
    )


@require_safe
@KEEPS
def figures(request):
    """Counters per school year, and the chosen one at each level and in each kind."""
    found = figures_for(request.membership, request.GET.get("year", ""), timezone.now())
    context = {
        "figures": found,
        "picture": pictures.placed_per_year(found.years),
        "levels": pictures.bars(found.levels, _("Placed per level"), "placed-levels"),
        "kinds": pictures.bars(found.kinds, _("Placed per kind"), "placed-kinds"),
    }
    return render(request, "matching/overview/figures.html", context)


@require_POST
@KEEPS
def export(request, what, file_format):
    """A list as a file. A form asks, for the log is written."""
    if what not in SHEETS or file_format not in FORMATS:
        raise Http404
    make, note = SHEETS[what]
    if attempt(request, note, file_format=file_format) is None:
        return go_to(request, "matching")
    now = timezone.now()
    sheet = make(request.membership, now)
    name = f"{slugify(sheet.title)}-{today(now).isoformat()}.{file_format}"
    if file_format == "xlsx":
        return FileResponse(xlsx_file(sheet), as_attachment=True, filename=name, content_type=FORMATS["xlsx"])
    response = HttpResponse("".join(csv_lines(sheet)), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@KEEPS
def hand_over(request, pk):
    """Give an assignment to a colleague, or take it."""
    rows = Assignment.objects.visible_to(request.membership).select_related("organisation", "coordinator__user")
    row = get_object_or_404(rows, pk=pk)
    if not (allowed := can_hand_over(row, request.membership)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "assignment", row.pk)
    form = HandOverForm(request.POST or None, assignment=row, now=timezone.now())
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.hand_over, assignment=row):
        to = form.cleaned_data["to"].user.name
        messages.success(request, _("%(name)s looks after it from now on.") % {"name": to})
        return go_to(request, "assignment", row.pk)
    return render(request, "matching/overview/hand_over.html", {"form": form, "assignment": row})
