"""What the models of this room share: narrowing to what a membership may see, and guards in the database."""

from django.utils import timezone

from labs.models import LabCoordinator
from partnership.models import Membership


def changed(*columns: str) -> str:
    """SQL for a trigger: any of these columns gets another value."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def in_scope(queryset, membership):
    """Narrow a queryset with a `programme` to what a membership may know to exist."""
    here = queryset.filter(programme__partnership=membership.partnership_id)
    return here.filter(programme=membership.programme_id) if membership.programme_id else here


def labs_of(membership):
    """The labs a membership coordinates, as a subquery: a join would repeat a line for every coordinator of its lab."""
    return LabCoordinator.objects.filter(membership=membership).values("lab")


def own_organisations(membership):
    """Every organisation the person of a membership belongs to now, also by other memberships, as a subquery."""
    return Membership.objects.active(timezone.now()).filter(user=membership.user_id).values("organisation")
