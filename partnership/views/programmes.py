"""The grants of a partnership."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.periods import today
from lib.workflow import Refused

from ..actions import programmes as actions
from ..decorators import permission_required
from ..forms.programmes import NEWEST, BudgetForm, ProgrammeForm, preset_values
from ..kinds import BudgetSource
from ..models import Participation, Programme
from ..queries import budget_plan
from ..roles import Permission as P
from ..schemes import PRESETS

may_read = permission_required(P.SEE_FINANCING, P.MANAGE_PROGRAMME)
may_manage = permission_required(P.MANAGE_PROGRAMME)
NOT_COLUMNS = ("entree", "subsidy_min", "subsidy_max", "nonce")


@require_safe
@may_read
def programmes(request):
    rows = Programme.objects.visible_to(request.membership).select_related("lead_partner").current_first(today())
    return render(request, "partnership/programmes.html", {"programmes": rows, "today": today()})


@require_safe
@may_read
def programme(request, pk):
    rows = Programme.objects.visible_to(request.membership).select_related("lead_partner")
    found = get_object_or_404(rows, pk=pk)
    partners = Participation.objects.visible_to(request.membership).filter(programme=found)
    context = {
        "programme": found,
        "terms": found.terms,
        "plan": budget_plan(found),
        "sources": BudgetSource.labels,
        "partners": partners.select_related("organisation").order_by("group", "organisation__name", "pk"),
    }
    return render(request, "partnership/programme.html", context)


@require_http_methods(["GET", "POST"])
@may_manage
def programme_new(request):
    if request.method == "GET":
        form = ProgrammeForm(by=request.membership, initial={"scheme": NEWEST, **preset_values(NEWEST)})
    elif "fill" in request.POST:
        form = ProgrammeForm(by=request.membership, initial=filled_in(request.POST))
    else:
        form = ProgrammeForm(request.POST, by=request.membership)
        if form.is_valid() and (made := _save(request, form, actions.make, nonce=form.cleaned_data["nonce"])):
            return redirect("programme", request.partnership.slug, made.pk)
    return render(request, "partnership/programme_form.html", {"form": form, "programme": None})


@require_http_methods(["GET", "POST"])
@may_manage
def programme_edit(request, pk):
    found = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    by = request.membership
    if request.method == "GET":
        form = ProgrammeForm(by=by, programme=found, initial=values_of(found))
    elif "fill" in request.POST:
        form = ProgrammeForm(by=by, programme=found, initial=filled_in(request.POST))
    else:
        form = ProgrammeForm(request.POST, by=by, programme=found)
        if form.is_valid() and _save(request, form, actions.change, programme=found):
            return redirect("programme", request.partnership.slug, found.pk)
    return render(request, "partnership/programme_form.html", {"form": form, "programme": found})


@require_http_methods(["GET", "POST"])
@may_manage
def programme_budget(request, pk):
    found = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    plan = budget_plan(found)
    form = BudgetForm(request.POST or None, programme=found, amounts=plan.amounts)
    if request.method == "POST" and form.is_valid():
        actions.set_budget(by=request.membership, programme=found, amounts=form.amounts(), now=timezone.now())
        messages.success(request, _("The budget is saved."))
        return redirect("programme", request.partnership.slug, found.pk)
    context = {"programme": found, "form": form, "sources": BudgetSource.labels}
    return render(request, "partnership/programme_budget.html", context)


def values_of(found: Programme) -> dict:
    """A programme as the form shows it."""
    names = ("name", "grant_number", "lead_partner", "scheme", "rate", "override_reason", "decided_on", "applied_on")
    names += ("starts_on", "ends_on", "extension_approved_on", "budget_total", "subsidy_granted")
    names += ("counts_preparation", "preparation_per_hour")
    terms = found.terms
    own = {"entree": terms.entree, "subsidy_min": terms.subsidy_min, "subsidy_max": terms.subsidy_max}
    own["seen"] = actions.fingerprint(found)
    return {name: getattr(found, name) for name in names} | own


def filled_in(data) -> dict:
    """What was typed so far, with rate and bounds of the chosen scheme."""
    scheme = data.get("scheme") if data.get("scheme") in PRESETS else NEWEST
    return data.dict() | preset_values(scheme)


def _save(request, form, action, **more):
    values = {name: value for name, value in form.cleaned_data.items() if name not in NOT_COLUMNS}
    try:
        saved = action(by=request.membership, terms=form.terms, now=timezone.now(), **values, **more)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("The programme is saved."))
    return saved
