"""Proof that hangs on hours, a month or another contribution, with what its reader may do with it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution, HourEntry, Proof, Timesheet
from contributions.proof_rights import (
    DECIDED,
    LOCKED,
    can_prove_goods,
    can_prove_hours,
    can_prove_month,
    may_change_still,
)
from lib.periods import today
from lib.workflow import Decision, refused
from partnership.models import Membership

from .locks import is_locked

Target = HourEntry | Timesheet | Contribution
# The name of what proof hangs on: the column of `Proof`, by the word in addresses.
COLUMNS = {"hours": "entry", "month": "timesheet", "contribution": "contribution"}
MODELS: dict[str, type[Target]] = {"entry": HourEntry, "timesheet": Timesheet, "contribution": Contribution}
FULL = _("There are as many files here as fit. Take one away before you add another, or join them into one PDF.")


def column_of(target: Target) -> str:
    """Which column of a proof points to this."""
    return next(name for name, model in MODELS.items() if isinstance(target, model))


def place_of(target: Target) -> str:
    """The word in addresses for what proof hangs on."""
    column = column_of(target)
    return next(word for word, name in COLUMNS.items() if name == column)


def target_of(proof: Proof) -> Target:
    """What a proof hangs on."""
    return proof.entry or proof.timesheet or proof.contribution


def _is_locked(entry: HourEntry, now: datetime) -> bool:
    where = {"programme_id": entry.programme_id, "organisation_id": entry.organisation_id}
    return is_locked(**where, worked_on=entry.worked_on, day=today(now))


def can_prove(membership: Membership, target: Target, *, now: datetime) -> Decision:
    """Whether this person may add proof to it now; how many files there are already is not asked."""
    if isinstance(target, HourEntry):
        return can_prove_hours(membership, target, locked=_is_locked(target, now))
    if isinstance(target, Timesheet):
        return can_prove_month(membership, target)
    return can_prove_goods(membership, target)


def can_remove(membership: Membership, target: Target, *, now: datetime) -> Decision:
    """Whether this person may take proof of it away now."""
    decision = can_prove(membership, target, now=now)
    return may_change_still(column_of(target), target.state) if decision else decision


def proofs_of(target: Target) -> QuerySet[Proof]:
    """The files that hang on it, without those that were taken away."""
    return Proof.objects.there().filter(**{column_of(target): target})


@dataclass(frozen=True)
class Box:
    """The proof of one thing as a page shows it: the files, and what this reader may do."""

    target: Target
    files: list[Proof]
    may_add: Decision
    may_remove: Decision
    read_only: bool = False

    @property
    def note(self):
        """Why nothing can be added, for who could before: it is decided on, locked or full."""
        return self.may_add.reason if self.may_add.reason in (FULL, LOCKED, *DECIDED.values()) else ""

    @property
    def place(self) -> str:
        return place_of(self.target)


def proof_box(membership: Membership, target: Target, *, now: datetime, read_only: bool = False) -> Box:
    """Everything for the fragment `contributions/proofs.html`; two queries at most."""
    files = list(proofs_of(target).select_related("added_by").order_by("added_at", "pk"))
    may_add = refused("") if read_only else can_prove(membership, target, now=now)
    may_remove = may_change_still(column_of(target), target.state) if may_add else may_add
    if may_add and len(files) >= settings.MOST_PROOFS:
        may_add = refused(FULL)
    return Box(target, files, may_add, may_remove, read_only)
