"""Research lines with their people, the questions that are brought to them, and the teams that work on those."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership
from partnership.roles import Role

from ..models import Lab, ResearchLine, ResearchMember, ResearchQuestion, ResearchTeam, TeamMember
from ..queries.research import NO_RESEARCHERS
from ..research_states import LINES, MERGED, QUESTIONS, LineState
from .research_common import demand_knowledge, demand_order, demand_runs, once
from .research_mail import tell_asker

NO_LEAD = _("A teacher, coordinator or expert of this partnership leads a line. Choose one of them.")
NO_MEMBER = _("Only people of this partnership can take part. Choose somebody from the list.")
THERE_ALREADY = _("This person takes part already.")
OWN_QUESTION = _("You asked this question yourself. Let somebody else decide on it.")
NO_REASON = _("Write why this is declined, so that who asked understands it.")
NO_OUTCOME = _("Write what came of it, so that who asked can use it.")
NO_LINE = _("Choose the research line that this question becomes part of.")
NO_WORK = _("A team works on a question or a research line. Choose one of the two.")
NOT_YET = _("Take the question up first; then a team can work on it.")


# --- Lines ---------------------------------------------------------------------------------------------------
def make_line(*, by: Membership, lab: Lab, nonce: UUID, now: datetime, **values: Any) -> ResearchLine:
    """Open a research line. Values: title and summary in both languages, first and last day, lead. Raises Refused."""
    demand_runs(by, lab)
    _demand_line(lab, **values)

    def make() -> ResearchLine:
        line = ResearchLine.objects.create(lab=lab, made_by_id=by.user_id, made_at=now, nonce=nonce, **values)
        audit.record(by=by, verb="research_line.made", row=line, at=now)
        return line

    return once(ResearchLine, make, nonce=nonce, made_by=by.user_id)


@transaction.atomic
def change_line(*, by: Membership, line: ResearchLine, now: datetime, **values: Any) -> ResearchLine:
    """Give a line other words, days or another lead. Raises Refused."""
    current = ResearchLine.objects.select_for_update(of=("self",)).select_related("lab").get(pk=line.pk)
    demand_runs(by, current.lab)
    _demand_line(current.lab, **values)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        current.save(update_fields=changed)
        audit.record(by=by, verb="research_line.changed", row=current, at=now, fields=changed)
    return current


def _demand_line(lab: Lab, *, lead: Membership, starts_on: date, ends_on: date | None = None, **_words: str) -> None:
    if lead.partnership_id != lab.partnership_id or lead.role in (Role.STUDENT, *NO_RESEARCHERS):
        raise Refused(NO_LEAD)
    demand_order(starts_on, ends_on)


@transaction.atomic
def step_line(*, by: Membership, line: ResearchLine, verb: str, now: datetime) -> ResearchLine:
    """Finish a line, or take it up again. Raises Refused, SomeoneWasFirst."""
    demand_runs(by, line.lab)
    take_step(line, LINES[verb])
    is_over = line.state == LineState.FINISHED
    audit.record(by=by, verb="research_line.finished" if is_over else "research_line.resumed", row=line, at=now)
    return line


@transaction.atomic
def add_member(*, by: Membership, line: ResearchLine, membership: Membership, now: datetime) -> ResearchMember:
    """Let somebody take part in a line from today. Who takes part already stays as he or she is. Raises Refused."""
    demand_runs(by, line.lab)
    _demand_member(line.lab, membership)
    ResearchLine.objects.select_for_update().get(pk=line.pk)
    day = today(now)
    row, made = ResearchMember.objects.get_or_create(
        line=line, membership=membership, left_on=None, defaults={"joined_on": day}
    )
    if made:
        audit.record(by=by, verb="research_line.member_added", row=line, at=now, membership=membership.pk)
    return row


@transaction.atomic
def end_member(*, by: Membership, line: ResearchLine, member: ResearchMember, now: datetime) -> None:
    """From today somebody is in the line no more; that it was so stays known. Raises Refused."""
    demand_runs(by, line.lab)
    open_place = ResearchMember.objects.filter(pk=member.pk, line=line, left_on=None)
    if open_place.update(left_on=max(today(now), member.joined_on)):
        audit.record(by=by, verb="research_line.member_left", row=line, at=now, membership=member.membership_id)


def _demand_member(lab: Lab, membership: Membership) -> None:
    if membership.partnership_id != lab.partnership_id or membership.role in NO_RESEARCHERS:
        raise Refused(NO_MEMBER)


# --- Questions -----------------------------------------------------------------------------------------------
def ask(
    *, by: Membership, lab: Lab, title: str, text: str, nonce: UUID, now: datetime, line: ResearchLine | None = None
) -> ResearchQuestion:
    """Bring a question for the own organisation, under a line or without. Raises Refused."""
    demand_knowledge(by, lab.partnership_id)
    if line is not None and line.lab_id != lab.pk:
        raise Refused(NO_LINE)

    def make() -> ResearchQuestion:
        question = ResearchQuestion.objects.create(
            lab=lab,
            line=line,
            organisation_id=by.organisation_id,
            title=title,
            text=text,
            asked_by_id=by.user_id,
            asked_at=now,
            nonce=nonce,
        )
        audit.record(by=by, verb="research_question.asked", row=question, at=now)
        return question

    return once(ResearchQuestion, make, nonce=nonce, asked_by=by.user_id)


def take_up(*, by: Membership, question: ResearchQuestion, version: int, now: datetime) -> ResearchQuestion:
    """From now on the lab works on it. Raises Refused, SomeoneWasFirst."""
    values = {"decided_by_id": by.user_id, "decided_at": now}
    return _step_and_record(by, question, version, "take_up", now, verb="research_question.taken_up", **values)


def decline(
    *, by: Membership, question: ResearchQuestion, version: int, reason: str, now: datetime
) -> ResearchQuestion:
    """Say no, with a reason. Raises Refused, SomeoneWasFirst."""
    if not reason.strip():
        raise Refused(NO_REASON)
    values = {"decided_by_id": by.user_id, "decided_at": now, "reason": reason.strip()}
    return _step_and_record(by, question, version, "decline", now, verb="research_question.declined", **values)


def merge(
    *, by: Membership, question: ResearchQuestion, version: int, line: ResearchLine | None, now: datetime
) -> ResearchQuestion:
    """Make it part of a research line. Raises Refused, SomeoneWasFirst."""
    if line is None or line.lab_id != question.lab_id:
        raise Refused(NO_LINE)
    values = {"decided_by_id": by.user_id, "decided_at": now, "line_id": line.pk}
    return _step_and_record(by, question, version, "merge", now, verb="research_question.merged", **values)


def answer(
    *, by: Membership, question: ResearchQuestion, version: int, outcome: str, now: datetime
) -> ResearchQuestion:
    """Tell who asked what came of it. Raises Refused, SomeoneWasFirst."""
    if not outcome.strip():
        raise Refused(NO_OUTCOME)
    values = {"answered_at": now, "outcome": outcome.strip()}
    return _step_and_record(by, question, version, "answer", now, verb="research_question.answered", **values)


@transaction.atomic
def _step_and_record(
    by: Membership, question: ResearchQuestion, version: int, step: str, now: datetime, *, verb: str, **values: Any
) -> ResearchQuestion:
    demand_runs(by, question.lab)
    if question.asked_by_id == by.user_id:
        raise Refused(OWN_QUESTION)
    if question.version != version:
        raise SomeoneWasFirst
    take_step(question, QUESTIONS[step], **values)
    more = {"line": question.line_id} if question.state == MERGED else {}
    audit.record(by=by, verb=verb, row=question, at=now, **more)
    tell_asker(question, by=by, now=now)
    return question


# --- Teams ---------------------------------------------------------------------------------------------------
def make_team(*, by: Membership, lab: Lab, nonce: UUID, now: datetime, **values: Any) -> ResearchTeam:
    """Put a team together. Values: name, first and last day, question or line or both. Raises Refused."""
    demand_runs(by, lab)
    demand_order(values["starts_on"], values["ends_on"])
    question, line = values.get("question"), values.get("line")
    if question is None and line is None:
        raise Refused(NO_WORK)
    if any(work is not None and work.lab_id != lab.pk for work in (question, line)):
        raise Refused(NO_WORK)
    if question is not None and not (QUESTIONS.allows("answer", question.state)):
        raise Refused(NOT_YET)

    def make() -> ResearchTeam:
        team = ResearchTeam.objects.create(lab=lab, made_by_id=by.user_id, made_at=now, nonce=nonce, **values)
        audit.record(by=by, verb="research_team.made", row=team, at=now)
        return team

    return once(ResearchTeam, make, nonce=nonce, made_by=by.user_id)


@transaction.atomic
def add_to_team(*, by: Membership, team: ResearchTeam, membership: Membership, part: str, now: datetime) -> TeamMember:
    """Give somebody a part in a team. Raises Refused."""
    demand_runs(by, team.lab)
    _demand_member(team.lab, membership)
    try:
        with transaction.atomic():
            row = TeamMember.objects.create(team=team, membership=membership, part=part)
    except IntegrityError:
        raise Refused(THERE_ALREADY) from None
    audit.record(by=by, verb="research_team.member_added", row=team, at=now, membership=membership.pk)
    return row


@transaction.atomic
def remove_from_team(*, by: Membership, team: ResearchTeam, member: TeamMember, now: datetime) -> None:
    """Take somebody out of a team. Raises Refused."""
    demand_runs(by, team.lab)
    gone, _per_model = TeamMember.objects.filter(pk=member.pk, team=team).delete()
    if gone:
        audit.record(by=by, verb="research_team.member_removed", row=team, at=now, membership=member.membership_id)
