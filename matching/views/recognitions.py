"""Recognitions of training companies, and deadlines for handing in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to
from lib.lists import page_of
from lib.periods import today
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import recognitions as actions
from ..forms.recognitions import DeadlineForm, RecognitionForm
from ..models import Deadline, Recognition

FORM = ["GET", "HEAD", "POST"]
KEEPS = permission_required(P.MATCH)


def _recognitions(request):
    rows = Recognition.objects.visible_to(request.membership).select_related("organisation", "education")
    return rows.prefetch_related("equivalents")


@require_safe
@permission_required(P.OFFER_WORK, P.MATCH)
def recognitions(request):
    """All of them for who looks after the board; for others those of the own organisation."""
    page = page_of(request, _recognitions(request).order_by("organisation__name", "education__name", "pk"))
    context = {"page": page, "keeps": request.membership.can(P.MATCH), "today": today()}
    return render(request, "matching/recognitions/list.html", context)


@require_http_methods(FORM)
@KEEPS
def recognition_new(request):
    form = RecognitionForm(request.POST or None, by=request.membership)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.enter_recognition):
        messages.success(request, _("The recognition is saved."))
        return go_to(request, "recognitions")
    return render(request, "matching/recognitions/form.html", {"form": form})


@require_http_methods(FORM)
@KEEPS
def recognition_edit(request, pk):
    row = get_object_or_404(_recognitions(request), pk=pk)
    initial = {"equivalents": list(row.equivalents.all()), "starts_on": row.first_on, "ends_on": row.last_on}
    form = RecognitionForm(request.POST or None, by=request.membership, is_there=True, initial=initial)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt_form(request, form, actions.change_recognition, recognition=row):
        messages.success(request, _("The recognition is saved."))
        return go_to(request, "recognitions")
    return render(request, "matching/recognitions/form.html", {"form": form, "row": row})


# --- Deadlines ---------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@KEEPS
def deadlines(request):
    form = DeadlineForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.set_deadline):
        messages.success(request, _("The deadline is saved."))
        return go_to(request, "matching_deadlines")
    rows = Deadline.objects.visible_to(request.membership).order_by("-last_on", "pk")
    context = {"form": form, "page": page_of(request, rows), "today": today()}
    return render(request, "matching/deadlines.html", context)


@require_POST
@KEEPS
def deadline_remove(request, pk):
    row = get_object_or_404(Deadline.objects.visible_to(request.membership), pk=pk)
    if attempt(request, actions.remove_deadline, deadline=row):
        messages.success(request, _("The deadline is gone."))
    return go_to(request, "matching_deadlines")
