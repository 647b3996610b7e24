"""For who runs the lab: who takes part, somebody added by hand, and the list to take along."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lib.exports import FORMATS, Column, Sheet, csv_lines, in_this_language
from lib.figures import moment
from partnership.decorators import permission_required
from partnership.models import Membership
from partnership.roles import Permission as P

from ..actions import enrolments as actions
from ..forms.enrolments import AddPersonForm, FindForm
from ..queries.enrolments import members_found, people_of
from ..states import EnrolmentState
from .enrolment_common import attempt, own_session

may_run = permission_required(P.RUN_LABS)


@require_safe
@may_run
def people(request, pk):
    session, now = own_session(request, pk), timezone.now()
    form = FindForm(request.GET or None)
    found = None
    if form.is_bound and form.is_valid() and form.cleaned_data["name"]:
        found = members_found(session, form.cleaned_data["name"], now)
    adding = [(member, AddPersonForm(initial={"member": member.pk})) for member in found or ()]
    context = {"session": session, "people": people_of(session, now), "form": form, "found": found, "adding": adding}
    return render(request, "labs/enrolments/people.html", context)


@require_POST
@may_run
def person_add(request, pk):
    session, now = own_session(request, pk), timezone.now()
    form = AddPersonForm(request.POST)
    if form.is_valid():
        members = Membership.objects.filter(partnership=request.partnership).select_related("user")
        member = get_object_or_404(members, pk=form.cleaned_data["member"])
        values = {"by": request.membership, "session": session, "member": member, "now": now}
        made = attempt(request, actions.add_person, nonce=form.cleaned_data["nonce"], **values)
        if made is not None:
            waits = made.state == EnrolmentState.WAITING
            words = _("%(name)s is on the waiting list.") if waits else _("%(name)s has a seat.")
            messages.success(request, words % {"name": member.user.name})
    else:
        messages.error(request, _("Something is missing from this form. Open the page again and fill it in once more."))
    return redirect("session_people", request.partnership.slug, session.pk)


@require_POST
@may_run
def people_export(request, pk):
    """The list as CSV. A form asks, for the log is written."""
    session, now = own_session(request, pk), timezone.now()
    actions.note_export(by=request.membership, session=session, now=now)
    name = f"{slugify(session.title)[:60]}-{timezone.localdate(session.starts_at).isoformat()}.csv"
    response = StreamingHttpResponse(in_this_language(csv_lines(_sheet(session, now))), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(session, now) -> Sheet:
    listed = people_of(session, now)
    columns = [
        _("Name"),
        _("E-mail address"),
        _("Organisation"),
        _("Class"),
        _("State"),
        _("Signed up"),
        _("Was there"),
    ]
    there = {True: _("yes"), False: _("no"), None: ""}
    rows = [
        (
            row.person.name,
            row.person.email,
            row.membership.organisation.name,
            row.group.name if row.group else "",
            str(row.get_state_display()),
            moment(row.enrolled_at),
            there[row.was_there],
        )
        for row in (*listed.seated, *listed.waiting)
    ]
    about = [(_("When"), moment(session.starts_at)), (_("Lab"), session.lab.name), (_("List of"), moment(now))]
    return Sheet(session.title, about, [Column(title) for title in columns], rows)
