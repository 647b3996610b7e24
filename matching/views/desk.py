"""The desk: the public form, and what becomes of a question."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to, version_of
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required, public_page
from partnership.roles import Permission as P

from ..actions import desk as actions
from ..desk_rights import OWN_QUESTION, can_ask, can_decide
from ..forms.desk import AnswerForm, ClusterForm, DeclineForm, PassOnForm, QuestionForm, TriageForm, TurnForm
from ..models import DeskQuestion
from ..queries import desk as lists
from ..queries.chains import to_go_on_from

FORM = ["GET", "HEAD", "POST"]
KEEPS = permission_required(P.MATCH)
ATTEMPTS = "desk_question"
MOST_DIGITS = 18  # what the database takes for a key
FORMS = {
    "triage": TriageForm,
    "cluster": ClusterForm,
    "pass_on": PassOnForm,
    "answer": AnswerForm,
    "decline": DeclineForm,
}
VERBS = {
    "take": actions.take,
    "triage": actions.triage,
    "cluster": actions.cluster,
    "pass_on": actions.pass_on,
    "answer": actions.answer,
    "decline": actions.decline,
}
# Which step of the table has to be open for a form that takes no step itself.
STEP_OF = {"triage": "answer", "cluster": "answer"}


# --- Asking ------------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@public_page
@never_cache
def question_new(request):
    """For companies of the partnership, for visitors, and for who writes down what comes in by telephone."""
    by = request.membership
    if not can_ask(by):
        raise PermissionDenied
    earlier = _earlier(request)
    initial = _known_of(by) | {"follows": earlier}
    form = QuestionForm(request.POST or None, by=by, now=timezone.now(), initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        row = None if _too_often(request, form) else _ask(request, form)
        if row:
            return go_to(request, "question", row.pk) if by else redirect("question_sent", request.partnership.slug)
        status = 429 if by is None else 200
    context = {"form": form, "visitor": by is None, "earlier": earlier}
    return render(request, "matching/desk/question_form.html", context, status=status)


def _earlier(request):
    """What the question goes on from, when a link said so: something of the own organisation."""
    by, asked = request.membership, request.GET.get("after", "")
    if by is None or not by.can(P.ASK_DESK) or not asked.isdecimal() or len(asked) > MOST_DIGITS:
        return None
    return to_go_on_from(by).filter(pk=asked).first()


def _known_of(by) -> dict:
    """What a company need not type again."""
    if by is None or not by.can(P.ASK_DESK):
        return {}
    return {"contact_name": by.user.name, "contact_email": by.user.email}


def _too_often(request, form) -> bool:
    """So many from one address, or to one e-mail address; ACCOUNT_RATE_LIMITS says how many. Members are known."""
    if request.membership is not None:
        return False
    email = form.cleaned_data["contact_email"].lower()
    if ratelimit.consume(request, action=ATTEMPTS, key=email):
        return False
    form.add_error(None, _("Several questions came from here already. Try again tomorrow."))
    return True


def _ask(request, form):
    try:
        row = actions.ask(by=request.membership, partnership=request.partnership, now=timezone.now(), **form.values())
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return None
    if request.membership:
        messages.success(request, _("Your question is at the desk. Here you see what becomes of it."))
    return row


@require_safe
@public_page
def question_sent(request):
    return render(request, "matching/desk/sent.html")


# --- Looking at them ---------------------------------------------------------------------------------------------
@require_safe
@permission_required(P.ASK_DESK, P.MATCH)
def questions(request):
    by = request.membership
    page = page_of(request, lists.questions_of(by))
    return render(request, "matching/desk/questions.html", {"page": page, "keeps": by.can(P.MATCH)})


def _question(request, pk) -> DeskQuestion:
    visible = DeskQuestion.objects.visible_to(request.membership)
    related = ("partnership", "organisation", "cluster", "handled_by", "passed_to", "asked_by", "follows")
    return get_object_or_404(visible.select_related(*related), pk=pk)


@require_safe
@permission_required(P.ASK_DESK, P.MATCH)
def question(request, pk):
    return _page(request, _question(request, pk))


def _page(request, row: DeskQuestion, verb: str = "", sent=None):
    by = request.membership
    keeps = by.can(P.MATCH)
    context = {
        "question": row,
        "keeps": keeps,
        "work": lists.work_from(row, by),
        "like": lists.like(row, by) if keeps else [],
        "forms": {
            name: sent if name == verb else _form(request, name, row)
            for name in FORMS
            if can_decide(row, STEP_OF.get(name, name), by)
        },
        "takes": bool(can_decide(row, "take", by)),
        "turns": bool(can_decide(row, "turn", by)) and bool(row.level and row.theme and row.size),
        "asked_myself": keeps and can_decide(row, "answer", by).reason == OWN_QUESTION,
    }
    return render(request, "matching/desk/question.html", context)


def _form(request, name: str, row: DeskQuestion, data=None):
    more = {}
    if name in ("cluster", "pass_on"):
        more["by"] = request.membership
    if name == "triage":
        fields = ("level", "theme", "size", "is_secret", "is_critical")
        more["initial"] = {each: getattr(row, each) for each in fields}
    if name == "cluster":
        more["initial"] = {"into": row.cluster_id}
    return FORMS[name](data, prefix=name, **more)


@require_POST
@KEEPS
def question_decide(request, pk):
    """Take, judge, take together, pass on, answer or decline."""
    row, verb = _question(request, pk), request.POST.get("verb")
    if verb not in VERBS:
        raise BadRequest("verb")
    form = _form(request, verb, row, request.POST) if verb in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, row, verb, form)
    values = form.cleaned_data if form else {}
    if attempt(request, VERBS[verb], question=row, version=version_of(request), **values):
        messages.success(request, _("It is saved."))
    elif form is not None:
        return _page(request, _question(request, pk), verb, form)
    return go_to(request, "question", pk)


@require_http_methods(FORM)
@KEEPS
def question_turn(request, pk):
    """Make it into one or more assignments."""
    row, by = _question(request, pk), request.membership
    if not (allowed := can_decide(row, "turn", by)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "question", pk)
    others = lists.open_together(row).count()
    form = TurnForm(request.POST or None, by=by, question=row, together=bool(others))
    if request.method == "POST" and form.is_valid():
        values = {"organisation": None, "together": False}
        form.cleaned_data = values | form.cleaned_data
        if attempt_form(request, form, actions.turn, question=row, version=version_of(request)):
            messages.success(request, _("The drafts are with the company, which hears it by mail."))
            return go_to(request, "question", pk)
    return render(request, "matching/desk/turn.html", {"form": form, "question": row, "others": others})
