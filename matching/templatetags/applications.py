"""What stands about applications on the page of an assignment."""

from django import template
from django.utils import timezone

from lib.periods import today
from partnership.roles import Permission

from ..application_rights import can_apply, is_of_the_company
from ..application_sentences import next_for_student
from ..kinds import FOR_STUDENTS
from ..queries import applications as lists
from ..states import APPROVED, TONES, ApplicationState

register = template.Library()


@register.inclusion_tag("matching/applications/box.html")
def application_box(assignment, membership):
    """For a student: apply, or how it stands; for who decides: how many there are. Nothing for others."""
    if membership is None or assignment.kind not in FOR_STUDENTS:
        return {}
    slug = membership.partnership.slug
    context = {"assignment": assignment, "partnership": membership.partnership, "slug": slug}
    if membership.can(Permission.APPLY):
        own = lists.own_for(assignment, membership)
        for row in own:
            row.next = next_for_student(row)
        allowed = can_apply(membership, assignment, today(timezone.now()))
        return context | {"student": True, "own": own, "allowed": allowed}
    if membership.can(Permission.MATCH) or is_of_the_company(membership, assignment):
        counts = [(ApplicationState(state).label, TONES[state], state, n) for state, n in lists.counts_of(assignment)]
        return context | {"decides": bool(counts) or assignment.state == APPROVED, "counts": counts}
    return {}
