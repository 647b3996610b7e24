"""Taking along what a round says of students: it is written in the log."""

from datetime import datetime

from django.db import transaction

from partnership import audit
from partnership.models import AuditEvent, Membership

from ..models import Round
from ..round_rights import can_see_students
from .rounds import demand


@transaction.atomic
def note_export(*, by: Membership, round_: Round, what: str, now: datetime) -> AuditEvent:
    """`what` is the format of the result, or the three files of the class. Raises Refused."""
    demand(can_see_students(by, round_))
    return audit.record(by=by, verb="round.exported", row=round_, at=now, what=what)
