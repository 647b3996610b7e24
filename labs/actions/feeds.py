"""The link to one's own calendar: made, made anew, ended, and used."""

import hashlib
import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import CalendarLink

TOKEN_BYTES = 32
WAS_SHOWN = _("This link was made and shown before, and is in use. Did you lose it? Then make a new one.")


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, by: Membership, nonce: UUID, now: datetime) -> str:
    """Make the one link to somebody's calendar, in place of an earlier one. Returns the token, which is not kept.

    The same form twice is one link, and the last token is the one that works, unless a phone uses the first already:
    then raises Refused.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    fresh = {"token_hash": hash_of(token), "made_at": now, "last_used_on": None, "nonce": nonce}
    key = {"partnership_id": by.partnership_id, "person_id": by.user_id}
    link, is_new = CalendarLink.objects.select_for_update().get_or_create(**key, defaults=fresh)
    is_same_form = not is_new and link.nonce == nonce
    if is_same_form and link.last_used_on is not None:
        raise Refused(WAS_SHOWN)
    if not is_new:
        for name, value in fresh.items():
            setattr(link, name, value)
        link.save(update_fields=list(fresh))
    if not is_same_form:
        audit.record(by=by, verb="calendar_link.made", row=link, at=now)
    return token


@transaction.atomic
def end_link(*, by: Membership, now: datetime) -> None:
    """The address answers nobody any more. Ending it twice is ending it once."""
    mine = CalendarLink.objects.select_for_update().filter(partnership=by.partnership_id, person=by.user_id)
    for link in mine:
        audit.record(by=by, verb="calendar_link.ended", row=link, at=now)
        link.delete()


def note_use(*, link: CalendarLink, on: date) -> None:
    """Remember the day that a link was last used: one write a day, however often a phone asks."""
    earlier = Q(last_used_on=None) | Q(last_used_on__lt=on)
    CalendarLink.objects.filter(earlier, pk=link.pk).update(last_used_on=on)
