"""The skills of education programmes: sets per school year, proposals, discussion, agreement and comparison."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.periods import today
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission as P

from ..actions import skills as actions
from ..forms.skills import AgreeForm, CommentForm, EducationForm, ProposalForm, SetForm, SkillForm
from ..models import EducationProgramme, Skill, SkillSet
from ..queries import skills as lists
from ..research_states import AGREED, DISCUSSING, PROPOSING, SKILL_SETS
from .research_common import attempt, attempt_form, go_to, version_of

SPEAKS, MANAGES = permission_required(P.SHARE_KNOWLEDGE), permission_required(P.MANAGE_PROGRAMME)
KEEPS = permission_required(P.RUN_LABS)
FORM = ["GET", "HEAD", "POST"]


def _demand_keeper(request) -> None:
    if not actions.can_keep(request.membership):
        raise PermissionDenied


@require_safe
@member_required
def skills(request):
    by = request.membership
    return render(
        request,
        "labs/skills/skills.html",
        {"educations": lists.educations_of(by), "manages_list": by.can(P.MANAGE_PROGRAMME)},
    )


# --- Education programmes ------------------------------------------------------------------------------------
@require_http_methods(FORM)
@MANAGES
def education_new(request):
    form = EducationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.save_education)
        if row:
            messages.success(request, _("%(name)s is saved.") % {"name": row.name})
            return go_to(request, "education", row.pk)
    return render(request, "labs/skills/education_form.html", {"form": form, "education": None})


def _education(request, pk) -> EducationProgramme:
    return get_object_or_404(EducationProgramme.objects.visible_to(request.membership), pk=pk)


@require_http_methods(FORM)
@MANAGES
def education_edit(request, pk):
    row = _education(request, pk)
    initial = {"code": row.code, "name": row.name, "level": row.level}
    form = EducationForm(request.POST or None, education=row, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt_form(request, form, actions.save_education, education=row)
    ):
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return go_to(request, "education", row.pk)
    return render(request, "labs/skills/education_form.html", {"form": form, "education": row})


@require_safe
@member_required
def education(request, pk):
    """The years of one education programme."""
    row = _education(request, pk)
    sets = lists.with_counts(row.skill_sets.all()).order_by("-year", "pk")
    context = {"education": row, "sets": sets, "keeps": actions.can_keep(request.membership)}
    return render(request, "labs/skills/education.html", context)


@require_http_methods(FORM)
@KEEPS
def set_new(request, pk):
    row = _education(request, pk)
    _demand_keeper(request)
    day = today()
    this_year = day.year if day.month >= 8 else day.year - 1
    taken = set(row.skill_sets.values_list("year", flat=True))
    form = SetForm(request.POST or None, this_year=this_year, taken=taken)
    if request.method == "POST" and form.is_valid():
        skill_set = attempt_form(request, form, actions.open_set, education=row)
        if skill_set:
            messages.success(request, _("The set is open: companies and schools can propose skills."))
            return go_to(request, "skill_set", skill_set.pk)
    context = {"form": form, "education": row, "before": row.skill_sets.order_by("-year").first()}
    return render(request, "labs/skills/set_form.html", context)


# --- A set ---------------------------------------------------------------------------------------------------
def _set(request, pk) -> SkillSet:
    rows = SkillSet.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("education", "agreed_by"), pk=pk)


def _proposes(by, row: SkillSet) -> bool:
    """Everybody with a say while proposals come in; who keeps the set until it is agreed."""
    late = row.state == DISCUSSING and actions.can_keep(by)
    return by.can(P.SHARE_KNOWLEDGE) and (row.state == PROPOSING or late)


@require_safe
@member_required
def skill_set(request, pk):
    row, by = _set(request, pk), request.membership
    keeps = actions.can_keep(by)
    context = {
        "set": row,
        "education": row.programme,
        "skills": lists.skills_in(row),
        "before": lists.year_before(row),
        "partners": row.partners.select_related("organisation").order_by("organisation__name", "pk"),
        "keeps": keeps,
        "proposes": _proposes(by, row),
        "steps": [verb for verb in actions.STEPS if SKILL_SETS.allows(verb, row.state)] if keeps else [],
        "agrees": keeps and row.state == DISCUSSING,
        "stages": [_("Propose"), _("Discuss"), _("Agree")],
        "step": [PROPOSING, DISCUSSING, AGREED].index(row.state) + (2 if row.state == AGREED else 1),
    }
    return render(request, "labs/skills/set.html", context)


@require_POST
@KEEPS
def set_step(request, pk):
    row, verb = _set(request, pk), request.POST.get("verb")
    _demand_keeper(request)
    if verb not in actions.STEPS:
        raise BadRequest("verb")
    if attempt(request, actions.step_set, skill_set=row, verb=verb, version=version_of(request)):
        done = {
            "discuss": _("The discussion is open. Organisations can support skills and comment on them."),
            "propose_again": _("Proposals can come in again."),
        }
        messages.success(request, done[verb])
    return go_to(request, "skill_set", row.pk)


@require_http_methods(FORM)
@KEEPS
def set_agree(request, pk):
    row = _set(request, pk)
    _demand_keeper(request)
    if row.state != DISCUSSING:
        return go_to(request, "skill_set", row.pk)
    form = AgreeForm(request.POST or None, by=request.membership, skill_set=row, initial={"agreed_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt_form(request, form, actions.agree, skill_set=row, version=version_of(request))
    ):
        messages.success(request, _("The set is agreed. From now on nothing in it changes."))
        return go_to(request, "skill_set", row.pk)
    context = {"form": form, "set": row, "education": row.education}
    return render(request, "labs/skills/agree.html", context)


@require_safe
@member_required
def set_compare(request, pk):
    """What this year changed, in words and as a table."""
    row = _set(request, pk)
    before = lists.year_before(row)
    if before is None:
        raise Http404
    context = {"set": row, "education": row.programme, "comparison": lists.comparison(before, row)}
    return render(request, "labs/skills/compare.html", context)


@require_http_methods(FORM)
@SPEAKS
def skill_new(request, pk):
    row = _set(request, pk)
    if request.method != "POST" and not _proposes(request.membership, row):
        return go_to(request, "skill_set", row.pk)
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        skill = attempt_form(request, form, actions.propose, skill_set=row)
        if skill:
            messages.success(request, _("Proposed: %(name)s.") % {"name": skill.name})
            return go_to(request, "skill_set", row.pk)
    return render(request, "labs/skills/skill_form.html", {"form": form, "set": row, "skill": None})


# --- One skill -----------------------------------------------------------------------------------------------
def _skill(request, pk) -> Skill:
    rows = Skill.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("skill_set__education", "organisation", "earlier__skill_set"), pk=pk)


@require_safe
@member_required
def skill(request, pk):
    return _skill_page(request, _skill(request, pk))


def _skill_page(request, row: Skill, form=None):
    by = request.membership
    voices = list(row.voices.select_related("organisation").order_by("organisation__name", "pk"))
    speaks = by.can(P.SHARE_KNOWLEDGE) and row.skill_set.state != AGREED
    context = {
        "skill": row,
        "set": row.skill_set,
        "voices": voices,
        "comments": row.comments.select_related("organisation", "author").order_by("said_at", "pk"),
        "supports": any(voice.organisation_id == by.organisation_id for voice in voices),
        "votes": speaks and row.skill_set.state == DISCUSSING,
        "changes": actions.may_change(by, row),
        "form": form or (CommentForm() if speaks else None),
    }
    return render(request, "labs/skills/skill.html", context)


@require_http_methods(FORM)
@SPEAKS
def skill_edit(request, pk):
    row = _skill(request, pk)
    if not actions.may_change(request.membership, row):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in ("name", "weight", "why", "dropped_why")}
    form = SkillForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.change_skill, skill=row):
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return go_to(request, "skill", row.pk)
    return render(request, "labs/skills/skill_form.html", {"form": form, "set": row.skill_set, "skill": row})


@require_POST
@SPEAKS
def skill_support(request, pk):
    row = _skill(request, pk)
    gives = request.POST.get("verb") != "take_back"
    if attempt(request, actions.support if gives else actions.take_support_back, skill=row):
        words = _("Your organisation supports this skill.") if gives else _("The support is taken back.")
        messages.success(request, words)
    return go_to(request, "skill", row.pk)


@require_POST
@SPEAKS
def skill_comment(request, pk):
    row = _skill(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid() and attempt_form(request, form, actions.comment, skill=row):
        messages.success(request, _("Your comment stands below the skill."))
        return go_to(request, "skill", row.pk)
    return _skill_page(request, row, form)
