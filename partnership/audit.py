"""Recording who did what: called inside the transaction of the deed itself."""

from datetime import datetime
from typing import Any

from django.db import models

from .models import AuditEvent, Membership, User


def record(
    *, by: Membership | None, verb: str, row: models.Model, at: datetime, partnership_id: int | None = None, **data: Any
):
    """Append one event about `row`. `data` holds ids, codes and field names, never personal values."""
    return AuditEvent.objects.create(**_values(by, verb, row, at, partnership_id, data))


def record_by_staff(*, by: User, verb: str, row: models.Model, at: datetime, partnership_id: int | None):
    """Append one event about `row` by somebody from the administration, who acts for no organisation."""
    values = _values(None, verb, row, at, partnership_id, {})
    return AuditEvent.objects.create(**values | {"actor_id": by.pk})


def record_many(
    *, by: Membership | None, verb: str, rows, at: datetime, partnership_id: int | None = None, **data: Any
):
    """Append the same event about each of many rows, in one query."""
    AuditEvent.objects.bulk_create(
        (AuditEvent(**_values(by, verb, row, at, partnership_id, data)) for row in rows), batch_size=2000
    )


def _values(by, verb, row, at, partnership_id, data):
    return {
        "partnership_id": by.partnership_id if by else partnership_id,
        "actor_id": by.user_id if by else None,
        "acting_for_id": by.organisation_id if by else None,
        "role": by.role if by else "",
        "verb": verb,
        "object_type": row._meta.label_lower,
        "object_id": row.pk,
        "at": at,
        "data": data,
    }
