"""Hours that follow from sessions: answering them, and what a coordinator has to look at again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from contributions.actions import offers as actions
from contributions.forms.decisions import SettleForm
from contributions.forms.offers import DeclineForm, asked
from contributions.models import HourEntry
from contributions.queries import offers as queries
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .approvals import decides, show_one
from .common import go_to, tell

logs = permission_required(Permission.LOG_HOURS)


@require_http_methods(["GET", "HEAD", "POST"])
@logs
def index(request):
    """What waits for an answer, each with its buttons; and what was answered last."""
    now, membership = timezone.now(), request.membership
    offers = queries.offers_of(membership).annotate(doubt=queries.doubt(now))
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb, picks = asked(request.POST)
        answered = actions.answer(
            membership=membership,
            offers=offers.filter(pk__in=picks),
            verb=verb,
            reason=form.cleaned_data["reason"],
            now=now,
        )
        say(request, verb, answered)
        return go_to(request, "home" if request.POST.get("back") == "home" else "hour_offers")
    context = {
        "rows": queries.offer_rows(offers, now),
        "lately": queries.answered_lately(membership),
        "form": form,
        "may_change": True,
    }
    return render(request, "contributions/offers/index.html", context)


def say(request, verb, answered: actions.Answered) -> None:
    """What happened to a choice: one sentence for what is done, one for each that was refused."""
    count = len(answered.done)
    if not (count or answered.refused):
        messages.error(request, _("Nothing is ticked yet. Tick the sessions whose hours you want to answer."))
    if count and verb == "confirm":
        text = ngettext(
            "Confirmed: the hours of one session are submitted. The coordinator decides.",
            "Confirmed: the hours of %(count)s sessions are submitted. The coordinator decides.",
            count,
        )
        messages.success(request, text % {"count": count})
    elif count:
        text = ngettext("Declined: one draft is gone.", "Declined: %(count)s drafts are gone.", count)
        messages.success(request, text % {"count": count})
    for offer, why in answered.refused:
        messages.error(request, _refusal(request, offer, why))


def _refusal(request, offer, why: str):
    text = _("Not done: %(title)s. %(why)s") % {"title": offer.session.title, "why": why}
    if request.membership is None or offer.entry_id is None:
        return text
    url = reverse("hours_entry", args=[request.partnership.slug, offer.entry_id])
    return format_html('{} <a href="{}">{}</a>', text, url, _("Open the draft"))


# --- For coordinators --------------------------------------------------------------------------------------------
@require_safe
@decides
def doubtful(request):
    """Approved hours whose session was cancelled, or whose person turned out not to have been there."""
    rows = queries.doubtful(request.membership, timezone.now())
    related = ("session", "person", "organisation", "entry")
    page = page_of(request, rows.select_related(*related).order_by("entry__worked_on", "pk"))
    rows = [(offer, queries.doubt_in_words(offer.doubt)) for offer in page]
    return render(request, "contributions/offers/doubtful.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@decides
def settle(request, pk):
    """Leave approved hours as they are, with a reason."""
    decidable = HourEntry.objects.decidable_by(request.membership).filter(offer__isnull=False)
    entry = get_object_or_404(decidable.select_related("offer"), pk=pk)
    form = SettleForm(request.POST or None)
    if request.method != "POST":
        return go_to(request, "approval", pk)
    if not form.is_valid():
        return show_one(request, pk, form)
    try:
        reason = form.cleaned_data["reason"]
        actions.settle(membership=request.membership, offer=entry.offer, reason=reason, now=timezone.now())
        messages.success(request, _("These hours stay as they are, with your reason."))
    except Refused as error:
        tell(request, error)
    return go_to(request, "approval", pk)
