"""Forgetting who booked rooms, worked together in practice, and was in a student company, when that was long ago.

What stays of it: sessions with who gave them, as proof of hours, and of student companies their steps and counts.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import OperationalError, transaction

from lib.patience import is_busy
from partnership.models import Partnership

from ..models import PastCompanyMember, PracticeEvaluation, PracticeLog, PracticeMeeting, PracticePlacement
from ..queries import retention_business as known

log = structlog.get_logger(__name__)


def forget(*, now: datetime) -> int:
    """Remove what is not kept any longer. Says of how many things; what is busy waits a day."""
    gone = known.bookings_to_forget(now).delete()[0]
    for placement in known.placements_to_forget(now).order_by("pk").values_list("pk", flat=True):
        gone += _patiently(_forget_placement, placement, now)
    for company in known.companies_to_forget(now).order_by("until", "pk").values_list("pk", flat=True):
        gone += _patiently(_forget_company, company, now)
    return gone


def _patiently(forget_one: Callable[[int, datetime], int], pk: int, now: datetime) -> int:
    try:
        return forget_one(pk, now)
    except OperationalError as error:
        if not is_busy(error):
            raise
        log.info("row_is_busy", what=forget_one.__name__, row=pk)
        return 0


@transaction.atomic
def _forget_placement(placement_id: int, now: datetime) -> int:
    """All of it: what was asked and said, and by whom. Its meetings stay as sessions of the lab."""
    rows = known.placements_to_forget(now).select_for_update(of=("self",)).filter(pk=placement_id)
    if not rows:
        return 0
    PracticeLog.objects.filter(meeting__placement=placement_id).delete()
    PracticeEvaluation.objects.filter(placement=placement_id).delete()
    PracticeMeeting.objects.filter(placement=placement_id).delete()
    PracticePlacement.objects.filter(pk=placement_id).delete()
    return 1


@transaction.atomic
def _forget_company(company_id: int, now: datetime) -> int:
    """Who was in it, coached it and wrote things down. The partnership is the lock, as for sessions: a student of two
    companies that are forgotten at the same moment would else be counted by neither.
    """
    rows = known.companies_to_forget(now).select_related("lab").filter(pk=company_id)
    company = rows.first()
    if company is None:
        return 0
    Partnership.objects.select_for_update(no_key=True).get(pk=company.lab.partnership_id)
    company = rows.select_for_update(of=("self",)).first()
    if company is None:  # somebody else did it while we waited
        return 0
    past = []
    for member in company.members.select_related("membership", "company__lab").order_by("pk"):
        years = known.years_left(member, now)
        past.append(PastCompanyMember(company=company, stayed=member.left_on is None, years=years))
        member.delete()  # so that a second place of the same student counts the rest
    PastCompanyMember.objects.bulk_create(sorted(past, key=lambda each: (each.stayed, each.years)))
    company.coaches.all().delete()
    company.steps.update(taken_by=None)
    company.assignments.update(entered_by=None)
    company.proposed_by = None
    company.save(update_fields=["proposed_by"])
    return 1
