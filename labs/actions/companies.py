"""Student companies: proposing one, its text, its life, its people and the assignments that it won."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import month_of, today
from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership, Organisation
from partnership.roles import Permission, Role

from ..company_states import COMPANIES, IDEA, STOPPED
from ..models import CompanyAssignment, CompanyCoach, CompanyMember, CompanyStep, Lab, StudentCompany
from ..queries.companies import Standing, standing_of
from .research_common import NOT_YOURS, once

STUDENTS_PROPOSE = _("Only students propose a company, for themselves.")
NOT_IN_IT = _("Only members of this student company and who runs the lab can do this.")
IS_OVER = _("This student company is over, so it stays as it is.")
NO_REASON = _("Write why the company stops, so that others learn from it.")
NOT_AHEAD = _("A step is written down when it has been taken. Choose today or an earlier day.")
BEFORE_THE_LAST = _("The step before this one was taken later. Choose that day or a later one.")
NOT_NOW = _("This cannot be asked for now.")
NO_STUDENT = _("Only students of this partnership can be a member. Choose somebody from the list.")
NO_COACH = _("A coach is somebody of a company in this partnership. Choose somebody from the list.")
TEXT = ("name", "does", "website", "kvk", "is_shown")


def demand(allowed: bool, reason=NOT_YOURS) -> None:
    if not allowed:
        raise Refused(reason)


def locked_company(company: StudentCompany) -> StudentCompany:
    """The company as it is now, for oneself until the transaction ends."""
    return StudentCompany.objects.select_for_update(of=("self",)).select_related("lab").get(pk=company.pk)


def _open(by: Membership, company: StudentCompany) -> tuple[StudentCompany, Standing]:
    """The company as it is now, which is not over, and what the person is to it. Raises Refused."""
    current = locked_company(company)
    standing = standing_of(current, by)
    demand(standing.knows, NOT_IN_IT)
    demand(not current.is_over, IS_OVER)
    return current, standing


# --- Its words and its life --------------------------------------------------------------------------------------
def propose(
    *, by: Membership, lab: Lab, name: str, does: str, website: str = "", nonce: UUID, now: datetime
) -> StudentCompany:
    """Put an idea to who runs the lab, as its first member. Raises Refused."""
    demand(by.can(Permission.START_COMPANIES) and by.partnership_id == lab.partnership_id, STUDENTS_PROPOSE)
    words = {"name": name, "does": does, "website": website}

    def make() -> StudentCompany:
        row = StudentCompany.objects.create(lab=lab, **words, proposed_by_id=by.user_id, proposed_at=now, nonce=nonce)
        _write_step(row, by, today(now), "", now)
        CompanyMember.objects.create(company=row, membership=by, joined_on=today(now))
        audit.record(by=by, verb="student_company.proposed", row=row, at=now)
        return row

    return once(StudentCompany, make, nonce=nonce, proposed_by=by.user_id)


@transaction.atomic
def change_company(
    *, by: Membership, company: StudentCompany, version: int, now: datetime, **values: Any
) -> StudentCompany:
    """Give it other words, or show it to everybody. Raises Refused, SomeoneWasFirst."""
    current, standing = _open(by, company)
    demand(standing.edits, NOT_IN_IT)
    if current.version != version:
        raise SomeoneWasFirst
    changed = sorted(name for name in TEXT if name in values and getattr(current, name) != values[name])
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        current.version += 1
        current.save(update_fields=[*changed, "version"])
        audit.record(by=by, verb="student_company.changed", row=current, at=now, fields=changed)
    return current


@transaction.atomic
def wish_for(*, by: Membership, company: StudentCompany, verb: str, now: datetime) -> StudentCompany:
    """Members ask who runs the lab for the next step; asking for something else replaces it. Raises Refused."""
    current, standing = _open(by, company)
    demand(standing.is_member, NOT_IN_IT)
    demand(verb in COMPANIES.transitions and verb != "start" and COMPANIES.allows(verb, current.state), NOT_NOW)
    if current.wish != verb:
        current.wish, current.wished_by_id, current.wished_at = verb, by.user_id, now
        current.save(update_fields=["wish", "wished_by", "wished_at"])
        audit.record(by=by, verb="student_company.wished", row=current, at=now, step=verb)
    return current


DONE = {
    "start": "student_company.started",
    "trade": "student_company.traded",
    "graduate": "student_company.graduated",
    "stop": "student_company.stopped",
}


@transaction.atomic
def step_company(
    *, by: Membership, company: StudentCompany, verb: str, version: int, on: date, reason: str = "", now: datetime
) -> StudentCompany:
    """Write down that a company took a step, on which day. Raises Refused, SomeoneWasFirst."""
    current = locked_company(company)
    demand(standing_of(current, by).runs)
    if current.version != version:
        raise SomeoneWasFirst
    target, reason = COMPANIES[verb].target, reason.strip()
    demand(target != STOPPED or bool(reason), NO_REASON)
    demand(on <= today(now), NOT_AHEAD)
    last = current.steps.order_by("-pk").values_list("on", flat=True).first()
    demand(on >= last or current.state == IDEA, BEFORE_THE_LAST)
    days = {"start": {"since": on}, "stop": {"until": on}, "graduate": {"until": on}}.get(verb, {})
    take_step(current, COMPANIES[verb], **days, wish="", wished_by_id=None, wished_at=None)
    _write_step(current, by, on, reason if target == STOPPED else "", now)
    audit.record(by=by, verb=DONE[verb], row=current, at=now)
    return current


def _write_step(company: StudentCompany, by: Membership, on: date, reason: str, now: datetime) -> None:
    values = {"state": company.state, "on": on, "reason": reason, "taken_by_id": by.user_id, "taken_at": now}
    CompanyStep.objects.create(company=company, **values)


# --- People ------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_company_member(
    *, by: Membership, company: StudentCompany, membership: Membership, part: str = "", now: datetime
) -> CompanyMember:
    """Let a student take part from today. Raises Refused."""
    current, standing = _open(by, company)
    demand(standing.runs)
    demand(membership.partnership_id == current.lab.partnership_id and membership.role == Role.STUDENT, NO_STUDENT)
    values = {"part": part, "joined_on": today(now)}
    row, made = CompanyMember.objects.get_or_create(
        company=current, membership=membership, left_on=None, defaults=values
    )
    if made:
        audit.record(by=by, verb="student_company.member_added", row=current, at=now, membership=membership.pk)
    return row


@transaction.atomic
def end_company_member(*, by: Membership, company: StudentCompany, member: CompanyMember, now: datetime) -> None:
    """A student leaves, or is taken out by who runs the lab. Raises Refused."""
    current = locked_company(company)
    demand(standing_of(current, by).runs or member.membership_id == by.pk, NOT_IN_IT)
    rows = CompanyMember.objects.filter(pk=member.pk, company=current, left_on=None)
    if rows.update(left_on=max(today(now), member.joined_on)):
        audit.record(by=by, verb="student_company.member_left", row=current, at=now, membership=member.membership_id)


@transaction.atomic
def add_coach(*, by: Membership, company: StudentCompany, membership: Membership, now: datetime) -> CompanyCoach:
    """Let somebody of a company coach it from today. Raises Refused."""
    current, standing = _open(by, company)
    demand(standing.runs)
    of_a_company = membership.role in (Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)
    demand(membership.partnership_id == current.lab.partnership_id and of_a_company, NO_COACH)
    row, made = CompanyCoach.objects.get_or_create(
        company=current, membership=membership, until=None, defaults={"since": today(now)}
    )
    if made:
        audit.record(by=by, verb="student_company.coach_added", row=current, at=now, membership=membership.pk)
    return row


@transaction.atomic
def end_coach(*, by: Membership, company: StudentCompany, coach: CompanyCoach, now: datetime) -> None:
    """From today somebody coaches it no more; the sessions that were stay. Raises Refused."""
    current = locked_company(company)
    demand(standing_of(current, by).runs)
    rows = CompanyCoach.objects.filter(pk=coach.pk, company=current, until=None)
    if rows.update(until=max(today(now), coach.since)):
        audit.record(by=by, verb="student_company.coach_left", row=current, at=now, membership=coach.membership_id)


# --- Assignments -------------------------------------------------------------------------------------------------
def add_assignment(
    *,
    by: Membership,
    company: StudentCompany,
    title: str,
    client: Organisation | None = None,
    client_name: str = "",
    month: date,
    amount: Decimal | None = None,
    nonce: UUID,
    now: datetime,
) -> CompanyAssignment:
    """Write down work that the company won. Raises Refused."""

    def make() -> CompanyAssignment:
        current, standing = _open(by, company)
        demand(standing.edits, NOT_IN_IT)
        values = {"client": client, "client_name": "" if client else client_name, "amount": amount}
        row = CompanyAssignment.objects.create(
            company=current,
            title=title,
            month=month_of(month),
            **values,
            entered_by_id=by.user_id,
            entered_at=now,
            nonce=nonce,
        )
        audit.record(by=by, verb="student_company.assignment_added", row=current, at=now)
        return row

    return once(CompanyAssignment, make, nonce=nonce, company=company.pk)


@transaction.atomic
def remove_assignment(*, by: Membership, company: StudentCompany, assignment: CompanyAssignment, now: datetime) -> None:
    """Take an assignment off again, when it was a mistake. Raises Refused."""
    current, standing = _open(by, company)
    demand(standing.edits, NOT_IN_IT)
    gone, _per_model = CompanyAssignment.objects.filter(pk=assignment.pk, company=current).delete()
    if gone:
        audit.record(by=by, verb="student_company.assignment_removed", row=current, at=now)
