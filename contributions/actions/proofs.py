"""Proof: files that people hang on hours, months and other contributions. A file is on disk before its row is there."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from contributions.kinds import ProofKind
from contributions.models import Proof
from contributions.queries.proofs import FULL, Target, can_prove, can_remove, column_of, proofs_of, target_of
from contributions.store import DOCUMENTS
from lib.keeping import Kept, kept
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership.audit import record
from partnership.models import Membership

from .common import patient

FOLDER = "proofs"


@dataclass(frozen=True)
class Added:
    """A proof, and whether this call added it (False when the same file was there already)."""

    proof: Proof
    is_new: bool


def add_proof(*, by: Membership, target: Target, upload, kind: str = ProofKind.PROOF, now: datetime) -> Added:
    """Hang an uploaded file on hours, a month or another contribution: a PDF, PNG or JPEG, judged by its content.

    The same content again on the same thing gives the one that is there. Raises Refused, and then nothing is stored.
    """
    demand(can_prove(by, target, now=now))
    with kept(upload, store=DOCUMENTS, folder=f"{FOLDER}/{now:%Y-%m}", most=settings.MOST_PROOF_BYTES) as file:
        added = _add(by, target, file, kind, now)
        if not added.is_new:
            file.forget()
    return added


@patient
@transaction.atomic
def _add(by: Membership, target: Target, file: Kept, kind: str, now: datetime) -> Added:
    held = _hold(target)
    demand(can_prove(by, held, now=now))
    there = proofs_of(held)
    if same := there.filter(sha256=file.stored.sha256).first():
        return Added(same, is_new=False)
    if there.count() >= settings.MOST_PROOFS:
        raise Refused(FULL)
    proof = Proof.objects.create(
        programme_id=held.programme_id,
        organisation_id=held.organisation_id,
        **{column_of(held): held},
        kind=kind,
        **file.values,
        added_by_id=by.user_id,
        added_at=now,
    )
    record(by=by, verb="proof.added", row=proof, at=now, place=column_of(held), target=held.pk)
    return Added(proof, is_new=True)


def _hold(target: Target) -> Target:
    """What the proof hangs on, as it is now and locked: nobody decides on it meanwhile, and files come one by one."""
    held = type(target)._base_manager.filter(pk=target.pk).select_for_update().first()
    if held is None:
        raise SomeoneWasFirst
    return held


@patient
@transaction.atomic
def remove_proof(*, by: Membership, proof: Proof, now: datetime) -> Proof:
    """Take a proof off the lists while what it hangs on may still change. Row and file stay. Raises Refused."""
    held = _hold(target_of(proof))
    demand(can_remove(by, held, now=now))
    if not Proof.objects.there().filter(pk=proof.pk).update(removed_by=by.user_id, removed_at=now):
        raise SomeoneWasFirst
    proof.refresh_from_db(fields=["removed_by", "removed_at"])
    record(by=by, verb="proof.removed", row=proof, at=now, place=column_of(held), target=held.pk)
    return proof
