"""Steps of a session: onto the calendar, off it with a reason, or away while it is a draft."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lib.workflow import Refused

from .. import actions
from ..forms.sessions import CancelForm, StepForm
from ..queries.enrolments import seats_of
from ..session_rights import can_step
from .sessions import runs_labs, session_run_by, where_it_is_kept


@require_POST
@runs_labs
def session_publish(request, pk):
    session = session_run_by(request, pk)
    done = _step(request, session, actions.publish_session)
    if done:
        text = ngettext("%(count)s session is on the calendar.", "%(count)s sessions are on the calendar.", done)
        messages.success(request, text % {"count": done})
    return redirect("session", request.partnership.slug, pk)


@require_POST
@runs_labs
def session_discard(request, pk):
    session = session_run_by(request, pk)
    done = _step(request, session, actions.discard_session)
    if not done:
        return redirect("session", request.partnership.slug, pk)
    text = ngettext("The draft is thrown away.", "%(count)s drafts are thrown away.", done)
    messages.success(request, text % {"count": done})
    return redirect("calendar", request.partnership.slug)


def _step(request, session, action) -> int:
    """For how many sessions the step was taken; 0 when it was refused, which is said."""
    form = StepForm(request.POST)
    values = form.cleaned_data if form.is_valid() else {"version": -1, "all_drafts": False}
    try:
        return action(by=request.membership, session=session, now=timezone.now(), **values)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return 0


@require_http_methods(["GET", "HEAD", "POST"])
@runs_labs
def session_cancel(request, pk):
    """Call a session off: everybody who takes part is told why."""
    session = session_run_by(request, pk)
    if not (able := can_step(session, "cancel", runs=True)):
        return where_it_is_kept(request, session, able)
    form = CancelForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.cancel_session(
                by=request.membership,
                session=session,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
                and_following=form.takes_following,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = ngettext("The session is cancelled.", "%(count)s sessions are cancelled.", done)
            messages.success(request, text % {"count": done} + " " + _("Everybody who takes part is told by mail."))
            return redirect("session", request.partnership.slug, pk)
    context = {"session": session, "form": form, "taken": seats_of(session), "guests": session.guests.count()}
    return render(request, "labs/sessions/cancel.html", context | {"is_over": session.ends_at <= timezone.now()})
