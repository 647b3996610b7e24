"""Teachers in practice: asking, matching, ending, and looking back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Decision, Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission, Role

from ..models import Activity, Lab, PracticeEvaluation, PracticePlacement
from ..practice_rights import can_step, can_tell
from ..practice_states import ENDED, HIGHEST, LOWEST, PRACTICE, QUESTIONS, WITHDRAWN, Side
from ..queries.practice import COMPANY_ROLES, evaluation_is_open, held_and_coming
from ..states import SessionState
from .practice_mail import tell_matched, tell_meeting
from .research_common import demand_order, once
from .session_changes import cancel_session

NO_RIGHT = _("Teachers and people of companies ask for this. You cannot do this in your role.")
NO_TEACHER = _("Only a teacher of this partnership can take part. Choose one from the list.")
NO_PROFESSIONAL = _("Only somebody of a company in this partnership can take part. Choose one from the list.")
ASKED_ITSELF = _("Who asked for this takes part. Choose that person.")
BY_YOURSELF = _("You cannot match yourself. Let another coordinator do it.")
NO_ACTIVITY = _("Choose an activity of a lab that you run, which runs in this period.")
NO_MEETINGS = _("Plan at least one day or meeting.")
NO_REASON = _("Write why, so that the other understands it.")
NOTHING_HELD = _("Nothing took place yet. End it early when it does not go on.")
STILL_COMING = _("A meeting is still to come. Wait for it, or cancel it.")
NOT_YET = _("Look back when the last meeting is over.")
OUT_OF_RANGE = _("Score every question from 1 to 5.")


def demand(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason)


def locked_placement(placement: PracticePlacement) -> PracticePlacement:
    """The placement as it is now, for oneself until the transaction ends."""
    rows = PracticePlacement.objects.select_for_update(of=("self",))
    return rows.select_related("activity__lab", "teacher__user", "professional__user").get(pk=placement.pk)


def side_of_role(role: str) -> str:
    """On which side somebody asks: companies offer, schools ask."""
    return Side.PROFESSIONAL if role in COMPANY_ROLES else Side.TEACHER


def ask_practice(
    *, by: Membership, kind: str, subject: str, wish: str, nonce: UUID, now: datetime
) -> PracticePlacement:
    """Ask for a placement or a pair, or offer one. A teacher or professional takes part in it. Raises Refused."""
    if not by.can(Permission.LOG_HOURS):
        raise Refused(NO_RIGHT)

    def make() -> PracticePlacement:
        row = PracticePlacement.objects.create(
            partnership_id=by.partnership_id,
            kind=kind,
            subject=subject,
            wish=wish,
            asked_side=side_of_role(by.role),
            asked_as=by,
            organisation_id=by.organisation_id,
            asked_at=now,
            teacher=by if by.role == Role.TEACHER else None,
            professional=by if by.role in COMPANY_ROLES else None,
            nonce=nonce,
        )
        audit.record(by=by, verb="practice.asked", row=row, at=now)
        return row

    return once(PracticePlacement, make, nonce=nonce, asked_as=by.pk)


@transaction.atomic
def match(
    *,
    by: Membership,
    placement: PracticePlacement,
    version: int,
    teacher: Membership,
    professional: Membership,
    goal: str,
    starts_on: date,
    ends_on: date,
    planned_meetings: int,
    activity: Activity,
    now: datetime,
) -> PracticePlacement:
    """Bring a teacher and a professional together. Raises Refused, SomeoneWasFirst."""
    current = _fresh(placement, version)
    demand(can_step(current, "match", by))
    _demand_two(current, by, teacher, professional)
    demand_order(starts_on, ends_on)
    _demand_activity(by, activity, starts_on, ends_on)
    if planned_meetings < 1:
        raise Refused(NO_MEETINGS)
    take_step(
        current,
        PRACTICE["match"],
        teacher_id=teacher.pk,
        professional_id=professional.pk,
        goal=goal,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_meetings=planned_meetings,
        activity_id=activity.pk,
        matched_by_id=by.user_id,
        matched_at=now,
    )
    audit.record(by=by, verb="practice.matched", row=current, at=now, teacher=teacher.pk, professional=professional.pk)
    tell_matched(current, by=by, now=now)
    return current


def _fresh(placement: PracticePlacement, version: int) -> PracticePlacement:
    current = locked_placement(placement)
    if current.version != version:
        raise SomeoneWasFirst
    return current


def _demand_two(placement: PracticePlacement, by: Membership, teacher: Membership, professional: Membership) -> None:
    here = placement.partnership_id
    if teacher.partnership_id != here or teacher.role != Role.TEACHER:
        raise Refused(NO_TEACHER)
    if professional.partnership_id != here or professional.role not in COMPANY_ROLES:
        raise Refused(NO_PROFESSIONAL)
    if by.user_id in (teacher.user_id, professional.user_id) or teacher.user_id == professional.user_id:
        raise Refused(BY_YOURSELF)
    if placement.teacher_id not in (None, teacher.pk) or placement.professional_id not in (None, professional.pk):
        raise Refused(ASKED_ITSELF)


def _demand_activity(by: Membership, activity: Activity, starts_on: date, ends_on: date) -> None:
    runs = Lab.objects.run_by(by).filter(pk=activity.lab_id).exists()
    if not runs or activity.starts_on > starts_on or activity.ends_on < ends_on:
        raise Refused(NO_ACTIVITY)


# --- The end -----------------------------------------------------------------------------------------------------
DONE = {WITHDRAWN: "practice.withdrawn", ENDED: "practice.ended"}


def withdraw(
    *, by: Membership, placement: PracticePlacement, version: int, reason: str, now: datetime
) -> PracticePlacement:
    """No match is looked for any more. Raises Refused, SomeoneWasFirst."""
    return _end(by, placement, version, "withdraw", reason, now)


def end_early(
    *, by: Membership, placement: PracticePlacement, version: int, reason: str, now: datetime
) -> PracticePlacement:
    """It stops before its end; what was still to come is cancelled. Raises Refused, SomeoneWasFirst."""
    return _end(by, placement, version, "end", reason, now)


@transaction.atomic
def _end(by: Membership, placement: PracticePlacement, version: int, verb: str, reason: str, now: datetime):
    current, reason = _fresh(placement, version), reason.strip()
    demand(can_step(current, verb, by))
    if not reason:
        raise Refused(NO_REASON)
    coming = current.meetings.filter(session__state=SessionState.PUBLISHED, session__ends_at__gt=now)
    for meeting in coming.select_related("session").order_by("session__starts_at", "pk"):
        session = meeting.session
        cancel_session(by=by, session=session, version=session.version, reason=reason, entitled=True, now=now)
        session.refresh_from_db()
        tell_meeting("cancelled", current, session, by=by, now=now)
    take_step(current, PRACTICE[verb], reason=reason, ended_by_id=by.user_id, ended_at=now)
    audit.record(by=by, verb=DONE[current.state], row=current, at=now)
    return current


@transaction.atomic
def complete(*, by: Membership, placement: PracticePlacement, version: int, now: datetime) -> PracticePlacement:
    """It is done as it was meant. Raises Refused, SomeoneWasFirst."""
    current = _fresh(placement, version)
    demand(can_step(current, "complete", by))
    held, coming = held_and_coming(current, now)
    if coming:
        raise Refused(STILL_COMING)
    if not held:
        raise Refused(NOTHING_HELD)
    take_step(current, PRACTICE["complete"], ended_by_id=by.user_id, ended_at=now)
    audit.record(by=by, verb="practice.completed", row=current, at=now)
    return current


# --- Looking back ------------------------------------------------------------------------------------------------
@transaction.atomic
def evaluate(
    *, by: Membership, placement: PracticePlacement, text: str, now: datetime, **scores: int
) -> PracticeEvaluation:
    """Look back, for one's own side; giving it again replaces it. Raises Refused."""
    current = locked_placement(placement)
    demand(can_tell(current, by))
    if not evaluation_is_open(current, now):
        raise Refused(NOT_YET)
    if scores.keys() != QUESTIONS.keys() or not all(LOWEST <= score <= HIGHEST for score in scores.values()):
        raise Refused(OUT_OF_RANGE)
    values = {**scores, "text": text, "given_by_id": by.user_id, "given_at": now}
    row, _made = PracticeEvaluation.objects.update_or_create(
        placement=current, side=current.side_of(by), defaults=values
    )
    audit.record(by=by, verb="practice.evaluated", row=current, at=now)
    return row
