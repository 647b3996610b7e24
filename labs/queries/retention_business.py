"""What is known about people in rooms, placements and student companies longer than the privacy page says."""

from datetime import datetime

from django.db.models import Q, QuerySet

from lib.periods import today

from ..company_states import OVER
from ..enrolment_rights import KEPT
from ..models import Booking, CompanyMember, PracticePlacement, StudentCompany
from ..practice_states import RUNNING
from .companies import in_business


def bookings_to_forget(now: datetime) -> QuerySet[Booking]:
    return Booking.objects.filter(ends_at__lt=now - KEPT)


def placements_to_forget(now: datetime) -> QuerySet[PracticePlacement]:
    """Those that ended two years ago: by a decision, or because their last day was then."""
    long_ago = now - KEPT
    by_itself = Q(state=RUNNING, ends_on__lt=today(long_ago))
    return PracticePlacement.objects.filter(Q(ended_at__lt=long_ago) | by_itself)


def companies_to_forget(now: datetime) -> QuerySet[StudentCompany]:
    """Those that were over two years ago, of which it is still known who was in them."""
    return StudentCompany.objects.filter(state__in=OVER, until__lt=today(now - KEPT), proposed_by__isnull=False)


def years_left(member: CompanyMember, now: datetime) -> list[int]:
    """The calendar years in which nothing else that is known of this student counts; for who is not counted, none."""
    found = CompanyMember.objects.filter(
        membership__user=member.membership.user_id, company__lab__partnership=member.company.lab.partnership_id
    )
    years = {row.pk: set(range(row.first_year, (row.last_year or today(now).year) + 1)) for row in in_business(found)}
    mine = years.pop(member.pk, set())
    return sorted(mine.difference(*years.values()))
