"""Agreeing every year on the skills of an education programme: proposing, discussing, recording what was agreed."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.figures import day_plain
from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership, Organisation
from partnership.roles import Permission

from ..models import EducationProgramme, Skill, SkillComment, SkillSet, SkillSetPartner, SkillVoice
from ..queries.research import kennis_lab, runs
from ..queries.skills import year_before
from ..research_states import AGREED, DISCUSSING, PROPOSING, SKILL_SETS
from .research_common import NO_RIGHT, NOT_YOURS, demand_knowledge, once

STEPS = ("discuss", "propose_again")  # and "agree", which asks for more
SAME_CODE = _("There is an education programme with this number already. Use that one, or check the number.")
SAME_YEAR = _("This education programme has a set of skills for this year already.")
SAME_SKILL = _("This skill stands in the set already. Support it, or say something about it there.")
NOT_OPEN = _("This set is agreed. Propose changes in the set of next year.")
NOT_DISCUSSED = _("Organisations give their support while the set is under discussion.")
NOT_PROPOSING = _("Proposals are closed now. Say what you miss as a comment.")
NOT_YOUR_SKILL = _("Only the organisation that proposed this skill can change it, and only while proposals come in.")
NO_WHY = _("Write why it goes, so that next year's readers understand it.")
NOBODY = _("Choose at least two organisations that agreed: this is what companies and schools agree on together.")
NOT_IN_FUTURE = _("An agreement cannot be made on a day that is still to come.")
EMPTY = _("There is no skill in this set yet. Propose some first.")


def can_keep(by: Membership) -> bool:
    """The coordinators of the Kennis Lab and the management open sets and record what was agreed."""
    return by.can(Permission.MANAGE_PROGRAMME) or runs(by, kennis_lab(by.partnership))


def demand_keeps(by: Membership, partnership_id: int) -> None:
    if by.partnership_id != partnership_id or not can_keep(by):
        raise Refused(NOT_YOURS)


# --- Education programmes ------------------------------------------------------------------------------------
def save_education(
    *,
    by: Membership,
    code: str,
    name: str,
    level: str,
    now: datetime,
    nonce: UUID | None = None,
    education: EducationProgramme | None = None,
) -> EducationProgramme:
    """Enter an education programme, or put its number, name or level right. Raises Refused."""
    if not by.can(Permission.MANAGE_PROGRAMME) or (education and education.partnership_id != by.partnership_id):
        raise Refused(NO_RIGHT)
    values = {"code": code, "name": name, "level": level}
    try:
        if education is not None:
            return _change_education(by, education, values, now)
        return once(
            EducationProgramme,
            lambda: _enter_education(by, nonce, values, now),
            nonce=nonce,
            partnership=by.partnership_id,
        )
    except IntegrityError:
        raise Refused(SAME_CODE) from None


def _enter_education(by: Membership, nonce: UUID | None, values: dict[str, str], now: datetime) -> EducationProgramme:
    row = EducationProgramme.objects.create(partnership_id=by.partnership_id, nonce=nonce, **values)
    audit.record(by=by, verb="education.entered", row=row, at=now)
    return row


@transaction.atomic
def _change_education(
    by: Membership, education: EducationProgramme, values: dict[str, str], now: datetime
) -> EducationProgramme:
    row = EducationProgramme.objects.select_for_update().get(pk=education.pk)
    changed = sorted(each for each, value in values.items() if getattr(row, each) != value)
    for each in changed:
        setattr(row, each, values[each])
    if changed:
        row.save(update_fields=changed)
        audit.record(by=by, verb="education.changed", row=row, at=now, fields=changed)
    return row


# --- Sets ----------------------------------------------------------------------------------------------------
def open_set(
    *,
    by: Membership,
    education: EducationProgramme,
    year: int,
    now: datetime,
    propose_until: date | None = None,
    discuss_until: date | None = None,
) -> SkillSet:
    """Begin with the skills of a school year: those of the year before, if there were any. Raises Refused."""
    demand_keeps(by, education.partnership_id)
    deadlines = {"propose_until": propose_until, "discuss_until": discuss_until}
    if propose_until and discuss_until and discuss_until < propose_until:
        raise Refused(_("The discussion ends after the proposals. Choose a later day."))
    try:
        with transaction.atomic():
            skill_set = SkillSet.objects.create(
                education=education, year=year, opened_by_id=by.user_id, opened_at=now, **deadlines
            )
            _carry_over(skill_set, year_before(skill_set))
            audit.record(by=by, verb="skill_set.opened", row=skill_set, at=now, year=year)
    except IntegrityError:
        raise Refused(SAME_YEAR) from None
    return skill_set


def _carry_over(skill_set: SkillSet, before: SkillSet | None) -> None:
    if before is None:
        return
    names = ("name", "weight", "why", "organisation_id", "proposed_by_id")
    Skill.objects.bulk_create(
        Skill(
            skill_set=skill_set,
            earlier=skill,
            proposed_at=skill_set.opened_at,
            **{name: getattr(skill, name) for name in names},
        )
        for skill in before.skills.filter(dropped_why="", later=None).order_by("pk")
    )


@transaction.atomic
def step_set(*, by: Membership, skill_set: SkillSet, verb: str, version: int, now: datetime) -> SkillSet:
    """Close the proposals and discuss, or collect proposals again. Raises Refused, SomeoneWasFirst."""
    demand_keeps(by, skill_set.education.partnership_id)
    if verb not in STEPS:
        raise Refused(NO_RIGHT)
    if skill_set.version != version:
        raise SomeoneWasFirst
    take_step(skill_set, SKILL_SETS[verb])
    is_open = skill_set.state == DISCUSSING
    audit.record(by=by, verb="skill_set.discussed" if is_open else "skill_set.proposed_again", row=skill_set, at=now)
    return skill_set


@transaction.atomic
def agree(
    *,
    by: Membership,
    skill_set: SkillSet,
    agreed_on: date,
    partners: Collection[Organisation],
    version: int,
    now: datetime,
) -> SkillSet:
    """Record what was agreed, when and by whom. From then on nothing in the set changes. Raises Refused."""
    demand_keeps(by, skill_set.education.partnership_id)
    chosen = {each.pk for each in partners if each.partnership_id == by.partnership_id}
    if len(chosen) < 2:
        raise Refused(NOBODY)
    if agreed_on > today(now):
        raise Refused(NOT_IN_FUTURE)
    held = SkillSet.objects.select_for_update().get(pk=skill_set.pk)
    if held.version != version or held.state != DISCUSSING:
        raise SomeoneWasFirst
    if not held.skills.filter(dropped_why="").exists():
        raise Refused(EMPTY)
    # Before the step: the database takes nobody in any more after it.
    SkillSetPartner.objects.bulk_create(SkillSetPartner(skill_set=held, organisation_id=pk) for pk in sorted(chosen))
    programme = EducationProgramme.objects.select_for_update().get(pk=held.education_id)
    as_it_is = {f"agreed_{name}": getattr(programme, name) for name in ("code", "name", "level")}
    take_step(held, SKILL_SETS["agree"], agreed_on=agreed_on, agreed_by_id=by.user_id, agreed_at=now, **as_it_is)
    audit.record(by=by, verb="skill_set.agreed", row=held, at=now, partners=sorted(chosen))
    return held


# --- Skills --------------------------------------------------------------------------------------------------
def _hold(by: Membership, skill_set_id: int) -> SkillSet:
    """The set as it is now, and nobody agrees on it meanwhile. Raises Refused for who has no say."""
    held = SkillSet.objects.select_for_update(of=("self",)).select_related("education").get(pk=skill_set_id)
    demand_knowledge(by, held.education.partnership_id)
    if held.state == AGREED:
        raise Refused(NOT_OPEN)
    return held


def propose(
    *, by: Membership, skill_set: SkillSet, name: str, weight: int, why: str, nonce: UUID, now: datetime
) -> Skill:
    """Propose a skill for the own organisation. Raises Refused."""

    def make() -> Skill:
        held = _hold(by, skill_set.pk)
        _demand_in_time(by, held.propose_until, now)
        if held.state != PROPOSING and not can_keep(by):
            raise Refused(NOT_PROPOSING)
        skill = Skill.objects.create(
            skill_set=held,
            name=name,
            weight=weight,
            why=why,
            organisation_id=by.organisation_id,
            proposed_by_id=by.user_id,
            proposed_at=now,
            nonce=nonce,
        )
        audit.record(by=by, verb="skill.proposed", row=skill, at=now)
        return skill

    try:
        return once(Skill, make, nonce=nonce, proposed_by=by.user_id)
    except IntegrityError:
        raise Refused(SAME_SKILL) from None


def _demand_in_time(by: Membership, until: date | None, now: datetime) -> None:
    """A deadline holds for everybody but who set it."""
    if until and today(now) > until and not can_keep(by):
        raise Refused(_("This was possible until %(day)s.") % {"day": day_plain(until)})


def may_change(by: Membership, skill: Skill) -> bool:
    """Who keeps the set until it is agreed; the organisation that proposed it while proposals come in."""
    state = skill.skill_set.state
    if state == AGREED or not by.can(Permission.SHARE_KNOWLEDGE):
        return False
    own = skill.organisation_id == by.organisation_id and skill.earlier_id is None
    return (own and state == PROPOSING) or can_keep(by)


def change_skill(
    *, by: Membership, skill: Skill, name: str, weight: int, why: str, dropped_why: str, now: datetime
) -> Skill:
    """Give a skill other words or another weight, or let it go with a reason. Raises Refused."""
    values = {"name": name, "weight": weight, "why": why, "dropped_why": dropped_why.strip()}
    try:
        with transaction.atomic():
            held = _hold(by, skill.skill_set_id)
            _demand_in_time(by, held.propose_until if held.state == PROPOSING else None, now)
            current = Skill.objects.select_for_update().get(pk=skill.pk)
            current.skill_set = held
            if not may_change(by, current):
                raise Refused(NOT_YOUR_SKILL)
            changed = sorted(each for each, value in values.items() if getattr(current, each) != value)
            for each in changed:
                setattr(current, each, values[each])
            if changed:
                current.save(update_fields=changed)
                audit.record(by=by, verb="skill.changed", row=current, at=now, fields=changed)
    except IntegrityError:
        raise Refused(SAME_SKILL) from None
    return current


@transaction.atomic
def support(*, by: Membership, skill: Skill, now: datetime) -> None:
    """Give the own organisation's voice; a second time changes nothing. Raises Refused."""
    _demand_discussion(by, skill, now)
    _voice, made = SkillVoice.objects.get_or_create(
        skill=skill, organisation_id=by.organisation_id, defaults={"given_by_id": by.user_id, "given_at": now}
    )
    if made:
        audit.record(by=by, verb="skill.supported", row=skill, at=now)


