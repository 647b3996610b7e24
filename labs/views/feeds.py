"""Calendars to subscribe to: of a partnership, of a lab, and one's own behind a link that only its owner knows."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.ical import CONTENT_TYPE
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import member_required, public_page

from .. import feeds
from ..actions import feeds as actions
from ..forms.feeds import LinkForm
from ..models import CalendarLink, Lab
from ..queries import feeds as queries

LANGUAGES = dict(settings.LANGUAGES)


@require_safe
@public_page
def calendar_feed(request):
    return _public(request, None)


@require_safe
@public_page
def lab_feed(request, lab):
    return _public(request, get_object_or_404(Lab, partnership=request.partnership, slug=lab))


@require_safe
@public_page
def own_feed(request, token):
    """For a phone, which cannot log in. The one thing written here is the day, so that its owner sees it is used."""
    now = timezone.now()
    link = queries.working_link(request.partnership, actions.hash_of(token), now)
    if link is None:
        raise Http404
    actions.note_use(link=link, on=today(now))
    with translation.override(_language(request)):
        feed = feeds.own_feed(request.partnership, queries.own_sessions(request.partnership, link.person, now))
        response = _answer(request, feed, queries.last_own_change(link, now))
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _public(request, lab):
    now = timezone.now()
    with translation.override(_language(request)):
        sessions = queries.public_sessions(request.partnership, lab, now)
        feed = feeds.public_feed(request.partnership, lab, sessions)
        response = _answer(request, feed, queries.last_change(request.partnership, now))
    patch_cache_control(response, public=True, max_age=300)
    return response


def _language(request) -> str:
    """`?lang=`, or what the reader asks for, which the middleware found."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else translation.get_language()


def _answer(request, feed, changed_at):
    """The calendar, or 304 when the reader has it already."""
    etag = quote_etag(f"{translation.get_language()}-{feed.fingerprint}")
    stamp = int(changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=stamp)
    response = response or HttpResponse(feed.to_bytes(), content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(stamp)
    response.headers["Content-Language"] = translation.get_language()
    # Which language that is follows from both, unless the address says it; who keeps a copy has to know.
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def calendar_link(request):
    """One's own calendar: whether there is a link to it. A new one is shown in the answer to the button, only there."""
    form, address, by = LinkForm(request.POST if request.method == "POST" else None), "", request.membership
    if request.method == "POST" and form.is_valid():
        try:
            token = actions.make_link(by=by, nonce=form.cleaned_data["nonce"], now=timezone.now())
            path = reverse("own_feed", args=[request.partnership.slug, token])
            address = f"{feeds.absolute(path)}?lang={translation.get_language()}"
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "button": LinkForm(),
        "address": address,
        "subscribe": feeds.subscribing(address),
        "link": CalendarLink.objects.filter(partnership=request.partnership, person=by.user_id).first(),
    }
    return render(request, "labs/lab_calendar_link.html", context)


@require_POST
@member_required
def calendar_link_end(request):
    actions.end_link(by=request.membership, now=timezone.now())
    messages.success(request, _("The link to your calendar does not work any more."))
    return redirect("calendar_link", request.partnership.slug)
