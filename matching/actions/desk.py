"""The desk: questions brought, looked at, judged, and what becomes of them."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from lib.periods import add_months
from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership, Organisation, Partnership
from partnership.roles import Permission

from ..assignment_rights import NOT_THIS_KIND, NOT_YOURS, SCHOOLS, kinds_of, owns
from ..desk_rights import can_ask, can_decide
from ..kinds import FOR_STUDENTS, Follows, Size
from ..models import Assignment, AssignmentRole, Cluster, DeskQuestion
from ..queries.desk import open_together
from ..states import DESK, DeskState
from .assignments import demand
from .desk_mail import confirm, tell_decided, tell_school

NO_ANSWER = _("Write an answer, so that who asked knows why.")
NO_SCHOOL = _("Choose another school of this partnership.")
NO_COMPANY = _("Choose the company of this partnership that the work is for.")
NOT_JUDGED = _("Judge the question first: level, theme and size.")
NOT_FOR_STUDENTS = _(
    "Students only work on what may be known and may fail. Answer this question, or pass it on, instead."
)
TOO_MANY = _("Split it into at most %(most)s parts.")
MOST_PARTS, MONTHS_A_PART = 6, 6
WEEKS = {Size.DAYS: 1, Size.WEEKS: 8}
KEPT = timedelta(days=730)


def ask(*, by: Membership | None, partnership: Partnership, nonce: UUID, now: datetime, **values: Any) -> DeskQuestion:
    """Bring a question: of the own organisation, of a visitor, or written down by who looks after the board.

    Values: company_name, contact_name, contact_email, contact_phone, title, text; organisation when it was written
    down for a company of the partnership; follows when it goes on from an assignment of the company. Raises Refused.
    """
    demand(can_ask(by))
    if (earlier := values.get("follows")) is not None and (by is None or not owns(earlier, by)):
        raise Refused(NOT_YOURS)
    organisation = values.pop("organisation", None)
    asks_itself = by is not None and by.can(Permission.ASK_DESK)
    if asks_itself:
        organisation, values["company_name"] = by.organisation, by.organisation.name
    elif organisation is not None:
        if by is None or organisation.partnership_id != partnership.pk:
            raise Refused(NO_COMPANY)
        values["company_name"] = organisation.name

    def make() -> DeskQuestion:
        question = DeskQuestion.objects.create(
            partnership=partnership,
            organisation=organisation,
            asked_by_id=by.user_id if asks_itself else None,
            asked_at=now,
            nonce=nonce,
            **values,
        )
        audit.record(by=by, verb="desk_question.asked", row=question, at=now, partnership_id=partnership.pk)
        confirm(question, now)
        return question

    return once(DeskQuestion, make, nonce=nonce, partnership=partnership.pk)


# --- Looked at ---------------------------------------------------------------------------------------------------
@transaction.atomic
def take(*, by: Membership, question: DeskQuestion, version: int, now: datetime) -> DeskQuestion:
    """From now on somebody looks at it. Raises Refused, SomeoneWasFirst."""
    current = _held(by, question, "take", version)
    take_step(current, DESK["take"], handled_by_id=by.user_id)
    audit.record(by=by, verb="desk_question.taken", row=current, at=now)
    return current


@transaction.atomic
def triage(
    *,
    by: Membership,
    question: DeskQuestion,
    version: int,
    level: str,
    theme: str,
    size: str,
    is_secret: bool,
    is_critical: bool,
    now: datetime,
) -> DeskQuestion:
    """Judge a question that nothing was decided on yet; who judges it looks at it. Raises Refused, SomeoneWasFirst."""
    current = _held(by, question, "answer", version)
    values = {"level": level, "theme": theme, "size": size, "is_secret": is_secret, "is_critical": is_critical}
    for name, value in values.items():
        setattr(current, name, value)
    current.state, current.version = DeskState.TAKEN, current.version + 1
    current.handled_by_id = current.handled_by_id or by.user_id
    current.save(update_fields=[*values, "state", "version", "handled_by"])
    audit.record(by=by, verb="desk_question.triaged", row=current, at=now)
    return current


@transaction.atomic
def cluster(
    *, by: Membership, question: DeskQuestion, version: int, into: Cluster | None, name: str = "", now: datetime
) -> DeskQuestion:
    """Take it together with like questions, in a cluster that is there or a new one; none takes it out.

    Raises Refused, SomeoneWasFirst.
    """
    current = _held(by, question, "answer", version)
    if into is not None and into.partnership_id != by.partnership_id:
        raise Refused(_("Choose a cluster from the list."))
    if name.strip():
        made = {"made_by_id": by.user_id, "made_at": now}
        found = {"partnership": by.partnership, "name": name.strip()}
        into, _new = Cluster.objects.get_or_create(**found, defaults=made)
    current.cluster, current.version = into, current.version + 1
    current.save(update_fields=["cluster", "version"])
    audit.record(by=by, verb="desk_question.clustered", row=current, at=now, cluster=into.pk if into else None)
    return current


# --- Decided on --------------------------------------------------------------------------------------------------
@transaction.atomic
def turn(
    *,
    by: Membership,
    question: DeskQuestion,
    version: int,
    organisation: Organisation | None,
    kind: str,
    starts_on: date,
    parts: int,
    together: bool,
    now: datetime,
) -> list[Assignment]:
    """Make it into drafts for the company: one, or half-year parts that follow each other.

    `together`: what waits in the same cluster is settled with it. Raises Refused, SomeoneWasFirst.
    """
    current = _held(by, question, "turn", version)
    company = current.organisation or organisation
    _demand_turnable(current, company, kind, parts)
    rows: list[Assignment] = []
    for number, (first, last) in enumerate(periods(current.size, starts_on, parts), 1):
        rows.append(_part(by, current, company, kind, number, parts, first, last, rows[-1] if rows else None, now))
    if current.organisation_id is None:
        DeskQuestion.objects.filter(pk=current.pk).update(organisation=company)
    _decide(by, current, "turn", now, verb="desk_question.turned")
    for each in open_together(current).select_for_update(of=("self",)) if together else ():
        if can_decide(each, "turn", by):
            _decide(by, each, "turn", now, verb="desk_question.turned")
    return rows


def _demand_turnable(question: DeskQuestion, company: Organisation | None, kind: str, parts: int) -> None:
    if not (question.level and question.theme and question.size):
        raise Refused(NOT_JUDGED)
    if company is None or company.partnership_id != question.partnership_id:
        raise Refused(NO_COMPANY)
    if kind not in kinds_of(company.kind):
        raise Refused(NOT_THIS_KIND)
    if kind in FOR_STUDENTS and (question.is_secret or question.is_critical):
        raise Refused(NOT_FOR_STUDENTS)
    if not 1 <= parts <= MOST_PARTS:
        raise Refused(TOO_MANY % {"most": MOST_PARTS})


def periods(size: str, starts_on: date, parts: int) -> list[tuple[date, date]]:
    """From the first day: half-years one after the other, or one period as long as the question is large."""
    if parts == 1 and size in WEEKS:
        return [(starts_on, starts_on + timedelta(weeks=WEEKS[Size(size)], days=-1))]
    starts = [add_months(starts_on, MONTHS_A_PART * number) for number in range(parts + 1)]
    return [(first, after - timedelta(days=1)) for first, after in pairwise(starts)]


def _part(
    by: Membership,
    question: DeskQuestion,
    company: Organisation,
    kind: str,
    number: int,
    parts: int,
    first: date,
    last: date,
    before: Assignment | None,
    now: datetime,
) -> Assignment:
    end = f" ({number}/{parts})" if parts > 1 else ""
    row = Assignment.objects.create(
        partnership_id=question.partnership_id,
        organisation=company,
        kind=kind,
        title=question.title[: 120 - len(end)] + end,
        text=question.text,
        theme=question.theme,
        starts_on=first,
        ends_on=last,
        question=question,
        follows=before or question.follows,
        follows_as=Follows.PART if before else Follows.FOLLOW_UP if question.follows_id else "",
        coordinator=by,
        made_by_id=by.user_id,
        made_at=now,
    )
    if kind in FOR_STUDENTS:
        AssignmentRole.objects.create(assignment=row, name=_("Student"), level=question.level)
    audit.record(by=by, verb="assignment.entered", row=row, at=now)
    return row


@transaction.atomic
def pass_on(
    *, by: Membership, question: DeskQuestion, version: int, school: Organisation, answer: str, now: datetime
) -> DeskQuestion:
    """Another school takes it from here. Raises Refused, SomeoneWasFirst."""
    current = _held(by, question, "pass_on", version)
    elsewhere = school.pk != by.organisation_id and school.partnership_id == by.partnership_id
    if not elsewhere or school.kind not in SCHOOLS:
        raise Refused(NO_SCHOOL)
    values = {"passed_to_id": school.pk, "answer": answer.strip()}
    _decide(by, current, "pass_on", now, verb="desk_question.passed_on", **values)
    tell_school(current, by=by, now=now)
    return current


@transaction.atomic
def answer(*, by: Membership, question: DeskQuestion, version: int, answer: str, now: datetime) -> DeskQuestion:
    """The question is answered with this. Raises Refused, SomeoneWasFirst."""
    return _say(by, question, version, answer, "answer", now, verb="desk_question.answered")


@transaction.atomic
def decline(*, by: Membership, question: DeskQuestion, version: int, answer: str, now: datetime) -> DeskQuestion:
    """Nothing is done with it, for this reason. Raises Refused, SomeoneWasFirst."""
    return _say(by, question, version, answer, "decline", now, verb="desk_question.declined")


def _say(
    by: Membership, question: DeskQuestion, version: int, text: str, step: str, now: datetime, *, verb: str
) -> DeskQuestion:
    current = _held(by, question, step, version)
    if not text.strip():
        raise Refused(NO_ANSWER)
    _decide(by, current, step, now, verb=verb, answer=text.strip())
    return current


def _held(by: Membership, question: DeskQuestion, step: str, version: int) -> DeskQuestion:
    """The question as it is now, for oneself until the transaction ends."""
    rows = DeskQuestion.objects.select_for_update(of=("self",)).select_related("partnership", "organisation", "follows")
    current = rows.get(pk=question.pk)
    if current.version != version and not DESK.allows(step, current.state):
        raise SomeoneWasFirst
    demand(can_decide(current, step, by))
    if current.version != version:
        raise SomeoneWasFirst
    return current


def _decide(by: Membership, current: DeskQuestion, step: str, now: datetime, *, verb: str, **values: Any) -> None:
    take_step(current, DESK[step], handled_by_id=by.user_id, decided_at=now, **values)
    audit.record(by=by, verb=verb, row=current, at=now)
    tell_decided(current, by=by, now=now)


# --- Kept no longer than needed ----------------------------------------------------------------------------------
@transaction.atomic
def forget_contacts(*, now: datetime) -> int:
    """Two years after a decision nobody needs to know any more who asked and who answered."""
    known = ~Q(contact_email="") | Q(asked_by__isnull=False) | Q(handled_by__isnull=False)
    rows = DeskQuestion.objects.filter(known, decided_at__lt=now - KEPT)
    return rows.update(contact_name="", contact_email="", contact_phone="", asked_by=None, handled_by=None)
