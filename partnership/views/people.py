"""Who takes part, and who is invited to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import ordering, page_of
from lib.workflow import Refused

from .. import queries
from ..actions import invitations as inviting
from ..actions import memberships
from ..decorators import permission_required
from ..forms.people import InvitationFilter, InviteForm, PeopleFilter
from ..models import Invitation, Membership
from ..permissions import can_appoint, can_end
from ..roles import Permission as P

PEOPLE_ORDER = {
    "name": ("user__name",),
    "role": ("role", "user__name"),
    "organisation": ("organisation__name", "user__name"),
    "since": ("started_at",),
}
INVITATION_ORDER = {"name": ("name", "email"), "sent": ("invited_at",), "expires": ("expires_at",)}
may_invite = permission_required(P.INVITE_COLLEAGUES, P.INVITE_ANYONE)


@require_safe
@may_invite
def people(request):
    form = PeopleFilter(request.GET, by=request.membership)
    chosen = form.cleaned_data if form.is_valid() else {}
    now = timezone.now()
    rows = queries.members(request.membership, chosen, now)
    page = page_of(request, rows.order_by(*ordering(request, PEOPLE_ORDER, "name")))
    for row in page:
        row.can_end = can_end(request.membership, row)
        row.can_appoint = can_appoint(request.membership, row)
    waiting = Invitation.objects.visible_to(request.membership).open(now).count()
    context = {"filter": form, "page": page, "waiting": waiting, "filtered": any(chosen.values())}
    return render(request, "partnership/people.html", context)


@require_safe
@may_invite
def invitations(request):
    form = InvitationFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    now = timezone.now()
    rows = queries.invitations(request.membership, chosen, now)
    page = page_of(request, rows.order_by(*ordering(request, INVITATION_ORDER, "-sent")))
    context = {"filter": form, "page": page, "now": now, "filtered": any(chosen.values())}
    return render(request, "partnership/invitations.html", context)


@require_http_methods(["GET", "POST"])
@may_invite
def invite(request):
    by = request.membership
    wanted = {name: request.GET[name] for name in ("organisation", "role") if name in request.GET}
    form = InviteForm(request.POST or None, by=by, initial=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = inviting.invite(by=by, now=timezone.now(), **{"programme": None} | form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation for %(email)s is on its way.") % {"email": invitation.email})
            return redirect("invitations", by.partnership.slug)
    return render(request, "partnership/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
@may_invite
def membership_end(request, pk):
    """Asks once more, with what it means; ends it on POST."""
    by, now = request.membership, timezone.now()
    rows = Membership.objects.visible_to(by).select_related("user", "organisation")
    membership = get_object_or_404(rows, pk=pk)
    decision = can_end(by, membership)
    if request.method == "POST":
        return _end(request, membership, now)
    context = {
        "member": membership,
        "decision": decision,
        "last": memberships.is_last_management(membership, now),
        "oneself": membership.user_id == by.user_id,
    }
    return render(request, "partnership/membership_end.html", context)


def _end(request, membership, now):
    try:
        memberships.end(by=request.membership, membership=membership, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s has no access in this role any more.") % {"name": membership.user.name})
    if membership.pk == request.membership.pk:
        return redirect("start")
    return redirect("people", request.partnership.slug)


@require_http_methods(["GET", "POST"])
@may_invite
def membership_appoint(request, pk):
    """Asks once more, with what it means; makes this member the company's manager on POST."""
    rows = Membership.objects.visible_to(request.membership).select_related("user", "organisation")
    membership = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            memberships.appoint(by=request.membership, membership=membership, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            names = {"name": membership.user.name, "organisation": membership.organisation.name}
            messages.success(request, _("%(name)s is manager of %(organisation)s now.") % names)
        return redirect("people", request.partnership.slug)
    context = {"member": membership, "decision": can_appoint(request.membership, membership)}
    return render(request, "partnership/membership_appoint.html", context)


@require_POST
@may_invite
def invitation_resend(request, pk):
    said = _("A new invitation for %(email)s is on its way; the old link does not work any more.")
    return _change(request, pk, inviting.resend, said)


@require_POST
@may_invite
def invitation_revoke(request, pk):
    return _change(request, pk, inviting.revoke, _("The invitation for %(email)s is withdrawn."))


def _change(request, pk, action, said):
    invitation = get_object_or_404(Invitation.objects.visible_to(request.membership), pk=pk)
    try:
        action(by=request.membership, invitation=invitation, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said % {"email": invitation.email})
    return redirect("invitations", request.partnership.slug)
