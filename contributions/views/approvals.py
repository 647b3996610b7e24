"""The coordinator's inbox: what waits in the own labs, one by one or many at once."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import actions
from contributions.forms.decisions import LineForm, ReasonForm, ReopenForm, SettleForm, picks_from
from contributions.forms.filters import InboxFilter, chosen, inbox_offers
from contributions.models import HourEntry
from contributions.offer_rights import can_settle
from contributions.permissions import can_decide, can_reopen
from contributions.queries import hours as lists
from contributions.queries.corrections import other_half_of
from contributions.queries.history import history_of
from lib.lists import ordering, page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import address, go_to, tell
from .outcome import say_what_happened

SORTS = {
    "waiting": ("submitted_at",),
    "date": ("worked_on", "submitted_at"),
    "person": ("person__name", "submitted_at"),
    "partner": ("organisation__name", "submitted_at"),
    "activity": ("activity__name", "submitted_at"),
    "hours": ("minutes", "submitted_at"),
}
decides = permission_required(Permission.DECIDE_ON_HOURS)


@require_safe
@decides
def inbox(request):
    return _inbox(request, LineForm())


def _inbox(request, form, picked=(), problem=""):
    """The list, with what was ticked and typed when it comes back."""
    membership = request.membership
    overview, programmes = lists.inbox_overview(membership), lists.programmes_of(membership)
    filters = InboxFilter(request.GET, entries=HourEntry.objects.inbox_of(membership), offers=inbox_offers(overview))
    selection = chosen(filters)
    totals = lists.totals(selection, programmes)
    page = page_of(request, selection.order_by(*ordering(request, SORTS, "waiting")), count=totals.lines)
    context = {
        "overview": overview,
        "filter": filters,
        "page": page,
        "rows": lists.inbox_rows(page.object_list, programmes) if totals.lines else [],
        "totals": totals,
        "lately": lists.decided_lately(membership),
        "form": form,
        "picked": picked,
        "problem": problem,
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
    }
    return render(request, "contributions/approvals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decides
def decide_many(request):
    """Approve or return what was ticked; what goes wrong comes back with ticks and reason."""
    back = f"{address(request, 'approvals')}?{request.GET.urlencode()}".removesuffix("?")
    if request.method != "POST":
        return redirect(back)
    form, picks = LineForm(request.POST), picks_from(request.POST.getlist("selected"))
    if not picks:
        kept = LineForm(initial={"reason": form.data.get("reason", "")})
        return _inbox(request, kept, problem=_("Nothing is ticked yet. Tick the hours you want to decide on."))
    returning = _is_returning(request)
    if returning and not form.is_valid():
        return _inbox(request, form, picked=picks)
    try:
        decided = _decide(request, picks, returning, form)
    except Refused as error:
        return _inbox(request, form, picked=picks, problem=str(error.reason))
    say_what_happened(request, decided, returning=returning)
    return redirect(back)


def _is_returning(request) -> bool:
    """Which of the two buttons was pressed. Nothing is ever approved because a button's name got lost."""
    verb = request.POST.get("verb")
    if verb not in ("approve", "return"):
        raise BadRequest("verb")
    return verb == "return"


def _decide(request, picks, returning, form):
    values = {"membership": request.membership, "picks": picks, "now": timezone.now()}
    if returning:
        return actions.return_many(**values, reason=form.cleaned_data["reason"])
    return actions.approve_many(**values)


# --- One at a time ---------------------------------------------------------------------------------------------
def _fetch(request, pk):
    found = lists.with_group(lists.with_facts(HourEntry.objects.decidable_by(request.membership)))
    related = ("activity__lab", "programme", "organisation", "person", "decided_by")
    return get_object_or_404(found.select_related(*related), pk=pk)


@require_safe
@decides
def one(request, pk):
    return _one(request, _fetch(request, pk), ReasonForm())


def show_one(request, pk, form):
    """The same page with a form that has to be filled in better."""
    return _one(request, _fetch(request, pk), form)


def _one(request, entry, form):
    """One entry as its approver sees it, with everything there is to judge it by."""
    remit = lists.remit_of(request.membership)
    before, after = lists.neighbours(request.membership, entry)
    may_reopen = can_reopen(request.membership, entry, remit)
    context = {
        "entry": entry,
        "row": lists.inbox_row(entry, {entry.programme_id: entry.programme}),
        "others": lists.others_that_day(entry),
        "own_labs": remit.labs,
        "other_half": other_half_of(entry),
        "before": before,
        "after": after,
        "may_decide": can_decide(request.membership, entry, remit),
        "may_reopen": may_reopen,
        "form": form,
        "may_settle": entry.doubt and can_settle(request.membership, entry.offer, remit),
        "settle_form": form if isinstance(form, SettleForm) else SettleForm(),
        "reopen_form": form if isinstance(form, ReopenForm) else ReopenForm(),
        "events": history_of(entry),
    }
    return render(request, "contributions/approval.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decides
def decide(request, pk):
    """Approve or return one entry, then on to the next one that waits."""
    if request.method == "POST" and lists.was_taken_back(request.membership, pk):
        messages.error(request, _("These hours were just taken back by who logged them. There is nothing to decide."))
        return go_to(request, "approvals")
    entry = _fetch(request, pk)
    if request.method != "POST":
        return go_to(request, "approval", pk)
    form, returning = ReasonForm(request.POST), _is_returning(request)
    if returning and not form.is_valid():
        return _one(request, entry, form)
    _before, after = lists.neighbours(request.membership, entry)
    version = picks_from([f"{pk}-{request.POST.get('version', '')}"]).get(pk)
    values = {"membership": request.membership, "entry": entry, "version": version, "now": timezone.now()}
    try:
        if returning:
            actions.return_hours(**values, reason=form.cleaned_data["reason"])
        else:
            actions.approve_hours(**values)
    except Refused as error:
        tell(request, error)
        return _one(request, _fetch(request, pk), ReasonForm(initial={"reason": request.POST.get("reason", "")}))
    say_what_happened(request, entry, returning=returning, other_half=other_half_of(entry))
    return go_to(request, "approval", after) if after else go_to(request, "approvals")


@require_http_methods(["GET", "HEAD", "POST"])
@decides
def reopen(request, pk):
    """Undo an approval, with a reason."""
    entry = _fetch(request, pk)
    form = ReopenForm(request.POST or None)
    if request.method != "POST":
        return go_to(request, "approval", pk)
    if not form.is_valid():
        return _one(request, entry, form)
    try:
        actions.reopen_hours(
            membership=request.membership, entry=entry, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        messages.success(request, _("The approval is undone. These hours wait for a decision again."))
    except Refused as error:
        tell(request, error)
    return go_to(request, "approval", pk)
