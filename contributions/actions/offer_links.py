"""The link in a mail to answer offers of hours: made, found, used, and forgotten.

It is for one purpose and one person, for two weeks. It ends when everything it was sent about is answered, and when
password, address or membership of its person change. A link alone changes nothing: its page has a button.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from contributions.models import HourOffer, OfferLink
from contributions.queries.offers import doubt, logging_members, open_offers
from partnership.audit import record
from partnership.models import Membership, Partnership, User

from .offers import Answered, Verb, answer

TOKEN_BYTES = 32
VALID = timedelta(days=14)
KEPT = timedelta(days=30)  # after it expired, so that it can be seen whether a link was used
SALT = "contributions.offer_link"


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def stamp_of(person: User) -> str:
    """Changes when somebody's password or address does."""
    return salted_hmac(SALT, f"{person.pk}:{person.password}:{person.email}", algorithm="sha256").hexdigest()


def make_link(*, partnership: Partnership, person: User, now: datetime) -> str:
    """The address for a mail to this person. Call it inside the transaction that posts the mail."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = OfferLink.objects.create(
        partnership=partnership,
        person=person,
        token_hash=hash_of(token),
        stamp=stamp_of(person),
        made_at=now,
        expires_at=now + VALID,
    )
    record(by=None, verb="offer_link.made", row=link, at=now, partnership_id=partnership.pk, user=person.pk)
    return reverse("offer_link", kwargs={"partnership": partnership.slug, "token": token})


@dataclass(frozen=True)
class Opened:
    """A link that works: as which memberships its person answers, and what."""

    link: OfferLink
    members: dict[int, Membership]  # by organisation
    offers: list[HourOffer] = field(default_factory=list)


def open_link(*, partnership: Partnership, token_hash: str, now: datetime) -> Opened | None:
    """The link behind a token's hash with what still waits of what it was sent about; None when it does not work."""
    live = OfferLink.objects.filter(partnership=partnership, ended_at=None, expires_at__gt=now, made_at__lte=now)
    link = live.filter(token_hash=token_hash).select_related("person", "partnership").first()
    if link is None or not constant_time_compare(link.stamp, stamp_of(link.person)):
        return None
    here = logging_members(now).filter(partnership=partnership, user=link.person)
    rows = here.select_related("partnership", "organisation", "user").order_by("-pk")
    members = {membership.organisation_id: membership for membership in rows}
    if not members:
        return None
    waiting = open_offers(partnership, link.person, members).filter(offered_at__lte=link.made_at)
    return Opened(link, members, list(waiting.annotate(doubt=doubt(now))))


def answer_by_link(*, opened: Opened, picks: Collection[int], verb: Verb, reason: str = "", now: datetime) -> Answered:
    """Answer what was picked among the offers of a link, as the person it was sent to; then it may be done with."""
    answered = Answered()
    for organisation, membership in opened.members.items():
        mine = [each for each in opened.offers if each.organisation_id == organisation and each.pk in picks]
        part = answer(membership=membership, offers=mine, verb=verb, reason=reason, now=now)
        answered.done += part.done
        answered.refused += part.refused
        if part.done:
            _note(opened, membership, part, now)
    return answered


@transaction.atomic
def _note(opened: Opened, membership: Membership, part: Answered, now: datetime) -> None:
    """That the link was used, and its end once nothing waits any more."""
    link = OfferLink.objects.select_for_update(of=("self",)).get(pk=opened.link.pk)
    record(by=membership, verb="offer_link.used", row=link, at=now, offers=[offer.pk for offer in part.done])
    waiting = open_offers(membership.partnership, membership.user, opened.members)
    if link.ended_at is None and not waiting.filter(offered_at__lte=link.made_at).exists():
        link.ended_at = now
        link.save(update_fields=["ended_at"])


def forget(*, now: datetime) -> int:
    """Remove links that stopped working long ago."""
    return OfferLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]
