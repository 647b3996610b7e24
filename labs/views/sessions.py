"""Planning a session or a series, and changing one."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lib.workflow import Decision, Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from .. import actions
from ..forms.guests import guest_rows
from ..forms.sessions import SessionForm, copied, facts_of
from ..links import own_page_url, session_url
from ..models import Lab, Session
from ..queries.sessions import guests_of
from ..session_rights import can_change

runs_labs = permission_required(P.RUN_LABS)
MORE, PUBLISH = "more", "publish"
MOST_LETTERS = 160  # of a title


def session_run_by(request, pk) -> Session:
    """The session, for who runs its lab: what one cannot see is not there, what one only sees is refused."""
    rows = Session.objects.visible_to(request.membership).select_related("lab", "activity", "room")
    session = get_object_or_404(rows, pk=pk)
    if not Lab.objects.run_by(request.membership).filter(pk=session.lab_id).exists():
        raise PermissionDenied
    return session


def where_it_is_kept(request, session: Session, decision: Decision):
    """To the page of the session, or the one on which a session of a few people is moved and cancelled; says why."""
    if own := own_page_url(request.partnership, session):
        messages.info(request, str(decision.reason))
    return redirect(own or session_url(request.partnership, session))


@require_http_methods(["GET", "HEAD", "POST"])
@runs_labs
def session_new(request):
    """A new session, or a copy of another as a draft; one that repeats shows its days before they are made."""
    by, source = request.membership, _source(request)
    form = SessionForm(request.POST or None, by=by, initial=_start(request, source))
    present = guests_of(source) if source else []
    guests = guest_rows(request.POST or None, by=by, present=present, more=_asks_more(request))
    context = {"form": form, "guests": guests, "source": source, "session": None}
    if request.method == "POST" and not _unjudged(request, form, guests) and _are_valid(form, guests):
        if not form.cleaned_data["rhythm"]:
            if done := _try(request, form, _plan_one, guests):
                return redirect("session", request.partnership.slug, done.pk)
        elif request.POST.get("seen") != _key(form):
            context |= {"preview": form.days, "ticked": form.days.chosen}
        elif done := _try(request, form, _plan_many, guests):
            return _to_first(request, done)
        else:
            context |= {"preview": form.days, "ticked": _ticked(request, form)}
    if "preview" in context:
        context["seen"] = _key(form)
    return render(request, "labs/sessions/form.html", context)


def _to_first(request, series):
    """A form that is sent again may find its sessions thrown away."""
    first = series.sessions.order_by("series_day").first()
    slug = request.partnership.slug
    return redirect("session", slug, first.pk) if first else redirect("calendar", slug)


def _source(request) -> Session | None:
    """The session that is copied, when the address names one that is visible; what is of a few people is not."""
    pk = request.GET.get("copy", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    rows = Session.objects.visible_to(request.membership).filter(is_listed=True)
    return get_object_or_404(rows.select_related("lab"), pk=pk)


def _start(request, source: Session | None) -> dict:
    labs = list(Lab.objects.run_by(request.membership).order_by("pk")[:2])
    start = {"lab": labs[0] if len(labs) == 1 else request.GET.get("lab"), "day": request.GET.get("day")}
    start["title"] = request.GET.get("title", "")[:MOST_LETTERS]
    return start | copied(source) if source else start


def _asks_more(request) -> bool:
    return request.POST.get("do") == MORE


def _unjudged(request, *forms) -> bool:
    """More rows were asked for: nothing is judged yet."""
    if _asks_more(request):
        for form in forms:
            form.leave_unjudged()
    return _asks_more(request)


def _are_valid(*forms) -> bool:
    judged = [form.is_valid() for form in forms]  # all of them, so that everything is said at once
    return all(judged)


def _key(form: SessionForm) -> str:
    """Which days were shown, so that what is made is what was seen."""
    return " ".join(day.isoformat() for day in form.days.chosen)


def _ticked(request, form: SessionForm) -> list[date]:
    wanted = set(request.POST.getlist("days"))
    return [day for day in form.days.chosen if day.isoformat() in wanted]


def _try(request, form, act, guests):
    """What the act made; what was refused is said at its field."""
    publish = request.POST.get("do") == PUBLISH
    try:
        return act(request, form, guests.guests, publish)
    except Refused as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
    return None


def _plan_one(request, form, guests, publish: bool) -> Session:
    done = actions.plan_session(
        by=request.membership,
        values=form.values,
        guests=guests,
        nonce=form.cleaned_data["nonce"],
        publish=publish,
        now=timezone.now(),
    )
    said = (
        _("%(title)s is on the calendar.")
        if publish
        else _("%(title)s is saved as a draft. Only who runs the lab sees it.")
    )
    messages.success(request, said % {"title": done.title})
    return done


def _plan_many(request, form, guests, publish: bool):
    days = _ticked(request, form)
    done = actions.plan_series(
        by=request.membership,
        values=form.values,
        guests=guests,
        rhythm=form.cleaned_data["rhythm"],
        days=days,
        nonce=form.cleaned_data["nonce"],
        publish=publish,
        now=timezone.now(),
    )
    if publish:
        said = ngettext("%(count)s session is on the calendar.", "%(count)s sessions are on the calendar.", len(days))
    else:
        said = ngettext("%(count)s session is saved as a draft.", "%(count)s sessions are saved as drafts.", len(days))
    messages.success(request, said % {"count": len(days)})
    return done


@require_http_methods(["GET", "HEAD", "POST"])
@runs_labs
def session_edit(request, pk):
    """Change a session, alone or with those that follow in its series."""
    by, session = request.membership, session_run_by(request, pk)
    if not (able := can_change(session, runs=True)):
        return where_it_is_kept(request, session, able)
    form = SessionForm(request.POST or None, by=by, session=session, initial=facts_of(session))
    guests = guest_rows(request.POST or None, by=by, present=guests_of(session), more=_asks_more(request))
    if request.method == "POST" and not _unjudged(request, form, guests) and _are_valid(form, guests):
        done = _try(request, form, lambda *given: _change(session, *given), guests)
        if done:
            messages.success(request, _("%(title)s is saved.") % {"title": form.cleaned_data["title"]})
            return redirect("session", request.partnership.slug, pk)
    context = {"form": form, "guests": guests, "session": session, "source": None}
    return render(request, "labs/sessions/form.html", context)


def _change(session, request, form, guests, _publish) -> Session:
    return actions.change_session(
        by=request.membership,
        session=session,
        version=form.cleaned_data["version"],
        values=form.values,
        guests=guests,
        and_following=form.takes_following,
        now=timezone.now(),
    )
