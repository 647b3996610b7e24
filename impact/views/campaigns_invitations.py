"""Inviting and reminding: what can leave, what is under way, and how many answered, by group."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.periods import today
from lib.workflow import Refused

from ..actions import mailings as actions
from ..actions.trial_mail import send_test
from ..contact_rights import can_change_texts, can_mail
from ..kinds import Language, MailingKind
from ..models import Mailing
from ..queries import mailings as lists
from ..queries.groups import groups_of, response_of
from .campaigns_common import attempt, held_campaign, may_manage, to_campaign

STOP_POLLING = 286  # htmx takes the answer, and asks no more
HERE = "campaign_invitations"


@require_safe
@may_manage
def invitations(request, pk):
    row, by, now = held_campaign(request, pk), request.membership, timezone.now()
    mailings = list(lists.mailings_of(row)[:20])
    context = {"campaign": row, "mailings": mailings, "may_mail": can_mail(by, row, today(now))}
    context["current"] = next((each for each in mailings if each.is_open), None)
    context["failed"] = mailings[0] if mailings and mailings[0].state == "failed" else None
    context["may_test"] = bool(can_change_texts(by, row))
    context["rounds"] = [_round(row, kind, now) for kind in MailingKind]
    context["response"] = response_of(row, groups_of(row))
    context["undelivered"] = lists.undelivered(row)
    return render(request, "impact/invitations/invitations.html", context)


def _round(row, kind: MailingKind, now) -> dict:
    untested = [Language(language).label for language in lists.untested(row, kind)]
    return {"kind": kind, "due": lists.recipients(row, kind, now).count(), "untested": untested}


@require_POST
@may_manage
def invitations_test(request, pk):
    kind, row = _kind(request), held_campaign(request, pk)
    sent = attempt(request, send_test, campaign=row, purpose=kind, now=timezone.now())
    if sent:
        words = ngettext("A test mail is on its way to you.", "%(count)s test mails are on their way to you.", sent)
        messages.success(request, words % {"count": sent})
    return to_campaign(request, pk, HERE)


def _kind(request) -> str:
    kind = request.POST.get("kind", "")
    if kind not in MailingKind:
        raise Http404
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
def invitations_send(request, pk, kind):
    """Whom it goes to and what it says, before it leaves; then it is asked for."""
    row, now = held_campaign(request, pk), timezone.now()
    if kind not in MailingKind:
        raise Http404
    if request.method == "POST":
        if attempt(request, actions.ask_for, campaign=row, kind=kind, now=now):
            messages.success(request, _("The mail is leaving. You may leave this page; it goes on."))
        return to_campaign(request, pk, HERE)
    if not (may := can_mail(request.membership, row, today(now))):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk, HERE)
    context = {"campaign": row, "round": _round(row, MailingKind(kind), now)}
    return render(request, "impact/invitations/send.html", context)


def mailing_of(request, pk: int, mailing: int) -> Mailing:
    held_campaign(request, pk)
    rows = Mailing.objects.visible_to(request.membership).select_related("campaign__partnership")
    return get_object_or_404(rows, pk=mailing, campaign=pk)


@require_POST
@may_manage
def mailing_act(request, pk, mailing, verb):
    """Stop a round that is under way, or let one that failed go on."""
    row = mailing_of(request, pk, mailing)
    deeds = {"stop": (actions.stop_mailing, _("No more mail leaves.")), "again": (actions.go_on, _("It goes on."))}
    if verb not in deeds:
        raise Http404
    deed, said = deeds[verb]
    try:
        deed(by=request.membership, mailing=row, now=timezone.now())
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return to_campaign(request, pk, HERE)


@require_safe
@may_manage
def mailing_progress(request, pk, mailing):
    """How far it is, for the page that asks every two seconds; what is finished is loaded anew."""
    row = mailing_of(request, pk, mailing)
    status = 200 if row.is_open else STOP_POLLING
    response = render(request, "impact/invitations/_progress.html", {"mailing": row}, status=status)
    if not row.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@may_manage
def response_now(request, pk):
    """Who answered by now, by group, for the page that asks now and then."""
    row = held_campaign(request, pk)
    context = {"campaign": row, "response": response_of(row, groups_of(row))}
    return render(request, "impact/invitations/_response.html", context)
