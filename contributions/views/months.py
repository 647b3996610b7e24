"""Months: the own ones, one month to hand in, and anybody's month with its steps and its PDF."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions.actions import months as actions
from contributions.forms.decisions import picks_from
from contributions.forms.hours import explain, explain_missing
from contributions.forms.months import HandInForm, MonthReasonForm
from contributions.models import Timesheet
from contributions.month_rights import can_accept, can_confirm, can_hand_in, can_return_month
from contributions.queries import months as queries
from contributions.queries.confirmers import to_appoint, who_can_confirm, with_waiting_months
from contributions.queries.hours import remit_of
from contributions.reports.month_papers import request_overview, request_timesheet
from lib.periods import month_of, today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.permissions import can_invite_manager
from partnership.roles import Permission

from .common import go_to, tell
from .month_common import chosen_programme, month_address, month_from, neighbours, programmes_for, say_judged

logs = permission_required(Permission.LOG_HOURS)
SEE = (Permission.LOG_HOURS, Permission.CONFIRM_MONTHS, Permission.ACCEPT_MONTHS, Permission.SEE_ALL_HOURS)


@require_safe
@permission_required(*SEE)
def index(request):
    """The own months, and where to find those that wait for a decision."""
    membership = request.membership
    programmes = programmes_for(request) if membership.can(Permission.LOG_HOURS) else []
    programme = chosen_programme(request, programmes)
    context = {
        "programmes": programmes,
        "programme": programme,
        "months": queries.own_months(membership, programme, now=timezone.now()) if programme else [],
        "logs_hours": membership.can(Permission.LOG_HOURS),
        "this_month": month_of(today()),
        "queues": queries.queues_of(membership),
        "unconfirmed": _unconfirmed(membership),
        "latest": list(queries.latest_sheets(membership)),
        "sees_others": any(membership.can(permission) for permission in SEE[1:]),
    }
    return render(request, "contributions/months/index.html", context)


def _unconfirmed(membership):
    now = timezone.now()
    return list(with_waiting_months(to_appoint(membership, now), now))


# --- One's own month -------------------------------------------------------------------------------------------
@require_safe
@logs
def month(request, key):
    return _month(request, key, HandInForm())


def _month(request, key, form, problems=None):
    """One's own month: its lines, what came later, what is missing, and the steps."""
    programme = chosen_programme(request, programmes_for(request))
    first, now = month_from(key, programme), timezone.now()
    found = queries.month_for(request.membership, programme, first, now=now)
    may_hand_in = can_hand_in(request.membership, programme, first, day=today(now))
    asks = not found.is_handed_in or found.late
    if problems is None:
        problems = queries.problems_of(found.lines, day=today(now)) if may_hand_in and asks else []
    context = {
        "found": found,
        "sheet": found.sheet,
        "key": key,
        "form": form,
        "may_hand_in": may_hand_in,
        "problems": [(problem.entry, _sentences(problem)) for problem in problems],
        "may_invite": can_invite_manager(request.membership, found.sheet.organisation),
        "confirmers": who_can_confirm(found.sheet, now) if found.sheet.state == "submitted" else [],
    }
    return render(request, "contributions/months/month.html", context)


def _sentences(problem) -> list[str]:
    """What is wrong with a line, as its form would say it."""
    found, effort = problem.findings, problem.effort
    if found.refusals:
        return [explain(code, effort, found) for code in found.refusals.values()]
    return [explain_missing(missing, found.concerns) for missing in found.missing]


@require_http_methods(["GET", "HEAD", "POST"])
@logs
def hand_in(request, key):
    """Submit the month with its statement; what is wrong comes back on the page."""
    programme = chosen_programme(request, programmes_for(request))
    first = month_from(key, programme)
    if request.method != "POST":
        return redirect(month_address(request, first, programme))
    form = HandInForm(request.POST)
    values = {"membership": request.membership, "programme": programme, "month": first, "now": timezone.now()}
    try:
        if form.is_valid():
            actions.hand_in_month(**values, statement=form.cleaned_data["statement"])
            messages.success(request, _("Your month is handed in. Your company confirms it, then the partnership."))
            return redirect(month_address(request, first, programme))
    except actions.MonthRefused as error:
        form.add_error(None, str(error.reason))
        return _month(request, key, form, error.problems)
    except Refused as error:
        form.add_error(None, str(error.reason))
    return _month(request, key, form)


