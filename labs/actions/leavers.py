"""What becomes of seats, classes, learning paths and student companies of who left the partnership.

Whoever ends a membership knows nothing of labs. A task asks every minute what was left behind, so it does not matter
how or when a membership ended, and asking twice does nothing twice.
"""

from datetime import datetime

import structlog
from django.db import transaction

from lib.periods import today
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import PathStart, Session, StudentCompany, StudentGroup
from ..queries import leavers
from .seats import fill, locked

log = structlog.get_logger(__name__)


def follow_memberships(*, now: datetime) -> int:
    """Give back what people left behind; of how many things. What is busy waits a minute."""
    done = sum(_give_seats_back(session, now) for session in leavers.sessions_left(now))
    done += sum(_leave_class(group, now) for group in leavers.groups_left(now))
    done += sum(_leave_path(start, now) for start in leavers.starts_left(now))
    return done + sum(_leave_company(company, now) for company in leavers.companies_left(now))


def _give_seats_back(session_id: int, now: datetime) -> bool:
    """Filling the seats of a session strikes who left first; who moves up is told, who left is not."""
    try:
        with locked(Session(pk=session_id)) as session:
            fill(session, by=None, now=now)
    except Refused:
        log.info("session_is_busy", session=session_id)
        return False
    return True


@transaction.atomic
def _leave_class(group_id: int, now: datetime) -> bool:
    """A class ends with its teacher; a student who left is in it no longer."""
    group = StudentGroup.objects.select_for_update().select_related("kept_by").lasting().filter(pk=group_id).first()
    if group is None:
        return False
    active, where = Membership.objects.active(now), group.kept_by.partnership_id
    if not active.filter(pk=group.kept_by_id).exists():
        group.ended_at = now
        group.save(update_fields=["ended_at"])
        audit.record(by=None, verb="group.ended", row=group, at=now, partnership_id=where)
        return True
    gone, _rows = group.members.exclude(student__in=active).delete()
    if gone:
        audit.record(by=None, verb="group.changed", row=group, at=now, partnership_id=where, left=gone)
    return bool(gone)


@transaction.atomic
def _leave_path(start_id: int, now: datetime) -> bool:
    rows = PathStart.objects.select_for_update(of=("self",)).select_related("path__lab").running()
    start = rows.filter(pk=start_id).first()
    if start is None:
        return False
    start.stopped_at = max(now, start.started_at)
    start.save(update_fields=["stopped_at"])
    where = {"partnership_id": start.path.lab.partnership_id}
    audit.record(by=None, verb="learning_path.stopped", row=start.path, at=now, **where)
    return True


@transaction.atomic
def _leave_company(company_id: int, now: datetime) -> bool:
    """A student company goes on without who left; what its coach gave stays."""
    company = StudentCompany.objects.select_for_update(of=("self",)).select_related("lab").get(pk=company_id)
    active, where = Membership.objects.active(now), {"partnership_id": company.lab.partnership_id}
    gone = False
    for row in company.members.filter(left_on=None).exclude(membership__in=active).order_by("pk"):
        row.left_on = max(today(now), row.joined_on)
        row.save(update_fields=["left_on"])
        facts = {"membership": row.membership_id, **where}
        audit.record(by=None, verb="student_company.member_left", row=company, at=now, **facts)
        gone = True
    for row in company.coaches.filter(until=None).exclude(membership__in=active).order_by("pk"):
        row.until = max(today(now), row.since)
        row.save(update_fields=["until"])
        facts = {"membership": row.membership_id, **where}
        audit.record(by=None, verb="student_company.coach_left", row=company, at=now, **facts)
        gone = True
    return gone
