"""Planning activities, and changing them; what they were is kept."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership, Programme

from ..models import Activity, EarlierActivity, Goal, Lab
from .plan_labs import require


def plan(*, by: Membership, nonce: UUID, now: datetime, **values: Any) -> Activity:
    """Add an activity to the plan. The same nonce twice is one activity. Raises Refused."""
    require(by)
    _refuse_other_partnerships(by, values["programme"], values["lab"])
    _refuse_days(values["programme"], values["starts_on"], values["ends_on"])
    _refuse_goal(values["programme"], values.get("goal"))
    try:
        with transaction.atomic():
            activity = Activity.objects.create(nonce=nonce, **values)
            audit.record(by=by, verb="activity.planned", row=activity, at=now)
    except IntegrityError as error:
        sent = Activity.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise Refused(_in_words(error)) from None
        return sent
    return activity


def change(*, by: Membership, activity: Activity, now: datetime, **values: Any) -> Activity:
    """Change an activity's name, period, goal or kind. What it was called, and when it ran, is kept.

    Its lab stays: totals per lab are made of lines under it. Raises Refused.
    """
    require(by)
    if unknown := values.keys() - CHANGEABLE:
        raise TypeError(f"an activity keeps its {', '.join(sorted(unknown))}")
    try:
        with transaction.atomic():
            current = Activity.objects.select_for_update(of=["self"]).select_related("programme").get(pk=activity.pk)
            before = {each: getattr(current, each) for each in CHANGEABLE}
            after = before | values
            _refuse_days(current.programme, after["starts_on"], after["ends_on"])
            _refuse_goal(current.programme, after["goal"])
            changed = sorted(each for each in after if after[each] != before[each])
            for each in changed:
                setattr(current, each, after[each])
            if changed:
                current.save(update_fields=changed)
                _keep(by, current, before, changed, now)
                audit.record(by=by, verb="activity.changed", row=current, at=now, fields=changed)
    except IntegrityError as error:
        raise Refused(_in_words(error)) from None
    return current


def _keep(by: Membership, activity: Activity, before: dict, changed: list[str], now: datetime) -> None:
    """Reports of earlier know an activity by its name and days then; its goal is in the log."""
    was = {each: before[each] for each in KEPT}
    if any(each in KEPT for each in changed):
        EarlierActivity.objects.create(activity=activity, changed_at=now, changed_by_id=by.user_id, **was)


KEPT = ("name", "starts_on", "ends_on")
CHANGEABLE = {*KEPT, "goal", "kind"}
LINES_OUTSIDE = _("Hours were already logged outside these dates. Choose dates that hold them all.")
ONE_MANAGEMENT = _("This programme has an activity for project management already. Book it all under that one.")
OTHER_GOAL = _("This goal is of another programme. Choose one of the programme of this activity.")
SAME_NAME = _("This lab has an activity with this name in the programme already. Choose another name.")


def wrong_days(programme: Programme | None, starts_on: date | None, ends_on: date | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the days of an activity, by field; what is not there yet is passed over."""
    if starts_on and ends_on and ends_on < starts_on:
        yield "ends_on", _("The last day is not before the first. Choose a later day.")
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if programme and day and day not in programme.period:
            yield field, _("This day is outside the programme. Choose a day within it.")


def _in_words(error: IntegrityError):
    """What the database refused, for the person who tried; rooms above keep the days of their lines."""
    if "hours lie outside the new dates" in str(error):
        return LINES_OUTSIDE
    return ONE_MANAGEMENT if "project_management_once" in str(error) else SAME_NAME


def _refuse_goal(programme: Programme, goal: Goal | None) -> None:
    if goal is not None and goal.programme_id != programme.pk:
        raise Refused(OTHER_GOAL)


def _refuse_days(programme: Programme, starts_on: date, ends_on: date) -> None:
    for _field, message in wrong_days(programme, starts_on, ends_on):
        raise Refused(message)


def _refuse_other_partnerships(by: Membership, programme: Programme, lab: Lab) -> None:
    if {programme.partnership_id, lab.partnership_id} != {by.partnership_id}:
        raise Refused(_("Programme and lab are of this partnership."))
