"""Places that are given by hand: they are kept by every run that follows."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import Round, RoundRole, RoundStudent
from ..placing.facts import Outcome
from ..queries.rounds import taken_in
from ..round_rights import can_pin
from .rounds import demand, locked

NOT_HERE = _("Choose a role of this round, for the level of the student.")
FULL = _("All seats of this role are taken. Move somebody away from it first, or choose another role.")
NOTHING_KEPT = _("No seat of this student was given by hand.")


def pin(*, by: Membership, student: RoundStudent, role: RoundRole, version: int, now: datetime) -> RoundStudent:
    """Give a student a role with a free seat, or keep the place that came out. Raises Refused, SomeoneWasFirst."""
    with locked(student.round, version) as row:
        current = _current(student, row)
        demand(can_pin(by, row, current))
        chosen = RoundRole.objects.filter(pk=role.pk, round=row, level=current.level).first()
        if chosen is None:
            raise Refused(NOT_HERE)
        has_it = chosen.pk in ((current.result_id,) if row.has_result else (current.pinned_id,))
        if not has_it and taken_in(row).get(chosen.pk, 0) >= chosen.total:
            raise Refused(FULL)
        current.pinned, current.manual = chosen, True
        if row.has_result:
            current.outcome, current.result = Outcome.PINNED.value, chosen
            current.rank = current.wishes.filter(role=chosen).values_list("rank", flat=True).first() or 0
        current.save(update_fields=["pinned", "manual", "outcome", "result", "rank"])
        _changed(row)
        audit.record(by=by, verb="round.pinned", row=row, at=now, student=current.pk, role=chosen.pk)
        return current


def unpin(*, by: Membership, student: RoundStudent, version: int, now: datetime) -> RoundStudent:
    """The next run places this student like the others; until then the result stays. Raises Refused."""
    with locked(student.round, version) as row:
        current = _current(student, row)
        demand(can_pin(by, row, current))
        if not current.manual:
            raise Refused(NOTHING_KEPT)
        current.pinned, current.manual = None, False
        current.save(update_fields=["pinned", "manual"])
        _changed(row)
        audit.record(by=by, verb="round.unpinned", row=row, at=now, student=current.pk)
        return current


def _current(student: RoundStudent, row: Round) -> RoundStudent:
    return RoundStudent.objects.select_related("membership").get(pk=student.pk, round=row)


def _changed(row: Round) -> None:
    """Whoever looks at the round by now looks at something else; what is placed and what it costs follows."""
    values = {"version": row.version + 1}
    if row.has_result:
        ranks = list(row.students.exclude(result=None).values_list("rank", flat=True))
        values |= {"placed": len(ranks), "cost": sum((rank - 1) ** 2 for rank in ranks if rank)}
    Round.objects.filter(pk=row.pk).update(**values)
