"""Opening labs, naming them, and giving them coordinators."""

from datetime import datetime
from itertools import chain, count
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership, Partnership
from partnership.roles import Permission, Role

from ..kinds import STARTING_KINDS, LabKind
from ..models import Lab, LabCoordinator
from ..models.plan import RESERVED

LONGEST_STEM = 44  # leaves room for a number in the fifty letters of an address


def require(by: Membership) -> None:
    """Only management changes labs, goals, activities and budgets. Raises Refused."""
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(_("You cannot change labs in this role."))


@transaction.atomic
def open_labs(*, by: Membership, now: datetime) -> None:
    """Open the labs that every partnership starts with, those that are not there yet."""
    require(by)
    for kind in STARTING_KINDS:
        name = str(kind.label)
        lab, made = Lab.objects.get_or_create(partnership=by.partnership, kind=kind, defaults={"name": name})
        if made:
            audit.record(by=by, verb="lab.opened", row=lab, at=now)


@transaction.atomic
def add_lab(*, by: Membership, name: str, purpose_nl: str, purpose_en: str, nonce: UUID, now: datetime) -> Lab:
    """Add a lab of the partnership's own. Its address follows from its name. The same nonce twice is one lab."""
    require(by)
    Partnership.objects.select_for_update().get(pk=by.partnership_id)  # so that two labs never find one address free
    here = Lab.objects.filter(partnership=by.partnership_id)
    if sent := here.filter(nonce=nonce).first():
        return sent
    slug = free_slug(name, set(here.values_list("slug", flat=True)))
    values = {"name": name, "purpose_nl": purpose_nl, "purpose_en": purpose_en, "slug": slug, "nonce": nonce}
    lab = Lab.objects.create(partnership_id=by.partnership_id, kind=LabKind.OTHER, **values)
    audit.record(by=by, verb="lab.opened", row=lab, at=now)
    return lab


def free_slug(name: str, taken: set[str]) -> str:
    """The address of a lab called so: none that another lab or a page of ours has."""
    stem = slugify(name)[:LONGEST_STEM].strip("-") or "lab"
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if slug not in taken and slug not in RESERVED)


@transaction.atomic
def change_lab(*, by: Membership, lab: Lab, name: str, now: datetime) -> None:
    """Give a lab another name. Its address stays, so that links to it do. What it is for, who runs it says."""
    require(by)
    current = Lab.objects.select_for_update().get(pk=lab.pk)
    if current.name == name:
        return
    current.name = name
    current.save(update_fields=["name"])
    audit.record(by=by, verb="lab.renamed", row=current, at=now)


@transaction.atomic
def add_coordinator(*, by: Membership, lab: Lab, membership: Membership, now: datetime) -> None:
    """Give a coordinator charge of a lab: its submitted hours come into that person's inbox. Raises Refused."""
    require(by)
    if membership.role != Role.COORDINATOR or membership.partnership_id != lab.partnership_id:
        raise Refused(_("Only a coordinator of this partnership can coordinate a lab."))
    _row, made = LabCoordinator.objects.get_or_create(lab=lab, membership=membership)
    if made:
        audit.record(by=by, verb="lab.coordinator_added", row=lab, at=now, membership=membership.pk)


@transaction.atomic
def remove_coordinator(*, by: Membership, lab: Lab, coordinator: LabCoordinator, now: datetime) -> None:
    """Take a lab away from a coordinator. What was decided stays decided."""
    require(by)
    gone, _per_model = LabCoordinator.objects.filter(pk=coordinator.pk, lab=lab).delete()
    if gone:
        audit.record(by=by, verb="lab.coordinator_removed", row=lab, at=now, membership=coordinator.membership_id)
