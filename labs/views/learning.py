"""The catalogue of modules: found, shared, put out, joined, and given in sessions."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import ordering, page_of
from lib.periods import today
from partnership.decorators import permission_required, public_page
from partnership.roles import Permission as P

from ..actions import learning as actions
from ..forms.learning import ConnectForm, JoinForm, ModuleFilter, ModuleForm
from ..learning_states import DRAFT, OFFERS, PUBLISHED
from ..models import Module, ModuleJoin, ModuleSession, Product
from ..queries import learning as lists
from ..queries.research import runs
from .research_common import attempt, attempt_form, demand_keeper, go_to, version_of

SHARES, KEEPS = permission_required(P.SHARE_KNOWLEDGE), permission_required(P.RUN_LABS)
FORM = ["GET", "HEAD", "POST"]
FIELDS = (
    "title_nl",
    "title_en",
    "summary_nl",
    "summary_en",
    "audience",
    "level",
    "minutes",
    "language",
    "price",
    "lab",
    "material",
    "is_public",
)


@require_safe
@public_page
def catalogue(request):
    """What there is to learn, for everybody."""
    by, now = request.membership, timezone.now()
    shares = bool(by and by.can(P.SHARE_KNOWLEDGE))
    form = ModuleFilter(request.GET, partnership=request.partnership, shares=shares)
    title = "title_en" if get_language() == "en" else "title_nl"
    allowed = {"title": (title,), "hours": ("minutes", title), "price": ("price", title), "next": ("next_at", title)}
    rows = lists.modules_of(request.partnership, by)
    found = lists.with_next_day(form.narrow(rows), now).order_by(*ordering(request, allowed, "title"))
    context = {
        "page": page_of(request, found),
        "filter": form,
        "shares": shares,
        "drafts": rows.filter(state=DRAFT).count() if shares else 0,
    }
    return render(request, "labs/learning/catalogue.html", context)


def _module(request, pk) -> Module:
    rows = lists.modules_of(request.partnership, request.membership)
    return get_object_or_404(rows.select_related("lab__partnership", "owner", "material"), pk=pk)


@require_safe
@public_page
def module(request, pk):
    return _page(request, _module(request, pk))


def _page(request, row: Module, form=None):
    """A module with its coming sessions and who takes part; for members what they can do with it."""
    by, now = request.membership, timezone.now()
    keeps, shares = runs(by, row.lab), bool(by and by.can(P.SHARE_KNOWLEDGE))
    joins = list(lists.joins_of(row))
    joined = shares and any(each.organisation_id == by.organisation_id and not each.ended_on for each in joins)
    context = {
        "module": row,
        "sessions": lists.sessions_of(row, by, now),
        "material": _material(request, row),
        "joins": joins,
        "keeps": keeps,
        "changes": shares and (keeps or actions.can_change(by, row)),
        "joins_in": shares and row.state == PUBLISHED and not joined and by.organisation_id != row.owner_id,
        "own": by.organisation_id if shares else None,
        "steps": [verb for verb in OFFERS.transitions if OFFERS.allows(verb, row.state)] if keeps else [],
        "form": form or (ConnectForm(by=by) if keeps and row.state == PUBLISHED else None),
    }
    return render(request, "labs/learning/module.html", context)


def _material(request, row: Module) -> Product | None:
    """The linked material, when this reader may see it."""
    if row.material_id is None:
        return None
    by = request.membership
    rows = Product.objects.visible_to(by) if by else Product.objects.public(request.partnership)
    return rows.filter(pk=row.material_id).first()


@require_http_methods(FORM)
@SHARES
def module_new(request):
    form = ModuleForm(request.POST or None, by=request.membership)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.add_module)
        if row:
            messages.success(
                request, _("%(title)s is a draft. Who runs the lab puts it in the catalogue.") % {"title": row.title}
            )
            return go_to(request, "learning_module", row.pk)
    return render(request, "labs/learning/module_form.html", {"form": form, "module": None})


@require_http_methods(FORM)
@SHARES
def module_edit(request, pk):
    row = _module(request, pk)
    if not actions.can_change(request.membership, row):
        demand_keeper(request, row.lab)
    initial = {name: getattr(row, name) for name in FIELDS}
    form = ModuleForm(request.POST or None, by=request.membership, module=row, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.change_module, module=row):
        messages.success(request, _("%(title)s is saved.") % {"title": form.cleaned_data["title_nl"]})
        return go_to(request, "learning_module", row.pk)
    return render(request, "labs/learning/module_form.html", {"form": form, "module": row})


@require_POST
@KEEPS
def module_step(request, pk):
    """Put it in the catalogue, or retire it."""
    row, verb = _module(request, pk), request.POST.get("verb")
    demand_keeper(request, row.lab)
    if verb not in OFFERS.transitions:
        raise BadRequest("verb")
    if attempt(request, actions.step_module, module=row, verb=verb, version=version_of(request)):
        done = {
            "publish": _("This module is in the catalogue."),
            "retire": _("This module is out of the catalogue. What people did stays done."),
        }
        messages.success(request, done[verb])
    return go_to(request, "learning_module", row.pk)


# --- Joined by other organisations -----------------------------------------------------------------------------
@require_http_methods(FORM)
@SHARES
def join_new(request, pk):
    row = _module(request, pk)
    form = JoinForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.join_module, module=row):
        messages.success(request, _("Your organisation takes part in this module."))
        return go_to(request, "learning_module", row.pk)
    return render(request, "labs/learning/join_form.html", {"form": form, "module": row})


@require_POST
@SHARES
def join_end(request, pk, join):
    row = _module(request, pk)
    found = get_object_or_404(ModuleJoin.objects.filter(module=row), pk=join)
    if found.organisation_id != request.membership.organisation_id and not runs(request.membership, row.lab):
        raise PermissionDenied
    if attempt(request, actions.end_join, join=found):
        messages.success(request, _("This part in the module is ended."))
    return go_to(request, "learning_module", row.pk)


# --- Given in sessions -------------------------------------------------------------------------------------------
@require_POST
@KEEPS
def session_connect(request, pk):
    row = _module(request, pk)
    demand_keeper(request, row.lab)
    form = ConnectForm(request.POST, by=request.membership)
    if form.is_valid() and attempt_form(request, form, actions.connect_session, module=row):
        messages.success(request, _("This session gives the module now."))
        return go_to(request, "learning_module", row.pk)
    return _page(request, row, form)


@require_POST
@KEEPS
def session_disconnect(request, pk, session):
    row = _module(request, pk)
    demand_keeper(request, row.lab)
    link = get_object_or_404(ModuleSession.objects.filter(module=row).select_related("module__lab"), session=session)
    if attempt(request, actions.disconnect_session, link=link):
        messages.success(request, _("This session gives the module no longer."))
    return go_to(request, "learning_module", row.pk)
