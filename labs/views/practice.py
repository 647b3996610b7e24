"""Teachers in practice: questions and offers, matches, and what comes of them."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import practice as actions
from ..forms.practice import AskForm, EndForm, EvaluationForm, MatchForm
from ..models import PracticePlacement
from ..practice_rights import can_plan, can_step, can_tell, runs
from ..practice_states import MATCHED, PRACTICE, QUESTIONS
from ..queries import practice as lists
from .research_common import attempt, attempt_form, go_to

FORM = ["GET", "HEAD", "POST"]
MEMBERS = permission_required(P.LOG_HOURS, P.RUN_LABS)
VERBS = {"withdraw": actions.withdraw, "end": actions.end_early, "complete": actions.complete}


@require_safe
@MEMBERS
def practice(request):
    by, now = request.membership, timezone.now()
    context = {
        "page": page_of(request, lists.placements_of(by, now)),
        "waiting": lists.waiting_for(by, now),
        "asks": by.can(P.LOG_HOURS),
        "offers": by.role in lists.COMPANY_ROLES,
        "oversees": by.can(P.RUN_LABS),
    }
    return render(request, "labs/practice/practice.html", context)


@require_http_methods(FORM)
@permission_required(P.LOG_HOURS)
def practice_new(request):
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.ask_practice)
        if row:
            messages.success(request, _("The coordinators look for a match. Here you see what becomes of it."))
            return go_to(request, "practice_placement", row.pk)
    offers = request.membership.role in lists.COMPANY_ROLES
    return render(request, "labs/practice/practice_form.html", {"form": form, "offers": offers})


def placement_of(request, pk) -> PracticePlacement:
    rows = PracticePlacement.objects.visible_to(request.membership)
    related = (*lists.PEOPLE, "activity__lab", "asked_as__partnership", "matched_by", "ended_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_safe
@MEMBERS
def placement(request, pk):
    return _placement_page(request, placement_of(request, pk))


def _placement_page(request, row: PracticePlacement, verb: str = "", sent=None):
    by, now = request.membership, timezone.now()
    matched = row.state in MATCHED
    meetings = lists.meetings_of(row, row.side_of(by), now) if matched else []
    evaluations = lists.evaluations_of(row) if matched else []
    ends = [each for each in ("withdraw", "end") if can_step(row, each, by)]
    progress = lists.progress_of(row, meetings)
    looks_back = bool(can_tell(row, by)) and progress.held > 0 and progress.coming == 0
    context = {
        "placement": row,
        "side": row.side_of(by),
        "meetings": meetings,
        "progress": progress,
        "plans": bool(can_plan(row, by)),
        "matches": bool(can_step(row, "match", by)),
        "completes": bool(can_step(row, "complete", by)) and progress.held > 0 and progress.coming == 0,
        "runs": runs(row, by),
        "evaluations": evaluations,
        "scores": _scores(evaluations),
        "evaluates": looks_back,
        "evaluated": any(each.side == row.side_of(by) for each in evaluations),
        "end_verb": ends[0] if ends else "",
        "end_form": sent if verb else EndForm(initial={"version": row.version}),
    }
    return render(request, "labs/practice/placement.html", context)


def _scores(evaluations) -> list:
    """Each question with what every side scored."""
    return [(question, [getattr(each, name) for each in evaluations]) for name, question in QUESTIONS.items()]


@require_http_methods(FORM)
@permission_required(P.RUN_LABS)
def practice_match(request, pk):
    row, by = placement_of(request, pk), request.membership
    if not runs(row, by):
        raise PermissionDenied
    if not can_step(row, "match", by):
        messages.error(request, str(can_step(row, "match", by).reason))
        return go_to(request, "practice_placement", row.pk)
    form = MatchForm(request.POST or None, by=by, placement=row, now=timezone.now())
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.match, placement=row):
        messages.success(request, _("They are matched, and both hear it by mail."))
        return go_to(request, "practice_placement", row.pk)
    return render(request, "labs/practice/match_form.html", {"form": form, "placement": row})


@require_POST
@MEMBERS
def practice_step(request, pk):
    """Withdraw, end early or complete."""
    row, verb = placement_of(request, pk), request.POST.get("verb")
    if verb not in VERBS:
        raise BadRequest("verb")
    form = EndForm(request.POST)
    if verb == "complete":
        del form.fields["reason"]
    if not form.is_valid():
        return _placement_page(request, row, verb, form)
    decision = can_step(row, verb, request.membership)
    if not decision and PRACTICE.allows(verb, row.state):
        raise PermissionDenied
    if attempt(request, VERBS[verb], placement=row, **form.cleaned_data):
        messages.success(request, _("Saved. Who takes part sees it here too."))
    return go_to(request, "practice_placement", row.pk)


@require_http_methods(FORM)
@MEMBERS
def practice_evaluate(request, pk):
    row, by = placement_of(request, pk), request.membership
    if not can_tell(row, by):
        raise PermissionDenied
    mine = row.evaluations.filter(side=row.side_of(by)).first()
    initial = {name: getattr(mine, name) for name in (*QUESTIONS, "text")} if mine else None
    form = EvaluationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.evaluate, placement=row):
        messages.success(request, _("Thank you. Both of you and the coordinators read it."))
        return go_to(request, "practice_placement", row.pk)
    return render(request, "labs/practice/evaluation_form.html", {"form": form, "placement": row})
