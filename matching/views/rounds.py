"""For who matches: making a round, choosing its roles, and taking it through its steps."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from lib.workflow import Refused

from ..actions import round_publish, round_runs
from ..actions import rounds as actions
from ..forms.rounds import OpenForm, RolesForm, RoundForm, VersionForm
from ..queries import rounds as lists
from ..round_rights import can_change, can_step, is_late
from ..round_states import OPEN, PREPARING, ROUNDS, SOLVING
from .round_common import FORM, attempt, may_match, round_of, to_round

STOP_POLLING = 286  # htmx takes the answer, and asks no more


@require_safe
@may_match
def rounds(request):
    page = page_of(request, lists.rounds_of(request.membership))
    return render(request, "matching/rounds/list.html", {"page": page})


@require_safe
@may_match
def round_page(request, pk):
    row, by = round_of(request, pk), request.membership
    context = {"round": row, "can": {verb: bool(can_step(by, row, verb)) for verb in ROUNDS.transitions}}
    context |= {"groups": row.groups.order_by("name", "pk"), "roles": lists.roles_of(row)}
    if row.state == OPEN:
        context |= {"missing": lists.without_wishes(row), "late": is_late(row, timezone.localdate())}
    elif row.has_result:
        context["results"] = lists.results_of(row)
    if row.state not in (PREPARING, OPEN):
        context["runs"] = list(row.runs.order_by("-pk"))
    return render(request, "matching/rounds/round.html", context)


# --- Making ------------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@may_match
def round_new(request):
    classes = lists.classes_of(request.membership)
    form = RoundForm(request.POST or None, classes=classes)
    if request.method == "POST" and form.is_valid():
        row = _saved(request, form, actions.make_round)
        if row:
            return to_round(request, row.pk)
    return render(request, "matching/rounds/form.html", {"form": form, "round": None, "classes": classes})


@require_http_methods(FORM)
@may_match
def round_edit(request, pk):
    row, by = round_of(request, pk), request.membership
    if not (may := can_change(by, row)):
        messages.error(request, str(may.reason))
        return to_round(request, pk)
    initial = {"name": row.name, "level": row.level, "groups": [each.pk for each in row.groups.all()]}
    classes = lists.classes_of(by)
    form = RoundForm(request.POST or None, classes=classes, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, actions.change_round, round_=row):
        return to_round(request, pk)
    return render(request, "matching/rounds/form.html", {"form": form, "round": row, "classes": classes})


def _saved(request, form, action, **more):
    try:
        row = action(by=request.membership, now=timezone.now(), **form.cleaned_data, **more)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("%(name)s is saved.") % {"name": row.name})
    return row


@require_http_methods(FORM)
@may_match
def round_roles(request, pk):
    """Which roles can be ranked, with how many seats: those on the board for the levels of the students."""
    row, by = round_of(request, pk), request.membership
    if not (may := can_change(by, row)):
        messages.error(request, str(may.reason))
        return to_round(request, pk)
    levels = row.students.values("level")
    roles = lists.roles_to_choose(by).filter(level__in=levels)
    data = request.POST if request.method == "POST" else None
    form = RolesForm(data, roles=roles, chosen=dict(row.roles.values_list("role", "seats")))
    values = {"round_": row, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and attempt(request, actions.set_roles, seats=form.seats, **values):
        messages.success(request, _("The roles are saved."))
        return to_round(request, pk)
    return render(request, "matching/rounds/roles.html", {"form": form, "round": row})


# --- Steps -------------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@may_match
def round_open(request, pk):
    row = round_of(request, pk)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        if attempt(request, actions.open_round, round_=row, until=until, now=timezone.now()):
            messages.success(request, _("Students can rank now. Each of them got a mail."))
        return to_round(request, pk)
    return render(request, "matching/rounds/open.html", {"form": form, "round": row})


@require_POST
@may_match
def round_close(request, pk):
    if attempt(request, actions.close_round, round_=round_of(request, pk), now=timezone.now()):
        messages.success(request, _("The wishes are closed. Now the class can be placed."))
    return to_round(request, pk)


@require_POST
@may_match
def round_cancel(request, pk):
    if attempt(request, actions.cancel_round, round_=round_of(request, pk), now=timezone.now()):
        messages.success(request, _("The round is cancelled."))
    return to_round(request, pk)


@require_POST
@may_match
def round_remind(request, pk):
    told = attempt(request, actions.remind, round_=round_of(request, pk), now=timezone.now())
    if told:
        words = ngettext("%(count)s student got a reminder.", "%(count)s students got a reminder.", told)
        messages.success(request, words % {"count": told})
    elif told == 0:
        messages.info(request, _("Nobody was mailed: everybody ranked, or had a reminder today already."))
    return to_round(request, pk)


@require_POST
@may_match
def round_solve(request, pk):
    same = request.POST.get("seed") == "same"
    attempt(request, round_runs.solve_round, round_=round_of(request, pk), same_seed=same, now=timezone.now())
    return to_round(request, pk)


@require_safe
@may_match
def round_progress(request, pk):
    """How far it is, for the page that asks every second; the finished page is loaded anew."""
    row = round_of(request, pk)
    busy = row.state == SOLVING
    context = {"round": row, "run": lists.latest_run(row)}
    response = render(request, "matching/rounds/_progress.html", context, status=200 if busy else STOP_POLLING)
    if not busy:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(FORM)
@may_match
def round_publish_page(request, pk):
    row = round_of(request, pk)
    if request.method == "POST":
        form = VersionForm(request.POST)
        version = form.cleaned_data["version"] if form.is_valid() else 0
        if attempt(request, round_publish.publish_round, round_=row, version=version, now=timezone.now()):
            messages.success(request, _("The result is published. Every student got a mail."))
        return to_round(request, pk)
    if not (may := can_step(request.membership, row, "publish")):
        messages.error(request, str(may.reason))
        return to_round(request, pk)
    form = VersionForm(initial={"version": row.version})
    return render(request, "matching/rounds/publish.html", {"form": form, "round": row})
