"""Answering offers of hours: by their person in the portal or by the link in a mail; and leaving doubtful hours be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contributions.models import HourEntry, HourOffer
from contributions.offer_rights import can_answer, can_settle
from contributions.queries.hours import remit_of
from contributions.queries.offers import doubt, doubt_in_words, why_refused
from contributions.states import OFFERS
from lib.workflow import Refused, SomeoneWasFirst, demand, take_step
from partnership.audit import record
from partnership.models import Membership

from .common import patient
from .hours import delete_draft, submit_hours

Verb = Literal["confirm", "decline"]
NO_REASON = _("Say in the field Reason why these hours stay as they are. It stays with the hours.")
NOT_DOUBTFUL = _("Nothing is wrong with the session of these hours any more.")


@dataclass
class Answered:
    """What became of a choice of offers: those that are answered, and of each other one why not."""

    done: list[HourOffer] = field(default_factory=list)
    refused: list[tuple[HourOffer, str]] = field(default_factory=list)


def answer(
    *, membership: Membership, offers: Iterable[HourOffer], verb: Verb, reason: str = "", now: datetime
) -> Answered:
    """Confirm or decline offers of the person of `membership`, each on its own: one that is refused stops no other."""
    answered = Answered()
    for offer in offers:
        try:
            if verb == "confirm":
                confirm_offer(membership=membership, offer=offer, now=now)
            else:
                decline_offer(membership=membership, offer=offer, reason=reason, now=now)
        except Refused as error:
            answered.refused.append((offer, str(error.reason)))
        else:
            answered.done.append(offer)
    return answered


def _current(membership: Membership, offer: HourOffer, now: datetime) -> HourOffer:
    """The offer as it is at this moment. Raises Refused when it is not this person's to answer any more."""
    rows = HourOffer.objects.annotate(doubt=doubt(now)).select_related("session")
    current = rows.get(pk=offer.pk)
    demand(can_answer(membership, current))
    return current


def _draft_of(offer: HourOffer) -> HourEntry:
    related = ("activity__lab", "activity__programme", "programme")
    entry = HourEntry.objects.select_related(*related).filter(pk=offer.entry_id).first()
    if entry is None:  # answered or taken back since we looked
        raise SomeoneWasFirst
    return entry


@patient
@transaction.atomic
def confirm_offer(*, membership: Membership, offer: HourOffer, now: datetime) -> HourEntry:
    """Submit the draft of an offer, with all its checks. Raises Refused, EntryRefused, SomeoneWasFirst."""
    current = _current(membership, offer, now)
    if current.doubt:
        raise Refused(doubt_in_words(current.doubt))
    if current.entry_id is None:
        raise Refused(why_refused(current))
    return submit_hours(membership=membership, entry=_draft_of(current), now=now)


@patient
@transaction.atomic
def decline_offer(*, membership: Membership, offer: HourOffer, reason: str = "", now: datetime) -> None:
    """Throw the draft of an offer away; the offer stays, declined. Raises Refused, SomeoneWasFirst."""
    current = _current(membership, offer, now)
    if current.entry_id is None:
        take_step(current, OFFERS["decline"], answered_at=now)
    else:
        delete_draft(membership=membership, entry=_draft_of(current), now=now)
    HourOffer.objects.filter(pk=current.pk).update(reason=reason.strip())
    record(by=membership, verb="offer.declined", row=current, at=now, session=current.session_id)


@patient
@transaction.atomic
def settle(*, membership: Membership, offer: HourOffer, reason: str, now: datetime) -> None:
    """Leave approved hours as they are, although their session did not take place as planned. Raises Refused."""
    locked = HourOffer.objects.select_for_update(of=("self",)).select_related("entry__activity")
    current = locked.annotate(doubt=doubt(now)).get(pk=offer.pk)
    demand(can_settle(membership, current, remit_of(membership)))
    if not current.doubt:
        raise Refused(NOT_DOUBTFUL)
    if not reason.strip():
        raise Refused(NO_REASON)
    current.settled_at, current.settled_by_id, current.settled_reason = now, membership.user_id, reason.strip()
    current.save(update_fields=["settled_at", "settled_by", "settled_reason"])
    record(by=membership, verb="offer.settled", row=current, at=now, entry=current.entry_id, doubt=current.doubt)
