"""Learning paths: read, followed, stopped; made and kept by who runs the lab. And what one learned oneself."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission as P

from ..actions import learning_paths as actions
from ..forms.learning_paths import DoneForm, PathForm, StartForm, step_rows
from ..learning_rules import DONE
from ..learning_states import OFFERS, PUBLISHED
from ..models import Lab, LearningPath, Module, PathStart
from ..queries import learning_paths as lists
from ..queries.research import runs
from .research_common import attempt, attempt_form, demand_keeper, go_to, version_of

KEEPS, TAKES_PART = permission_required(P.RUN_LABS), permission_required(P.TAKE_PART)
FORM = ["GET", "HEAD", "POST"]
WORDS = ("title_nl", "title_en", "summary_nl", "summary_en", "audience", "version")


@require_safe
@member_required
def paths(request):
    by = request.membership
    rows = lists.paths_of(by)
    if not by.can(P.RUN_LABS):
        rows = rows.filter(state=PUBLISHED)
    mine = set(PathStart.objects.running().filter(person=by.user_id).values_list("path", flat=True))
    context = {"page": page_of(request, rows), "mine": mine, "keeps": Lab.objects.run_by(by).exists()}
    return render(request, "labs/learning/paths.html", context)


def _path(request, pk) -> LearningPath:
    rows = LearningPath.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("lab__partnership"), pk=pk)


@require_safe
@member_required
def path(request, pk):
    """A path with its modules; for who follows it how far, for who runs the lab or teaches a class how far others."""
    row, by, now = _path(request, pk), request.membership, timezone.now()
    keeps, mine = runs(by, row.lab), lists.path_for(row, by, now)
    can_start = by.can(P.TAKE_PART) and row.state == PUBLISHED and mine.start is None
    context = {
        "path": row,
        "mine": mine,
        "people": lists.people_on(row, by, now),
        "keeps": keeps,
        "steps": [verb for verb in OFFERS.transitions if OFFERS.allows(verb, row.state)] if keeps else [],
        "start_form": StartForm() if can_start else None,
    }
    return render(request, "labs/learning/path.html", context)


@require_http_methods(FORM)
@KEEPS
def path_new(request):
    by = request.membership
    form, rows = PathForm(request.POST or None, by=by), step_rows(request.POST or None, by=by)
    if request.method == "POST" and _are_valid(form, rows):
        made = _save(request, form, rows, actions.make_path, lab=form.cleaned_data["lab"])
        if made:
            messages.success(request, _("%(title)s is a draft. Publish it when it is ready.") % {"title": made.title})
            return go_to(request, "learning_path", made.pk)
    return render(request, "labs/learning/path_form.html", {"form": form, "rows": rows, "path": None})


@require_http_methods(FORM)
@KEEPS
def path_edit(request, pk):
    row, by = _path(request, pk), request.membership
    demand_keeper(request, row.lab)
    initial = {name: getattr(row, name) for name in WORDS}
    initial |= {f"needed_{each.letter}": each.needed for each in row.choices.order_by("letter")}
    form = PathForm(request.POST or None, by=by, path=row, initial=initial)
    rows = step_rows(request.POST or None, by=by, present=lists.steps_of([row])[row.pk])
    if (
        request.method == "POST"
        and _are_valid(form, rows)
        and _save(request, form, rows, actions.change_path, path=row)
    ):
        messages.success(request, _("%(title)s is saved.") % {"title": form.cleaned_data["title_nl"]})
        return go_to(request, "learning_path", row.pk)
    return render(request, "labs/learning/path_form.html", {"form": form, "rows": rows, "path": row})


def _are_valid(form, rows) -> bool:
    """Both are judged, so that everything is said at once; then whether they fit each other."""
    judged = [form.is_valid(), rows.is_valid()]
    for text in rows.non_form_errors():
        form.add_error(None, text)
    return all(judged) and form.judge_with(rows)


def _save(request, form, rows, action, **values):
    words = form.words | values
    try:
        return action(by=request.membership, now=timezone.now(), steps=rows.steps, needed=form.needed, **words)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return None


@require_POST
@KEEPS
def path_step(request, pk):
    """Publish it, or retire it."""
    row, verb = _path(request, pk), request.POST.get("verb")
    demand_keeper(request, row.lab)
    if verb not in OFFERS.transitions:
        raise BadRequest("verb")
    if attempt(request, actions.step_path, path=row, verb=verb, version=version_of(request)):
        done = {
            "publish": _("Every member can start this path now."),
            "retire": _("Nobody can start this path any more. Who follows it goes on."),
        }
        messages.success(request, done[verb])
    return go_to(request, "learning_path", row.pk)


# --- Followed ----------------------------------------------------------------------------------------------------
@require_POST
@TAKES_PART
def path_start(request, pk):
    row = _path(request, pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        raise BadRequest("nonce")
    if attempt(request, actions.start_path, path=row, nonce=form.cleaned_data["nonce"]):
        messages.success(request, _("You follow this path now. Below you see what comes first."))
    return go_to(request, "learning_path", row.pk)


@require_POST
@TAKES_PART
def path_stop(request, pk):
    row = _path(request, pk)
    if attempt(request, actions.stop_path, path=row):
        messages.success(request, _("You stopped this path. What you did stays done."))
    return go_to(request, "learning_path", row.pk)


@require_safe
@member_required
def mine(request):
    """What I follow, what I did, and what comes."""
    by, now = request.membership, timezone.now()
    context = {"followed": lists.paths_followed_by(by, now), "learned": lists.learned_by(by, now)}
    return render(request, "labs/learning/mine.html", context)


# --- One other person ----------------------------------------------------------------------------------------------
def _start(request, pk, start) -> PathStart:
    """A path as somebody follows it: for who runs the lab, and for the teacher of the class."""
    rows = PathStart.objects.visible_to(request.membership).running().filter(path=_path(request, pk))
    return get_object_or_404(rows.select_related("path__lab", "person", "membership__organisation"), pk=start)


def _person_page(request, found: PathStart, form=None):
    by, now = request.membership, timezone.now()
    shown = lists.of_person(found.path, found, found.person_id, by, now)
    open_ones = [line.step.module_id for line in shown.lines if line.standing.code != DONE]
    records = runs(by, found.path.lab) and found.person_id != by.user_id
    context = {
        "path": found.path,
        "start": found,
        "shown": shown,
        "records": records,
        "form": form or (DoneForm(modules=open_ones) if records and open_ones else None),
    }
    return render(request, "labs/learning/person.html", context)


@require_safe
@member_required
def person(request, pk, start):
    return _person_page(request, _start(request, pk, start))


@require_POST
@KEEPS
def done_record(request, pk, start):
    found = _start(request, pk, start)
    demand_keeper(request, found.path.lab)
    form = DoneForm(request.POST, modules=found.path.steps.values("module"))
    if form.is_valid() and attempt_form(request, form, actions.record_done, start=found):
        messages.success(request, _("It is recorded that this module is done."))
        return go_to(request, "learning_person", found.path_id, found.pk)
    return _person_page(request, found, form)


@require_POST
@KEEPS
def done_take_back(request, pk, start, module):
    found = _start(request, pk, start)
    demand_keeper(request, found.path.lab)
    row = get_object_or_404(Module.objects.filter(path_steps__path=found.path_id), pk=module)
    if attempt(request, actions.take_back_done, start=found, module=row):
        messages.success(request, _("The record is taken back."))
    return go_to(request, "learning_person", found.path_id, found.pk)
