"""Products of the research: found, read, changed, put out, and taken over by other schools."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required, public_page
from partnership.roles import Permission as P

from ..actions import products as actions
from ..actions import products_out as out
from ..forms.products import OutcomeForm, ProductFilter, ProductForm, ReuseForm, VersionForm
from ..models import DESCRIPTION, Product, Reuse
from ..queries import products as states
from ..queries import research as lists
from ..research_states import DRAFT, PRODUCTS
from .research_common import attempt, attempt_form, demand_keeper, go_to, lab_or_404, version_of

SHARES, KEEPS = permission_required(P.SHARE_KNOWLEDGE), permission_required(P.RUN_LABS)
FORM = ["GET", "HEAD", "POST"]


@require_safe
@public_page
def products(request):
    by, lab = request.membership, lists.kennis_lab(request.partnership)
    form = ProductFilter(request.GET)
    rows = states.with_waiting(form.narrow(lists.products_of(request.partnership, by)))
    shares = bool(lab and by and by.can(P.SHARE_KNOWLEDGE))
    context = {"page": page_of(request, rows), "filter": form, "shares": shares, "keeps": lists.runs(by, lab)}
    return render(request, "labs/research/products.html", context)


def _product(request, pk) -> Product:
    rows = lists.products_of(request.partnership, request.membership)
    return get_object_or_404(rows.select_related("lab__partnership", "organisation", "line", "team"), pk=pk)


@require_safe
@public_page
def product(request, pk):
    return _page(request, _product(request, pk))


def _changes(by, row: Product) -> bool:
    return bool(by and by.can(P.SHARE_KNOWLEDGE) and states.can_change(by, row))


def _page(request, row: Product, form=None):
    """A product with its files and the schools that took it over; for members what they can do with it."""
    by, keeps = request.membership, lists.runs(request.membership, row.lab)
    changes = bool(by and by.can(P.SHARE_KNOWLEDGE) and (keeps or states.is_own(by, row)))
    is_school = bool(by and by.organisation.kind in actions.SCHOOLS and by.can(P.SHARE_KNOWLEDGE))
    files = list(states.files_for(row, all_of_them=changes))
    context = {
        "product": row,
        "versions": files,
        "reuses": lists.reuses_of(row, by, keeps=keeps),
        "changes": changes,
        "form": form or (VersionForm() if changes else None),
        "takes_over": is_school and row.state != DRAFT and by.organisation_id != row.organisation_id,
        "own_school": by.organisation_id if is_school else None,
        **(_to_decide(by, row, states.waiting_of(row, files), keeps=keeps) if changes else {}),
    }
    return render(request, "labs/research/product.html", context)


def _to_decide(by, row: Product, waiting: states.Waiting, *, keeps: bool) -> dict:
    """What waits, and the steps that this person may take: no own work goes out, or to more people."""
    steps = [verb for verb in PRODUCTS.transitions if PRODUCTS.allows(verb, row.state)] if keeps else []
    hands = waiting.hands
    may = [verb for verb in steps if not (states.widens(verb, row.state) and by.user_id in hands | {row.added_by_id})]
    waits = waiting if row.state != DRAFT else None
    return {
        "waiting": waits,
        "renews": bool(keeps and waits and by.user_id not in hands),
        "steps": may,
        "is_own": may != steps or bool(keeps and waits and by.user_id in hands),
    }


@require_http_methods(FORM)
@SHARES
def product_new(request):
    lab = lab_or_404(request)
    initial = {"authors": request.user.name, "line": request.GET.get("line"), "team": request.GET.get("team")}
    form = ProductForm(request.POST or None, lab=lab, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.add_product, lab=lab)
        if row:
            messages.success(request, _("%(title)s is a draft. Now add its file.") % {"title": row.title})
            return go_to(request, "product", row.pk)
    return render(request, "labs/research/product_form.html", {"form": form, "product": None})


@require_http_methods(FORM)
@SHARES
def product_edit(request, pk):
    row = _product(request, pk)
    if not states.can_change(request.membership, row):
        demand_keeper(request, row.lab)
    newest = states.newest_text(row)
    initial = {name: getattr(newest, name) for name in DESCRIPTION}
    form = ProductForm(request.POST or None, lab=row.lab, product=row, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt_form(request, form, actions.change_product, product=row)
    ):
        messages.success(request, _waits(row) or _("%(title)s is saved.") % {"title": form.cleaned_data["title"]})
        return go_to(request, "product", row.pk)
    return render(request, "labs/research/product_form.html", {"form": form, "product": row})


def _waits(row: Product) -> str:
    """What is said after a change of something that people read already."""
    return (
        "" if row.state == DRAFT else _("It waits until somebody else puts it out. What is out now stays until then.")
    )


@require_POST
@SHARES
def version_add(request, pk):
    row = _product(request, pk)
    if not states.can_change(request.membership, row):
        demand_keeper(request, row.lab)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            values = {"upload": form.cleaned_data["file"], "note": form.cleaned_data["note"]}
            added = actions.add_version(by=request.membership, product=row, now=timezone.now(), **values)
        except Refused as refusal:
            form.add_error("file", str(refusal.reason))
        else:
            messages.success(request, _("Version %(number)s is there.") % {"number": added.number} + " " + _waits(row))
            return go_to(request, "product", row.pk)
    return _page(request, row, form)


@require_POST
@SHARES
def version_take_back(request, pk, number):
    row = _product(request, pk)
    if not states.can_change(request.membership, row):
        demand_keeper(request, row.lab)
    get_object_or_404(row.versions, number=number)
    if attempt(request, actions.take_version_back, product=row, number=number):
        messages.success(request, _("Version %(number)s is thrown away.") % {"number": number})
    return go_to(request, "product", row.pk)


@require_safe
@public_page
def product_file(request, pk, number):
    """The file, always as a download: nothing that somebody uploaded opens as a page of ours."""
    row = _product(request, pk)
    files = states.files_for(row, all_of_them=_changes(request.membership, row))
    version = get_object_or_404(files, number=number)
    try:
        stream = actions.DOCUMENTS.location(version.path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(stream, as_attachment=True, filename=version.name, content_type=version.media_type)


@require_POST
@KEEPS
def product_step(request, pk):
    """Publish it, share it with members, or withdraw it."""
    row, verb = _product(request, pk), request.POST.get("verb")
    demand_keeper(request, row.lab)
    if verb not in PRODUCTS.transitions:
        raise BadRequest("verb")
    if attempt(request, out.step_product, product=row, verb=verb, version=version_of(request)):
        done = {
            "publish": _("Everybody can find this now."),
            "share": _("Members can find this now, others cannot."),
            "withdraw": _("Nobody but you and the lab finds this now. Who took it over keeps it."),
        }
        messages.success(request, done[verb])
    return go_to(request, "product", row.pk)


@require_POST
@KEEPS
def product_renew(request, pk):
    """Put out what is new in a product that is out."""
    row = _product(request, pk)
    demand_keeper(request, row.lab)
    if attempt(request, out.renew_product, product=row, version=version_of(request)):
        messages.success(request, _("What was new is out now."))
    return go_to(request, "product", row.pk)


# --- Taken over by other schools -------------------------------------------------------------------------------
@require_http_methods(FORM)
@SHARES
def reuse_new(request, pk):
    row = _product(request, pk)
    form = ReuseForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.take_over, product=row):
        messages.success(request, _("It is noted that your school takes this over. Tell later what came of it."))
        return go_to(request, "product", row.pk)
    return render(request, "labs/research/reuse_form.html", {"form": form, "product": row})


@require_http_methods(FORM)
@SHARES
def reuse_outcome(request, pk, reuse):
    row = _product(request, pk)
    own = Reuse.objects.filter(product=row, organisation=request.membership.organisation_id)
    taken = get_object_or_404(own.select_related("organisation"), pk=reuse)
    form = OutcomeForm(request.POST or None, initial={"outcome": taken.outcome, "students": taken.students})
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.tell_outcome, reuse=taken):
        messages.success(request, _("Thank you. This stands with the product now."))
        return go_to(request, "product", row.pk)
    return render(request, "labs/research/outcome_form.html", {"form": form, "product": row, "reuse": taken})
