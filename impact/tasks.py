"""What workers do for this room. Rows are the truth; a task may be lost or run twice without harm."""

from celery import shared_task
from django.utils import timezone

from .actions import story_tidy


@shared_task
def tend_stories() -> None:
    """Take back stories that not everybody in them agrees to any more, and forget what was taken back long ago."""
    now = timezone.now()
    story_tidy.hide_stories(now=now)
    story_tidy.forget_stories(now=now)
    story_tidy.tidy_pictures(now=now)
