"""Stories that nobody may read any more: taken back when a consent ends, and forgotten a year after that."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from lib.periods import today
from partnership import audit

from ..models import Story
from ..store import DOCUMENTS, STORIES
from ..story_states import DRAFT, PUBLISHED, WITHDRAWN
from .stories import move

KEPT = timedelta(days=365)
ORPHANED_AFTER = timedelta(days=1)
log = structlog.get_logger(__name__)


def hide_stories(*, now: datetime) -> int:
    """Take back what is out without a consent of everybody in it. Pages hide it already; this says so in its state."""
    day = today(now)
    out = Story.objects.filter(state=PUBLISHED)
    keys = list(out.exclude(pk__in=out.agreed(day).values("pk")).order_by("pk").values_list("pk", flat=True))
    return sum(_hide(key, now) for key in keys)


@transaction.atomic
def _hide(key: int, now: datetime) -> bool:
    row = Story.objects.select_for_update(of=("self",)).filter(pk=key, state=PUBLISHED).first()
    if row is None or Story.objects.filter(pk=key).agreed(today(now)).exists():
        return False
    move(row, "withdraw", None, now)
    return True


def forget_stories(*, now: datetime) -> int:
    """Throw away what was taken back, or not worked on, for a year: text, picture, who was in it and their consents."""
    old = Story.objects.filter(state__in=(DRAFT, WITHDRAWN), changed_at__lt=now - KEPT)
    return sum(_forget(key, now) for key in list(old.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _forget(key: int, now: datetime) -> bool:
    rows = Story.objects.select_for_update(of=("self",)).filter(pk=key, state__in=(DRAFT, WITHDRAWN))
    row = rows.filter(changed_at__lt=now - KEPT).first()
    if row is None:
        return False
    path = row.picture_path
    audit.record(by=None, verb="story.forgotten", row=row, at=now, partnership_id=row.partnership_id)
    row.delete()
    if path:
        transaction.on_commit(lambda: DOCUMENTS.remove(path))
    return True


def tidy_pictures(*, now: datetime) -> int:
    """Remove pictures that no story has, older than a day. Says how many."""
    paths = DOCUMENTS.older_than(now - ORPHANED_AFTER, STORIES)
    known = set(Story.objects.filter(picture_path__in=paths).values_list("picture_path", flat=True))
    orphans = [path for path in paths if path not in known]
    for path in orphans:
        DOCUMENTS.remove(path)
    return len(orphans)
