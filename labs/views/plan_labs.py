"""The labs of a partnership: opening them, what they are for, and who coordinates them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from .. import actions
from ..forms.plan import CoordinatorForm, LabForm, NewLabForm
from ..models import Lab, LabCoordinator
from ..queries.plan import coordinators_of

may_manage = permission_required(P.MANAGE_PROGRAMME)


@require_POST
@may_manage
def labs_open(request):
    actions.open_labs(by=request.membership, now=timezone.now())
    messages.success(request, _("The three labs are open. Now plan their activities."))
    return redirect("plan", request.partnership.slug)


@require_http_methods(["GET", "POST"])
@may_manage
def lab_new(request):
    """A lab of the partnership's own, beside the three that every partnership starts with."""
    form = NewLabForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lab = actions.add_lab(by=request.membership, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(name)s is open. Now choose who coordinates it.") % {"name": lab.name})
        return redirect("lab_edit", request.partnership.slug, lab.pk)
    return render(request, "labs/plan/lab_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@may_manage
def lab_edit(request, pk):
    by = request.membership
    lab = get_object_or_404(Lab.objects.visible_to(by), pk=pk)
    form = LabForm(request.POST or None, initial={"name": lab.name})
    if request.method == "POST" and form.is_valid():
        actions.change_lab(by=by, lab=lab, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return redirect("lab_edit", request.partnership.slug, lab.pk)
    return _lab_page(request, lab, form, CoordinatorForm(by=by, lab=lab))


def _lab_page(request, lab, form, adding):
    context = {
        "lab": lab,
        "form": form,
        "adding": adding,
        "coordinators": coordinators_of([lab], timezone.now()),
    }
    return render(request, "labs/lab_edit.html", context)


@require_POST
@may_manage
def coordinator_add(request, pk):
    by = request.membership
    lab = get_object_or_404(Lab.objects.visible_to(by), pk=pk)
    form = CoordinatorForm(request.POST, by=by, lab=lab)
    if form.is_valid():
        try:
            actions.add_coordinator(by=by, lab=lab, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": lab.name})
            return redirect("lab_edit", request.partnership.slug, lab.pk)
    return _lab_page(request, lab, LabForm(initial={"name": lab.name}), form)


@require_POST
@may_manage
def coordinator_remove(request, pk, coordinator):
    lab = get_object_or_404(Lab.objects.visible_to(request.membership), pk=pk)
    row = get_object_or_404(LabCoordinator, pk=coordinator, lab=lab)
    actions.remove_coordinator(by=request.membership, lab=lab, coordinator=row, now=timezone.now())
    messages.success(request, _("%(name)s is saved.") % {"name": lab.name})
    return redirect("lab_edit", request.partnership.slug, lab.pk)
