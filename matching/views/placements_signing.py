"""The agreement of a placement: read, signed with an account or by a personal link, and downloaded."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.store import DOCUMENTS
from lib.jobs import DONE
from lib.workflow import Refused
from partnership.decorators import public_page

from .. import placement_rights as rights
from ..actions import placements_signing as actions
from ..actions.placements_papers import retry_paper
from ..forms.placements import PlacementSignForm, RepresentativeForm
from ..models import PlacementPaper, PlacementSignature
from ..placement_states import Party
from ..queries.placements import signed_of
from ..queries.placements_portfolio import hash_of
from .placements_common import FORM, SEE, done, placement_of, refusal, to_placement

ATTEMPTS = "sign_agreement"
SESSION_KEY = "placement_representative"


@require_http_methods(FORM)
@SEE
@sensitive_post_parameters("password")
def placement_sign(request, pk):
    """Read, agree, and prove once more who you are."""
    row, by = placement_of(request, pk), request.membership
    signed = signed_of(row)
    if (answer := refusal(request, rights.can_sign(by, row, signed), pk)) is not None:
        return answer
    initial = {"name": request.user.name, "fingerprint": row.paper.sha256}
    too_often = request.method == "POST" and not ratelimit.consume(request, action=ATTEMPTS, user=request.user)
    form = PlacementSignForm(request.POST or None, user=request.user, initial=initial, too_often=too_often)
    if (
        request.method == "POST"
        and _is_right(request, form, row)
        and done(form, actions.sign_placement, by=by, placement=row, signature=_signature(request, form), now=_now())
    ):
        messages.success(request, _("You signed the agreement."))
        return to_placement(request, pk)
    context = {"form": form, "placement": row, "party": Party(rights.party_to_sign(by, row, signed)).label}
    return render(request, "matching/placements/sign.html", context)


def _now():
    return timezone.now()


def _signature(request, form) -> actions.Signature:
    data = form.cleaned_data
    return actions.Signature(data["name"], get_adapter().get_client_ip(request), data["fingerprint"])


def _is_right(request, form, row) -> bool:
    """Whether the form is, and so the password; a wrong one is kept in the log."""
    valid = form.is_valid()
    if form.knows_password:
        ratelimit.clear(request, action=ATTEMPTS, user=request.user)
    if form.wrong_password:
        actions.note_wrong_password(by=request.membership, placement=row, now=timezone.now())
    return valid


# --- The file ----------------------------------------------------------------------------------------------------
@require_safe
@SEE
def placement_paper(request, pk):
    """The PDF."""
    rows = PlacementPaper.objects.visible_to(request.membership)
    return _file(get_object_or_404(rows, pk=pk, state=DONE))


def _file(paper: PlacementPaper):
    try:
        stream = DOCUMENTS.location(paper.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=paper.file_name, content_type="application/pdf")


@require_POST
@SEE
def placement_paper_retry(request, pk):
    paper = get_object_or_404(PlacementPaper.objects.visible_to(request.membership), pk=pk)
    if not retry_paper(by=request.membership, paper=paper, now=timezone.now()):
        messages.info(request, _("The agreement is being made already, or it is ready."))
    return to_placement(request, paper.placement_id)


# --- Who signs without an account --------------------------------------------------------------------------------
@require_safe
@public_page
@never_cache
def representative_link(request, token):
    """Take the token out of the address, where it could be seen or passed on. Nothing else happens."""
    request.session[SESSION_KEY] = hash_of(token)
    return redirect("placement_representative", request.partnership.slug)


def _link(request):
    """The personal link that this browser came with, as long as it works here."""
    link = actions.working_link(request.session.get(SESSION_KEY, ""), timezone.now())
    return link if link and link.placement.partnership_id == request.partnership.pk else None


@require_http_methods(FORM)
@public_page
@never_cache
def representative(request):
    """Read the agreement of the student and sign it."""
    link = _link(request)
    if link is None:
        return render(request, "matching/placements/link_dead.html", status=410)
    row = link.placement
    valid = PlacementSignature.objects.filter(placement=row, cleared_at=None, party=Party.REPRESENTATIVE)
    initial = {"name": row.representative_name, "fingerprint": row.paper.sha256}
    form = RepresentativeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            signature = _signature(request, form)
            actions.sign_as_representative(link=link, signature=signature, now=timezone.now())
            messages.success(request, _("You signed the agreement."))
            return redirect("placement_representative", request.partnership.slug)
        except Refused as error:
            form.add_error(None, str(error.reason))
    context = {"form": form, "placement": row, "signature": valid.first()}
    response = render(request, "matching/placements/representative.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@public_page
@never_cache
def representative_paper(request):
    """The agreement, for who came with a personal link."""
    link = _link(request)
    if link is None or link.placement.paper.state != DONE:
        raise Http404
    return _file(link.placement.paper)
