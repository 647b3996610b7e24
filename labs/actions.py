"""Opening labs, giving them coordinators, and planning activities."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership, Programme
from partnership.roles import Permission, Role

from .kinds import LabKind
from .models import Activity, Lab, LabCoordinator


@transaction.atomic
def open_labs(*, by: Membership, now: datetime) -> None:
    """Open the labs that every partnership starts with, those that are not there yet."""
    _require(by)
    for kind in LabKind:
        name = str(kind.label)
        lab, made = Lab.objects.get_or_create(partnership=by.partnership, kind=kind, defaults={"name": name})
        if made:
            audit.record(by=by, verb="lab.opened", row=lab, at=now)


@transaction.atomic
def rename(*, by: Membership, lab: Lab, name: str, now: datetime) -> None:
    _require(by)
    current = Lab.objects.select_for_update().get(pk=lab.pk)
    if current.name == name:
        return
    current.name = name
    current.save(update_fields=["name"])
    audit.record(by=by, verb="lab.renamed", row=current, at=now)


@transaction.atomic
def add_coordinator(*, by: Membership, lab: Lab, membership: Membership, now: datetime) -> None:
    """Give a coordinator charge of a lab: its submitted hours come into that person's inbox. Raises Refused."""
    _require(by)
    if membership.role != Role.COORDINATOR or membership.partnership_id != lab.partnership_id:
        raise Refused(_("Only a coordinator of this partnership can coordinate a lab."))
    _row, made = LabCoordinator.objects.get_or_create(lab=lab, membership=membership)
    if made:
        audit.record(by=by, verb="lab.coordinator_added", row=lab, at=now, membership=membership.pk)


@transaction.atomic
def remove_coordinator(*, by: Membership, lab: Lab, coordinator: LabCoordinator, now: datetime) -> None:
    """Take a lab away from a coordinator. What was decided stays decided."""
    _require(by)
    gone, _per_model = LabCoordinator.objects.filter(pk=coordinator.pk, lab=lab).delete()
    if gone:
        audit.record(by=by, verb="lab.coordinator_removed", row=lab, at=now, membership=coordinator.membership_id)


def plan(*, by: Membership, nonce: UUID, now: datetime, **values: Any) -> Activity:
    """Add an activity to the plan. The same nonce twice is one activity. Raises Refused."""
    _require(by)
    _refuse_other_partnerships(by, values["programme"], values["lab"])
    _refuse_days(values["programme"], values["starts_on"], values["ends_on"])
    try:
        with transaction.atomic():
            activity = Activity.objects.create(nonce=nonce, **values)
            audit.record(by=by, verb="activity.planned", row=activity, at=now)
    except IntegrityError:
        sent = Activity.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise Refused(SAME_NAME) from None
        return sent
    return activity


def change(*, by: Membership, activity: Activity, name: str, starts_on: date, ends_on: date, now: datetime) -> Activity:
    """Change an activity's name or period. Its lab stays: totals per lab are made of lines under it. Raises Refused."""
    _require(by)
    _refuse_days(activity.programme, starts_on, ends_on)
    values = {"name": name, "starts_on": starts_on, "ends_on": ends_on}
    try:
        with transaction.atomic():
            current = Activity.objects.select_for_update().get(pk=activity.pk)
            changed = sorted(each for each, value in values.items() if getattr(current, each) != value)
            for each in changed:
                setattr(current, each, values[each])
            if changed:
                current.save(update_fields=changed)
                audit.record(by=by, verb="activity.changed", row=current, at=now, fields=changed)
    except IntegrityError as error:
        # Rooms above keep the days that their lines were booked on; the database says so.
        outside = "hours lie outside the new dates" in str(error)
        raise Refused(LINES_OUTSIDE if outside else SAME_NAME) from None
    return current


LINES_OUTSIDE = _("Hours were already logged outside these dates. Choose dates that hold them all.")
SAME_NAME = _("This lab has an activity with this name in the programme already. Choose another name.")


def wrong_days(programme: Programme | None, starts_on: date | None, ends_on: date | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the days of an activity, by field; what is not there yet is passed over."""
    if starts_on and ends_on and ends_on < starts_on:
        yield "ends_on", _("The last day is not before the first. Choose a later day.")
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if programme and day and day not in programme.period:
            yield field, _("This day is outside the programme. Choose a day within it.")


def _refuse_days(programme: Programme, starts_on: date, ends_on: date) -> None:
    for _field, message in wrong_days(programme, starts_on, ends_on):
        raise Refused(message)


def _refuse_other_partnerships(by: Membership, programme: Programme, lab: Lab) -> None:
    if {programme.partnership_id, lab.partnership_id} != {by.partnership_id}:
        raise Refused(_("Programme and lab are of this partnership."))


def _require(by: Membership) -> None:
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(_("You cannot change labs in this role."))
