"""Sessions as a calendar application shows them: the same sessions and times in every language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lib.ical import Entry, Feed

from .kinds import Audience, SessionLanguage
from .links import session_url
from .models import Lab, Session
from .queries.feeds import is_waiting
from .states import SessionState

LEVELS, LANGUAGES = dict(Audience.choices), dict(SessionLanguage.choices)


def public_feed(partnership, lab: Lab | None, sessions) -> Feed:
    """The calendar of a partnership or of one lab, for everybody."""
    name = f"{lab.name} · {partnership.name}" if lab else partnership.name
    url = reverse("lab", args=[partnership.slug, lab.slug]) if lab else reverse("labs", args=[partnership.slug])
    return Feed(name, absolute(url), tuple(_entry(partnership, each) for each in sessions))


def own_feed(partnership, sessions) -> Feed:
    """Somebody's own calendar. Its name holds no name: it stands on screens that others see."""
    entries = tuple(_own_entry(partnership, each) for each in sessions)
    name = _("My sessions · %(partnership)s") % {"partnership": partnership.name}
    return Feed(name, absolute(reverse("labs", args=[partnership.slug])), entries)


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def subscribing(address: str) -> str:
    """The same address as calendar programs open it."""
    return "webcal://" + address.partition("://")[2]


def audience_in_words(session: Session) -> str:
    return ", ".join(str(LEVELS[each]) for each in LEVELS if each in session.audience)


def place_in_words(session: Session) -> str:
    return ", ".join(filter(None, [session.room.name if session.room else "", session.place]))


def _entry(partnership, session: Session, *, status: str = "", lead: str = "", changed_at=None) -> Entry:
    cancelled = session.state == SessionState.CANCELLED
    title = _("Cancelled: %(title)s") % {"title": session.title} if cancelled else session.title
    return Entry(
        uid=f"{session.uid}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=session.sequence,
        changed_at=changed_at or session.changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        status="CANCELLED" if cancelled else status or "CONFIRMED",
        title=title,
        text="\n\n".join(filter(None, [lead, session.summary, _facts(session)])),
        place=place_in_words(session),
        url=absolute(session_url(partnership, session)),
        categories=(session.lab.name, session.get_kind_display()),
    )


def _facts(session: Session) -> str:
    lines = [f"{session.get_kind_display()} · {session.lab.name}"]
    if session.audience:
        lines.append(_("For: %(audience)s") % {"audience": audience_in_words(session)})
    lines.append(_("Language: %(language)s") % {"language": LANGUAGES[session.language]})
    return "\n".join(lines)


def _own_entry(partnership, session: Session) -> Entry:
    changed = filter(None, [session.changed_at, session.enrolled_at, session.seated_at])
    status = "TENTATIVE" if is_waiting(session) else "CONFIRMED"
    return _entry(partnership, session, status=status, lead=_why_here(session), changed_at=max(changed))


def _why_here(session: Session) -> str:
    if session.state == SessionState.CANCELLED:
        return _("Cancelled: %(reason)s") % {"reason": session.cancel_reason}
    if session.gives:
        return _("You give this session.")
    if is_waiting(session):
        return _("You are on the waiting list.")
    if session.place_state:
        return _("You take part.")
    return _("You coordinate this lab.")
