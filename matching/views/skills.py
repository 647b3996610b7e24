"""The maintained list of skills, for who looks after the board."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..actions import skills as actions
from ..forms.skills import SkillTagForm
from ..models import SkillTag
from ..queries.skills import with_uses

MATCHES = permission_required(Permission.MATCH)
FORM = ["GET", "HEAD", "POST"]


@require_safe
@MATCHES
def skill_tags(request):
    rows = list(with_uses(SkillTag.objects.visible_to(request.membership)))
    context = {
        "tags": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at is not None],
    }
    return render(request, "matching/skills/skill_tags.html", context)


@require_http_methods(FORM)
@MATCHES
def skill_tag_new(request):
    form = SkillTagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.save_skill_tag)
        if row:
            messages.success(request, _("%(name)s is on the list.") % {"name": row.name})
            return go_to(request, "skill_tags")
    return render(request, "matching/skills/skill_tag_form.html", {"form": form, "tag": None})


def _tag(request, pk) -> SkillTag:
    return get_object_or_404(with_uses(SkillTag.objects.visible_to(request.membership)), pk=pk)


@require_http_methods(FORM)
@MATCHES
def skill_tag_edit(request, pk):
    row = _tag(request, pk)
    form = SkillTagForm(request.POST or None, tag=row, initial={"name_nl": row.name_nl, "name_en": row.name_en})
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.save_skill_tag, tag=row):
        messages.success(request, _("Saved. The new name stands everywhere now."))
        return go_to(request, "skill_tags")
    return render(request, "matching/skills/skill_tag_form.html", {"form": form, "tag": row})


@require_POST
@MATCHES
def skill_tag_step(request, pk):
    """Take a skill off the list, or put it back."""
    row, verb = _tag(request, pk), request.POST.get("verb")
    acts = {"end": actions.end_skill_tag, "put_back": actions.put_skill_tag_back}
    if verb not in acts:
        raise BadRequest("verb")
    if attempt(request, acts[verb], tag=row):
        said = _("%(name)s is off the list.") if verb == "end" else _("%(name)s can be chosen again.")
        messages.success(request, said % {"name": row.name})
    return go_to(request, "skill_tags")
