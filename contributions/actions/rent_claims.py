"""What becomes of claimed rent when its contribution comes back, and when it is handed in again."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution, RentClaim
from labs.models import RoomRental
from lib.workflow import Refused

TAKEN = _("The rent of these months was brought in again with another contribution. Go on with that one.")
NOT_RENTED = _("The rental does not cover all of these months any more. Claim the rent anew.")


def give_back_rent(goods: Contribution, now: datetime) -> None:
    """The contribution counts for nothing now, so its months can be claimed anew."""
    RentClaim.objects.filter(contribution=goods, released_at=None).update(released_at=now)


def take_rent_again(goods: Contribution) -> None:
    """Before the contribution is handed in: its months are its own again. Raises Refused when another one has them."""
    claim = RentClaim.objects.filter(contribution=goods, released_at__isnull=False).first()
    if claim is None:
        return
    rental = RoomRental.objects.select_for_update().get(pk=claim.rental_id)
    if claim.first_month < rental.first_month or claim.last_month > rental.last_month:
        raise Refused(NOT_RENTED)
    claim.released_at = None
    try:
        with transaction.atomic():
            claim.save(update_fields=["released_at"])
    except IntegrityError:
        raise Refused(TAKEN) from None
