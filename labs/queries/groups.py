"""Classes, and the students that a teacher may put in them."""

from datetime import datetime

from django.db.models import Count, QuerySet

from partnership.models import Membership
from partnership.roles import Permission, Role

from ..models import StudentGroup


def students_of(by: Membership, now: datetime) -> QuerySet[Membership]:
    """The students of the own school, by name; nobody for who signs no classes up."""
    if not by.can(Permission.ENROL_CLASSES):
        return Membership.objects.none()
    rows = Membership.objects.active(now).filter(organisation=by.organisation_id, role=Role.STUDENT)
    return rows.select_related("user").order_by("user__name", "pk")


def groups_of(by: Membership) -> QuerySet[StudentGroup]:
    """The classes that one keeps, those that last first, each with its `size`."""
    rows = StudentGroup.objects.visible_to(by).annotate(size=Count("members"))
    return rows.order_by("-ended_at", "name", "pk")


def students_in(group: StudentGroup, now: datetime) -> list[Membership]:
    """The students of a class who are still at the school, by name."""
    active = Membership.objects.active(now).filter(student_of__group=group, organisation=group.organisation_id)
    return list(active.select_related("user").order_by("user__name", "pk"))
