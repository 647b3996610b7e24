"""Attendance on a phone: a tick for everybody, saved in one go, changed as often as needed."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions.attendance import Present, take_attendance
from ..forms.attendance import AttendanceForm
from ..queries.enrolments import members_found, people_of, takers
from .enrolment_common import own_session


@require_http_methods(["GET", "POST"])
@permission_required(P.RUN_LABS)
def attendance(request, pk):
    session, now = own_session(request, pk), timezone.now()
    people = people_of(session, now)
    may = people.attendance
    form = AttendanceForm(request.POST or None, initial={"seen": _seen(session)})
    if request.method == "GET":
        return _page(request, session, people, form, may, ticked=_as_saved(people))
    if not form.is_valid():
        return _page(request, session, people, form, may, ticked=Present((), ()))
    present = form.present
    if "search" in request.POST:
        return _page(request, session, people, form, may, ticked=present)
    if "everyone" in request.POST:
        present = replace(present, people=[row.pk for row in people.seated], guests=[row.pk for row in people.guests])
        present = replace(present, people={*present.people, *form.present.people})
    try:
        take_attendance(
            by=request.membership, session=session, present=present, seen=form.cleaned_data["seen"], now=now
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, session, people, form, may, ticked=present)
    return _saved(request, session)


def _saved(request, session):
    there = session.enrolments.filter(was_there=True).count()
    words = ngettext("Saved: %(count)s person was there.", "Saved: %(count)s people were there.", there)
    messages.success(request, words % {"count": there})
    return redirect("session_people", request.partnership.slug, session.pk)


def _seen(session) -> str:
    return session.attendance_taken_at.isoformat() if session.attendance_taken_at else ""


def _as_saved(people) -> Present:
    there = [row.pk for row in people.seated if row.was_there]
    return Present(there, [row.pk for row in people.guests if row.was_there])


def _tick(people, ticked: Present) -> None:
    """Each row knows whether it is ticked."""
    for row in (*people.seated, *people.waiting):
        row.on = row.pk in ticked.people
    for row in people.guests:
        row.on = row.pk in ticked.guests


def _page(request, session, people, form, may, *, ticked):
    now, looked_for = timezone.now(), ""
    if form.is_bound and form.is_valid():
        looked_for = form.cleaned_data["find"]
    walked_in = list(
        takers(session.lab.partnership_id, now).filter(pk__in=ticked.walk_ins).order_by("user__name", "pk")
    )
    found = [row for row in members_found(session, looked_for, now) if row.pk not in ticked.walk_ins]
    _tick(people, ticked)
    context = {
        "session": session,
        "people": people,
        "form": form,
        "may": may,
        "walked_in": walked_in,
        "found": found,
        "nobody": _("Nobody found") if looked_for and not found else "",
    }
    return render(request, "labs/enrolments/attendance.html", context)
