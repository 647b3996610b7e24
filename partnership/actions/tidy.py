"""What does not have to be kept any longer goes, as the privacy page says."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q

from ..models import Invitation

UNANSWERED_KEPT_FOR = timedelta(days=90)


def tidy(*, now: datetime) -> None:
    """Remove sessions that are over, and invitations that ended long ago without being accepted."""
    Session.objects.filter(expire_date__lt=now).delete()
    long_ago = now - UNANSWERED_KEPT_FOR
    ended = Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago)
    Invitation.objects.filter(ended, accepted_at=None).delete()
