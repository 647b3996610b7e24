"""Partners: the organisations of a partnership and the programmes they take part in."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.lists import ordering, page_of
from lib.periods import today
from lib.workflow import Refused

from .. import queries
from ..actions import organisations as actions
from ..decorators import permission_required
from ..forms.organisations import JoinForm, LeaveForm, OrganisationFilter, OrganisationForm
from ..kinds import GROUP_OF_KIND
from ..models import Organisation, Participation
from ..roles import Permission as P

ORDER = {"name": ("name",), "kind": ("kind", "name"), "employees": ("employees", "name")}
COLUMNS = ("name", "kind", "kvk", "branch", "employees", "sector")
may_read = permission_required(P.SEE_FINANCING, P.MANAGE_PROGRAMME)
may_manage = permission_required(P.MANAGE_PROGRAMME)


@require_safe
@may_read
def organisations(request):
    form = OrganisationFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.organisations(request.membership, chosen, today())
    page = page_of(request, rows.order_by(*ordering(request, ORDER, "name")))
    context = {"filter": form, "page": page, "filtered": any(chosen.values())}
    return render(request, "partnership/organisations.html", context)


@require_safe
@may_read
def organisation(request, pk):
    now = timezone.now()
    active = Q(memberships__ended_at=None) | Q(memberships__ended_at__gt=now)
    rows = Organisation.objects.visible_to(request.membership).annotate(people=Count("memberships", filter=active))
    found = get_object_or_404(rows, pk=pk)
    taking_part = Participation.objects.visible_to(request.membership).filter(organisation=found)
    context = {
        "organisation": found,
        "participations": taking_part.select_related("programme").order_by("-programme__starts_on", "pk"),
        "may_join": found.kind in GROUP_OF_KIND,
    }
    return render(request, "partnership/organisation.html", context)


@require_http_methods(["GET", "POST"])
@may_manage
def organisation_new(request):
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.make(by=request.membership, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": made.name})
        return redirect("organisation", request.partnership.slug, made.pk)
    return render(request, "partnership/organisation_form.html", {"form": form, "organisation": None})


@require_http_methods(["GET", "POST"])
@may_manage
def organisation_edit(request, pk):
    found = get_object_or_404(Organisation.objects.visible_to(request.membership), pk=pk)
    initial = {name: getattr(found, name) for name in COLUMNS}
    form = OrganisationForm(request.POST or None, organisation=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(by=request.membership, organisation=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("kind", str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("organisation", request.partnership.slug, found.pk)
    return render(request, "partnership/organisation_form.html", {"form": form, "organisation": found})


@require_http_methods(["GET", "POST"])
@may_manage
def participation_new(request, pk):
    by = request.membership
    found = get_object_or_404(Organisation.objects.visible_to(by), pk=pk)
    form = JoinForm(request.POST or None, by=by, organisation=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(by=by, organisation=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s takes part from now on.") % {"name": found.name})
            return redirect("organisation", request.partnership.slug, found.pk)
    group = GROUP_OF_KIND.get(found.kind)
    return render(request, "partnership/participation_new.html", {"form": form, "organisation": found, "group": group})


@require_http_methods(["GET", "POST"])
@may_manage
def participation_end(request, pk):
    by = request.membership
    rows = Participation.objects.visible_to(by).select_related("programme", "organisation")
    found = get_object_or_404(rows, pk=pk)
    form = LeaveForm(request.POST or None, participation=found, initial={"left_on": found.left_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_leaving(by=by, participation=found, left_on=form.cleaned_data["left_on"], now=timezone.now())
        except Refused as refusal:
            form.add_error("left_on", str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": found.organisation.name})
            return redirect("organisation", request.partnership.slug, found.organisation_id)
    return render(request, "partnership/participation_end.html", {"form": form, "participation": found})
