"""Signing up for oneself, stepping back, and the own sessions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission as P

from ..actions import enrolments as actions
from ..forms.enrolments import EnrolForm
from ..models import Enrolment
from ..queries.enrolments import my_coming, my_past, runs, seats_of
from ..states import TAKING_PART, EnrolmentState
from .enrolment_common import attempt, session_of, to_session


@require_safe
@permission_required(P.TAKE_PART)
def my_sessions(request):
    now = timezone.now()
    past = page_of(request, my_past(request.membership, now))
    context = {"coming": my_coming(request.membership, now), "past": past}
    return render(request, "labs/enrolments/mine.html", context)


@require_POST
@permission_required(P.TAKE_PART)
def enrol(request, pk):
    session, form = session_of(request, pk), EnrolForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["nonce"]))
        return to_session(request, session)
    by, nonce = request.membership, form.cleaned_data["nonce"]
    made = attempt(request, actions.enrol, by=by, session=session, nonce=nonce, now=timezone.now())
    if made is not None:
        _say(request, made)
    return to_session(request, session)


def _say(request, enrolment):
    if enrolment.state == EnrolmentState.SEATED:
        messages.success(request, _("You have a seat. The confirmation comes by mail."))
    elif enrolment.state == EnrolmentState.WAITING:
        messages.success(request, _("All seats are taken: you are on the waiting list, and hear it when you move up."))


@require_http_methods(["GET", "POST"])
@member_required
def withdraw(request, pk):
    """One's own enrolment, one of the own class, or any of a session that one runs."""
    by = request.membership
    rows = Enrolment.objects.visible_to(by).filter(state__in=TAKING_PART)
    row = get_object_or_404(rows.select_related("session__lab", "person", "group"), pk=pk)
    own = row.person_id == by.user_id
    if request.method == "POST":
        moved = attempt(request, actions.withdraw, by=by, enrolment=row, now=timezone.now())
        if moved is not None:
            name = {"name": row.person.name}
            said = _("You are no longer signed up.") if own else _("%(name)s is no longer signed up.") % name
            messages.success(request, said)
        return _back_from(request, row, own)
    context = {"enrolment": row, "session": row.session, "own": own, "seats": seats_of(row.session)}
    return render(request, "labs/enrolments/withdraw.html", context)


def _back_from(request, enrolment, own):
    if not own and runs(request.membership, enrolment.session):
        return redirect("session_people", request.partnership.slug, enrolment.session_id)
    return to_session(request, enrolment.session)
