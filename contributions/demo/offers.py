"""Hours of sessions in the demonstration: offered after each, most of them answered, some still waiting."""

from datetime import datetime, timedelta

from contributions.actions.decisions import approve_hours
from contributions.actions.offer_round import follow_session
from contributions.actions.offers import answer, decline_offer
from contributions.models import HourEntry, HourOffer
from contributions.queries.offers import WITHOUT_ATTENDANCE, logging_members
from contributions.states import APPROVED
from labs.models import Session, SessionGuest
from partnership.models import Membership, Programme

from .history import COORDINATOR, PARTNER

AFTER = timedelta(days=1)
JUDGED_AFTER = timedelta(days=21)
ANSWERED_AFTER = timedelta(days=9)
WAITING = 2  # of the partner who shows it
NOT_MINE = "Collega Maurits gaf deze keer de les."


def add_offers(programme: Programme, now: datetime) -> None:
    """With the real actions, as if each was offered after its session and answered some days later."""
    over = Session.objects.filter(lab__partnership=programme.partnership_id, ends_at__lt=now - WITHOUT_ATTENDANCE)
    for session in over.filter(guests__isnull=False).distinct().order_by("ends_at", "pk"):
        follow_session(session_id=session.pk, now=min(now, session.ends_at + AFTER))
    offers = HourOffer.objects.open().filter(entry__isnull=False).select_related("session", "person")
    members = {(each.user_id, each.organisation_id): each for each in logging_members(now).select_related("user")}
    shown = [offer for offer in offers.order_by("-session__ends_at", "-pk") if offer.person.email == PARTNER]
    kept = {offer.pk for offer in shown[:WAITING]}
    for offer in offers.order_by("session__ends_at", "pk"):
        by = members[offer.person_id, offer.organisation_id]
        if offer in shown[WAITING : WAITING + 1]:
            decline_offer(membership=by, offer=offer, reason=NOT_MINE, now=_later(offer, now))
        elif offer.pk not in kept and (offer.session.ends_at < now - ANSWERED_AFTER or offer in shown):
            _confirm(offer, by, now)
    _doubt_one(now)


def _later(offer: HourOffer, now: datetime) -> datetime:
    return min(now, offer.offered_at + AFTER)


def _confirm(offer: HourOffer, by: Membership, now: datetime) -> None:
    answered = answer(membership=by, offers=[offer], verb="confirm", now=_later(offer, now))
    if answered.refused:
        return  # on a day that has to be explained, such as a public holiday
    entry = HourEntry.objects.select_related("programme").get(offer=offer)
    if offer.session.ends_at < now - JUDGED_AFTER:
        coordinator = Membership.objects.select_related("user").get(
            user__email=COORDINATOR, partnership=by.partnership_id
        )
        at = min(now, _later(offer, now) + AFTER)
        approve_hours(membership=coordinator, entry=entry, version=entry.version, now=at)


def _doubt_one(now: datetime) -> None:
    """The list of who was there was put right after the hours were approved."""
    known = HourOffer.objects.filter(entry__state=APPROVED, session__attendance_taken_at__isnull=False)
    offer = known.exclude(person__email=PARTNER).order_by("-session__ends_at", "pk").first()
    if offer:
        SessionGuest.objects.filter(session=offer.session_id, person=offer.person_id).update(was_there=False)
