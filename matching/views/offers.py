"""What the own organisation offers or asks: the list, and the form to make or change one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from labs.views.research_common import go_to
from lib.lists import page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import assignments as actions
from ..actions.content import FIELDS, LINKS, plain
from ..assignment_rights import can_edit, kinds_of, owns
from ..forms.assignments import AssignmentForm, ExpectationForm, role_rows
from ..kinds import ASKED_BY_SCHOOLS, AssignmentKind
from ..models import Assignment
from ..queries import assignments as lists
from ..queries.chains import asked_now
from ..sentences import KINDS
from ..states import APPROVED, ASSIGNMENTS

FORM = ["GET", "HEAD", "POST"]
OFFERS = permission_required(P.OFFER_WORK)
PUBLIC_AT_FIRST = {"is_public": True}


@require_safe
@OFFERS
def offers(request):
    by = request.membership
    page = page_of(request, lists.offers_of(by))
    context = {"page": page, "asks": _asks(by), "asked": asked_now(by)}
    return render(request, "matching/offers/list.html", context)


def _asks(by) -> bool:
    """Whether the organisation asks, as schools do, instead of offering."""
    return kinds_of(by.organisation.kind) == ASKED_BY_SCHOOLS


@require_http_methods(FORM)
@OFFERS
def offer_new(request):
    by, kind = request.membership, request.GET.get("kind")
    kinds = kinds_of(by.organisation.kind)
    if kind not in kinds:
        choices = [(each, AssignmentKind(each).label, KINDS[each]) for each in kinds]
        return render(request, "matching/offers/kinds.html", {"choices": choices, "asks": _asks(by)})
    parts = _parts(request, kind)
    if request.method == "POST" and _are_valid(parts):
        row = _attempt(parts, _make, request, kind, parts)
        if row:
            return _saved(request, row)
    return _form_page(request, kind, parts)


@require_http_methods(FORM)
@OFFERS
def offer_edit(request, pk):
    rows = lists.with_parts(Assignment.objects.visible_to(request.membership))
    row = get_object_or_404(rows, pk=pk)
    if not owns(row, request.membership):
        raise PermissionDenied
    if not (allowed := can_edit(row, request.membership)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "assignment", row.pk)
    parts = _parts(request, row.kind, row)
    if request.method == "POST" and _are_valid(parts):
        done = _attempt(parts, _change, request, row, parts)
        if done:
            return _saved(request, row, waits=done == "waits")
    return _form_page(request, row.kind, parts, row)


# --- The form and its parts --------------------------------------------------------------------------------------
def _parts(request, kind: str, row: Assignment | None = None) -> dict:
    """The forms of one page: the assignment, and for work of students its roles and what the company expects."""
    by, now, data = request.membership, timezone.now(), request.POST or None
    said = plain(row) if row else {"roles": [], "company": None}
    initial = (
        {name: getattr(row, f"{name}_id" if name in LINKS else name) for name in FIELDS} if row else PUBLIC_AT_FIRST
    )
    more = {"version": row.version} if row else {}
    parts = {"form": AssignmentForm(data, by=by, kind=kind, assignment=row, now=now, initial=initial | more)}
    if kind not in ASKED_BY_SCHOOLS:
        parts["rows"] = role_rows(data, by=by, present=said["roles"])
        parts["expects"] = ExpectationForm(data, prefix="company", initial=said["company"])
    return parts


def _are_valid(parts: dict) -> bool:
    found = [part.is_valid() for part in parts.values()]  # every part says what is wrong with it
    return all(found)


def _values(parts: dict) -> dict:
    values = parts["form"].plain()
    if "rows" in parts:
        values |= {"roles": parts["rows"].plain(), "company": parts["expects"].plain()}
    return values


def _attempt(parts: dict, deed, *args):
    """Do it; a refusal stands in the form, so that nothing typed is lost."""
    try:
        return deed(*args)
    except Refused as refusal:
        parts["form"].add_error(None, str(refusal.reason))
        return None


def _make(request, kind: str, parts: dict) -> Assignment:
    nonce = parts["form"].cleaned_data["nonce"]
    values, now = _values(parts), timezone.now()
    return actions.make_assignment(by=request.membership, kind=kind, values=values, nonce=nonce, now=now)


def _change(request, row: Assignment, parts: dict) -> str:
    version = parts["form"].cleaned_data["version"] or 0
    values, now = _values(parts), timezone.now()
    waits = actions.change_assignment(by=request.membership, assignment=row, version=version, values=values, now=now)
    return "waits" if waits else "saved"


def _saved(request, row: Assignment, *, waits: bool = False):
    """Handed in too, when asked for; what is missing then is said, and the draft stays."""
    row.refresh_from_db()
    if request.POST.get("then") == "submit" and ASSIGNMENTS.allows("submit", row.state):
        try:
            actions.submit(by=request.membership, assignment=row, version=row.version, now=timezone.now())
        except Refused as refusal:
            said = _("It is saved, and not handed in yet. %(why)s") % {"why": refusal.reason}
            messages.warning(request, said)
        else:
            messages.success(request, _("It is handed in. You hear by mail what is decided."))
    elif waits:
        messages.success(request, _("Your change waits for approval. Until then the board shows what it showed."))
    else:
        messages.success(request, _("It is saved."))
    return go_to(request, "assignment", row.pk)


def _form_page(request, kind: str, parts: dict, row: Assignment | None = None):
    partnership = request.partnership
    context = parts | {
        "row": row,
        "kind": AssignmentKind(kind).label,
        "asks": kind in ASKED_BY_SCHOOLS,
        "is_up": row is not None and row.state == APPROVED,
        "changing": row is not None and row.state == APPROVED and lists.waiting_change(row),
        "hands_in": row is None or ASSIGNMENTS.allows("submit", row.state),
        "deadline": lists.closed_for(partnership.pk, kind, today()) if row is None else None,
    }
    return render(request, "matching/offers/form.html", context)
