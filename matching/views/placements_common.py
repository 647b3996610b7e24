"""What the pages of placements share: the one that an address names, and the answer to who may not do something."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect

from lib.workflow import Decision, Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..models import Placement
from ..placement_rights import NO_RIGHT
from ..queries.placements import one_placement

FORM = ["GET", "HEAD", "POST"]
SEE = permission_required(Permission.APPLY, Permission.OFFER_WORK, Permission.MATCH)


def placement_of(request, pk: int) -> Placement:
    """A placement that this member may see."""
    return get_object_or_404(one_placement(request.membership), pk=pk)


def to_placement(request, pk: int):
    return redirect("placement", request.partnership.slug, pk)


def refusal(request, decision: Decision, pk: int):
    """None when it may be done; 403 for who may never, else back to the placement with the reason."""
    if decision:
        return None
    if decision.reason == NO_RIGHT:
        raise PermissionDenied
    messages.error(request, str(decision.reason))
    return to_placement(request, pk)


def done(form, action, **values) -> bool:
    """Whether the action went through; a refusal stands in the form, so that nothing typed is lost."""
    try:
        action(**values)
    except Refused as error:
        form.add_error(None, str(error.reason))
        return False
    return True
