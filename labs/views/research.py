"""The research lines of the Kennis Lab: for everybody, and with their people for members."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnership.decorators import permission_required, public_page
from partnership.roles import Permission as P

from ..actions import research as actions
from ..forms.research import LineForm, MemberForm
from ..models import ResearchLine, ResearchMember
from ..queries import research as lists
from ..research_states import LINES
from .research_common import attempt, attempt_form, demand_keeper, go_to, lab_or_404

KEEPS = permission_required(P.RUN_LABS)
FORM = ["GET", "HEAD", "POST"]
FIELDS = ("title_nl", "title_en", "summary_nl", "summary_en", "starts_on", "ends_on", "lead")
LATEST = 6


@require_safe
@public_page
def research(request):
    """The way in: the lines, what came out last, and for members the way to ask."""
    lab, by = lists.kennis_lab(request.partnership), request.membership
    context = {
        "lab": lab,
        "lines": lists.lines_of(request.partnership, lab),
        "products": lists.products_of(request.partnership, by)[:LATEST],
        "keeps": lists.runs(by, lab),
        "asks": bool(lab and by and by.can(P.SHARE_KNOWLEDGE)),
        "questions": list(lists.questions_of(by)[:LATEST]) if by else [],
    }
    return render(request, "labs/research/research.html", context)


@require_safe
@public_page
def line(request, pk):
    lines = ResearchLine.objects.filter(lab__partnership=request.partnership)
    row = get_object_or_404(lines.select_related("lab__partnership", "lead__user", "lead__organisation"), pk=pk)
    by = request.membership
    context = {"line": row, "products": lists.products_of(request.partnership, by).filter(line=row)}
    return render(request, "labs/research/line.html", context | (_for_members(request, row) if by else {}))


def _for_members(request, row: ResearchLine, form=None) -> dict:
    """What members see of a line besides: its people, teams and questions; who keeps it can change them."""
    by = request.membership
    keeps = lists.runs(by, row.lab)
    members = lists.with_people(row.members.filter(left_on=None))
    return {
        "keeps": keeps,
        "people": lists.people_of(members, by, keeps=keeps),
        "teams": lists.teams_of(row.teams.all()),
        "questions": lists.questions_of(by).filter(line=row),
        "form": form or (MemberForm(line=row, now=timezone.now()) if keeps else None),
    }


@require_http_methods(FORM)
@KEEPS
def line_new(request):
    lab, now = lab_or_404(request), timezone.now()
    demand_keeper(request, lab)
    form = LineForm(request.POST or None, by=request.membership, now=now)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.make_line, lab=lab)
        if row:
            messages.success(request, _("The line %(title)s is open.") % {"title": row.title})
            return go_to(request, "research_line", row.pk)
    return render(request, "labs/research/line_form.html", {"form": form, "line": None})


@require_http_methods(FORM)
@KEEPS
def line_edit(request, pk):
    row, now = _kept(request, pk), timezone.now()
    initial = {name: getattr(row, name) for name in FIELDS}
    form = LineForm(request.POST or None, by=request.membership, now=now, line=row, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.change_line, line=row):
        messages.success(request, _("The line is saved."))
        return go_to(request, "research_line", row.pk)
    return render(request, "labs/research/line_form.html", {"form": form, "line": row})


def _kept(request, pk) -> ResearchLine:
    """A line of this partnership; 403 for who does not keep it."""
    visible = ResearchLine.objects.visible_to(request.membership)
    row = get_object_or_404(visible.select_related("lab__partnership", "lead__user", "lead__organisation"), pk=pk)
    demand_keeper(request, row.lab)
    return row


@require_POST
@KEEPS
def line_step(request, pk):
    """Finish it, or take it up again."""
    row, verb = _kept(request, pk), request.POST.get("verb")
    if verb not in LINES.transitions:
        raise BadRequest("verb")
    if attempt(request, actions.step_line, line=row, verb=verb):
        done = {"finish": _("The line is finished."), "resume": _("The line runs again.")}
        messages.success(request, done[verb])
    return go_to(request, "research_line", row.pk)


@require_POST
@KEEPS
def member_add(request, pk):
    row, now = _kept(request, pk), timezone.now()
    form = MemberForm(request.POST, line=row, now=now)
    if form.is_valid() and attempt_form(request, form, actions.add_member, line=row):
        messages.success(request, _("%(name)s takes part now.") % {"name": form.cleaned_data["membership"].user.name})
        return go_to(request, "research_line", row.pk)
    products = lists.products_of(request.partnership, request.membership).filter(line=row)
    context = {"line": row, "products": products, **_for_members(request, row, form)}
    return render(request, "labs/research/line.html", context)


@require_POST
@KEEPS
def member_end(request, pk, member):
    row = _kept(request, pk)
    place = get_object_or_404(ResearchMember.objects.filter(line=row), pk=member)
    if attempt(request, actions.end_member, line=row, member=place):
        messages.success(request, _("From today this person takes part no more."))
    return go_to(request, "research_line", row.pk)
