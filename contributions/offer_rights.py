"""Who may answer an offer of hours, and who may leave doubtful hours as they are."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import Decision, refused

from .permissions import NOT_YOURS, Remit, can_judge, can_log
from .states import APPROVED, OFFERS

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import HourOffer

ANSWERED = _("You answered this before, or it was taken back.")


def can_answer(membership: "Membership", offer: "HourOffer") -> Decision:
    """Only for who gave the session, on behalf of the organisation that was named then."""
    if (offer.person_id, offer.organisation_id) != (membership.user_id, membership.organisation_id):
        return refused(NOT_YOURS)
    if not OFFERS.allows("confirm", offer.state):
        return refused(ANSWERED)
    return can_log(membership)


def can_settle(membership: "Membership", offer: "HourOffer", remit: Remit) -> Decision:
    """Leave approved hours as they are, although their session makes them doubtful: who judges them may."""
    if offer.entry is None or offer.entry.state != APPROVED:
        return refused(_("Only approved hours can be left as they are. Decide on these hours instead."))
    if offer.settled_at is not None:
        return refused(_("Somebody left these hours as they are already."))
    return can_judge(membership, offer.entry, remit)
