"""Days and meetings of teachers in practice: each is a session of the lab, and moves or is cancelled with it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lib.times import day_of
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..kinds import SessionKind
from ..models import PracticeLog, PracticeMeeting, PracticePlacement
from ..practice_rights import can_plan, can_tell
from ..states import SessionState
from .companies_coaching import demand_within_a_day
from .practice import demand, locked_placement
from .practice_mail import tell_meeting
from .research_common import once
from .session_changes import cancel_session, change_session
from .sessions import Guest, SessionRefused, plan_session

OUTSIDE = _("This day is outside the period that was agreed. Choose a day between the first and the last.")
TOLD_ALREADY = _("Somebody said already that this meeting took place, so it stays.")
IS_CANCELLED = _("This meeting was cancelled.")
NOT_OVER = _("Say so when the meeting is over.")
SAY_SOMETHING = _("Write in a sentence what you learnt or did.")
NO_REASON = _("Write why it does not go on. The other reads it.")


def plan_meeting(
    *,
    by: Membership,
    placement: PracticePlacement,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    nonce: UUID,
    now: datetime,
) -> PracticeMeeting:
    """Plan a day or meeting. Raises Refused."""

    def make() -> PracticeMeeting:
        current = locked_placement(placement)
        demand(can_plan(current, by))
        _demand_day(current, starts_at, ends_at)
        who = current.professional
        session = plan_session(
            by=by,
            values=_values(current) | {"starts_at": starts_at, "ends_at": ends_at, "place": place},
            guests=[Guest(who.user_id, who.organisation_id)],
            nonce=uuid4(),
            publish=True,
            entitled=True,
            tells_guests=False,
            now=now,
        )
        row = PracticeMeeting.objects.create(placement=current, session=session, nonce=nonce)
        audit.record(by=by, verb="practice.meeting_planned", row=current, at=now, session=session.pk)
        tell_meeting("planned", current, session, by=by, now=now)
        return row

    return once(PracticeMeeting, make, nonce=nonce, placement=placement.pk)


def _values(placement: PracticePlacement) -> dict:
    with translation.override(settings.LANGUAGE_CODE):
        title = f"{placement.get_kind_display()}: {placement.subject}"
    return {
        "lab": placement.activity.lab,
        "activity": placement.activity,
        "kind": SessionKind.TEACHER_PLACEMENT,
        "title": title[:160],
        "takes_enrolments": False,
        "is_public": False,
        "is_listed": False,
    }


def _demand_day(placement: PracticePlacement, starts_at: datetime, ends_at: datetime) -> None:
    if not placement.starts_on <= day_of(starts_at) <= placement.ends_on:
        raise SessionRefused("day", OUTSIDE)
    demand_within_a_day(starts_at, ends_at)


@transaction.atomic
def move_meeting(
    *,
    by: Membership,
    meeting: PracticeMeeting,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    now: datetime,
) -> PracticeMeeting:
    """Give a meeting another time or place; `version` is that of its session. Raises Refused, SomeoneWasFirst."""
    current, row = _changeable(by, meeting)
    _demand_day(current, starts_at, ends_at)
    kept = [
        Guest(each.person_id, each.organisation_id, each.part, each.preparation_minutes)
        for each in row.session.guests.order_by("pk")
    ]
    session = change_session(
        by=by,
        session=row.session,
        version=version,
        values={"starts_at": starts_at, "ends_at": ends_at, "place": place},
        guests=kept,
        entitled=True,
        now=now,
    )
    audit.record(by=by, verb="practice.meeting_moved", row=current, at=now, session=session.pk)
    if session.sequence != row.session.sequence:
        tell_meeting("moved", current, session, by=by, now=now)
    return row


@transaction.atomic
def cancel_meeting(*, by: Membership, meeting: PracticeMeeting, version: int, reason: str, now: datetime) -> None:
    """Call a meeting off. Raises Refused, SomeoneWasFirst."""
    current, row = _changeable(by, meeting)
    if not reason.strip():
        raise Refused(NO_REASON)
    cancel_session(by=by, session=row.session, version=version, reason=reason.strip(), entitled=True, now=now)
    row.session.refresh_from_db()
    audit.record(by=by, verb="practice.meeting_cancelled", row=current, at=now, session=row.session_id)
    tell_meeting("cancelled", current, row.session, by=by, now=now)


def _locked(meeting: PracticeMeeting) -> tuple[PracticePlacement, PracticeMeeting]:
    current = locked_placement(meeting.placement)
    return current, PracticeMeeting.objects.select_related("session").get(pk=meeting.pk)


def _changeable(by: Membership, meeting: PracticeMeeting) -> tuple[PracticePlacement, PracticeMeeting]:
    """A meeting about which nobody said yet that it took place. Raises Refused."""
    current, row = _locked(meeting)
    demand(can_plan(current, by))
    if row.session.state == SessionState.CANCELLED:
        raise Refused(IS_CANCELLED)
    if row.logs.exists():
        raise Refused(TOLD_ALREADY)
    return current, row


@transaction.atomic
def tell(*, by: Membership, meeting: PracticeMeeting, learnt: str, now: datetime) -> PracticeLog:
    """Say, for one's own side, that a meeting took place and what came of it; again to change it. Raises Refused."""
    current, row = _locked(meeting)
    demand(can_tell(current, by))
    if row.session.state == SessionState.CANCELLED:
        raise Refused(IS_CANCELLED)
    if row.session.ends_at > now:
        raise Refused(NOT_OVER)
    if not learnt.strip():
        raise Refused(SAY_SOMETHING)
    values = {"learnt": learnt.strip(), "written_by_id": by.user_id, "written_at": now}
    log, _made = PracticeLog.objects.update_or_create(meeting=row, side=current.side_of(by), defaults=values)
    row.session.guests.filter(person=current.professional.user_id).update(was_there=True)
    audit.record(by=by, verb="practice.meeting_told", row=current, at=now, session=row.session_id)
    return log
