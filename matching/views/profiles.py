"""The own profile of a student."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from labs.views.research_common import attempt_form, go_to
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..actions.profiles import save_profile
from ..forms.profiles import ProfileForm
from ..models import StudentProfile


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.APPLY)
def profile(request):
    by = request.membership
    row = StudentProfile.objects.filter(student=by).first()
    initial = {}
    if row:
        initial = {"level": row.level, "education": row.education_id, "gender": row.gender}
        initial["skills"] = list(row.skills.values_list("pk", flat=True))
    form = ProfileForm(request.POST or None, student=by, profile=row, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, save_profile):
        messages.success(request, _("Your profile is saved. From now on the board says what fits you."))
        return go_to(request, "board")
    return render(request, "matching/board/profile.html", {"form": form, "profile": row})
