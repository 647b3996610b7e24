"""Closing an account and opening it again, by whoever looks after the whole portal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused

from .. import audit
from ..models import Membership, User


@transaction.atomic
def set_active(*, by: User, user: User, active: bool, now: datetime) -> None:
    """Let somebody log in or no longer; open sessions end with it. Every partnership of the person can read it.

    Raises Refused.
    """
    if not by.is_superuser:
        raise Refused(_("Your role does not allow this."))
    current = User.objects.select_for_update().get(pk=user.pk)
    if current.is_active == active:
        return
    current.is_active = active
    current.save(update_fields=["is_active"])
    places = Membership.objects.filter(user=current).order_by("partnership").values_list("partnership", flat=True)
    for place in list(places.distinct()) or [None]:
        audit.record_by_staff(
            by=by,
            verb="account.opened" if active else "account.closed",
            row=current,
            at=now,
            partnership_id=place,
        )
