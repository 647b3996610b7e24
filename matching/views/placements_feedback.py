"""Feedback and references on placements, and the portfolio that a student makes of them."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.periods import today
from partnership.decorators import permission_required, public_page
from partnership.roles import Permission

from .. import placement_rights as rights
from ..actions import placements_feedback as actions
from ..forms.placements_feedback import FeedbackForm, PortfolioLinkForm, ReferenceForm, ShowForm
from ..models import PortfolioLink
from ..placement_states import Moment
from ..queries.placements_feedback import window_of
from ..queries.placements_portfolio import portfolio_of, shared_by
from .placements_common import FORM, SEE, done, placement_of, refusal, to_placement

POINTS = ("work", "guidance", "contact", "learning", "text")


@require_http_methods(FORM)
@SEE
def placement_feedback(request, pk, moment):
    """Give the feedback of one's own side, or change it."""
    row, by, now = placement_of(request, pk), request.membership, timezone.now()
    window = window_of(row, moment)
    if window is None:
        raise Http404
    decision = rights.can_give_feedback(by, row)
    if decision and not window.is_open(today(now)):
        decision = rights.refused(actions.NOT_OPEN)
    if (answer := refusal(request, decision, pk)) is not None:
        return answer
    side = rights.feedback_side(by, row)
    given = next((each for each in row.feedback.all() if (each.moment, each.side) == (moment, side)), None)
    initial = {name: getattr(given, name) for name in POINTS} if given else {}
    form = FeedbackForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = actions.Said(**form.cleaned_data)
        if done(form, actions.give_feedback, by=by, placement=row, moment=moment, said=said, now=now):
            messages.success(request, _("Your feedback is kept. You can change it until it is due."))
            return to_placement(request, pk)
    context = {"form": form, "placement": row, "window": window, "moment": Moment(moment).label, "given": given}
    return render(request, "matching/placements/feedback.html", context)


@require_http_methods(FORM)
@SEE
def placement_reference(request, pk):
    """What the company says about the student."""
    row, by = placement_of(request, pk), request.membership
    if (answer := refusal(request, rights.can_write_reference(by, row), pk)) is not None:
        return answer
    written = getattr(row, "reference", None)
    initial = {"name": written.name, "text": written.text} if written else {"name": by.user.name}
    form = ReferenceForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, actions.write_reference, by=by, placement=row, now=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("The reference is kept; the student decides who reads it."))
        return to_placement(request, pk)
    return render(request, "matching/placements/reference.html", {"form": form, "placement": row, "written": written})


@require_POST
@SEE
def placement_show(request, pk):
    """The student decides what of it stands in the portfolio."""
    row, by = placement_of(request, pk), request.membership
    if (answer := refusal(request, rights.can_show(by, row), pk)) is not None:
        return answer
    form = ShowForm(request.POST)
    if form.is_valid():
        actions.show_placement(by=by, placement=row, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your portfolio shows what you chose."))
    if request.POST.get("back") == "portfolio":
        return redirect("portfolio", request.partnership.slug)
    return to_placement(request, pk)


# --- The portfolio -----------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@permission_required(Permission.APPLY)
def portfolio(request):
    """One's own: what stands in it, and the link. A new link is shown in the answer to the button, only there."""
    by, now = request.membership, timezone.now()
    form, address = PortfolioLinkForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        token = actions.make_portfolio_link(by=by, nonce=form.cleaned_data["nonce"], now=now)
        address = settings.SITE_URL + reverse("portfolio_shared", args=[request.partnership.slug, token])
    rows = portfolio_of(by, today(now), everything=True)
    context = {
        "form": form,
        "button": PortfolioLinkForm(),
        "address": address,
        "link": PortfolioLink.objects.filter(student=by).first(),
        "rows": [(row, ShowForm(initial=_initial(row.placement), auto_id=f"p{row.placement.pk}_%s")) for row in rows],
        "shown": sum(row.placement.in_portfolio for row in rows),
    }
    return render(request, "matching/placements/portfolio.html", context)


def _initial(row) -> dict[str, bool]:
    return {"shown": row.in_portfolio, "feedback": row.shows_feedback, "reference": row.shows_reference}


@require_POST
@permission_required(Permission.APPLY)
def portfolio_link_end(request):
    actions.end_portfolio_link(by=request.membership, now=timezone.now())
    messages.success(request, _("The link to your portfolio does not work any more."))
    return redirect("portfolio", request.partnership.slug)


@require_safe
@public_page
@never_cache
def portfolio_shared(request, token):
    """What a student shows, for who has the link. Not for search engines."""
    now = timezone.now()
    student = shared_by(request.partnership, token, now)
    if student is None:
        raise Http404
    rows = portfolio_of(student, today(now))
    response = render(request, "matching/placements/portfolio_shared.html", {"student": student, "rows": rows})
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
