"""Proof: adding a file to hours, a month or another contribution, getting it back, and taking it away."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions.actions.proofs import add_proof, remove_proof
from contributions.forms.proofs import form_for
from contributions.kinds import ProofKind
from contributions.models import Contribution, HourEntry, Proof
from contributions.queries.proofs import COLUMNS, MODELS, can_remove, place_of, proof_box, target_of
from contributions.store import DOCUMENTS
from lib.figures import day_plain, hours_unit, money, month
from lib.workflow import Refused
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission

from .common import address, tell

ADD = permission_required(Permission.LOG_HOURS, Permission.SEE_ORGANISATION_HOURS, Permission.BRING_GOODS)
FORM = ["GET", "HEAD", "POST"]
PAGES = {"hours": "hours_entry", "month": "month_sheet", "contribution": "contribution"}


def page_of(request, target) -> str:
    """The address of the page of what proof hangs on."""
    return address(request, PAGES[place_of(target)], target.pk)


def about(target) -> str:
    """What proof hangs on, in a few words."""
    if isinstance(target, HourEntry):
        return _("%(hours)s on %(day)s") % {"hours": hours_unit(target.minutes), "day": day_plain(target.worked_on)}
    if isinstance(target, Contribution):
        return f"{target.get_kind_display()}, {money(target.amount)}, {day_plain(target.received_on)}"
    return month(target.month)


def _target(request, place: str, pk: int):
    """What proof is added to, if this person may see it; else 404."""
    if place not in COLUMNS:
        raise Http404
    visible = MODELS[COLUMNS[place]].objects.visible_to(request.membership)
    return get_object_or_404(visible.select_related("organisation", "programme"), pk=pk)


@require_http_methods(FORM)
@ADD
def add(request, place, pk):
    """The form as a page of its own; the fragment on other pages sends its file here."""
    target, now = _target(request, place, pk), timezone.now()
    back, box = page_of(request, target), proof_box(request.membership, target, now=now)
    if request.method != "POST" and not box.may_add:
        messages.info(request, str(box.may_add.reason))
        return redirect(back)
    form = form_for(target)(*(request.POST, request.FILES) if request.method == "POST" else ())
    if form.is_bound and form.is_valid():
        try:
            _add(request, target, form.cleaned_data, now)
            return redirect(back)
        except Refused as error:
            form.add_error("file", str(error.reason))
    return render(request, "contributions/proof_add.html", {"form": form, "about": about(target), "back": back})


def _add(request, target, data: dict, now) -> None:
    kind = data.get("kind", ProofKind.PROOF)
    added = add_proof(by=request.membership, target=target, upload=data["file"], kind=kind, now=now)
    if added.is_new:
        messages.success(request, _("Added: %(name)s.") % {"name": added.proof.name})
    else:
        messages.info(request, _("This file was there already, as %(name)s.") % {"name": added.proof.name})


def _fetch(request, pk) -> Proof:
    related = ("entry", "timesheet", "contribution", "added_by")
    return get_object_or_404(Proof.objects.visible_to(request.membership).there().select_related(*related), pk=pk)


@require_safe
@member_required
def download(request, pk):
    """The file, always as a download: nothing that somebody uploaded opens as a page of ours."""
    proof = _fetch(request, pk)
    try:
        stream = DOCUMENTS.location(proof.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=proof.name, content_type=proof.media_type)


@require_http_methods(FORM)
@ADD
def remove(request, pk):
    """Asks first."""
    proof, now = _fetch(request, pk), timezone.now()
    target = target_of(proof)
    back = page_of(request, target)
    if request.method != "POST":
        if decision := can_remove(request.membership, target, now=now):
            return render(request, "contributions/proof_remove.html", {"proof": proof, "back": back})
        messages.info(request, str(decision.reason))
        return redirect(back)
    try:
        remove_proof(by=request.membership, proof=proof, now=now)
        messages.success(request, _("Taken away: %(name)s.") % {"name": proof.name})
    except Refused as error:
        tell(request, error)
    return redirect(back)
