"""Modules: described, put in the catalogue, joined by other organisations, and given in sessions."""

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership

from ..learning_states import OFFERS, PUBLISHED
from ..models import Lab, LearningPath, Module, ModuleJoin, ModuleSession, Product, Session
from ..queries.research import runs
from ..states import SessionState
from .research_common import demand_knowledge, demand_order, demand_runs, once

OwnOffer = TypeVar("OwnOffer", Module, LearningPath)
NOT_YOUR_MODULE = _("Only who added this module and the coordinators of the lab can change it.")
ELSEWHERE = _("This belongs to another partnership.")
UNSEEN_MATERIAL = _("You cannot link this material. Choose something that you can find yourself.")
OWN_MODULE = _("This module is of your own organisation, which takes part already.")
NOT_IN_CATALOGUE = _("This module is not in the catalogue now, so nobody can join in.")
JOINED = _("Your organisation takes part already. End that first if something changed.")
NOT_YOUR_PART = _("Only your own organisation and who runs the lab can end this.")
NO_MODULE_NOW = _("Only a module in the catalogue gets sessions. Put it in the catalogue first.")
HAS_A_MODULE = _("This session gives another module already. Disconnect it there first.")
NO_SESSION_FOR_IT = _("This session is cancelled, or not on the calendar of members. Choose another session.")


def can_change(by: Membership, module: Module) -> bool:
    """Who added it, as long as he or she is of the organisation that shares it, and who runs the lab."""
    own = module.added_by_id == by.user_id and by.partnership_id == module.lab.partnership_id
    return (own and by.organisation_id == module.owner_id) or runs(by, module.lab)


# --- Described -----------------------------------------------------------------------------------------------
def add_module(*, by: Membership, lab: Lab, nonce: UUID, now: datetime, **values: Any) -> Module:
    """Share a module of the own organisation; a draft until who runs the lab puts it out. Raises Refused."""
    demand_knowledge(by, lab.partnership_id)
    _demand_material(by, values.get("material"))

    def make() -> Module:
        module = Module.objects.create(
            lab=lab, owner_id=by.organisation_id, added_by_id=by.user_id, added_at=now, nonce=nonce, **values
        )
        audit.record(by=by, verb="module.added", row=module, at=now)
        return module

    return once(Module, make, nonce=nonce, added_by=by.user_id)


@transaction.atomic
def change_module(*, by: Membership, module: Module, now: datetime, **values: Any) -> Module:
    """Describe it otherwise. Raises Refused."""
    held = Module.objects.select_for_update(of=("self",)).select_related("lab").get(pk=module.pk)
    demand_knowledge(by, held.lab.partnership_id)
    if not can_change(by, held):
        raise Refused(NOT_YOUR_MODULE)
    if values.get("material") != held.material:
        _demand_material(by, values.get("material"))
    if values.get("lab") and values["lab"].partnership_id != held.lab.partnership_id:
        raise Refused(ELSEWHERE)
    changed = changed_fields(held, values)
    if changed:
        held.save(update_fields=changed)
        audit.record(by=by, verb="module.changed", row=held, at=now, fields=changed)
    return held


