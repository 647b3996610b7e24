"""Agreements: the list, one agreement with what can be done now, and its scan."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from contributions import agreement_rights as rights
from contributions.forms.agreements import AgreementFilter
from contributions.forms.filters import chosen
from contributions.models import Agreement
from contributions.queries import agreements as books
from contributions.queries.history import history_of
from contributions.queries.pledges import year_number
from contributions.store import DOCUMENTS
from lib.lists import ordering, page_of
from partnership.decorators import permission_required
from partnership.roles import Permission

SEE = permission_required(Permission.SEE_OWN_PLEDGE, Permission.SEE_FINANCING)
SORTS = {
    "newest": ("-prepared_at",),
    "number": ("number",),
    "partner": ("organisation__name", "-prepared_at"),
    "amount": ("amount", "organisation__name"),
    "state": ("state", "organisation__name"),
}
STEPS = [_("Prepare"), _("Send"), _("Sign")]
MEDIA = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}


def fetch(request, pk) -> Agreement:
    """An agreement this person may see, with `is_stale` and `amount`."""
    rows = books.listed(request.membership)
    people = ("prepared_by", "signed_by", "recorded_by", "document", "signed_document", "programme__lead_partner")
    return get_object_or_404(rows.select_related("organisation", "programme", "signatory", *people), pk=pk)


@require_safe
@SEE
def index(request):
    membership = request.membership
    visible = Agreement.objects.visible_to(membership)
    partners = visible.order_by("organisation__name", "organisation_id")
    offered = list(partners.values_list("organisation_id", "organisation__name").distinct())
    filters = AgreementFilter(request.GET, agreements=books.listed(membership), partners=offered)
    page = page_of(request, chosen(filters).order_by(*ordering(request, SORTS, "newest")))
    manages = membership.can(Permission.MANAGE_PLEDGES)
    context = {
        "filter": filters,
        "page": page,
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
        "may_prepare": rights.can_prepare(membership),
        "waiting": books.waiting(membership) if manages else None,
        "sees_all": membership.can(Permission.SEE_FINANCING),
    }
    return render(request, "contributions/agreements/list.html", context)


@require_safe
@SEE
def one(request, pk):
    found, by = fetch(request, pk), request.membership
    pledges = list(found.pledges.select_related("programme", "successor").order_by("starts_on", "kind", "pk"))
    context = {
        "agreement": found,
        "pledges": [{"pledge": pledge, "year": year_number(pledge)} for pledge in pledges],
        "documents": [each for each in (found.signed_document, found.document) if each],
        "steps": STEPS,
        "step": {"prepared": 2, "sent": 3, "signed": 4}.get(found.state, 0),
        "may_send": rights.can_send(by, found, is_stale=found.is_stale),
        "may_sign": rights.can_sign(by, found, is_stale=found.is_stale),
        "may_record": rights.can_record_paper(by, found, is_stale=found.is_stale),
        "may_withdraw": rights.can_withdraw(by, found),
        "sees_pledges": by.can(Permission.MANAGE_PLEDGES) or by.can(Permission.SEE_FINANCING),
        "newer": books.newer_ones(found, by),
        "events": history_of(found),
    }
    return render(request, "contributions/agreements/one.html", context)


@require_safe
@SEE
def scan(request, pk):
    """The scan of an agreement that was signed on paper."""
    found = fetch(request, pk)
    if not found.scan_path:
        raise Http404
    try:
        location = DOCUMENTS.location(found.scan_path)
        stream = location.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"{found.number}{location.suffix}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=MEDIA[location.suffix])
