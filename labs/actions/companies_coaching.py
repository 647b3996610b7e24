"""Coaching of student companies: sessions of the lab that only those see whom they concern."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.times import day_of
from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..kinds import SessionKind
from ..models import Activity, CompanyCoach, CompanySession, StudentCompany
from ..queries.companies import standing_of
from .companies import IS_OVER, demand, locked_company
from .research_common import once
from .session_changes import cancel_session, change_session
from .sessions import Guest, SessionRefused, plan_session

NOT_COACH = _("Only the coaches of this student company and who runs the lab can do this.")
FOR_ANOTHER = _("You plan your own sessions. Who runs the lab plans for another coach.")
NO_COACH_OF_IT = _("This person does not coach the student company. Choose one of its coaches.")
NOT_RUNNING = _("This activity does not run on that day. Choose another activity or day.")
NO_REASON = _("Write why it does not go on. Who would come reads it.")
TOO_LONG = _("A coaching session lasts at most a day. Check the times.")
A_DAY = 24 * 60


def _session_values(company: StudentCompany, when: dict, activity: Activity) -> dict:
    """Raises Refused when the activity is not of that day."""
    demand_activity(activity, when["starts_at"])
    with translation.override(settings.LANGUAGE_CODE):
        title = gettext("Coaching of %(name)s") % {"name": company.name}
    return {
        **when,
        "lab": company.lab,
        "activity": activity,
        "kind": SessionKind.COACHING,
        "title": title,
        "takes_enrolments": False,
        "is_public": False,
        "is_listed": False,
    }


def demand_activity(activity: Activity, starts_at: datetime) -> None:
    if not activity.starts_on <= day_of(starts_at) <= activity.ends_on:
        raise SessionRefused("activity", NOT_RUNNING)


def demand_within_a_day(starts_at: datetime, ends_at: datetime) -> None:
    if (ends_at - starts_at).total_seconds() > A_DAY * 60:
        raise SessionRefused("ends", TOO_LONG)


def plan_coaching(
    *,
    by: Membership,
    company: StudentCompany,
    coach: CompanyCoach,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    summary: str,
    activity: Activity,
    nonce: UUID,
    now: datetime,
) -> CompanySession:
    """Plan a coaching session, or write down one that took place. Raises Refused."""

    def make() -> CompanySession:
        current = locked_company(company)
        _demand_coach(by, current, coach)
        demand(not current.is_over, IS_OVER)
        demand_within_a_day(starts_at, ends_at)
        when = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "summary": summary}
        who = coach.membership
        session = plan_session(
            by=by,
            values=_session_values(current, when, activity),
            guests=[Guest(who.user_id, who.organisation_id)],
            nonce=uuid4(),
            publish=True,
            entitled=True,
            now=now,
        )
        if ends_at <= now:  # it took place: that is why it is written down
            session.guests.update(was_there=True)
        row = CompanySession.objects.create(company=current, session=session, nonce=nonce)
        audit.record(by=by, verb="student_company.coaching_planned", row=current, at=now, session=session.pk)
        return row

    return once(CompanySession, make, nonce=nonce, company=company.pk)


def _demand_coach(by: Membership, company: StudentCompany, coach: CompanyCoach) -> None:
    standing = standing_of(company, by)
    demand(standing.coaches, NOT_COACH)
    demand(coach.company_id == company.pk and coach.until is None, NO_COACH_OF_IT)
    demand(standing.runs or coach.membership_id == by.pk, FOR_ANOTHER)


@transaction.atomic
def change_coaching(
    *,
    by: Membership,
    coaching: CompanySession,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    summary: str,
    activity: Activity,
    now: datetime,
) -> CompanySession:
    """Move a session, or say better what it was about; its coach stays. Raises Refused, SomeoneWasFirst."""
    current = _demand_mine(by, coaching)
    demand_activity(activity, starts_at)
    demand_within_a_day(starts_at, ends_at)
    values = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "summary": summary, "activity": activity}
    kept = [
        Guest(each.person_id, each.organisation_id, each.part, each.preparation_minutes)
        for each in coaching.session.guests.order_by("pk")
    ]
    change_session(by=by, session=coaching.session, version=version, values=values, guests=kept, entitled=True, now=now)
    audit.record(by=by, verb="student_company.coaching_changed", row=current, at=now, session=coaching.session_id)
    return coaching


@transaction.atomic
def cancel_coaching(*, by: Membership, coaching: CompanySession, version: int, reason: str, now: datetime) -> None:
    """Call a session off. Raises Refused, SomeoneWasFirst."""
    current = _demand_mine(by, coaching)
    if not reason.strip():
        raise Refused(NO_REASON)
    cancel_session(by=by, session=coaching.session, version=version, reason=reason.strip(), entitled=True, now=now)
    audit.record(by=by, verb="student_company.coaching_cancelled", row=current, at=now, session=coaching.session_id)


def _demand_mine(by: Membership, coaching: CompanySession) -> StudentCompany:
    """Who runs the lab, or the coach whose session it is."""
    current = locked_company(coaching.company)
    standing = standing_of(current, by)
    gives = coaching.session.guests.filter(person=by.user_id, organisation=by.organisation_id).exists()
    demand(standing.runs or (standing.is_coach and gives), NOT_COACH)
    return current
