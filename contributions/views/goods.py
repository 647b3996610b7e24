"""Materials, rooms and cash: the list, the forms, one contribution, and what its partner does with it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions.actions import goods as actions
from contributions.actions.proofs import add_proof
from contributions.forms.filters import chosen
from contributions.forms.goods import FORMS, GoodsFilter, values_of
from contributions.goods_rights import can_bring, can_change_goods
from contributions.kinds import GoodsKind
from contributions.models import Contribution
from contributions.queries import gifts
from contributions.queries import goods as lists
from contributions.queries.hours import programmes_of
from contributions.queries.rent import rents_to_claim
from contributions.rules import Reason
from contributions.sentences import GOODS_REFUSALS, WHY_NOT
from contributions.states import SUBMITTED
from lib.figures import money
from lib.lists import ordering, page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import go_to, tell
from .goods_page import page_context

SEE_GOODS = (Permission.SEE_FINANCING, Permission.SEE_OWN_PLEDGE, Permission.BRING_GOODS)
SEE = permission_required(*SEE_GOODS)
BRING = permission_required(Permission.BRING_GOODS)
FORM = ["GET", "HEAD", "POST"]
SORTS = {
    "date": ("received_on",),
    "partner": ("organisation__name", "-received_on"),
    "kind": ("kind", "-received_on"),
    "state": ("state", "-received_on"),
    "amount": ("amount", "-received_on"),
}


def selection_of(request):
    """What the address asks for of what this person may see: the filter, and its rows in order."""
    visible = lists.with_facts(Contribution.objects.visible_to(request.membership))
    sees_all = request.membership.can(Permission.SEE_FINANCING)
    partners = lists.organisations_on_offer(Contribution.objects.visible_to(request.membership)) if sees_all else []
    filters = GoodsFilter(request.GET, goods=visible, partners=partners)
    return filters, chosen(filters).order_by(*ordering(request, SORTS, "-date"))


@require_safe
@SEE
def index(request):
    """Everything this person may see, filtered and added up."""
    membership = request.membership
    filters, selection = selection_of(request)
    programmes = programmes_of(membership)
    totals = lists.totals(selection, programmes)
    page = page_of(request, selection, count=totals.lines)
    context = {
        "filter": filters,
        "page": page,
        "rents": rents_to_claim(membership, today()) if can_bring(membership) else [],
        "room_alone": WHY_NOT[Reason.ROOM_WITHOUT_HOURS],
        "rows": lists.rows(page.object_list, programmes) if totals.lines else [],
        "totals": totals,
        "shows_partners": membership.can(Permission.SEE_FINANCING),
        "may_bring": can_bring(membership),
        "waiting": lists.inbox_of(membership).count() if membership.can(Permission.DECIDE_ON_GOODS) else None,
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
    }
    return render(request, "contributions/goods.html", context)


@require_safe
@BRING
def choose(request):
    """Materials, a room or cash: and which of them this organisation cannot bring, and why."""
    membership, day = request.membership, today()
    programmes = lists.programmes_for(membership, day)
    offer = gifts.offer_of(programmes[0], membership.organisation, GoodsKind.values, day) if programmes else None
    kinds = [
        {"kind": value, "name": name, "barred": GOODS_REFUSALS.get(offer.barred.get(value)) if offer else ""}
        for value, name in GoodsKind.choices
    ]
    return render(request, "contributions/goods_choose.html", {"kinds": kinds, "offer": offer})


@require_http_methods(FORM)
@BRING
def new(request, kind):
    """The form for one kind."""
    if kind not in FORMS:
        raise Http404
    membership, day = request.membership, today()
    programmes = lists.programmes_for(membership, day)
    if not programmes:
        return go_to(request, "contribution_new")
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FORMS[kind](*bound, membership=membership, programmes=programmes)
    if form.is_bound and form.is_valid() and (goods := _entered(request, form)):
        return go_to(request, "contribution", goods.pk)
    offer = gifts.offer_of(programmes[0], membership.organisation, [kind], day)
    return render(request, "contributions/goods_form.html", {"form": form, "kind": GoodsKind(kind), "offer": offer})


def _entered(request, form) -> Contribution | None:
    """The contribution that the form makes, with its proof, or None with the refusals at the form's fields.

    The file was judged by the form; when it cannot be added after all, the contribution is there and a message says so.
    """
    now = timezone.now()
    values = {"by": request.membership, "programme": form.chosen_programme(), "gift": form.gift(), "now": now}
    try:
        entered = actions.enter_goods(**values, nonce=form.cleaned_data["nonce"], submit=form.submitting)
    except actions.GiftRefused as error:
        form.add_checked(error.checked)
        return None
    except Refused as error:
        form.add_error(None, str(error.reason))
        return None
    _say_saved(request, entered.goods)
    if upload := form.cleaned_data.get("file"):
        try:
            add_proof(by=request.membership, target=entered.goods, upload=upload, now=now)
        except Refused as error:
            tell(request, error)
    return entered.goods


def _say_saved(request, goods: Contribution) -> None:
    if goods.state == SUBMITTED:
        text = _("Submitted: %(amount)s. The management decides; you read the answer here.")
    else:
        text = _("Saved as a draft: %(amount)s. Submit it when it is complete.")
    messages.success(request, text % {"amount": money(goods.amount)})


# --- One contribution ------------------------------------------------------------------------------------------
def fetch(request, pk: int) -> Contribution:
    """A contribution this person may see, with the facts of its verdict; else 404."""
    visible = lists.for_rows(Contribution.objects.visible_to(request.membership))
    return get_object_or_404(visible.select_related("programme", "organisation", "entered_by", "decided_by"), pk=pk)


@require_safe
@SEE
def one(request, pk):
    return render(request, "contributions/goods_one.html", page_context(request, fetch(request, pk)))


@require_http_methods(FORM)
@BRING
def edit(request, pk):
    """The same form for a draft, or for what came back."""
    goods, membership = fetch(request, pk), request.membership
    if request.method == "GET" and not (decision := can_change_goods(membership, goods)):
        messages.info(request, str(decision.reason))
        return go_to(request, "contribution", pk)
    values = {"membership": membership, "programmes": [goods.programme], "with_file": False}
    form = FORMS[goods.kind](request.POST or None, initial=values_of(goods), **values)
    if request.method == "POST" and form.is_valid() and _changed(request, goods, form):
        return go_to(request, "contribution", pk)
    offer = gifts.offer_of(goods.programme, goods.organisation, [goods.kind], today())
    context = {"form": form, "kind": GoodsKind(goods.kind), "offer": offer, "goods": goods}
    return render(request, "contributions/goods_form.html", context)


def _changed(request, goods: Contribution, form) -> bool:
    version = form.cleaned_data["version"] or 0
    values = {"by": request.membership, "goods": goods, "gift": form.gift(), "version": version, "now": timezone.now()}
    try:
        _say_saved(request, actions.change_goods(**values, submit=form.submitting))
    except actions.GiftRefused as error:
        form.add_checked(error.checked)
    except Refused as error:
        form.add_error(None, str(error.reason))
    return not form.errors


@require_http_methods(FORM)
@BRING
def submit(request, pk):
    """The button under a draft. What is missing is shown in the form."""
    goods = fetch(request, pk)
    if request.method != "POST":
        return go_to(request, "contribution", pk)
    try:
        _say_saved(request, actions.submit_goods(by=request.membership, goods=goods, now=timezone.now()))
    except actions.GiftRefused as error:
        tell(request, error)
        return go_to(request, "contribution_edit", pk)
    except Refused as error:
        tell(request, error)
    return go_to(request, "contribution", pk)


@require_http_methods(FORM)
@BRING
def withdraw(request, pk):
    """Back to a draft."""
    goods = fetch(request, pk)
    if request.method == "POST":
        try:
            actions.withdraw_goods(by=request.membership, goods=goods, now=timezone.now())
            messages.success(request, _("Taken back. It is a draft again: change it, and submit it when it is right."))
        except Refused as error:
            tell(request, error)
    return go_to(request, "contribution", pk)


@require_http_methods(FORM)
@BRING
def delete(request, pk):
    """Asks first."""
    goods = fetch(request, pk)
    if request.method != "POST":
        if decision := can_change_goods(request.membership, goods):
            return render(request, "contributions/goods_delete.html", {"goods": goods})
        messages.info(request, str(decision.reason))
        return go_to(request, "contribution", pk)
    try:
        actions.delete_goods(by=request.membership, goods=goods, now=timezone.now())
    except Refused as error:
        tell(request, error)
        return go_to(request, "contribution", pk)
    messages.success(request, _("The contribution is deleted."))
    return go_to(request, "contributions")