@transaction.atomic
def take_support_back(*, by: Membership, skill: Skill, now: datetime) -> None:
    """Take the own organisation's voice back. Raises Refused."""
    _demand_discussion(by, skill, now)
    gone, _per_model = SkillVoice.objects.filter(skill=skill, organisation=by.organisation_id).delete()
    if gone:
        audit.record(by=by, verb="skill.support_taken_back", row=skill, at=now)


def _demand_discussion(by: Membership, skill: Skill, now: datetime) -> None:
    held = _hold(by, skill.skill_set_id)
    _demand_in_time(by, held.discuss_until, now)
    if held.state != DISCUSSING:
        raise Refused(NOT_DISCUSSED)


def comment(*, by: Membership, skill: Skill, text: str, nonce: UUID, now: datetime) -> SkillComment:
    """Say something about a skill, for the own organisation. Raises Refused."""

    def make() -> SkillComment:
        held = _hold(by, skill.skill_set_id)
        _demand_in_time(by, held.discuss_until, now)
        said = SkillComment.objects.create(
            skill=skill, organisation_id=by.organisation_id, author_id=by.user_id, text=text, said_at=now, nonce=nonce
        )
        audit.record(by=by, verb="skill.commented", row=skill, at=now)
        return said

    return once(SkillComment, make, nonce=nonce, author=by.user_id)
