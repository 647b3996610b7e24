"""Which companies are recognised for which education programmes, and when (R92)."""

from collections import defaultdict
from collections.abc import Iterable

from ..models import Assignment, Recognition


def recognised(assignments: Iterable[Assignment]) -> set[int]:
    """The keys of those whose company is recognised on the first day, for the programme or an equal one."""
    asked = [row for row in assignments if row.education_id and row.starts_on]
    if not asked:
        return set()
    rows = Recognition.objects.filter(organisation__in={row.organisation_id for row in asked})
    of = defaultdict(list)
    for recognition in rows.prefetch_related("equivalents").order_by("pk"):
        programmes = {recognition.education_id, *(each.pk for each in recognition.equivalents.all())}
        of[recognition.organisation_id].append((recognition.valid, programmes))
    return {
        row.pk
        for row in asked
        if any(row.starts_on in valid and row.education_id in them for valid, them in of[row.organisation_id])
    }
