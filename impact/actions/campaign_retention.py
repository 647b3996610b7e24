"""What goes some time after a campaign closed: links soon, names and addresses later. Counts stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from lib.periods import add_years, today

from ..models import Campaign, Contact, InvitationLink
from ..states import CLOSED

LINKS_KEPT = timedelta(days=30)  # so that a link can still say that the survey is closed, and it can open again
YEARS_KEPT = 2
GONE = "@erased.invalid"


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Erase what nobody needs any more; says how many rows. Run twice, the second time finds nothing."""
    closed = Campaign.objects.filter(state=CLOSED)
    soon = closed.filter(closed_at__lt=now - LINKS_KEPT)
    gone = InvitationLink.objects.filter(invitation__contact__campaign__in=soon).delete()[0]
    late = closed.filter(closed_at__date__lt=add_years(today(now), -YEARS_KEPT))
    return gone + _erase(Contact.objects.filter(campaign__in=late).exclude(email__endswith=GONE))


def _erase(rows: QuerySet[Contact]) -> int:
    """Who it was is gone; the groups stay, so that the response of then can still be counted."""
    number = Cast(F("pk"), CharField())
    return rows.update(name="", key=Concat(Value("x"), number), email=Concat(number, Value(GONE)))
