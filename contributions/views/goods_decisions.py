"""The management's inbox of materials, rooms and cash, and what it decides."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions.actions import goods as actions
from contributions.forms.goods_decisions import ReopenGoodsForm, ReturnForm
from contributions.queries import goods as lists
from contributions.queries.hours import programmes_of
from lib.figures import money
from lib.lists import ordering, page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import go_to, tell
from .goods import fetch
from .goods_page import page_context

DECIDES = permission_required(Permission.DECIDE_ON_GOODS)
FORM = ["GET", "HEAD", "POST"]
SORTS = {
    "waiting": ("submitted_at",),
    "date": ("received_on", "submitted_at"),
    "partner": ("organisation__name", "submitted_at"),
    "kind": ("kind", "submitted_at"),
    "amount": ("amount", "submitted_at"),
}


@require_safe
@DECIDES
def inbox(request):
    """What waits for this person, the oldest first."""
    programmes, waiting = programmes_of(request.membership), lists.inbox_of(request.membership)
    totals = lists.totals(waiting, programmes)
    page = page_of(request, waiting.order_by(*ordering(request, SORTS, "waiting")), count=totals.lines)
    rows = lists.rows(page.object_list, programmes) if totals.lines else []
    return render(request, "contributions/goods_inbox.html", {"page": page, "rows": rows, "totals": totals})


@require_http_methods(FORM)
@DECIDES
def decide(request, pk):
    """Approve or return, as it was looked at."""
    goods = fetch(request, pk)
    if request.method != "POST":
        return go_to(request, "contribution", pk)
    verb, form = request.POST.get("verb"), ReturnForm(request.POST)
    if verb not in ("approve", "return"):
        raise BadRequest("verb")
    if verb == "return" and not form.is_valid():
        return render(request, "contributions/goods_one.html", page_context(request, goods, form=form))
    try:
        _decide(request, goods, form if verb == "return" else None)
        return go_to(request, "contribution_approvals")
    except Refused as error:
        tell(request, error)
        kept = ReturnForm(initial={"reason": request.POST.get("reason", "")})
        return render(request, "contributions/goods_one.html", page_context(request, fetch(request, pk), form=kept))


def _decide(request, goods, form) -> None:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 9 else 0
    values = {"by": request.membership, "goods": goods, "version": version, "now": timezone.now()}
    words = {"amount": money(goods.amount), "partner": goods.organisation.name}
    if form is None:
        actions.approve_goods(**values)
        messages.success(request, _("Approved: %(amount)s of %(partner)s.") % words)
    else:
        actions.return_goods(**values, reason=form.cleaned_data["reason"])
        messages.success(request, _("Returned: %(amount)s of %(partner)s, with your reason.") % words)


@require_http_methods(FORM)
@DECIDES
def reopen(request, pk):
    """Undo an approval, with a reason."""
    goods = fetch(request, pk)
    if request.method != "POST":
        return go_to(request, "contribution", pk)
    form = ReopenGoodsForm(request.POST)
    if not form.is_valid():
        return render(request, "contributions/goods_one.html", page_context(request, goods, reopen_form=form))
    try:
        reason = form.cleaned_data["reason"]
        actions.reopen_goods(by=request.membership, goods=goods, reason=reason, now=timezone.now())
        messages.success(request, _("The approval is undone. This waits for a decision again."))
    except Refused as error:
        tell(request, error)
    return go_to(request, "contribution", pk)
