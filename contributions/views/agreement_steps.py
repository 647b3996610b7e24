"""The steps of an agreement: prepare, send, sign, add what was signed on paper, withdraw."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from contributions import agreement_rights as rights
from contributions.actions import agreements as actions
from contributions.forms.agreements import PaperForm, PrepareForm, PrepareManyForm, SendForm, SignForm, WithdrawForm
from contributions.queries import agreements as books
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.models import Participation
from partnership.roles import Permission

from .agreements import fetch
from .common import go_to, tell

MANAGE = permission_required(Permission.MANAGE_PLEDGES)
SIGN = permission_required(Permission.SIGN_AGREEMENTS)
EITHER = permission_required(Permission.MANAGE_PLEDGES, Permission.SIGN_AGREEMENTS)
FORM = ["GET", "HEAD", "POST"]
ATTEMPTS = "sign_agreement"


@require_http_methods(FORM)
@MANAGE
def new(request):
    """Without a partner in the address: every partner that nobody signed for. With one: its agreement."""
    partner, programme = request.GET.get("partner", ""), request.GET.get("programme", "")
    if not all(each.isascii() and each.isdecimal() and len(each) < 18 for each in (partner, programme)):
        return _worklist(request, PrepareManyForm())
    rows = Participation.objects.visible_to(request.membership).select_related("programme", "organisation")
    found = get_object_or_404(rows, organisation=partner, programme=programme)
    pledges = books.pledges_of(found.programme_id, found.organisation_id)
    people = books.signatories(found.organisation, now := timezone.now())
    form = PrepareForm(request.POST or None, pledges=pledges, signatories=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare_agreement(
                membership=request.membership, participation=found, now=now, **form.values()
            )
            messages.success(request, _("The agreement is prepared. Read its document, then send it."))
            return go_to(request, "agreement", made.pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    context = {"form": form, "participation": found, "pledges": pledges, "people": people}
    return render(request, "contributions/agreements/prepare.html", context)


def _worklist(request, form):
    page = page_of(request, books.unsigned(request.membership))
    rows = [books.as_unsigned(row) for row in page.object_list]
    context = {"page": page, "rows": rows, "form": form, "ticked": form.data.getlist("partners") if form.data else []}
    return render(request, "contributions/agreements/unsigned.html", context)


@require_POST
@MANAGE
def prepare_many(request):
    """An agreement for each ticked partner, in one go."""
    by = request.membership
    offered = {row.key: row for row in map(books.as_unsigned, books.unsigned(by))}
    form = PrepareManyForm(request.POST)
    if not form.is_valid():
        return _worklist(request, form)
    rows = [offered[key] for key in form.cleaned_data["partners"] if key in offered]
    language, nonce = form.cleaned_data["language"], form.cleaned_data["nonce"]
    participations = books.participations_of(by, rows)
    done = actions.prepare_many(
        membership=by, participations=participations, language=language, nonce=nonce, now=timezone.now()
    )
    words = ngettext("%(count)s agreement is prepared.", "%(count)s agreements are prepared.", done.done)
    messages.success(request, words % {"count": done.done})
    for sentence in done.skipped:
        messages.warning(request, sentence)
    return go_to(request, "agreements")


@require_http_methods(FORM)
@MANAGE
def send(request, pk):
    """To whom, and then off it goes."""
    found, now = fetch(request, pk), timezone.now()
    if not (decision := rights.can_send(request.membership, found, is_stale=found.is_stale)):
        return _refuse(request, decision, pk)
    initial = {"signatory": str(found.signatory_id or "")} if found.signatory_id else {}
    people = books.signatories(found.organisation, now)
    form = SendForm(request.POST or None, signatories=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_agreement(membership=request.membership, agreement=found, signatory=form.person(), now=now)
            messages.success(request, _("The agreement is on its way to %(name)s.") % {"name": form.person().name})
            return go_to(request, "agreement", pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    return render(request, "contributions/agreements/send.html", {"form": form, "agreement": found, "people": people})


def _refuse(request, decision, pk):
    messages.error(request, str(decision.reason))
    return go_to(request, "agreement", pk)


@require_http_methods(FORM)
@SIGN
@sensitive_post_parameters("password")
def sign(request, pk):
    """Read, agree, and prove once more who you are."""
    found, by = fetch(request, pk), request.membership
    if not (decision := rights.can_sign(by, found, is_stale=found.is_stale)):
        return _refuse(request, decision, pk)
    initial = {"name": request.user.name, "fingerprint": found.document.sha256}
    form = SignForm(request.POST or None, user=request.user, initial=initial, too_often=_tried_too_often(request))
    if request.method == "POST" and _is_right(request, form, found):
        data = form.cleaned_data
        address = get_adapter().get_client_ip(request)
        signature = actions.Signature(data["name"], address, data["fingerprint"])
        try:
            actions.sign_agreement(membership=by, agreement=found, signature=signature, now=timezone.now())
            messages.success(request, _("You signed the agreement. The signed document is ready in a moment."))
            return go_to(request, "agreement", pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    return render(request, "contributions/agreements/sign.html", {"form": form, "agreement": found})


def _tried_too_often(request) -> bool:
    """Every attempt counts, until the right password is given."""
    return request.method == "POST" and not ratelimit.consume(request, action=ATTEMPTS, user=request.user)


def _is_right(request, form, agreement) -> bool:
    """Whether the form is, and so the password; a wrong one is kept in the log."""
    valid = form.is_valid()
    if form.knows_password:
        ratelimit.clear(request, action=ATTEMPTS, user=request.user)
    if form.wrong_password:
        actions.note_wrong_password(membership=request.membership, agreement=agreement, now=timezone.now())
    return valid


@require_http_methods(FORM)
@EITHER
def paper(request, pk):
    """Add the scan of what was signed on paper."""
    found = fetch(request, pk)
    if not (decision := rights.can_record_paper(request.membership, found, is_stale=found.is_stale)):
        return _refuse(request, decision, pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        signed = actions.PaperSignature(data["name"], data["signed_on"], data["scan"])
        try:
            actions.record_paper(membership=request.membership, agreement=found, paper=signed, now=timezone.now())
            messages.success(request, _("The signed agreement is kept; its pledges count from now on."))
            return go_to(request, "agreement", pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    return render(request, "contributions/agreements/paper.html", {"form": form, "agreement": found})


@require_http_methods(FORM)
@MANAGE
def withdraw(request, pk):
    """With a reason; asks first."""
    found = fetch(request, pk)
    if not (decision := rights.can_withdraw(request.membership, found)):
        return _refuse(request, decision, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_agreement(
                membership=request.membership, agreement=found, reason=reason, now=timezone.now()
            )
            messages.success(request, _("The agreement is withdrawn; it stays readable."))
        except Refused as error:
            tell(request, error)
        return go_to(request, "agreement", pk)
    return render(request, "contributions/agreements/withdraw.html", {"form": form, "agreement": found})
