"""Sessions in words and signs, for every page that names one."""

from django import template
from django.utils.safestring import SafeString

from labs.kinds import Audience
from labs.sentences import times, when, where
from labs.states import SessionState
from lib.templatetags.components import state_pill

register = template.Library()
TONES = {SessionState.DRAFT: ("neutral", ""), SessionState.CANCELLED: ("bad", "")}


@register.filter("when")
def when_of(session) -> str:
    return when(session.starts_at, session.ends_at)


@register.filter("times")
def times_of(session) -> str:
    return times(session.starts_at, session.ends_at)


@register.filter("where")
def where_of(session) -> str:
    return where(session)


@register.filter
def audience(session) -> str:
    """For whom it is, in the order of the levels; empty when it is for everybody."""
    return ", ".join(str(Audience(value).label) for value in Audience.values if value in session.audience)


@register.simple_tag
def session_state(session) -> SafeString | str:
    """A word for what is no ordinary session: a draft, or one that is cancelled."""
    if session.state not in TONES:
        return ""
    return state_pill(session.get_state_display(), *TONES[session.state])
