"""Learning paths: made of modules, put out, followed and stopped; and modules that were done elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..learning_states import PUBLISHED
from ..models import Lab, LearningPath, Module, ModuleDone, PathChoice, PathStart, PathStep
from .learning import changed_fields, take_offer_step
from .research_common import NO_RIGHT, demand_runs, once

NO_STEPS = _("A path has at least two modules. Add them first.")
TWICE = _("A module stands in a path once. Take one of the two out.")
NOT_OUT = _("This module is not in the catalogue. Choose another one, or put it in the catalogue first.")
NO_CHOICE = _("From a choice somebody leaves something: ask for at least one module, and fewer than there are in it.")
NOT_OPEN = _("This path cannot be started now. Choose another one.")
FOLLOWS = _("You follow this path already.")
NOT_OWN = _("Nobody records a module for himself or herself. Ask a colleague who runs the lab.")
NOT_FOLLOWED = _("This module is not part of the path that this person follows.")
RECORDED = _("This module was recorded for this person already.")
COMING = _("This day has yet to come. Choose the day on which it was done.")
NO_NOTE = _("Write where it was done, and how you know.")


@dataclass(frozen=True)
class Step:
    """A module of a path as it is filled in; `letter` is the group to choose from, empty when it has to be done."""

    module: Module
    letter: str = ""


# --- Made ----------------------------------------------------------------------------------------------------
def make_path(
    *,
    by: Membership,
    lab: Lab,
    steps: Sequence[Step],
    needed: Mapping[str, int],
    nonce: UUID,
    now: datetime,
    **values: Any,
) -> LearningPath:
    """A path of modules in this order, as a draft. Raises Refused."""
    demand_runs(by, lab)
    _demand_whole(steps, needed, lab)

    def make() -> LearningPath:
        path = LearningPath.objects.create(lab=lab, added_by_id=by.user_id, added_at=now, nonce=nonce, **values)
        _lay(path, steps, needed)
        audit.record(by=by, verb="learning_path.made", row=path, at=now)
        return path

    return once(LearningPath, make, nonce=nonce, added_by=by.user_id)


@transaction.atomic
def change_path(
    *,
    by: Membership,
    path: LearningPath,
    steps: Sequence[Step],
    needed: Mapping[str, int],
    version: int,
    now: datetime,
    **values: Any,
) -> LearningPath:
    """Other words or other modules; who follows the path keeps what is done. Raises Refused, SomeoneWasFirst."""
    held = LearningPath.objects.select_for_update(of=("self",)).select_related("lab").get(pk=path.pk)
    demand_runs(by, held.lab)
    if held.version != version:
        raise SomeoneWasFirst
    present = set(held.steps.values_list("module", flat=True))
    _demand_whole(steps, needed, held.lab, present)
    changed = changed_fields(held, values)
    held.version += 1
    held.save(update_fields=[*changed, "version"])
    held.steps.all().delete()
    held.choices.all().delete()
    _lay(held, steps, needed)
    audit.record(by=by, verb="learning_path.changed", row=held, at=now, fields=changed)
    return held


def _demand_whole(
    steps: Sequence[Step], needed: Mapping[str, int], lab: Lab, present: set[int] | frozenset[int] = frozenset()
) -> None:
    """Raises Refused for a path that cannot be followed; a module that was in it already may be retired."""
    modules = [step.module for step in steps]
    if len(modules) < 2:
        raise Refused(NO_STEPS)
    if len({module.pk for module in modules}) < len(modules):
        raise Refused(TWICE)
    for module in modules:
        if module.lab.partnership_id != lab.partnership_id or (module.state != PUBLISHED and module.pk not in present):
            raise Refused(NOT_OUT)
    letters = [step.letter for step in steps if step.letter]
    for letter in set(letters) | set(needed):
        if not 1 <= needed.get(letter, 0) < letters.count(letter):
            raise Refused(NO_CHOICE)


def _lay(path: LearningPath, steps: Sequence[Step], needed: Mapping[str, int]) -> None:
    choices = {
        letter: PathChoice.objects.create(path=path, letter=letter, needed=count)
        for letter, count in sorted(needed.items())
    }
    PathStep.objects.bulk_create(
        PathStep(path=path, module=step.module, position=number, choice=choices.get(step.letter))
        for number, step in enumerate(steps, 1)
    )


@transaction.atomic
def step_path(*, by: Membership, path: LearningPath, verb: str, version: int, now: datetime) -> LearningPath:
    """Publish it, or retire it: who follows it goes on. Raises Refused, SomeoneWasFirst."""
    take_offer_step(by=by, row=path, verb=verb, version=version, now=now)
    if path.state == PUBLISHED:
        audit.record(by=by, verb="learning_path.published", row=path, at=now)
    else:
        audit.record(by=by, verb="learning_path.retired", row=path, at=now)
    return path


# --- Followed ------------------------------------------------------------------------------------------------
def start_path(*, by: Membership, path: LearningPath, nonce: UUID, now: datetime) -> PathStart:
    """Follow a path. Raises Refused."""
    _demand_part(by, path.lab.partnership_id)

    def make() -> PathStart:
        held = LearningPath.objects.select_for_update(of=("self",)).get(pk=path.pk)
        if held.state != PUBLISHED:
            raise Refused(NOT_OPEN)
        start = PathStart.objects.create(path=held, person_id=by.user_id, membership=by, started_at=now, nonce=nonce)
        audit.record(by=by, verb="learning_path.started", row=held, at=now)
        return start

    try:
        return once(PathStart, make, nonce=nonce, person=by.user_id)
    except IntegrityError:
        raise Refused(FOLLOWS) from None


@transaction.atomic
def stop_path(*, by: Membership, path: LearningPath, now: datetime) -> PathStart:
    """Follow it no longer; what was done stays done, and it can be started again. Raises SomeoneWasFirst."""
    rows = PathStart.objects.select_for_update(of=("self",)).filter(path=path, person=by.user_id, stopped_at=None)
    start = rows.first()
    if start is None:
        raise SomeoneWasFirst
    start.stopped_at = now
    start.save(update_fields=["stopped_at"])
    audit.record(by=by, verb="learning_path.stopped", row=path, at=now)
    return start


def _demand_part(by: Membership, partnership_id: int) -> None:
    if by.partnership_id != partnership_id or not by.can(Permission.TAKE_PART):
        raise Refused(NO_RIGHT)


# --- Done elsewhere ------------------------------------------------------------------------------------------
def record_done(
    *, by: Membership, start: PathStart, module: Module, done_on: date, note: str, now: datetime
) -> ModuleDone:
    """Record that who follows a path did one of its modules elsewhere. Raises Refused."""
    demand_runs(by, start.path.lab)
    if start.person_id == by.user_id:
        raise Refused(NOT_OWN)
    if start.stopped_at or not start.path.steps.filter(module=module).exists():
        raise Refused(NOT_FOLLOWED)
    if done_on > today(now):
        raise Refused(COMING)
    if not note.strip():
        raise Refused(NO_NOTE)
    try:
        with transaction.atomic():
            done = ModuleDone.objects.create(
                module=module,
                person_id=start.person_id,
                done_on=done_on,
                note=note.strip(),
                recorded_by_id=by.user_id,
                recorded_at=now,
            )
            audit.record(by=by, verb="module.done_elsewhere", row=module, at=now, done=done.pk)
            return done
    except IntegrityError:
        raise Refused(RECORDED) from None


@transaction.atomic
def take_back_done(*, by: Membership, start: PathStart, module: Module, now: datetime) -> None:
    """What was recorded by mistake. Raises Refused, SomeoneWasFirst."""
    demand_runs(by, start.path.lab)
    if start.person_id == by.user_id:
        raise Refused(NOT_OWN)
    rows = ModuleDone.objects.filter(module=module, person=start.person_id, module__path_steps__path=start.path_id)
    gone = ModuleDone.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]
    if not gone:
        raise SomeoneWasFirst
    audit.record(by=by, verb="module.done_taken_back", row=module, at=now)
