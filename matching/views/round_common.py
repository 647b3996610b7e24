"""What the pages of rounds share: the round that an address names, and the answer to who is refused."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..models import Round
from ..queries.rounds import rounds_of

FORM = ["GET", "HEAD", "POST"]
may_match = permission_required(P.MATCH)
may_apply = permission_required(P.APPLY)


def round_of(request, pk: int) -> Round:
    """A round that this member may see, with how many students there are and how many ranked."""
    return get_object_or_404(rounds_of(request.membership), pk=pk)


def to_round(request, pk: int):
    return redirect("round", request.partnership.slug, pk)


def attempt(request, action, **values):
    """What the action gives; None when it was refused, and then the person is told why."""
    try:
        return action(by=request.membership, **values)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
