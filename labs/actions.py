"""Opening labs, giving them coordinators, and planning activities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership
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


def change(*, by: Membership, activity: Activity, now: datetime, **values: Any) -> Activity:
    """Change an activity's name, lab or period. Raises Refused."""
    _require(by)
    try:
        with transaction.atomic():
            current = Activity.objects.select_for_update().get(pk=activity.pk)
            changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
            for name in changed:
                setattr(current, name, values[name])
            if changed:
                current.save(update_fields=changed)
                audit.record(by=by, verb="activity.changed", row=current, at=now, fields=changed)
    except IntegrityError:
        raise Refused(SAME_NAME) from None
    return current


SAME_NAME = _("This lab has an activity with this name in the programme already. Choose another name.")


def _require(by: Membership) -> None:
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(_("You cannot change labs in this role."))
