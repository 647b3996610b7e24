"""Bringing in the rent of a room as a draft contribution."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.goods_rights import can_bring
from contributions.models import Contribution, RentClaim
from contributions.queries.rent import rents_to_claim
from contributions.rules import Reason
from contributions.sentences import WHY_NOT
from labs.models import RoomRental
from lib.figures import month
from lib.periods import today
from lib.workflow import Refused, demand
from partnership.audit import record
from partnership.models import Membership, Programme

from .common import patient
from .goods import enter_goods


@patient
@transaction.atomic
def claim_rent(
    *, by: Membership, rental: RoomRental, programme: Programme, first_month: date, now: datetime
) -> Contribution:
    """Make a draft of the rent from a month on, as far as it is on offer; proof and submitting are up to the partner.

    Twice gives the same draft. Raises Refused, also without a pledge of hours (R22), and GiftRefused.
    """
    demand(can_bring(by))
    rental = RoomRental.objects.select_for_update(of=("self",)).select_related("room").get(pk=rental.pk)
    if rental.organisation_id != by.organisation_id:
        raise Refused(_("This is a rental of another organisation."))
    if made := RentClaim.objects.filter(rental=rental, first_month=first_month, released_at=None).first():
        return made.contribution
    offers = [each for each in rents_to_claim(by, today(now)) if each.rental.pk == rental.pk]
    wanted = (programme.pk, first_month)
    rent = next((each for each in offers if (each.programme.pk, each.first) == wanted), None)
    if rent is None:
        raise Refused(_("There is no rent to bring in for these months. Look at the list again."))
    if not rent.beside_hours:
        raise Refused(WHY_NOT[Reason.ROOM_WITHOUT_HOURS])
    names = {"room": rental.room.name, "first": month(rent.first), "last": month(rent.last)}
    text = _("Rent of %(room)s, %(first)s up to and including %(last)s") % names
    goods = enter_goods(by=by, programme=rent.programme, gift=rent.gift(text), nonce=uuid4(), now=now).goods
    RentClaim.objects.create(rental=rental, contribution=goods, first_month=rent.first, last_month=rent.last)
    record(by=by, verb="rent.claimed", row=rental, at=now, contribution=goods.pk)
    return goods
