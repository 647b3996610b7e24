"""Pledges: what partners promised, per programme year; entered by management, every version kept."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import actions
from contributions.forms.filters import PledgeFilter, chosen
from contributions.forms.pledges import FORMS, NEW_FORMS, kind_of, values_of
from contributions.kinds import PledgeKind
from contributions.models import Pledge
from contributions.permissions import can_change_pledge, can_manage_pledges
from contributions.queries import agreements
from contributions.queries import pledges as lists
from contributions.queries.history import history_of
from lib.lists import ordering, page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.models import Organisation, Participation, Programme
from partnership.roles import Permission

from .common import go_to, tell

SEE = permission_required(Permission.MANAGE_PLEDGES, Permission.SEE_FINANCING)
MANAGE = permission_required(Permission.MANAGE_PLEDGES)
FORM = ["GET", "HEAD", "POST"]
SORTS = {
    "partner": ("organisation__name", "starts_on", "kind"),
    "period": ("starts_on", "organisation__name", "kind"),
    "kind": ("kind", "organisation__name", "starts_on"),
    "quantity": ("quantity", "organisation__name"),
    "amount": ("amount", "organisation__name"),
}


@require_safe
@SEE
def index(request):
    """The current pledges; earlier versions are on the page of each."""
    membership = request.membership
    programmes = list(Programme.objects.visible_to(membership).order_by("-starts_on", "pk"))
    filters = PledgeFilter(request.GET, pledges=Pledge.objects.visible_to(membership).current(), programmes=programmes)
    selection = chosen(filters)
    totals = lists.totals(selection)
    rows = (
        selection.with_signature()
        .select_related("organisation", "programme")
        .order_by(*ordering(request, SORTS, "partner"))
    )
    context = {
        "filter": filters,
        "page": (page := page_of(request, rows, count=totals.lines)),
        "rows": [{"pledge": pledge, "year": lists.year_number(pledge)} for pledge in page.object_list],
        "totals": totals,
        "may_manage": can_manage_pledges(membership),
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
    }
    return render(request, "contributions/pledges.html", context)


@require_http_methods(FORM)
@MANAGE
def new(request):
    """A pledge of one kind for one partner and one programme year."""
    programmes = list(Programme.objects.visible_to(request.membership).order_by("-starts_on", "pk"))
    kind = kind_of(request.GET.get("kind"))
    initial = {"partner": request.GET.get("partner")}
    form = NEW_FORMS[kind](request.POST or None, programmes=programmes, initial=initial)
    if request.method == "POST" and form.is_valid():
        programme, year = form.programme_and_year()
        try:
            pledge = actions.enter_pledge(
                membership=request.membership,
                programme=programme,
                organisation=form.organisation(),
                year=year,
                promise=form.promise(),
                nonce=form.cleaned_data["nonce"],
                now=timezone.now(),
            )
            messages.success(request, _("The pledge is entered."))
            return go_to(request, "pledge", pledge.pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    context = {"form": form, "rates": programmes, "kind": kind, "kinds": PledgeKind.choices}
    return render(request, "contributions/pledge_form.html", context)


def _fetch(request, pk):
    visible = Pledge.objects.visible_to(request.membership)
    return get_object_or_404(
        visible.with_signature().select_related("organisation", "programme", "entered_by", "successor"), pk=pk
    )


@require_safe
@SEE
def of_partner(request, pk):
    """Everything one partner promised and signed, also what was withdrawn and after it left (R26)."""
    membership = request.membership
    partner = get_object_or_404(Organisation.objects.visible_to(membership), pk=pk)
    own = Pledge.objects.visible_to(membership).filter(organisation=partner, successor=None).with_signature()
    page = page_of(request, own.select_related("programme").order_by("-starts_on", "kind", "pk"))
    taking_part = Participation.objects.visible_to(membership).filter(organisation=partner)
    context = {
        "organisation": partner,
        "participations": list(taking_part.select_related("programme").order_by("-programme__starts_on", "pk")),
        "page": page,
        "rows": [{"pledge": pledge, "year": lists.year_number(pledge)} for pledge in page.object_list],
        "agreements": list(agreements.listed(membership).filter(organisation=partner).order_by("-prepared_at", "-pk")),
    }
    return render(request, "contributions/pledges_of_partner.html", context)


def _may_change(request, pledge):
    return can_change_pledge(request.membership, pledge, is_newest=not hasattr(pledge, "successor"))


@require_safe
@SEE
def one(request, pk):
    pledge = _fetch(request, pk)
    versions = lists.versions_of(pledge)
    signed_in = list(pledge.agreements.visible_to(request.membership).order_by("-prepared_at", "-pk"))
    context = {
        "agreements": signed_in,
        "waiting": next((each for each in signed_in if each.is_open), None),
        "pledge": pledge,
        "versions": versions,
        "year": lists.year_number(pledge),
        "may_change": _may_change(request, pledge),
        "may_manage": bool(can_manage_pledges(request.membership)),
        "events": history_of(*versions),
    }
    return render(request, "contributions/pledge.html", context)


@require_http_methods(FORM)
@MANAGE
def edit(request, pk):
    """The next version of a pledge."""
    pledge = _fetch(request, pk)
    form = FORMS[pledge.kind](request.POST or None, initial=values_of(pledge))
    if request.method == "POST" and form.is_valid():
        try:
            newer = actions.change_pledge(
                membership=request.membership,
                pledge=pledge,
                promise=form.promise(),
                nonce=form.cleaned_data["nonce"],
                now=timezone.now(),
            )
            messages.success(request, _("The pledge is changed; the earlier version stays readable."))
            return go_to(request, "pledge", newer.pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    context = {"form": form, "pledge": pledge, "rates": [pledge.programme], "kind": pledge.kind}
    return render(request, "contributions/pledge_form.html", context)


@require_http_methods(FORM)
@MANAGE
def withdraw(request, pk):
    """Asks first."""
    pledge = _fetch(request, pk)
    decision = _may_change(request, pledge)
    if request.method == "GET" and decision:
        return render(request, "contributions/pledge_withdraw.html", {"pledge": pledge})
    try:
        actions.withdraw_pledge(membership=request.membership, pledge=pledge, now=timezone.now())
        messages.success(request, _("The pledge is withdrawn; it stays readable."))
    except Refused as error:
        tell(request, error)
    return go_to(request, "pledge", pk)
