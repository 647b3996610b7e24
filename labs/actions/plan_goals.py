"""The goals of a programme: adding, changing, ordering and removing them."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.models import Membership, Programme

from ..models import Goal
from .plan_labs import require

SAME_GOAL = _("This programme has a goal with this name already. Choose another name.")
IN_USE = _("There are activities under this goal. Give them another goal first, then remove it.")


def add_goal(*, by: Membership, programme: Programme, name: str, explanation: str, nonce: UUID, now: datetime) -> Goal:
    """Add a goal after the others. The same nonce twice is one goal. Raises Refused."""
    require(by)
    if programme.partnership_id != by.partnership_id:
        raise Refused(_("This programme is of another partnership."))
    try:
        with transaction.atomic():
            goals = _in_order(programme)
            values = {"programme": programme, "name": name, "explanation": explanation, "nonce": nonce}
            goal = Goal.objects.create(position=len(goals) + 1, **values)
            audit.record(by=by, verb="goal.added", row=goal, at=now)
    except IntegrityError:
        sent = Goal.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise Refused(SAME_GOAL) from None
        return sent
    return goal


def change_goal(*, by: Membership, goal: Goal, name: str, explanation: str, now: datetime) -> Goal:
    """Say a goal in other words. Raises Refused."""
    require(by)
    try:
        with transaction.atomic():
            current = Goal.objects.select_for_update().get(pk=goal.pk)
            values = {"name": name, "explanation": explanation}
            changed = [each for each, value in values.items() if getattr(current, each) != value]
            for each in changed:
                setattr(current, each, values[each])
            if changed:
                current.save(update_fields=changed)
                audit.record(by=by, verb="goal.changed", row=current, at=now, fields=changed)
    except Goal.DoesNotExist:  # somebody removed it this moment
        raise SomeoneWasFirst from None
    except IntegrityError:
        raise Refused(SAME_GOAL) from None
    return current


@transaction.atomic
def move_goal(*, by: Membership, goal: Goal, up: bool, now: datetime) -> None:
    """Put a goal one place higher or lower; at the end of the row it stays where it is."""
    require(by)
    goals = _in_order(goal.programme)
    if goal not in goals:
        raise SomeoneWasFirst
    place = goals.index(goal)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(goals):
        return
    goals[place], goals[other] = goals[other], goals[place]
    _number(goals)
    audit.record(by=by, verb="goal.moved", row=goal, at=now)


def remove_goal(*, by: Membership, goal: Goal, now: datetime) -> None:
    """Remove a goal under which nothing hangs; those after it move up. Raises Refused."""
    require(by)
    try:
        with transaction.atomic():
            goals = [each for each in _in_order(goal.programme) if each != goal]
            Goal.objects.filter(pk=goal.pk).delete()
            _number(goals)
            audit.record(by=by, verb="goal.removed", row=goal.programme, at=now, goal=goal.pk)
    except ProtectedError:
        raise Refused(IN_USE) from None


def _in_order(programme: Programme) -> list[Goal]:
    """The goals of a programme, while nobody else adds or moves one."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    return list(Goal.objects.filter(programme=programme).in_order())


def _number(goals: list[Goal]) -> None:
    for number, goal in enumerate(goals, 1):
        goal.position = number
    Goal.objects.bulk_update(goals, ["position"])
