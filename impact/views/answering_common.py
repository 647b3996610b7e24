"""What every page behind a personal link shares: who may open it, in which language, and what may not leak.

The link alone lets its holder in. So its pages are kept nowhere, found by no search engine, and send no address along;
an unknown link, a withdrawn one and one with a changed letter get the same answer.
"""

import time
from functools import wraps

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from lib.periods import today
from partnership.views.errors import too_many, typed_fields

from ..kinds import Language
from ..queries.answering import Opened, open_link

ATTEMPTS = {"app": "allauth.account", "action": "survey_link"}


def respondent(view):
    """For who holds a link that works, while the survey takes answers; gives the view what it opens."""

    @wraps(view)
    def guarded(request, token, **kwargs):
        request.token = token
        if _is_slowed(request):
            return _sealed(too_many(request))
        opened = open_link(token)
        if opened is None:
            ratelimit.consume(request, limit_get=True, **ATTEMPTS)
            return _sealed(render(request, "impact/answering/unknown.html", status=404))
        language = language_for(request, opened)
        with translation.override(language):
            response = view(request, opened, **kwargs) if _is_on(opened) else not_now(request, opened)
        response.headers["Content-Language"] = language
        return _sealed(response)

    return login_not_required(never_cache(guarded))


def _is_on(opened: Opened) -> bool:
    return opened.takes_answers(today(timezone.now()))


def _is_slowed(request) -> bool:
    """Whether too many links that open nothing came from this address lately. Links that work count for nothing."""
    for rate in ratelimit.get_rates(**ATTEMPTS):
        history = cache.get(ratelimit.get_cache_key(request, rate=rate, **ATTEMPTS), [])
        if not ratelimit.apply_rate(history, time.time(), rate, dry_run=True)[0]:
            return True
    return False


def _sealed(response):
    """Only the name of the site leaves with a click or a form, never the link. With less, browsers refuse the forms."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def not_now(request, opened: Opened):
    """Before the first day, or after the last; what was typed on a page that came too late is shown, to be copied."""
    early = opened.campaign.state == "open" and today(timezone.now()) < opened.campaign.opens_on
    typed = [text for name, text in typed_fields(request) if name not in ("made_on", "go", "ticked")]
    context = page_of(request, opened) | {"early": early, "typed": typed}
    return render(request, "impact/answering/not_now.html", context, status=200 if early else 410)


def language_for(request, opened: Opened) -> str:
    """What its holder chose, else the language of the invitation; always one of the campaign."""
    spoken = opened.campaign.languages
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return next((each for each in (chosen, opened.contact.language) if each in spoken), spoken[0])


def page_of(request, opened: Opened, **more) -> dict:
    """What every template of these pages needs."""
    languages = [(key, label) for key, label in (("nl", "Nederlands"), ("en", "English")) if key in spoken(opened)]
    return {
        "opened": opened,
        "campaign": opened.campaign,
        "token": request.token,
        "own_languages": languages if len(languages) > 1 else [],
        "no_languages": True,
        **more,
    }


def spoken(opened: Opened) -> list[str]:
    return [language for language in Language.values if language in opened.campaign.languages]


def go(request, name: str, *keys):
    """To another page of the same link."""
    return redirect(name, request.token, *keys)


def in_language(response, language: str):
    """Remember a choice of language, as the switch on other pages does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