def changed_fields(row: Module | LearningPath, values: dict[str, Any]) -> list[str]:
    """Lay the values in the row; the names of those that are new."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _demand_material(by: Membership, material: Product | None) -> None:
    if material and not Product.objects.visible_to(by).filter(pk=material.pk).exists():
        raise Refused(UNSEEN_MATERIAL)


@transaction.atomic
def step_module(*, by: Membership, module: Module, verb: str, version: int, now: datetime) -> Module:
    """Put it in the catalogue, or retire it: what was done stays done. Raises Refused, SomeoneWasFirst."""
    take_offer_step(by=by, row=module, verb=verb, version=version, now=now)
    if module.state == PUBLISHED:
        audit.record(by=by, verb="module.published", row=module, at=now)
    else:
        audit.record(by=by, verb="module.retired", row=module, at=now)
    return module


def take_offer_step(*, by: Membership, row: OwnOffer, verb: str, version: int, now: datetime) -> None:
    """What modules and paths have in common; runs in the transaction of the action. Raises Refused."""
    demand_runs(by, row.lab)
    if row.version != version:
        raise SomeoneWasFirst
    since = {"published_at": now} if verb == "publish" and row.published_at is None else {}
    take_step(row, OFFERS[verb], **since)


# --- Joined --------------------------------------------------------------------------------------------------
def join_module(
    *, by: Membership, module: Module, starts_on: date, places: int, nonce: UUID, now: datetime
) -> ModuleJoin:
    """The own organisation takes part from a day, with about so many people. Raises Refused."""
    demand_knowledge(by, module.lab.partnership_id)
    if by.organisation_id == module.owner_id:
        raise Refused(OWN_MODULE)

    def make() -> ModuleJoin:
        # Held, so that nobody retires the module in between.
        held = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
        if held.state != PUBLISHED:
            raise Refused(NOT_IN_CATALOGUE)
        join = ModuleJoin.objects.create(
            module=held,
            organisation_id=by.organisation_id,
            starts_on=starts_on,
            places=places,
            joined_by_id=by.user_id,
            joined_at=now,
            nonce=nonce,
        )
        audit.record(by=by, verb="module.joined", row=held, at=now, join=join.pk)
        return join

    try:
        return once(ModuleJoin, make, nonce=nonce, joined_by=by.user_id)
    except IntegrityError:
        raise Refused(JOINED) from None


@transaction.atomic
def end_join(*, by: Membership, join: ModuleJoin, now: datetime, ended_on: date | None = None) -> ModuleJoin:
    """The organisation takes part no longer, from today or until a day. Raises Refused, SomeoneWasFirst."""
    held = ModuleJoin.objects.select_for_update(of=("self",)).select_related("module__lab").get(pk=join.pk)
    lab = held.module.lab
    if not runs(by, lab):
        demand_knowledge(by, lab.partnership_id)
        if held.organisation_id != by.organisation_id:
            raise Refused(NOT_YOUR_PART)
    if held.ended_on:
        raise SomeoneWasFirst
    last = ended_on or max(today(now), held.starts_on)
    demand_order(held.starts_on, last)
    held.ended_on, held.ended_by_id = last, by.user_id
    held.save(update_fields=["ended_on", "ended_by"])
    audit.record(by=by, verb="module.left", row=held.module, at=now, join=held.pk)
    return held


# --- Given in sessions ---------------------------------------------------------------------------------------
def connect_session(*, by: Membership, module: Module, session: Session, now: datetime) -> ModuleSession:
    """Say that a session gives a module; doing it twice changes nothing. Raises Refused."""
    demand_runs(by, module.lab)
    demand_runs(by, session.lab)
    try:
        with transaction.atomic():
            held = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
            if held.state != PUBLISHED:
                raise Refused(NO_MODULE_NOW)
            if not ModuleSession.objects.filter(session=session).exists():
                _demand_connectable(session)
            link = ModuleSession.objects.create(
                module=held, session=session, connected_by_id=by.user_id, connected_at=now
            )
            audit.record(by=by, verb="module.session_connected", row=held, at=now, session=session.pk)
            return link
    except IntegrityError:
        link = ModuleSession.objects.get(session=session)
        if link.module_id != module.pk:
            raise Refused(HAS_A_MODULE) from None
        return link


def _demand_connectable(session: Session) -> None:
    """A session that gives no module is one that goes on, and that members can find. Raises Refused."""
    held = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if not held.is_listed or held.state == SessionState.CANCELLED:
        raise Refused(NO_SESSION_FOR_IT)


@transaction.atomic
def disconnect_session(*, by: Membership, link: ModuleSession, now: datetime) -> None:
    """A session gives the module no longer; who was there did not do it then. Raises Refused."""
    demand_runs(by, link.module.lab)
    gone, _rows = ModuleSession.objects.filter(pk=link.pk).delete()
    if not gone:
        raise SomeoneWasFirst
    audit.record(by=by, verb="module.session_disconnected", row=link.module, at=now, session=link.session_id)
