"""The project bank: the list, one template, and what who looks after a board does with it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to, version_of
from lib.lists import ordering, page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import bank as actions
from ..bank_rights import can_change, can_offer, can_put_back, can_take
from ..bank_sentences import credit_of
from ..forms.bank import BankFilter, TakeForm, TemplateForm
from ..kinds import Level
from ..models import Assignment, BankTemplate
from ..queries import bank as lists
from ..queries.assignments import with_parts

FORM = ["GET", "HEAD", "POST"]
READS = permission_required(P.SEE_BANK)
KEEPS = permission_required(P.MATCH)
SORTS = {"newest": ("-made_at",), "title": ("title",), "taken": ("-taken", "-made_at"), "from": ("partnership__name",)}
STEPS = {"withdraw": actions.withdraw_template, "put_back": actions.put_back_template}
TOLD = {
    "withdraw": gettext_lazy("It is withdrawn from the project bank. What was taken from it goes on."),
    "put_back": gettext_lazy("It is in the project bank again."),
}


def _template(request, pk) -> BankTemplate:
    rows = lists.with_credit(BankTemplate.objects.visible_to(request.membership))
    return get_object_or_404(rows.select_related("assignment__organisation"), pk=pk)


def levels_of(template: BankTemplate) -> str:
    """In the order of the levels."""
    return ", ".join(str(level.label) for level in Level if level.value in template.levels)


@require_safe
@READS
def bank(request):
    """Everything in it, of every partnership of the portal."""
    form = BankFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = lists.templates_for(request.membership, asked)
    page = page_of(request, rows.order_by(*ordering(request, SORTS, "newest")))
    context = {
        "page": page,
        "rows": [(row, levels_of(row)) for row in page.object_list],
        "filter": form,
        "is_filtered": any(asked.values()),
        "keeps": request.membership.can(P.MATCH),
    }
    return render(request, "matching/bank/list.html", context)


@require_safe
@READS
def bank_template(request, pk):
    row, by = _template(request, pk), request.membership
    takers = lists.takers_of(row)
    _found, missing = lists.own_skills(by.partnership_id, row.roles) if can_take(row, by) else ({}, [])
    context = {
        "template": row,
        "credit": credit_of(row),
        "roles": [(role, Level(role["level"]).label, _named(role["skills"], request)) for role in row.roles],
        "levels": levels_of(row),
        "takers": takers,
        "count": sum(taker.count for taker in takers),
        "own": lists.taken_by(row, by),
        "source": Assignment.objects.visible_to(by).filter(pk=row.assignment_id).first(),
        "takes": can_take(row, by),
        "changes": can_change(row, by),
        "puts_back": can_put_back(row, by),
        "missing": _named(missing, request),
    }
    return render(request, "matching/bank/one.html", context)


def _named(skills: list[dict], request) -> str:
    """In the language of the reader."""
    return ", ".join(skill["en" if request.LANGUAGE_CODE == "en" else "nl"] for skill in skills)


# --- Offered and kept --------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@KEEPS
def bank_offer(request, pk):
    """Put an assignment in the bank."""
    row = get_object_or_404(with_parts(Assignment.objects.visible_to(request.membership)), pk=pk)
    if there := BankTemplate.objects.filter(assignment=row).first():
        return go_to(request, "bank_template", there.pk)
    if not (allowed := can_offer(row, request.membership)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "assignment", row.pk)
    form = TemplateForm(request.POST or None, initial=actions.first_values(row))
    if request.method == "POST" and form.is_valid():
        made = _try(request, form, actions.offer_template, assignment=row)
        if made:
            messages.success(request, _("It is in the project bank. Other schools can take it."))
            return go_to(request, "bank_template", made.pk)
    return render(request, "matching/bank/form.html", {"form": form, "assignment": row})


@require_http_methods(FORM)
@KEEPS
def bank_edit(request, pk):
    row = _template(request, pk)
    if not (allowed := can_change(row, request.membership)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "bank_template", row.pk)
    initial = {name: getattr(row, name) for name in (*actions.FIELDS, "version")}
    initial |= {"names_company": bool(row.company_name)}
    form = TemplateForm(request.POST or None, template=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        if _try(request, form, actions.change_template, template=row, version=version):
            messages.success(request, _("The template is saved."))
            return go_to(request, "bank_template", row.pk)
    return render(request, "matching/bank/form.html", {"form": form, "assignment": row.assignment, "template": row})


def _try(request, form, action, **values):
    """Do it; a refusal stands in the form, so that nothing typed is lost."""
    try:
        return action(
            by=request.membership,
            values=form.values(),
            names_company=form.cleaned_data["names_company"],
            now=timezone.now(),
            **values,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return None


@require_POST
@KEEPS
def bank_step(request, pk):
    """Withdraw it, or put it back."""
    row, verb = _template(request, pk), request.POST.get("verb")
    if verb not in STEPS:
        raise BadRequest("verb")
    if attempt(request, STEPS[verb], template=row, version=version_of(request)):
        messages.success(request, TOLD[verb])
    return go_to(request, "bank_template", row.pk)


# --- Taken -------------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@KEEPS
def bank_take(request, pk):
    """A draft for a company of the own region."""
    row, by = _template(request, pk), request.membership
    if not (allowed := can_take(row, by)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "bank_template", row.pk)
    form = TakeForm(request.POST or None, by=by, template=row)
    if request.method == "POST" and form.is_valid():
        made = attempt_form(request, form, actions.take_template, template=row)
        if made:
            messages.success(request, _told(made))
            return go_to(request, "assignment", made.pk)
    return render(request, "matching/bank/take.html", {"form": form, "template": row, "credit": credit_of(row)})


def _told(row: Assignment) -> str:
    """That the draft is there, and how many people of the company heard it."""
    count = len(lists.people_to_tell(row.organisation_id, timezone.now()))
    if not count:
        words = {"company": row.organisation.name}
        return _("The draft is there. Nobody of %(company)s has an account yet: invite somebody.") % words
    said = ngettext(
        "The draft is there. %(count)s person of %(company)s gets a mail.",
        "The draft is there. %(count)s people of %(company)s get a mail.",
        count,
    )
    return said % {"count": count, "company": row.organisation.name}
