"""Answering offers of hours by the link in a mail, without logging in.

The link moves into the session; only the buttons on the page that follows do something, and only this.
"""

from allauth.core.internal import ratelimit  # the public part of it counts no GET
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions.actions import offer_links as actions
from contributions.forms.offers import DeclineForm, asked
from contributions.queries.offers import offer_rows
from partnership.decorators import public_page
from partnership.views.errors import too_many

from .common import go_to
from .offers import say

SESSION_KEY, DONE = "offer_link", "offer_link_done"
ATTEMPTS = "offer_link"


def _hidden(response):
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _too_often(request) -> bool:
    """From one address; the setting ACCOUNT_RATE_LIMITS says how often."""
    return not ratelimit.consume(request, app="allauth.account", action=ATTEMPTS, limit_get=True)


@require_safe
@public_page
@never_cache
def arrive(request, token):
    """Take the token out of the address, where it could be seen or passed on."""
    if _too_often(request):
        return too_many(request)
    request.session[SESSION_KEY] = actions.hash_of(token)
    request.session.pop(DONE, None)
    response = _hidden(redirect("offer_answers", request.partnership.slug))
    response.headers["Referrer-Policy"] = "no-referrer"  # this page has no form that needs it
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
@never_cache
def answers(request):
    """What the mail was about, with its buttons. Who is logged in as this person, does it in the portal."""
    now = timezone.now()
    found = actions.open_link(partnership=request.partnership, token_hash=request.session.get(SESSION_KEY, ""), now=now)
    if found is None:
        done = request.session.get(DONE, False)
        return _hidden(
            render(request, "contributions/offers/link_over.html", {"done": done}, status=200 if done else 410)
        )
    if request.user.is_authenticated:
        if request.user == found.link.person:
            return go_to(request, "hour_offers")
        return _hidden(render(request, "contributions/offers/link_of_another.html", status=403))
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, found, form, now)
    context = {"rows": offer_rows(found.offers, now), "form": form, "link": found.link, "may_change": False}
    return _hidden(render(request, "contributions/offers/by_link.html", context))


def _answer(request, found, form, now):
    if _too_often(request):
        return too_many(request)
    verb, picks = asked(request.POST)
    reason = form.cleaned_data["reason"]
    answered = actions.answer_by_link(opened=found, picks=picks, verb=verb, reason=reason, now=now)
    say(request, verb, answered)
    request.session[DONE] = len(answered.done) == len(found.offers)
    return _hidden(redirect("offer_answers", request.partnership.slug))
