"""What the pages about taking part share: the session that an address names, and the answer to who may not see it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect

from lib.workflow import Refused

from ..models import Session
from ..queries.enrolments import runs


def session_of(request, pk: int) -> Session:
    """A session that this member may see."""
    rows = Session.objects.visible_to(request.membership).select_related("lab__partnership", "room", "planned_by")
    return get_object_or_404(rows, pk=pk)


def own_session(request, pk: int) -> Session:
    """The same for who runs its lab; other members are refused."""
    session = session_of(request, pk)
    if not runs(request.membership, session):
        raise PermissionDenied
    return session


def to_session(request, session: Session):
    return redirect("session", request.partnership.slug, session.pk)


def attempt(request, action, **values):
    """What the action gives; None when it was refused, and then the person is told why."""
    try:
        return action(**values)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
