"""Hours: the list, the form with its hint, one entry, and what its owner does with it."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import actions
from contributions.forms.filters import HoursFilter, chosen, offers_for, sees_partners, sees_people
from contributions.forms.hours import HoursForm, values_of, values_to_copy
from contributions.models import HourEntry
from contributions.permissions import can_change, can_throw_away
from contributions.queries import hours as lists
from contributions.queries.exports import sees_money
from contributions.queries.team import colleagues_of
from contributions.queries.week import recent
from lib.lists import ordering, page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import go_to, tell
from .entry import entry_to_copy, explained, fetch, hint_from, page_context, saved_message, with_hint

SEE = (Permission.LOG_HOURS, Permission.SEE_ORGANISATION_HOURS, Permission.SEE_ALL_HOURS)
SORTS = {
    "date": ("worked_on",),
    "person": ("person__name", "-worked_on"),
    "partner": ("organisation__name", "-worked_on"),
    "activity": ("activity__name", "-worked_on"),
    "kind": ("kind", "-worked_on"),
    "hours": ("minutes", "-worked_on"),
    "state": ("state", "-worked_on"),
}
FORM = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(*SEE)
def index(request):
    """Everything this person may see, filtered and added up."""
    membership = request.membership
    visible = HourEntry.objects.visible_to(membership)
    filters = HoursFilter(request.GET, entries=visible, offers=offers_for(membership, visible))
    selection = chosen(filters)
    programmes = lists.programmes_of(membership)
    totals = lists.totals(selection, programmes)
    page = page_of(request, selection.order_by(*ordering(request, SORTS, "-date")), count=totals.lines)
    context = {
        "filter": filters,
        "page": page,
        "rows": lists.rows(page.object_list, programmes) if totals.lines else [],
        "totals": totals,
        "shows_people": sees_people(membership),
        "shows_partners": sees_partners(membership),
        "shows_money": sees_money(membership),
        "can_log": membership.can(Permission.LOG_HOURS),
        "recent": recent(membership) if membership.can(Permission.LOG_HOURS) else [],
        "can_import": membership.can(Permission.IMPORT_HOURS),
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
    }
    return render(request, "contributions/hours.html", context)


@require_http_methods(FORM)
@permission_required(Permission.LOG_HOURS)
def new(request):
    """The form for a day's hours, for colleagues too; it can start as a copy of an earlier entry."""
    membership, team = request.membership, colleagues_of(request.membership, timezone.now())
    same_day = request.GET.get("day") == "same"
    start = values_to_copy(entry_to_copy(request), same_day) if "copy" in request.GET else {"date": today()}
    form = HoursForm(request.POST or None, membership=membership, team=team, initial=start)
    if request.method == "POST" and form.is_valid():
        colleagues = form.cleaned_data.get("colleagues", ())
        logged = explained(
            form,
            lambda effort: actions.log_for_team(
                membership=membership,
                effort=effort,
                colleagues=colleagues,
                nonce=form.cleaned_data["nonce"],
                now=timezone.now(),
                submit=form.submitting,
            ),
        )
        if logged is not None:
            saved_message(request, logged.entry, colleagues=[team[person] for person in colleagues])
            return go_to(request, "hours_entry", logged.entry.pk)
    return render(request, "contributions/hours_form.html", with_hint(form, request))


@require_http_methods(FORM)
@permission_required(Permission.LOG_HOURS)
def edit(request, pk):
    """The same form for a draft, or for hours that came back."""
    entry = fetch(request, pk)
    if request.method == "GET" and not (decision := can_change(request.membership, entry)):
        messages.info(request, decision.reason)
        return go_to(request, "hours_entry", pk)
    form = HoursForm(request.POST or None, membership=request.membership, entry=entry, initial=values_of(entry))
    if request.method == "POST" and form.is_valid():
        saved = explained(
            form,
            lambda effort: actions.change_hours(
                membership=request.membership,
                entry=entry,
                effort=effort.with_entry(entry),
                version=form.cleaned_data["version"],
                now=timezone.now(),
                submit=form.submitting,
            ),
        )
        if saved is not None:
            saved_message(request, saved)
            return go_to(request, "hours_entry", pk)
    return render(request, "contributions/hours_form.html", {"entry": entry, **with_hint(form, request)})


@require_safe
@permission_required(Permission.LOG_HOURS)
def worth(request):
    """The hint beside the form: what is typed so far is worth this."""
    form = HoursForm(request.GET, membership=request.membership)
    return render(request, "contributions/worth.html", {"hint": hint_from(form, request)})


@require_safe
@permission_required(*SEE)
def entry(request, pk):
    """One entry: what it says, what it is worth, what happened to it, and what its reader may do now."""
    return render(request, "contributions/hours_entry.html", page_context(request, pk))


@require_http_methods(FORM)
@permission_required(Permission.LOG_HOURS)
def submit(request, pk):
    """The button under a draft. What is missing is shown in the form."""
    found = fetch(request, pk)
    if request.method != "POST":
        return go_to(request, "hours_entry", pk)
    try:
        saved_message(request, actions.submit_hours(membership=request.membership, entry=found, now=timezone.now()))
    except actions.EntryRefused as error:
        tell(request, error)
        return go_to(request, "hours_edit", pk)
    except Refused as error:
        tell(request, error)
    return go_to(request, "hours_entry", pk)


@require_http_methods(FORM)
@permission_required(Permission.LOG_HOURS)
def withdraw(request, pk):
    """Back to a draft."""
    found = fetch(request, pk)
    if request.method == "POST":
        try:
            actions.withdraw_hours(membership=request.membership, entry=found, now=timezone.now())
            messages.success(request, _("Taken back. It is a draft again: change it, and submit it when it is right."))
        except Refused as error:
            tell(request, error)
    return go_to(request, "hours_entry", pk)


@require_http_methods(FORM)
@permission_required(Permission.LOG_HOURS)
def delete(request, pk):
    """Asks first."""
    found = fetch(request, pk)
    decision = can_throw_away(request.membership, found)
    if request.method == "POST" or not decision:  # without the right, the action says why
        try:
            actions.delete_draft(membership=request.membership, entry=found, now=timezone.now())
        except Refused as error:
            tell(request, error)
            return go_to(request, "hours_entry", pk)
        messages.success(request, _("The entry is deleted."))
        return go_to(request, "hours")
    return render(request, "contributions/hours_delete.html", {"entry": found})