@require_http_methods(["GET", "HEAD", "POST"])
@logs
def nothing(request, key):
    """The answer that there was nothing this month."""
    programme = chosen_programme(request, programmes_for(request))
    first = month_from(key, programme)
    if request.method == "POST":
        try:
            actions.nothing_this_month(
                membership=request.membership, programme=programme, month=first, now=timezone.now()
            )
            messages.success(request, _("Noted: nothing this month. Your company confirms it."))
        except Refused as error:
            tell(request, error)
    return redirect(month_address(request, first, programme))


# --- Anybody's month -------------------------------------------------------------------------------------------
def _fetch(request, pk) -> Timesheet:
    visible = Timesheet.objects.visible_to(request.membership)
    related = ("programme", "organisation", "person", "confirmed_by", "accepted_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


@require_safe
@permission_required(*SEE)
def sheet(request, pk):
    return _sheet(request, _fetch(request, pk), MonthReasonForm())


def _sheet(request, row, form):
    """A month as who decides on it sees it."""
    membership, now = request.membership, timezone.now()
    own = remit_of(membership).own_organisations
    context = {
        "found": queries.month_of_sheet(membership, row, now=now),
        "sheet": row,
        "form": form,
        "may_confirm": can_confirm(membership, row),
        "may_accept": can_accept(membership, row, own),
        "may_return": can_return_month(membership, row, own),
        "is_own": row.person_id == membership.user_id and row.organisation_id == membership.organisation_id,
        "may_invite": can_invite_manager(membership, row.organisation),
        "confirmers": who_can_confirm(row, now) if row.state == "submitted" else [],
    }
    return render(request, "contributions/months/sheet.html", context)


VERBS = {"confirm": actions.confirm_months, "accept": actions.accept_months}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CONFIRM_MONTHS, Permission.ACCEPT_MONTHS)
def decide(request, pk):
    """Confirm, accept or return one month."""
    row, verb = _fetch(request, pk), request.POST.get("verb")
    if request.method != "POST" or verb not in (*VERBS, "return"):
        return go_to(request, "month_sheet", pk)
    form = MonthReasonForm(request.POST)
    if verb == "return" and not form.is_valid():
        return _sheet(request, row, form)
    picks = picks_from([f"{pk}-{request.POST.get('version', '')}"])
    try:
        values = {"membership": request.membership, "picks": picks, "now": timezone.now()}
        if verb == "return":
            judged = actions.return_months(**values, reason=form.cleaned_data["reason"])
        else:
            judged = VERBS[verb](**values)
        say_judged(request, judged, verb)
    except Refused as error:
        tell(request, error)
    may_look = Timesheet.objects.visible_to(request.membership).filter(pk=pk).exists()
    return go_to(request, "month_sheet", pk) if may_look else go_to(request, "months")


# --- On paper --------------------------------------------------------------------------------------------------
@require_POST
@permission_required(*SEE)
def pdf(request, pk):
    """The signed month as PDF, for whoever sees the month; the same file whenever it is asked for again."""
    row = _fetch(request, pk)
    if row.state == "draft":
        messages.info(request, _("This month is not handed in yet, so there is nothing to sign."))
        return go_to(request, "month_sheet", pk)
    document = request_timesheet(membership=request.membership, sheet=row, now=timezone.now())
    return go_to(request, "document", document.pk)


@require_safe
@permission_required(Permission.SEE_ORGANISATION_HOURS)
def company(request, key):
    """A month of everybody at the own organisation."""
    programmes = programmes_for(request)
    programme = chosen_programme(request, programmes)
    first = month_from(key, programme)
    sheets = list(queries.organisation_sheets(request.membership.organisation, programme, first))
    context = {
        "month": first,
        "key": key,
        "programme": programme,
        "sheets": sheets,
        "minutes": sum(each.minutes for each in sheets),
        "missing": queries.people_without(request.membership.organisation, programme, first),
        **neighbours(programme, first),
    }
    return render(request, "contributions/months/company.html", context)


@require_POST
@permission_required(Permission.SEE_ORGANISATION_HOURS)
def company_pdf(request, key):
    """The company's month overview as PDF."""
    programme = chosen_programme(request, programmes_for(request))
    first = month_from(key, programme)
    document = request_overview(membership=request.membership, programme=programme, month=first, now=timezone.now())
    if document is None:
        messages.info(request, _("Nobody handed this month in yet, so there is no overview."))
        return redirect("months_company", request.partnership.slug, key)
    return go_to(request, "document", document.pk)
