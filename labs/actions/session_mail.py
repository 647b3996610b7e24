"""Telling everybody who takes part in a session, or gives it, that it changed or will not take place.

Nobody's language is known, so mail is in that of the portal. Call it inside the transaction of the deed.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership, User
from partnership.queries import people_here

from ..models import Enrolment, Room, Session, SessionGuest
from ..sentences import when, where
from ..states import TAKING_PART


@dataclass(frozen=True)
class Before:
    """A session, and when and where it was before it changed."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    place: str
    room: Room | None


def people_of(sessions: Sequence[Session], partnership_id: int, now: datetime) -> dict[User, list[int]]:
    """Everybody with a seat or a place on the list, and every guest, with the sessions they are of; not who left."""
    ids = [session.pk for session in sessions]
    seated = Enrolment.objects.filter(session__in=ids, state__in=TAKING_PART).values_list("person", "session")
    guests = SessionGuest.objects.filter(session__in=ids).values_list("person", "session")
    of = defaultdict(set)
    for person, session in (*seated, *guests):
        of[person].add(session)
    people = User.objects.filter(pk__in=of).filter(pk__in=people_here(partnership_id, now)).order_by("pk")
    return {person: sorted(of[person.pk]) for person in people}


def tell_changed(
    changed: Sequence[Before], *, by: Membership, now: datetime, known_now: Collection[tuple[int, int]] = ()
) -> None:
    """One mail for each person, about all of their sessions that moved; not for the pairs of session and person that
    hear of it otherwise."""
    was = {before.session.pk: before for before in changed}
    people = people_of([before.session for before in changed], by.partnership_id, now)
    with translation.override(settings.LANGUAGE_CODE):
        for person, all_ids in people.items():
            ids = [each for each in all_ids if (each, person.pk) not in known_now]
            if not ids:
                continue
            first = was[ids[0]].session
            key = f"session-changed:{first.pk}:{first.sequence}:{person.pk}"
            post(key=key, to=person.email, letter=_changed(person, [was[each] for each in ids], by), now=now)


def _changed(person: User, changed: list[Before], by: Membership) -> Letter:
    title = changed[0].session.title
    names = {"name": person.name, "title": title, "sender": by.user.name, "partnership": by.partnership.name}
    lines = []
    for before in changed:
        now_is = _in_words(before.session.starts_at, before.session.ends_at, before.session)
        was = _in_words(before.starts_at, before.ends_at, before)
        lines.append(_("It is now: %(now)s. It was: %(was)s.") % {"now": now_is, "was": was})
    return Letter(
        subject=_("Changed: %(title)s") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(_("The time or place of “%(title)s” has changed.") % names, *lines),
        button=_("See the session"),
        path=_path(changed[0].session, by),
        closing=(_("Can you not come any more? Tell %(sender)s of %(partnership)s.") % names,),
    )


def tell_cancelled(sessions: Sequence[Session], *, by: Membership, now: datetime) -> None:
    """One mail for each session and person; the key sees to that."""
    rows = {session.pk: session for session in sessions}
    with translation.override(settings.LANGUAGE_CODE):
        for person, ids in people_of(sessions, by.partnership_id, now).items():
            for each in ids:
                letter = _cancelled(person, rows[each], by, now)
                post(key=f"session-cancelled:{each}:{person.pk}", to=person.email, letter=letter, now=now)


def _cancelled(person: User, session: Session, by: Membership, now: datetime) -> Letter:
    """Of a session that is over already the mail says that it did not take place, as a message about what was."""
    is_over = session.ends_at <= now
    names = {
        "name": person.name,
        "title": session.title,
        "when": when(session.starts_at, session.ends_at),
        "reason": session.cancel_reason,
        "sender": by.user.name,
        "partnership": by.partnership.name,
    }
    return Letter(
        subject=(_("Did not take place: %(title)s") if is_over else _("Cancelled: %(title)s")) % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            (
                _("“%(title)s” on %(when)s did not take place.")
                if is_over
                else _("“%(title)s” on %(when)s will not take place.")
            )
            % names,
            _("The reason: %(reason)s") % names,
        ),
        button=_("See what else is planned"),
        path=reverse("calendar", kwargs={"partnership": by.partnership.slug}),
        closing=(_("Do you have a question? Ask %(sender)s of %(partnership)s.") % names,),
    )


def _in_words(starts_at: datetime, ends_at: datetime, spot) -> str:
    return ", ".join(filter(None, (when(starts_at, ends_at), where(spot))))


def _path(session: Session, by: Membership) -> str:
    return reverse("session", kwargs={"partnership": by.partnership.slug, "pk": session.pk})
