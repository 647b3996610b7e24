"""Publishing: everybody hears at once, and who is placed has accepted the role, so that the placement can follow."""

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.periods import today
from lib.workflow import Refused, take_step
from partnership import audit
from partnership.models import Membership

from ..kinds import FOR_STUDENTS
from ..models import Application, ApplicationStep, Assignment, Round, RoundStudent, RoundWish
from ..queries.rounds import places_of
from ..round_rights import can_step
from ..round_states import OVER, ROUNDS
from ..states import APPROVED, HOLDING, TAKEN, ApplicationState
from ..states import OPEN as UNDECIDED
from .application_common import RELATED, held, move, seats_of
from .application_endings import decline_filled
from .applications import end_elsewhere
from .round_mail import tell_companies, tell_students
from .rounds import demand, locked

ERASED_AFTER = timedelta(weeks=8)
GONE = _("“%(role)s” is not on the board any more. Move its students to another role, or solve again.")
TOO_FEW = _("“%(role)s” has too few seats left by now. Move somebody to another role.")
log = structlog.get_logger(__name__)


def publish_round(*, by: Membership, round_: Round, version: int, now: datetime) -> Round:
    """Tell all students what came of it, in one go. Raises Refused, SomeoneWasFirst; then nobody is told anything."""
    with locked(round_, version) as row:
        demand(can_step(by, row, "publish"))
        placed = _placed(row)
        _lock(placed)
        _demand_places(placed, now)
        accepted = _accept(placed, by, now)
        _decline_where_full(accepted, now)
        take_step(row, ROUNDS["publish"], published_at=now)
        audit.record(by=by, verb="round.published", row=row, at=now, seed=row.seed, placed=row.placed)
        tell_students(row, "published", row.students.all(), by=by, now=now)
        tell_companies(row, accepted, now=now)
        return row


def _placed(row: Round) -> list[RoundStudent]:
    """Who gets a place by this round: an earlier placement is there already."""
    rows = row.students.exclude(result=None).exclude(membership=None).exclude(pinned__isnull=False, manual=False)
    related = ("membership__user", "result__role__assignment__partnership", "result__role__assignment__organisation")
    return list(rows.select_related(*related).order_by("pk"))


def _lock(placed: list[RoundStudent]) -> None:
    """Nobody accepts another place meanwhile, or gives a seat away: students first, then assignments, by number."""
    students = Membership.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(students.filter(pk__in=[row.membership_id for row in placed]).values_list("pk", flat=True))
    own = Application.objects.alive().filter(student__in=[row.membership_id for row in placed])
    wanted = {row.result.role.assignment_id for row in placed} | set(own.values_list("assignment", flat=True))
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(rows.filter(pk__in=wanted).values_list("pk", flat=True))


def _demand_places(placed: list[RoundStudent], now: datetime) -> None:
    """Raises Refused when somebody took a place since, or a role has not the seats that the result gives out."""
    ids = [row.membership_id for row in placed]
    if elsewhere := len(places_of(ids, today(now))):
        words = ngettext(
            "Since it was solved, %(count)s student accepted a seat. Solve again: such seats are kept.",
            "Since it was solved, %(count)s students accepted a seat. Solve again: such seats are kept.",
            elsewhere,
        )
        raise Refused(words % {"count": elsewhere})
    assignments = {row.result.role.assignment_id for row in placed}
    states = dict(Assignment.objects.filter(pk__in=assignments).values_list("pk", "state"))
    wanted = Counter(row.result.role for row in placed)
    others = Application.objects.filter(role__in=wanted, state__in=HOLDING).exclude(student__in=ids)
    held = Counter(others.values_list("role", flat=True))
    for role, count in wanted.items():
        if states[role.assignment_id] != APPROVED:
            raise Refused(GONE % {"role": role.name})
        if held[role.pk] + count > seats_of(role, role.assignment):
            raise Refused(TOO_FEW % {"role": role.name})


def _accept(placed: list[RoundStudent], by: Membership, now: datetime) -> list[Application]:
    """An accepted application for each; the one that was there goes on, others of these students end."""
    got, done = {row.membership_id: row.result.role_id for row in placed}, []
    there = Application.objects.filter(student__in=got, state__in=UNDECIDED, assignment__kind__in=FOR_STUDENTS)
    for application in there.select_related(*RELATED).order_by("pk"):
        if got[application.student_id] == application.role_id:
            submitted_at = application.submitted_at or now  # the company sees a draft from now on
            move(application, "give", by=by, now=now, submitted_at=submitted_at)
            done.append(application)
        else:
            end_elsewhere(application, by, now)
    going_on = {application.student_id for application in done}
    made = Application.objects.bulk_create(
        Application(
            assignment=row.result.role.assignment,
            role=row.result.role,
            student=row.membership,
            state=ApplicationState.ACCEPTED,
            made_at=now,
            submitted_at=now,
            moved_at=now,
        )
        for row in placed
        if row.membership_id not in going_on
    )
    steps = [ApplicationStep(application=row, state=row.state, by_id=by.user_id, at=now) for row in made]
    ApplicationStep.objects.bulk_create(steps)
    audit.record_many(by=by, verb="application.accepted", rows=made, at=now)
    return [*done, *made]


def _decline_where_full(accepted: list[Application], now: datetime) -> None:
    """Whoever still waits for a role of which the last seat went hears so."""
    for row in {row.role_id: row for row in accepted}.values():
        if held(row.role_id, TAKEN) >= seats_of(row.role, row.assignment):
            decline_filled(row, now=now)


# --- Forgetting --------------------------------------------------------------------------------------------------
def erase_rounds(*, now: datetime) -> int:
    """Some weeks after the end of a round only counts are left: who got which wish, without who and what."""
    before = now - ERASED_AFTER
    old = Round.objects.filter(state__in=OVER, erased_at=None)
    ids = old.filter(published_at__lte=before) | old.filter(cancelled_at__lte=before)
    erased = 0
    for each in ids.order_by("pk"):
        with locked(each) as row:
            if row.erased_at:
                continue
            RoundWish.objects.filter(student__round=row).delete()
            row.students.update(membership=None, missed=[], lot=0, wished_at=None)
            Round.objects.filter(pk=row.pk).update(erased_at=now)
            audit.record(by=None, verb="round.erased", row=row, at=now, partnership_id=row.partnership_id)
            erased += 1
    if erased:
        log.info("rounds_erased", rows=erased)
    return erased
