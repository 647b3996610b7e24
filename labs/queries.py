"""The labs with who coordinates them and what is planned in them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from partnership.models import Membership, Programme

from .models import Activity, Lab, LabCoordinator


@dataclass(frozen=True)
class LabOverview:
    lab: Lab
    coordinators: list[LabCoordinator]
    activities: list[Activity]


def coordinators_of(labs, now: datetime):
    """The coordinators of labs whose membership lasts, by name."""
    active = Membership.objects.active(now).values("pk")
    rows = LabCoordinator.objects.filter(lab__in=labs, membership__in=active)
    return rows.select_related("membership__user", "membership__organisation").order_by(
        "lab", "membership__user__name", "pk"
    )


def overview(by: Membership, programme: Programme | None, now: datetime) -> list[LabOverview]:
    """Every lab that `by` may see, with the plan of one programme."""
    labs = list(Lab.objects.visible_to(by).order_by("pk"))
    planned = Activity.objects.visible_to(by).filter(programme=programme) if programme else Activity.objects.none()
    people = _per_lab(coordinators_of(labs, now))
    activities = _per_lab(planned.order_by("lab", "starts_on", "name", "pk"))
    return [LabOverview(lab, people.get(lab.pk, []), activities.get(lab.pk, [])) for lab in labs]


def _per_lab(rows) -> dict[int, list]:
    return {key: list(group) for key, group in groupby(rows, key=lambda row: row.lab_id)}
