"""Student companies: for everybody those that trade, in full for who works with them."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from partnership.decorators import member_required, permission_required, public_page
from partnership.roles import Permission as P

from ..actions import companies as actions
from ..company_states import ASKS, COMPANIES, DOES
from ..forms.companies import (
    AssignmentForm,
    CoachForm,
    CompanyForm,
    CompanyMemberForm,
    ProposalForm,
    StepForm,
    offer_people,
)
from ..models import CompanyAssignment, CompanyCoach, CompanyMember, StudentCompany
from ..queries import companies as lists
from .research_common import attempt, attempt_form, go_to

FORM = ["GET", "HEAD", "POST"]
TEXT = (*actions.TEXT, "version")


@require_safe
@public_page
def companies(request):
    """What everybody may read; above it, for a member, the companies that he or she works with."""
    by, lab = request.membership, lists.business_lab(request.partnership)
    context = {
        "lab": lab,
        "page": page_of(request, lists.companies_of(by)) if by else None,
        "shown": lists.shown_companies(request.partnership),
        "years": lists.years_of(request.partnership),
        "proposes": bool(lab and by and by.can(P.START_COMPANIES)),
        "oversees": bool(by and by.can(P.RUN_LABS)),
    }
    return render(request, "labs/companies/companies.html", context)


# --- One company -------------------------------------------------------------------------------------------------
def company_of(request, pk) -> tuple[StudentCompany, lists.Standing]:
    """A company as far as the visitor may know of it, and what the visitor is to it."""
    rows, by = StudentCompany.objects.select_related("lab__partnership", "wished_by"), request.membership
    if by is None:
        shown = StudentCompany.objects.public(request.partnership)
        return get_object_or_404(rows.filter(pk__in=shown.values("pk")), pk=pk), lists.Standing()
    seen = rows.filter(pk__in=StudentCompany.objects.visible_to(by).values("pk"))
    try:
        return lists.found_with_standing(seen, by, pk)
    except StudentCompany.DoesNotExist:
        raise Http404 from None


def known_company(request, pk, part: str = "knows"):
    """A company with what the member is to it; 403 for who is not what `part` names."""
    row, standing = company_of(request, pk)
    if not (standing.knows and getattr(standing, part)):
        raise PermissionDenied
    return row, standing


@require_safe
@public_page
def company(request, pk):
    row, standing = company_of(request, pk)
    if not standing.knows:
        return render(request, "labs/companies/company_public.html", {"company": row})
    return company_page(request, row, standing)


def company_page(request, row: StudentCompany, standing, **forms):
    """The whole of it; `forms` are those that were sent and have something wrong in them."""
    now, by = timezone.now(), request.membership
    members, coaches = lists.members_of(row), lists.coaches_of(row)
    context = {
        "company": row,
        "standing": standing,
        "steps": lists.steps_of(row),
        "path": lists.path_of(row),
        "members": members,
        "coaches": coaches,
        "assignments": lists.assignments_of(row),
        "coaching": lists.coaching_of(row),
        "now": now,
        "plans": standing.coaches and not row.is_over and bool(coaches),
        "own_place": next((each for each in members if each.membership_id == by.pk), None),
        "step_forms": _step_forms(row, forms.get("step")) if standing.runs else [],
        "wishes": _wishes(row) if standing.is_member else [],
        "wish_in_words": ASKS.get(row.wish, ""),
        **(_people_forms(row, now, **forms) if standing.runs and not row.is_over else {}),
    }
    return render(request, "labs/companies/company.html", context)


def _people_forms(row: StudentCompany, now, member=None, coach=None, **_others) -> dict:
    """What adds people; the one that was sent keeps what was typed."""
    member = member or CompanyMemberForm(company=row, now=now)
    coach = coach or CoachForm(company=row, now=now)
    offer_people(member, coach, row, now)
    return {"member_form": member, "coach_form": coach}


def _step_forms(row: StudentCompany, sent=None) -> list:
    """What who runs the lab can do now: verb, words and form; the one that was sent keeps what was typed."""
    verb, form = sent or ("", None)
    allowed = [each for each in DOES if COMPANIES.allows(each, row.state)]
    return [(each, DOES[each], form if each == verb else StepForm(verb=each, company=row)) for each in allowed]


def _wishes(row: StudentCompany) -> list:
    return [
        (verb, words)
        for verb, words in ASKS.items()
        if verb not in ("start", row.wish) and COMPANIES.allows(verb, row.state)
    ]


@require_http_methods(FORM)
@permission_required(P.START_COMPANIES)
def company_new(request):
    lab = lists.business_lab(request.partnership)
    if lab is None:
        raise Http404
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.propose, lab=lab)
        if row:
            messages.success(request, _("Your idea is with the lab. Here you see what becomes of it."))
            return go_to(request, "student_company", row.pk)
    return render(request, "labs/companies/company_form.html", {"form": form, "company": None})


@require_http_methods(FORM)
@member_required
def company_edit(request, pk):
    row, _standing = known_company(request, pk, "edits")
    form = CompanyForm(request.POST or None, initial={name: getattr(row, name) for name in TEXT})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt_form(request, form, actions.change_company, company=row)
    ):
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return go_to(request, "student_company", row.pk)
    return render(request, "labs/companies/company_form.html", {"form": form, "company": row})


@require_POST
@permission_required(P.RUN_LABS)
def company_step(request, pk):
    row, standing = known_company(request, pk, "runs")
    verb = request.POST.get("verb")
    if verb not in COMPANIES.transitions:
        raise BadRequest("verb")
    form = StepForm(request.POST, verb=verb, company=row)
    if form.is_valid() and attempt_form(request, form, actions.step_company, company=row, verb=verb):
        messages.success(request, _("The step is written down."))
        return go_to(request, "student_company", row.pk)
    row, standing = company_of(request, pk)
    if not COMPANIES.allows(verb, row.state):
        messages.error(request, _("Somebody else just changed this. Look at it again before you decide."))
    return company_page(request, row, standing, step=(verb, form))


@require_POST
@permission_required(P.START_COMPANIES)
def company_wish(request, pk):
    row, _standing = known_company(request, pk, "is_member")
    if attempt(request, actions.wish_for, company=row, verb=request.POST.get("verb", "")):
        messages.success(request, _("Asked. Who runs the lab sees it."))
    return go_to(request, "student_company", row.pk)


# --- People ------------------------------------------------------------------------------------------------------
@require_POST
@permission_required(P.RUN_LABS)
def member_add(request, pk):
    row, standing = known_company(request, pk, "runs")
    form = CompanyMemberForm(request.POST, company=row, now=timezone.now())
    return _added(request, row, standing, "member", form, actions.add_company_member)


@require_POST
@permission_required(P.RUN_LABS)
def coach_add(request, pk):
    row, standing = known_company(request, pk, "runs")
    form = CoachForm(request.POST, company=row, now=timezone.now())
    return _added(request, row, standing, "coach", form, actions.add_coach)


def _added(request, row, standing, name, form, action):
    if form.is_valid() and attempt_form(request, form, action, company=row):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["membership"].user.name})
        return go_to(request, "student_company", row.pk)
    return company_page(request, row, standing, **{name: form})


@require_POST
@permission_required(P.RUN_LABS, P.START_COMPANIES)
def member_end(request, pk, member):
    row, _standing = known_company(request, pk, "edits")
    place = get_object_or_404(CompanyMember.objects.filter(company=row), pk=member)
    if attempt(request, actions.end_company_member, company=row, member=place):
        messages.success(request, _("From today this student takes part no more."))
    own = place.membership_id == request.membership.pk
    return go_to(request, "student_companies") if own else go_to(request, "student_company", row.pk)


@require_POST
@permission_required(P.RUN_LABS)
def coach_end(request, pk, coach):
    row, _standing = known_company(request, pk, "runs")
    place = get_object_or_404(CompanyCoach.objects.filter(company=row), pk=coach)
    if attempt(request, actions.end_coach, company=row, coach=place):
        messages.success(request, _("From today this person coaches the company no more."))
    return go_to(request, "student_company", row.pk)


# --- Assignments -------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@permission_required(P.RUN_LABS, P.START_COMPANIES)
def assignment_new(request, pk):
    row, _standing = known_company(request, pk, "edits")
    form = AssignmentForm(request.POST or None, company=row)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt_form(request, form, actions.add_assignment, company=row)
    ):
        messages.success(request, _("The assignment is added."))
        return go_to(request, "student_company", row.pk)
    return render(request, "labs/companies/assignment_form.html", {"form": form, "company": row})


@require_POST
@permission_required(P.RUN_LABS, P.START_COMPANIES)
def assignment_remove(request, pk, assignment):
    row, _standing = known_company(request, pk, "edits")
    found = get_object_or_404(CompanyAssignment.objects.filter(company=row), pk=assignment)
    if attempt(request, actions.remove_assignment, company=row, assignment=found):
        messages.success(request, _("The assignment is removed."))
    return go_to(request, "student_company", row.pk)
