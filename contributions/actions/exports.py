"""That somebody took a list along: personal data leaves the portal, so the log says so (R81)."""

from datetime import datetime

from django.db import transaction

from partnership.audit import record
from partnership.models import Membership


@transaction.atomic
def note_hours_export(*, by: Membership, file_format: str, filters: list[str], now: datetime) -> None:
    """The log keeps which filters were on, by name; not what they were set to."""
    record(by=by, verb="hours.exported", row=by.partnership, at=now, format=file_format, filters=filters)


@transaction.atomic
def note_goods_export(*, by: Membership, file_format: str, filters: list[str], now: datetime) -> None:
    """The same for contributions that are not hours."""
    record(by=by, verb="goods.exported", row=by.partnership, at=now, format=file_format, filters=filters)
