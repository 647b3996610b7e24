"""Hours that follow from sessions, in words, and as a part of the page of a session."""

from django import template
from django.utils import timezone

from contributions.queries import offers as queries
from contributions.sentences import OFFER_TONES, STATE_TONES
from contributions.states import OfferState
from partnership.roles import Permission

register = template.Library()


@register.filter
def offer_tone(offer) -> str:
    return OFFER_TONES[offer.state]


@register.filter
def entry_tone(entry) -> str:
    return STATE_TONES[entry.state]


@register.filter
def doubt_words(offer) -> str:
    return queries.doubt_in_words(offer.doubt)


@register.filter
def refusal_words(offer) -> str:
    return queries.why_refused(offer)


@register.inclusion_tag("contributions/offers/_session.html", takes_context=True)
def session_hours(context, session):
    """What became of the hours of a session, for its guests and for who runs it; one query, for the public none."""
    membership, guests = context.get("membership"), context["guests"]
    runs = context["runs"]
    knows = membership and (runs or membership.can(Permission.LOG_HOURS))
    offers = queries.offers_of_session(membership, session, timezone.now()) if knows else []
    return {
        "offers": offers,
        "mine_waits": any(each.state == OfferState.OFFERED and each.person_id == membership.user_id for each in offers),
        "decides": bool(membership) and membership.can(Permission.DECIDE_ON_HOURS),
        **{name: context.get(name) for name in ("membership", "partnership", "may_change")},
        "runs": runs,
        "guests": guests,
        "session": session,
    }
