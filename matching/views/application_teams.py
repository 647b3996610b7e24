"""Teams: asking classmates in, and joining."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from labs.views.research_common import attempt, attempt_form, go_to
from lib.periods import today

from ..actions import application_teams as actions
from ..application_rights import can_apply
from ..forms.applications import InviteForm, JoinForm
from ..models import TeamInvitation
from .applications import APPLY, FORM, application_page, form_data, own_application


@require_POST
@APPLY
def team_ask(request, pk):
    row = own_application(request, pk)
    form = InviteForm(request.POST)
    if form.is_valid() and attempt_form(request, form, actions.ask_in, application=row):
        said = _("If %(email)s is the address of a student here, a mail with the invitation is on its way.")
        messages.success(request, said % form.cleaned_data)
        return go_to(request, "application", row.pk)
    if row.state != "draft":
        messages.error(request, str(actions.SENT))
    return application_page(request, row, form)


@require_http_methods(FORM)
@APPLY
def team_invitation(request, pk):
    """What a classmate asks, with the form to join and the button to say no."""
    rows = TeamInvitation.objects.visible_to(request.membership)
    related = ("team__assignment__organisation", "team__made_by__user")
    row = get_object_or_404(rows.select_related(*related), pk=pk)
    assignment = row.team.assignment
    if "refuse" in request.POST:
        if attempt(request, actions.refuse_team, invitation=row):
            messages.success(request, _("You said no. Who asked you sees it."))
        return go_to(request, "applications")
    form = JoinForm(*form_data(request), assignment=assignment)
    if form.is_bound and form.is_valid():
        joined = attempt_form(request, form, actions.join_team, invitation=row)
        if joined:
            messages.success(request, _("You are in the team. You hear it when the team has applied."))
            return go_to(request, "application", joined.pk)
    allowed = can_apply(request.membership, assignment, today(timezone.now()))
    context = {"form": form, "invitation": row, "assignment": assignment, "allowed": allowed}
    return render(request, "matching/applications/invitation.html", context)
