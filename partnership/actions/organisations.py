"""Entering organisations, and letting them join and leave programmes.

What is wrong is said by functions that the forms call too: they show it at the field, an action refuses with it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused

from .. import audit
from ..kinds import GROUP_OF_KIND
from ..models import Membership, Organisation, Participation, Programme
from ..roles import Permission
from .programmes import NO_SIDE

KEY_LENGTH = 50
TRIES = 3


def make(*, by: Membership, nonce: UUID, now: datetime, **values: Any) -> Organisation:
    """Enter an organisation. The same nonce twice is one organisation. Raises Refused."""
    _require(by)
    for _attempt in range(TRIES):  # somebody else may take the same key at the same moment
        sent = Organisation.objects.filter(partnership=by.partnership_id, nonce=nonce).first()
        if sent is not None:
            return sent
        key = _free_key(by.partnership_id, values["name"])
        try:
            with transaction.atomic():
                made = Organisation.objects.create(partnership=by.partnership, key=key, nonce=nonce, **values)
                audit.record(by=by, verb="organisation.entered", row=made, at=now)
                return made
        except IntegrityError:
            continue
    raise Refused(_("This could not be saved. Try again."))


@transaction.atomic
def change(*, by: Membership, organisation: Organisation, now: datetime, **values: Any) -> Organisation:
    """Change what is known about an organisation. Raises Refused."""
    _require(by)
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse(wrong_kind(current, values.get("kind", current.kind)))
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        current.save(update_fields=changed)
        audit.record(by=by, verb="organisation.changed", row=current, at=now, fields=changed)
    return current


def join(
    *, by: Membership, organisation: Organisation, programme: Programme, joined_on: date, now: datetime
) -> Participation:
    """Let an organisation take part, on the side that follows from its kind (R10). Twice is once. Raises Refused."""
    _require(by)
    if organisation.kind not in GROUP_OF_KIND:
        raise Refused(NO_SIDE)
    _refuse(wrong_first_day(programme, joined_on))
    with transaction.atomic():
        participation, made = Participation.objects.get_or_create(
            programme=programme,
            organisation=organisation,
            defaults={"group": Participation.group_for(organisation.kind), "joined_on": joined_on},
        )
        if made:
            audit.record(by=by, verb="partner.joined", row=participation, at=now)
    return participation


@transaction.atomic
def set_leaving(*, by: Membership, participation: Participation, left_on: date | None, now: datetime) -> None:
    """Say until when an organisation takes part; None: it still does. Everything it did stays (R26). Raises Refused."""
    _require(by)
    current = Participation.objects.select_for_update().get(pk=participation.pk)
    if current.left_on == left_on:
        return
    _refuse(wrong_last_day(current, left_on))
    current.left_on = left_on
    current.save(update_fields=["left_on"])
    audit.record(by=by, verb="partner.left" if left_on else "partner.stayed", row=current, at=now)


def wrong_kind(organisation: Organisation, kind: str) -> str:
    """Why an organisation cannot become of this kind (empty: it can): its side may not change under accounts (R10)."""
    if GROUP_OF_KIND.get(kind) == GROUP_OF_KIND.get(organisation.kind) or not organisation.participations.exists():
        return ""
    return _("This organisation takes part in a programme, so its side of the financing cannot change any more.")


def wrong_first_day(programme: Programme, joined_on: date) -> str:
    """Why nobody can take part in a programme from this day; empty when it is fine."""
    return "" if joined_on in programme.period else _("This day is outside the programme. Choose a day within it.")


def wrong_last_day(participation: Participation, left_on: date | None) -> str:
    """Why an organisation cannot take part until this day; empty when it is fine, or when it just goes on."""
    if left_on and left_on < participation.joined_on:
        return _("The last day is not before the first. Choose a later day.")
    if left_on and left_on > participation.programme.ends_on:
        return _("The programme has ended by then. Choose an earlier day.")
    return ""


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _free_key(partnership_id: int, name: str) -> str:
    stem = slugify(name)[:KEY_LENGTH].strip("-") or "organisation"
    taken = set(
        Organisation.objects.filter(partnership=partnership_id, key__startswith=stem).values_list("key", flat=True)
    )
    if stem not in taken:
        return stem
    return next(key for number in range(2, len(taken) + 3) if (key := f"{stem}-{number}") not in taken)


def _require(by: Membership) -> None:
    if not by.can(Permission.MANAGE_PROGRAMME):
        raise Refused(_("You cannot change partners in this role."))
