"""Questions at the desk as lists and pages show them."""

from django.db.models import Case, Q, QuerySet, When

from partnership.models import Membership, Organisation

from ..assignment_rights import SCHOOLS
from ..models import Assignment, Cluster, DeskQuestion
from ..states import DeskState

OPEN = (DeskState.NEW, DeskState.TAKEN)
MOST_LIKE = 10


def questions_of(membership: Membership) -> QuerySet[DeskQuestion]:
    """Those that somebody may see: what is new first, then what is looked at, the rest newest first."""
    turn = Case(When(state=DeskState.NEW, then=0), When(state=DeskState.TAKEN, then=1), default=2)
    rows = DeskQuestion.objects.visible_to(membership).select_related("handled_by", "cluster")
    return rows.annotate(turn=turn).order_by("turn", "-asked_at", "-pk")


def work_from(question: DeskQuestion, membership: Membership) -> list[Assignment]:
    """The assignments that came of it or of its cluster, as far as this member may see those."""
    found = Q(question=question)
    if question.cluster_id:
        found |= Q(question__cluster=question.cluster_id)
    rows = Assignment.objects.visible_to(membership).filter(found).select_related("organisation")
    return list(rows.order_by("starts_on", "pk"))


def like(question: DeskQuestion, membership: Membership) -> list[DeskQuestion]:
    """Those of the same cluster, and open ones about the same theme."""
    found = Q(pk=None)
    if question.cluster_id:
        found |= Q(cluster=question.cluster_id)
    if question.theme:
        found |= Q(theme=question.theme, state__in=OPEN)
    rows = DeskQuestion.objects.visible_to(membership).filter(found).exclude(pk=question.pk)
    return list(rows.select_related("cluster").order_by("-asked_at", "-pk")[:MOST_LIKE])


def open_together(question: DeskQuestion) -> QuerySet[DeskQuestion]:
    """The others of the cluster that nothing was decided on yet, and that were judged as fit for students."""
    if question.cluster_id is None:
        return DeskQuestion.objects.none()
    rows = DeskQuestion.objects.filter(cluster=question.cluster_id, state__in=OPEN, is_secret=False, is_critical=False)
    judged = rows.exclude(level="").exclude(theme="").exclude(size="")
    return judged.exclude(pk=question.pk).order_by("pk")


def clusters_of(membership: Membership) -> QuerySet[Cluster]:
    return Cluster.objects.filter(partnership=membership.partnership_id).order_by("name", "pk")


def schools_beside(membership: Membership) -> QuerySet[Organisation]:
    """The other schools of the partnership."""
    rows = Organisation.objects.visible_to(membership).filter(kind__in=SCHOOLS)
    return rows.exclude(pk=membership.organisation_id).order_by("name", "pk")


def companies_of(membership: Membership) -> QuerySet[Organisation]:
    """Who can offer work to students."""
    return Organisation.objects.visible_to(membership).exclude(kind__in=SCHOOLS).order_by("name", "pk")
