"""Forgetting who took part in sessions and learning, when that was long enough ago; what they were part of is kept as
counts. It is safe to run at any time and any number of times. Rooms and the Business Lab are in `retention_business`.
"""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import OperationalError, transaction

from lib.patience import is_busy
from lib.workflow import Refused
from partnership.models import Partnership

from ..enrolment_rights import KEPT
from ..learning_rules import counts_left
from ..models import Certificate, Enrolment, PastAttendance, Session, StudentGroupMember
from ..queries import retention
from ..store import CERTIFICATES
from . import retention_business
from .seats import locked

log = structlog.get_logger(__name__)


def forget(*, now: datetime) -> int:
    """Remove what the privacy page says is not kept any longer. Says how many rows; what is busy waits a day."""
    gone = 0
    for partnership, session in retention.sessions_to_forget(now):
        gone += _patiently(partnership, session, now)
    gone += retention.starts_to_forget(now).delete()[0]
    gone += retention.done_to_forget(now).delete()[0]
    ended = now - KEPT
    gone += StudentGroupMember.objects.filter(group__ended_at__lt=ended).delete()[0]
    gone += retention.groups_to_forget(now).delete()[0]
    gone += retention_business.forget(now=now)
    if gone:
        log.info("people_forgotten", rows=gone)
    return gone


def _patiently(partnership_id: int, session_id: int, now: datetime) -> int:
    try:
        return _forget_session(partnership_id, session_id, now)
    except (Refused, OperationalError) as error:
        if isinstance(error, OperationalError) and not is_busy(error):
            raise
        log.info("session_is_busy", session=session_id)
        return 0


@transaction.atomic
def _forget_session(partnership_id: int, session_id: int, now: datetime) -> int:
    """Who took part in one session. The partnership is the lock: of two sessions of one person, forgotten at the same
    moment, each would else leave it to the other to count that person.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership_id)
    with locked(Session(pk=session_id)) as session:
        rows = list(retention.enrolments_to_forget(now).filter(session=session).order_by("pk"))
        attended = retention.attended_by({row.person_id for row in rows}, partnership_id)
        PastAttendance.objects.bulk_create(_counts(session, rows, attended))
        _remove_certificates(Certificate.objects.filter(enrolment__in=rows))
        return Enrolment.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]


def _counts(session: Session, rows: Iterable[Enrolment], attended: dict) -> list[PastAttendance]:
    """What is kept: a row for everybody who was there, in an order that has nothing to do with who it was."""
    made = []
    for row in rows:
        others = dict(attended.get(row.person_id, {}))
        gone = others.pop(row.pk, None)
        if gone is not None:
            made.append(
                PastAttendance(
                    session=session,
                    organisation_id=gone.organisation,
                    kind=gone.kind,
                    counted_in=counts_left(gone, others.values()),
                )
            )
    return sorted(made, key=lambda each: (each.organisation_id, each.kind, each.counted_in))


def _remove_certificates(certificates) -> None:
    paths = [path for path in certificates.values_list("path", flat=True) if path]
    certificates.delete()
    for path in paths:
        transaction.on_commit(lambda path=path: CERTIFICATES.remove(path))
