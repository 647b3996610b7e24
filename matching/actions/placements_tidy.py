"""What is over for two years has no names any more; files that no row came for go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from labs.store import DOCUMENTS
from lib.periods import add_years, today
from partnership.audit import record

from ..models import (
    Placement,
    PlacementFeedback,
    PlacementPaper,
    PlacementReference,
    PlacementSignature,
    RepresentativeLink,
)
from ..placement_rules import KEPT

FOLDER = "placements"
ORPHANED_AFTER = timedelta(days=1)
EMPTY = {
    "student": None,
    "application": None,
    "mentor": None,
    "school_mentor": None,
    "representative_name": "",
    "representative_email": "",
    "end_reason": "",
    "school_reference": "",
    "paper": None,
    "signed_paper": None,
    "in_portfolio": False,
    "shows_feedback": False,
    "shows_reference": False,
}


def forget_placements(*, now: datetime) -> int:
    """Two years after its last day a placement keeps what is counted, and no names. Safe to run twice."""
    before = add_years(today(now), -KEPT)
    rows = Placement.objects.named().annotate(over_on=Coalesce("ended_on", "ends_on")).filter(over_on__lt=before)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(_forget(pk, now) for pk in ids)


def _forget(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        row = Placement.objects.select_for_update().get(pk=pk)
        if row.anonymised_at is not None:
            return False
        paths = list(PlacementPaper.objects.filter(placement=row).exclude(path="").values_list("path", flat=True))
        Placement.objects.filter(pk=pk).update(anonymised_at=now, **EMPTY)
        for model in (PlacementSignature, PlacementFeedback, PlacementReference, RepresentativeLink, PlacementPaper):
            model.objects.filter(placement=pk).delete()
        record(by=None, verb="placement.forgotten", row=row, at=now, partnership_id=row.partnership_id)
    for path in paths:
        DOCUMENTS.remove(path)
    return True


def tidy_papers(*, now: datetime) -> int:
    """Remove files of agreements that no row names and that are older than a day. Says how many."""
    paths = DOCUMENTS.older_than(now - ORPHANED_AFTER, FOLDER)
    known = set(PlacementPaper.objects.filter(path__in=paths).values_list("path", flat=True))
    orphans = [path for path in paths if path not in known]
    for path in orphans:
        DOCUMENTS.remove(path)
    return len(orphans)
