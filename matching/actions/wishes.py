"""What a student wishes for in a round."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import RoundRole, RoundStudent, RoundWish
from ..models.rounds import MOST_WISHES
from ..queries.rounds import choices_for
from ..round_rights import can_wish
from .rounds import demand, locked

OTHER_LEVEL = _("Choose roles of this round that are for your level.")
TWICE = _("Choose each role once.")


def save_wishes(*, by: Membership, student: RoundStudent, roles: Sequence[RoundRole], now: datetime) -> RoundStudent:
    """These roles, the most wanted first, instead of what was saved; none takes all wishes back. Raises Refused."""
    with locked(student.round):
        row = RoundStudent.objects.select_related("round").get(pk=student.pk)
        demand(can_wish(by, row.round, row, now))
        ids = [role.pk for role in roles]
        if len(ids) > MOST_WISHES:
            words = ngettext("Choose at most %(count)s role.", "Choose at most %(count)s roles.", MOST_WISHES)
            raise Refused(words % {"count": MOST_WISHES})
        if len(set(ids)) < len(ids):
            raise Refused(TWICE)
        if not set(ids) <= {role.pk for role in choices_for(row)}:
            raise Refused(OTHER_LEVEL)
        row.wishes.all().delete()
        RoundWish.objects.bulk_create(RoundWish(student=row, role_id=pk, rank=rank) for rank, pk in enumerate(ids, 1))
        row.wished_at = now if ids else None
        row.save(update_fields=["wished_at"])
        audit.record(by=by, verb="round.wishes_saved", row=row.round, at=now, wishes=len(ids))
        return row
