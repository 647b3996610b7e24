"""What people still have in the labs after they left the partnership, or the role in which they had it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from partnership.models import Membership

from ..company_states import OVER
from ..models import CompanyCoach, CompanyMember, Enrolment, PathStart, StudentCompany, StudentGroup, StudentGroupMember
from ..states import TAKING_PART, SessionState
from .enrolments import taking_memberships


def _gone(now: datetime, partnership: str) -> Q:
    """That the person of a row, in the partnership at the end of a path, can take part in nothing any more."""
    return ~Exists(taking_memberships(now).filter(user=OuterRef("person"), partnership=OuterRef(partnership)))


def sessions_left(now: datetime) -> list[int]:
    """The sessions to come of which somebody has a seat, or a place on the list, who left."""
    coming = Enrolment.objects.filter(
        state__in=TAKING_PART, session__state=SessionState.PUBLISHED, session__starts_at__gt=now
    )
    rows = coming.filter(_gone(now, "session__lab__partnership"))
    return sorted(set(rows.order_by().values_list("session", flat=True)))


def groups_left(now: datetime) -> list[int]:
    """The classes that last, of which the teacher or a student has left."""
    active = Membership.objects.active(now)
    students = StudentGroupMember.objects.filter(~Exists(active.filter(pk=OuterRef("student"))))
    left = ~Exists(active.filter(pk=OuterRef("kept_by"))) | Exists(students.filter(group=OuterRef("pk")))
    return list(StudentGroup.objects.lasting().filter(left).order_by("pk").values_list("pk", flat=True))


def starts_left(now: datetime) -> list[int]:
    """The learning paths that are followed by who left."""
    rows = PathStart.objects.running().filter(_gone(now, "path__lab__partnership"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def companies_left(now: datetime) -> list[int]:
    """The student companies of which a member or a coach has left."""
    gone = ~Exists(Membership.objects.active(now).filter(pk=OuterRef("membership")))
    members = CompanyMember.objects.filter(gone, left_on=None).values("company")
    coaches = CompanyCoach.objects.filter(gone, until=None).values("company")
    rows = StudentCompany.objects.exclude(state__in=OVER).filter(Q(pk__in=members) | Q(pk__in=coaches))
    return list(rows.order_by("pk").values_list("pk", flat=True))
