"""Telling guests of a session that they were added to it, or taken away: when, where, and how it gets in a calendar.

Nobody's language is known, so mail is in that of the portal. Call it inside the transaction of the deed. A mail goes
with the row of somebody as guest: nobody gets one twice, and who is taken away and asked again gets a new one.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership, User
from partnership.queries import people_here

from ..models import SessionGuest
from ..sentences import when, where
from ..states import SessionState

Guests = Iterable[SessionGuest]


def tell_invited(guests: Guests, *, by: Membership, now: datetime) -> None:
    """One mail for each person about all sessions to come that he or she was asked for; each row has its session."""
    for person, rows in _hearers(guests, by, now).items():
        with translation.override(settings.LANGUAGE_CODE):
            post(key=f"session-guest:{rows[0].pk}", to=person.email, letter=_invited(person, rows, by), now=now)


def tell_uninvited(guests: Guests, *, by: Membership, now: datetime) -> None:
    """The same for who was taken away; the rows are as they were, and still have their key."""
    for person, rows in _hearers(guests, by, now).items():
        with translation.override(settings.LANGUAGE_CODE):
            post(key=f"session-guest-gone:{rows[0].pk}", to=person.email, letter=_uninvited(person, rows, by), now=now)


def _hearers(guests: Guests, by: Membership, now: datetime) -> dict[User, list[SessionGuest]]:
    """The guests of sessions to come that are on the calendar, but who did it and who left the partnership."""
    of = defaultdict(list)
    for guest in guests:
        session = guest.session
        if session.state == SessionState.PUBLISHED and session.ends_at > now and guest.person_id != by.user_id:
            of[guest.person_id].append(guest)
    if not of:
        return {}
    people = User.objects.filter(pk__in=of).filter(pk__in=people_here(by.partnership_id, now)).order_by("pk")
    return {person: sorted(of[person.pk], key=lambda row: (row.session.starts_at, row.pk)) for person in people}


def _lines(rows: list[SessionGuest]) -> list[str]:
    return [
        ", ".join(filter(None, (when(row.session.starts_at, row.session.ends_at), where(row.session)))) for row in rows
    ]


def _names(person: User, rows: list[SessionGuest], by: Membership) -> dict[str, str]:
    return {
        "name": person.name,
        "title": rows[0].session.title,
        "part": rows[0].part,
        "sender": by.user.name,
        "partnership": by.partnership.name,
    }


def _invited(person: User, rows: list[SessionGuest], by: Membership) -> Letter:
    names, slug = _names(person, rows, by), by.partnership.slug
    text = _("%(sender)s of %(partnership)s put you down as a guest of “%(title)s”.") % names
    if rows[0].part:
        text += " " + _("Your part: %(part)s.") % names
    return Letter(
        subject=_("You are a guest of: %(title)s") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(text, *_lines(rows)),
        button=_("See the session"),
        path=reverse("session", args=[slug, rows[0].session_id]),
        more=((_("Put your sessions in your own calendar"), reverse("calendar_link", args=[slug])),),
        closing=(_("Does this not suit you? Tell %(sender)s.") % names,),
    )


def _uninvited(person: User, rows: list[SessionGuest], by: Membership) -> Letter:
    names = _names(person, rows, by)
    return Letter(
        subject=_("You are no guest any more of: %(title)s") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            _("%(sender)s took you off as a guest of “%(title)s”. You do not have to come.") % names,
            *_lines(rows),
        ),
        button=_("See what else is planned"),
        path=reverse("calendar", args=[by.partnership.slug]),
        closing=(_("Do you have a question? Ask %(sender)s of %(partnership)s.") % names,),
    )
