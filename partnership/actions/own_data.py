"""That somebody took the own data along: it leaves the portal, so the log says so (R81)."""

from datetime import datetime

from django.db import transaction

from ..audit import record
from ..models import Membership


@transaction.atomic
def note_own_data(*, by: Membership, now: datetime) -> None:
    record(by=by, verb="own_data.taken", row=by, at=now)
