"""Questions from companies and schools, what is decided on them, and the teams that work on them."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission as P

from ..actions import research as actions
from ..forms.research import AnswerForm, DeclineForm, MergeForm, QuestionForm, TeamForm, TeamMemberForm
from ..models import ResearchQuestion, ResearchTeam, TeamMember
from ..queries import research as lists
from ..research_states import QUESTIONS
from .research_common import attempt, attempt_form, demand_keeper, go_to, lab_or_404, version_of

KEEPS, ASKS = permission_required(P.RUN_LABS), permission_required(P.SHARE_KNOWLEDGE)
FORM = ["GET", "HEAD", "POST"]
FORMS = {"decline": DeclineForm, "merge": MergeForm, "answer": AnswerForm}
VERBS = {
    "take_up": actions.take_up,
    "decline": actions.decline,
    "merge": actions.merge,
    "answer": actions.answer,
}


@require_safe
@member_required
def questions(request):
    by, lab = request.membership, lists.kennis_lab(request.partnership)
    page = page_of(request, lists.questions_of(by))
    context = {"page": page, "keeps": lists.runs(by, lab), "asks": bool(lab and by.can(P.SHARE_KNOWLEDGE))}
    return render(request, "labs/research/questions.html", context)


@require_http_methods(FORM)
@ASKS
def question_new(request):
    lab = lab_or_404(request)
    form = QuestionForm(request.POST or None, lab=lab, initial={"line": request.GET.get("line")})
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.ask, lab=lab)
        if row:
            messages.success(request, _("Your question is with the lab. Here you see what becomes of it."))
            return go_to(request, "research_question", row.pk)
    return render(request, "labs/research/question_form.html", {"form": form, "lab": lab})


def _question(request, pk) -> ResearchQuestion:
    visible = ResearchQuestion.objects.visible_to(request.membership)
    related = ("lab__partnership", "line", "organisation", "asked_by", "decided_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


@require_safe
@member_required
def question(request, pk):
    return _question_page(request, _question(request, pk))


def _question_page(request, row: ResearchQuestion, verb: str = "", form=None):
    by = request.membership
    keeps = lists.runs(by, row.lab)
    decides = keeps and row.asked_by_id != by.user_id
    context = {
        "question": row,
        "keeps": keeps,
        "own": row.organisation_id == by.organisation_id,
        "asked_myself": keeps and not decides,
        "teams": lists.teams_of(row.teams.all()),
        "products": lists.products_of(request.partnership, by).filter(team__question=row),
        "forms": _open_forms(row, verb, form) if decides else {},
        "may_take_up": decides and QUESTIONS.allows("take_up", row.state),
        "may_team": keeps and QUESTIONS.allows("answer", row.state),
    }
    return render(request, "labs/research/question.html", context)


def _open_forms(row: ResearchQuestion, verb: str, form) -> dict:
    """The forms of what can be decided now, by verb; the one that was sent keeps what was typed."""
    found = {}
    for name in FORMS:
        if QUESTIONS.allows(name, row.state):
            found[name] = form if name == verb else _form(name, row)
    return found


def _form(name: str, row: ResearchQuestion, data=None):
    more = {"lab": row.lab, "initial": {"line": row.line_id}} if name == "merge" else {}
    return FORMS[name](data, prefix=name, **more)


@require_POST
@KEEPS
def question_decide(request, pk):
    row, verb = _question(request, pk), request.POST.get("verb")
    demand_keeper(request, row.lab)
    if verb not in VERBS:
        raise BadRequest("verb")
    form = _form(verb, row, request.POST) if verb in FORMS else None
    if form is not None and not form.is_valid():
        return _question_page(request, row, verb, form)
    values = form.cleaned_data if form else {}
    if attempt(request, VERBS[verb], question=row, version=version_of(request), **values):
        messages.success(request, _("Saved. Who asked sees it here too."))
    elif form is not None:
        return _question_page(request, _question(request, pk), verb, form)
    return go_to(request, "research_question", pk)


# --- Teams ---------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@KEEPS
def team_new(request):
    lab = lab_or_404(request)
    demand_keeper(request, lab)
    initial = {name: request.GET.get(name) for name in ("question", "line")}
    form = TeamForm(request.POST or None, by=request.membership, lab=lab, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.make_team, lab=lab)
        if row:
            messages.success(request, _("The team %(name)s is there. Now add its people.") % {"name": row.name})
            return go_to(request, "research_team", row.pk)
    return render(request, "labs/research/team_form.html", {"form": form})


def _team(request, pk) -> ResearchTeam:
    visible = ResearchTeam.objects.visible_to(request.membership)
    return get_object_or_404(visible.select_related("lab__partnership", "line", "question"), pk=pk)


@require_safe
@member_required
def team(request, pk):
    return _team_page(request, _team(request, pk))


def _team_page(request, row: ResearchTeam, form=None):
    by = request.membership
    keeps = lists.runs(by, row.lab)
    context = {
        "team": row,
        "keeps": keeps,
        "people": lists.people_of(lists.with_people(row.members.all()), by, keeps=keeps),
        "products": lists.products_of(request.partnership, by).filter(team=row),
        "form": form or (TeamMemberForm(team=row, now=timezone.now()) if keeps else None),
    }
    return render(request, "labs/research/team.html", context)


@require_POST
@KEEPS
def team_member_add(request, pk):
    row = _team(request, pk)
    demand_keeper(request, row.lab)
    form = TeamMemberForm(request.POST, team=row, now=timezone.now())
    if form.is_valid() and attempt_form(request, form, actions.add_to_team, team=row):
        messages.success(request, _("%(name)s is in the team.") % {"name": form.cleaned_data["membership"].user.name})
        return go_to(request, "research_team", row.pk)
    return _team_page(request, row, form)


@require_POST
@KEEPS
def team_member_remove(request, pk, member):
    row = _team(request, pk)
    demand_keeper(request, row.lab)
    place = get_object_or_404(TeamMember.objects.filter(team=row), pk=member)
    if attempt(request, actions.remove_from_team, team=row, member=place):
        messages.success(request, _("This person is not in the team any more."))
    return go_to(request, "research_team", row.pk)
